//! The loads: each makes one kind of call, again and again.

use std::{
    pin::Pin,
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use common::names;
use indicatif::ProgressBar;
use kenes_proto::{
    consultation::{
        GetCommentRequest, GetConsultationReportRequest, GetTraceRequest, ListCommentsRequest,
        comment_service_client::CommentServiceClient, trace_service_client::TraceServiceClient,
    },
    record::{
        FetchCheckpointRequest, ProveInclusionRequest, record_service_client::RecordServiceClient,
    },
};

use tonic::{Status, transport::Channel};

use super::{Bench, found::Found};
use crate::bench::{
    Outcome,
    corpus::{self, Comments},
    dice::Dice,
    echo,
    load::{self, Load, Until},
    servers::Target,
};

/// Calls that may be under way at once where so many are made a second.
pub(super) const LANES: usize = 256;

/// A call under way.
type Call = Pin<Box<dyn Future<Output = Result<(), Status>> + Send>>;

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
        load::run(in_flight, until, |n| self.creator(n, bar)).await
    }

    /// So many comments a second, whatever becomes of those before.
    pub(super) async fn create_at(&self, per_second: f64, time: Duration) -> Outcome<Load> {
        load::at_rate(per_second, LANES, time, |n| self.creator(n, None)).await
    }

    /// Returns a caller who makes comments.
    fn creator(&self, n: usize, bar: Option<&ProgressBar>) -> impl FnMut() -> Call + Send + use<> {
        let (mut comments, channel) = (self.callers(), self.servers.consultation.channels.of(n));
        let (tally, bar) = (Arc::clone(&self.tally), bar.cloned());
        move || {
            let (mut client, request) =
                (CommentServiceClient::new(channel.clone()), comments.next());
            let (tally, bar) = (Arc::clone(&tally), bar.clone());
            Box::pin(async move {
                tally.look(client.create_comment(request).await?.get_ref())?;
                bar.inspect(|bar| bar.inc(1));
                Ok(())
            })
        }
    }

    pub(super) async fn list(
        &self,
        in_flight: usize,
        until: Until,
        deep: bool,
        found: &Arc<Found>,
    ) -> Outcome<Load> {
        self.look(in_flight, until, found, move |channel, found, dice| {
            let request = ListCommentsRequest {
                parent: corpus::consultation(0),
                page_token: match deep {
                    true => found.token(dice),
                    false => String::new(),
                },
                ..Default::default()
            };
            let mut client = CommentServiceClient::new(channel);
            async move { client.list_comments(request).await.map(drop) }
        })
        .await
    }

    pub(super) async fn get(
        &self,
        in_flight: usize,
        until: Until,
        found: &Arc<Found>,
    ) -> Outcome<Load> {
        self.look(in_flight, until, found, |channel, found, dice| {
            let request = GetCommentRequest {
                name: found.name(dice),
                ..Default::default()
            };
            let mut client = CommentServiceClient::new(channel);
            async move { client.get_comment(request).await.map(drop) }
        })
        .await
    }

    /// What became of comments, each by its own path.
    pub(super) async fn trace(
        &self,
        in_flight: usize,
        until: Until,
        found: &Arc<Found>,
    ) -> Outcome<Load> {
        self.look(in_flight, until, found, |channel, found, dice| {
            let request = GetTraceRequest {
                name: found.name(dice),
                ..Default::default()
            };
            let mut client = TraceServiceClient::new(channel);
            async move { client.get_trace(request).await.map(drop) }
        })
        .await
    }

    /// Reports of the consultations of comments.
    pub(super) async fn report(
        &self,
        in_flight: usize,
        until: Until,
        found: &Arc<Found>,
    ) -> Outcome<Load> {
        self.look(in_flight, until, found, |channel, found, dice| {
            let request = GetConsultationReportRequest {
                consultation: names::parent(&found.name(dice)).to_owned(),
                ..Default::default()
            };
            let mut client = CommentServiceClient::new(channel);
            async move { client.get_consultation_report(request).await.map(drop) }
        })
        .await
    }

    /// Calls that look at what was found, each at something else.
    async fn look<F>(
        &self,
        in_flight: usize,
        until: Until,
        found: &Arc<Found>,
        ask: impl Fn(Channel, &Found, &mut Dice) -> F + Copy + Send + 'static,
    ) -> Outcome<Load>
    where
        F: Future<Output = Result<(), Status>> + Send,
    {
        load::run(in_flight, until, |n| {
            let channel = self.servers.consultation.channels.of(n);
            let (mut dice, found) = (Dice::new(n as u64), Arc::clone(found));
            move || ask(channel.clone(), &found, &mut dice)
        })
        .await
    }

    /// Proofs of entries anywhere in the log, for the checkpoint of the moment.
    pub(super) async fn prove(&self, in_flight: usize, until: Until) -> Outcome<Load> {
        let mut client = RecordServiceClient::new(self.servers.consultation.channels.of(0));
        let size = client
            .fetch_checkpoint(FetchCheckpointRequest {})
            .await?
            .into_inner()
            .size;
        let bound = u64::try_from(size)?.max(1);
        load::run(in_flight, until, |n| {
            let (mut dice, channel) = (
                Dice::new(n as u64),
                self.servers.consultation.channels.of(n),
            );
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

    /// Returns the requests of a caller that no other of the run makes.
    pub(super) fn callers(&self) -> Comments {
        Comments::new(self.seeds.fetch_add(1, Ordering::Relaxed))
    }
}
