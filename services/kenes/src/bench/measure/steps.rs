//! The single steps of a round.

use super::{
    Arc, Bench, CommentServiceClient, Comments, Dice, FetchCheckpointRequest, GetCommentRequest,
    Instant, ListCommentsRequest, Load, Ordering, Outcome, PoisonError, ProgressBar,
    ProveInclusionRequest, RecordServiceClient, Sample, Sights, Target, Until, Usage, WALK, corpus,
    echo, load, pick, process,
};

impl Bench {
    pub(super) async fn echo(
        &self,
        target: &Target,
        in_flight: usize,
        until: Until,
    ) -> Outcome<Load> {
        load::run(in_flight, until, |n| {
            let (mut comments, channel) = (self.callers(), target.channels.of(n));
            move || {
                let (channel, request) = (channel.clone(), comments.next());
                async move { echo::call(channel, request).await.map(drop) }
            }
        })
        .await
    }

    pub(super) async fn create(
        &self,
        in_flight: usize,
        until: Until,
        bar: Option<&ProgressBar>,
    ) -> Outcome<Load> {
        load::run(in_flight, until, |n| {
            let (mut comments, channel) = (self.callers(), self.consultation.channels.of(n));
            let (tally, bar) = (Arc::clone(&self.tally), bar.cloned());
            move || {
                let (mut client, request) =
                    (CommentServiceClient::new(channel.clone()), comments.next());
                let (tally, bar) = (Arc::clone(&tally), bar.clone());
                async move {
                    tally.look(client.create_comment(request).await?.get_ref())?;
                    bar.inspect(|bar| bar.inc(1));
                    Ok(())
                }
            }
        })
        .await
    }

    pub(super) async fn list(
        &self,
        in_flight: usize,
        until: Until,
        deep: bool,
        sights: &Arc<Sights>,
    ) -> Outcome<Load> {
        load::run(in_flight, until, |n| {
            let (mut dice, channel) = (Dice::new(n as u64), self.consultation.channels.of(n));
            let sights = Arc::clone(sights);
            move || {
                let page_token = if deep {
                    pick(&sights.tokens, &mut dice)
                } else {
                    String::new()
                };
                let request = ListCommentsRequest {
                    parent: corpus::consultation(0),
                    page_token,
                    ..Default::default()
                };
                let mut client = CommentServiceClient::new(channel.clone());
                async move { client.list_comments(request).await.map(drop) }
            }
        })
        .await
    }

    pub(super) async fn get(
        &self,
        in_flight: usize,
        until: Until,
        sights: &Arc<Sights>,
    ) -> Outcome<Load> {
        load::run(in_flight, until, |n| {
            let (mut dice, channel) = (Dice::new(n as u64), self.consultation.channels.of(n));
            let sights = Arc::clone(sights);
            move || {
                let request = GetCommentRequest {
                    name: pick(&sights.names, &mut dice),
                    ..GetCommentRequest::default()
                };
                let mut client = CommentServiceClient::new(channel.clone());
                async move { client.get_comment(request).await.map(drop) }
            }
        })
        .await
    }

    /// Proofs of entries anywhere in the log, for the checkpoint of the moment.
    pub(super) async fn prove(&self, in_flight: usize, until: Until) -> Outcome<Load> {
        let mut client = RecordServiceClient::new(self.consultation.channels.of(0));
        let size = client
            .fetch_checkpoint(FetchCheckpointRequest {})
            .await?
            .into_inner()
            .size;
        let bound = u64::try_from(size)?.max(1);
        load::run(in_flight, until, |n| {
            let (mut dice, channel) = (Dice::new(n as u64), self.consultation.channels.of(n));
            move || {
                let request = ProveInclusionRequest {
                    index: i64::try_from(dice.below(bound)).unwrap_or(0),
                    ..Default::default()
                };
                let mut client = RecordServiceClient::new(channel.clone());
                async move { client.prove_inclusion(request).await.map(drop) }
            }
        })
        .await
    }

    // === around them

    pub(super) fn callers(&self) -> Comments {
        Comments::new(self.seeds.fetch_add(1, Ordering::Relaxed))
    }

    /// Runs a load and reads what it cost the server, and what others took of the machine meanwhile.
    pub(super) async fn watched(
        &self,
        target: Option<&Target>,
        load: impl Future<Output = Outcome<Load>>,
    ) -> Outcome<Sample> {
        let all = [
            &self.echo.server,
            &self.app.server,
            &self.registry,
            &self.consultation.server,
        ];
        let usage = || target.map_or_else(|| Ok(Usage::default()), |target| target.server.usage());
        let (before, machine, own) = (usage()?, process::machine_busy(), process::own_busy(&all));
        let begun = Instant::now();
        let load = load.await?;
        let took = begun.elapsed().as_secs_f64();
        let after = usage()?;
        let cores = std::thread::available_parallelism()
            .map_or(1.0, |n| f64::from(u32::try_from(n.get()).unwrap_or(1)));
        let others = (process::machine_busy() - machine) - (process::own_busy(&all) - own);
        self.note(&load);
        #[expect(clippy::cast_precision_loss, reason = "fewer than 2^52 calls")]
        let calls = load.times.total().max(1) as f64;
        Ok(Sample {
            per_second: load.rate(),
            cpu: after
                .since(&before)
                .into_iter()
                .map(|(name, micros)| (name, micros / calls))
                .collect(),
            times: load.times,
            rss_mb: after.rss_mb,
            peak_mb: after.peak_mb,
            others: (others / (took * cores)).clamp(0.0, 1.0),
        })
    }

    pub(super) fn note(&self, load: &Load) {
        if let Some(status) = &load.first_refusal {
            let mut refusals = self
                .tally
                .refusals
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            *refusals
                .entry(format!("{:?}: {}", status.code(), status.message()))
                .or_default() += load.refused;
        }
    }

    /// Ends the run if what had to succeed was refused.
    pub(super) fn settle(&self, what: &str, load: Load) -> Outcome<()> {
        self.note(&load);
        load.first_refusal
            .map_or(Ok(()), |status| Err(format!("{what}: {status}").into()))
    }

    pub(super) async fn count(&self) -> Outcome<u64> {
        let mut client =
            kenes_proto::consultation::consultation_service_client::ConsultationServiceClient::new(
                self.consultation.channels.of(0),
            );
        let mut sum = 0;
        for n in 0..corpus::CONSULTATIONS {
            let request = kenes_proto::consultation::GetConsultationRequest {
                name: corpus::consultation(n),
            };
            let count = client
                .get_consultation(request)
                .await?
                .into_inner()
                .comment_count;
            sum += u64::try_from(count).unwrap_or(0);
        }
        Ok(sum)
    }

    /// Walks through the largest consultation in large pages.
    pub(super) async fn walk(&self) -> Outcome<Sights> {
        let mut sights = Sights::default();
        let mut client = CommentServiceClient::new(self.consultation.channels.of(0));
        client = client.max_decoding_message_size(64 << 20);
        let mut request = ListCommentsRequest {
            parent: corpus::consultation(0),
            page_size: 1_000,
            ..Default::default()
        };
        for _ in 0..WALK {
            let page = client.list_comments(request.clone()).await?.into_inner();
            sights.names.extend(
                page.comments
                    .into_iter()
                    .step_by(100)
                    .map(|comment| comment.name),
            );
            if page.next_page_token.is_empty() {
                break;
            }
            sights.tokens.push(page.next_page_token.clone());
            request.page_token = page.next_page_token;
        }
        Ok(sights)
    }
}
