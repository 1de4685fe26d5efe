//! What is sent: comments of about 600 bytes of Russian text from 1,000 organizations, no two calls alike.
//!
//! Owns the names that the seed writes and the load uses. Everything follows from numbers: the same run says the same.

use kenes_proto::{
    consultation::{Comment, CreateCommentRequest, comment::Stance},
    gtype::LocalizedText,
    types::{Actor, ProvisionRef},
};
use tonic::{
    Request,
    metadata::{Ascii, MetadataValue},
};
use uuid::Uuid;

use super::{dice::Dice, text::text};

/// Organizations that comment, each through a person of its own.
pub(super) const ORGANIZATIONS: u64 = 1_000;
/// Articles of the draft law.
pub(super) const ARTICLES: u64 = 100;
/// Consultations about it; the first gets half of all comments, the next a quarter, and so on.
pub(super) const CONSULTATIONS: u64 = 8;
pub(super) fn organization_id(n: u64) -> String {
    format!("bench-ngo-{n:04}")
}

pub(super) fn subject(n: u64) -> String {
    format!("bench|{n:04}")
}

pub(super) fn eid(article: u64) -> String {
    format!("art_{article}")
}

pub(super) fn consultation(n: u64) -> String {
    format!("consultations/bench-{n}")
}

/// The draft law and the version that is commented on.
pub(super) const DRAFT_LAW: &str = "draftLaws/bench";
pub(super) const VERSION: &str = "draftLaws/bench/versions/v1";

/// The requests of one caller.
#[derive(Clone, Debug)]
pub(super) struct Comments {
    dice: Dice,
    subjects: Vec<MetadataValue<Ascii>>,
}

impl Comments {
    pub(super) fn new(seed: u64) -> Self {
        let subjects =
            (0..ORGANIZATIONS).map(|n| MetadataValue::try_from(subject(n)).expect("ASCII"));
        Self {
            dice: Dice::new(seed),
            subjects: subjects.collect(),
        }
    }

    /// Returns a comment that nobody sent before.
    pub(super) fn next(&mut self) -> Request<CreateCommentRequest> {
        let organization = self.dice.below(ORGANIZATIONS);
        self.of(organization)
    }

    /// Returns a comment of this organization.
    pub(super) fn of(&mut self, organization: u64) -> Request<CreateCommentRequest> {
        let dice = &mut self.dice;
        let busiest_first = u64::from(dice.next().trailing_zeros()).min(CONSULTATIONS - 1);
        let stances = [
            Stance::Support,
            Stance::Oppose,
            Stance::Amend,
            Stance::Question,
        ];
        let comment = Comment {
            author: Some(Actor {
                on_behalf_of: format!(
                    "//registry.kenes/organizations/{}",
                    organization_id(organization)
                ),
                ..Default::default()
            }),
            target: Some(ProvisionRef {
                version: VERSION.into(),
                eid: eid(1 + dice.below(ARTICLES)),
                ..Default::default()
            }),
            texts: vec![LocalizedText {
                text: text(dice),
                language_code: "ru".into(),
            }],
            stance: stances[usize::try_from(dice.below(4)).unwrap_or(0)].into(),
            ..Default::default()
        };
        let mut request = Request::new(CreateCommentRequest {
            parent: consultation(busiest_first),
            comment: Some(comment),
            request_id: Uuid::now_v7().to_string(),
            ..Default::default()
        });
        let subject = self.subjects[usize::try_from(organization).unwrap_or(0)].clone();
        request
            .metadata_mut()
            .insert(common::context::SUBJECT, subject);
        request
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_has_the_size_that_is_measured_and_no_two_are_alike() {
        let mut comments = Comments::new(1);
        let texts: Vec<String> = (0..100)
            .map(|_| {
                comments
                    .next()
                    .into_inner()
                    .comment
                    .unwrap_or_default()
                    .texts[0]
                    .text
                    .clone()
            })
            .collect();
        assert!(texts.iter().all(|t| (560..640).contains(&t.len())));
        assert!(texts.windows(2).all(|w| w[0] != w[1]));
        let again = Comments::new(1)
            .next()
            .into_inner()
            .comment
            .unwrap_or_default();
        assert_eq!(again.texts[0].text, texts[0], "the same seed says the same");
    }

    #[test]
    fn half_of_all_comments_go_to_the_first_consultation() {
        let mut comments = Comments::new(2);
        let first = (0..1_000)
            .filter(|_| comments.next().into_inner().parent == consultation(0))
            .count();
        assert!((400..600).contains(&first), "{first}");
    }
}
