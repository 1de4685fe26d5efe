//! The loads: each makes one kind of call, again and again.

use std::sync::{Arc, atomic::Ordering};

use indicatif::ProgressBar;
use kenes_proto::{
    consultation::{
        GetCommentRequest, GetTraceRequest, ListCommentsRequest,
        comment_service_client::CommentServiceClient, trace_service_client::TraceServiceClient,
    },
    record::{
        FetchCheckpointRequest, ProveInclusionRequest, record_service_client::RecordServiceClient,
    },
};

use super::{Bench, found::Found};
use crate::bench::{
    Outcome,
    corpus::{self, Comments},
    dice::Dice,
    echo,
    load::{self, Load, Until},
    servers::Target,
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
            let (mut comments, channel) =
                (self.callers(), self.servers.consultation.channels.of(n));
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
        found: &Arc<Found>,
    ) -> Outcome<Load> {
        load::run(in_flight, until, |n| {
            let (mut dice, channel) = (
                Dice::new(n as u64),
                self.servers.consultation.channels.of(n),
            );
            let found = Arc::clone(found);
            move || {
                let page_token = if deep {
                    found.token(&mut dice)
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
        found: &Arc<Found>,
    ) -> Outcome<Load> {
        load::run(in_flight, until, |n| {
            let (mut dice, channel) = (
                Dice::new(n as u64),
                self.servers.consultation.channels.of(n),
            );
            let found = Arc::clone(found);
            move || {
                let request = GetCommentRequest {
                    name: found.name(&mut dice),
                    ..GetCommentRequest::default()
                };
                let mut client = CommentServiceClient::new(channel.clone());
                async move { client.get_comment(request).await.map(drop) }
            }
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
        load::run(in_flight, until, |n| {
            let (mut dice, channel) = (
                Dice::new(n as u64),
                self.servers.consultation.channels.of(n),
            );
            let found = Arc::clone(found);
            move || {
                let request = GetTraceRequest {
                    name: found.name(&mut dice),
                    ..GetTraceRequest::default()
                };
                let mut client = TraceServiceClient::new(channel.clone());
                async move { client.get_trace(request).await.map(drop) }
            }
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
