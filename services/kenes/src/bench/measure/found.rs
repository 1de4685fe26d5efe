//! The comments that are there: how many, and the names and pages at which they are read.

use kenes_proto::consultation::{
    GetConsultationRequest, ListCommentsRequest, comment_service_client::CommentServiceClient,
    consultation_service_client::ConsultationServiceClient,
};

use super::Bench;
use crate::bench::{Outcome, corpus, dice::Dice};

/// Pages of 1,000 that are walked to find the tokens of deep pages and names to get.
const WALK: usize = 1_000;

/// Where the comments that are there can be found.
#[derive(Debug, Default)]
pub(super) struct Found {
    names: Vec<String>,
    tokens: Vec<String>,
}

impl Found {
    /// Returns the name of one of the comments.
    pub(super) fn name(&self, dice: &mut Dice) -> String {
        pick(&self.names, dice)
    }

    /// Returns the token of one of the pages.
    pub(super) fn token(&self, dice: &mut Dice) -> String {
        pick(&self.tokens, dice)
    }
}

impl Bench {
    /// Returns how many comments there are.
    pub(super) async fn count(&self) -> Outcome<u64> {
        let mut client = ConsultationServiceClient::new(self.servers.consultation.channels.of(0));
        let mut sum = 0;
        for n in 0..corpus::CONSULTATIONS {
            let request = GetConsultationRequest {
                name: corpus::consultation(n),
                ..Default::default()
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
    pub(super) async fn walk(&self) -> Outcome<Found> {
        let mut found = Found::default();
        let mut client = CommentServiceClient::new(self.servers.consultation.channels.of(0));
        client = client.max_decoding_message_size(64 << 20);
        let mut request = ListCommentsRequest {
            parent: corpus::consultation(0),
            page_size: 1_000,
            ..Default::default()
        };
        for _ in 0..WALK {
            let page = client.list_comments(request.clone()).await?.into_inner();
            found.names.extend(
                page.comments
                    .into_iter()
                    .step_by(100)
                    .map(|comment| comment.name),
            );
            if page.next_page_token.is_empty() {
                break;
            }
            found.tokens.push(page.next_page_token.clone());
            request.page_token = page.next_page_token;
        }
        Ok(found)
    }
}

fn pick(from: &[String], dice: &mut Dice) -> String {
    match from.len() {
        0 => String::new(),
        n => from[usize::try_from(dice.below(n as u64)).unwrap_or(0)].clone(),
    }
}
