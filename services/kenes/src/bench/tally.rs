//! What the answers of a run said: how many were refused, and how many comments were not verified at once.

use std::{
    collections::BTreeMap,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use kenes_proto::consultation::{Comment, comment::Verification};
use tonic::Status;

use super::{Outcome, load::Load};

/// What the answers said.
#[derive(Debug, Default)]
pub(super) struct Tally {
    unverified: AtomicU64,
    refusals: Mutex<BTreeMap<String, u64>>,
}

impl Tally {
    /// Looks at the comment in an answer.
    #[expect(
        clippy::unnecessary_wraps,
        reason = "the end of a call that may have failed"
    )]
    pub(super) fn look(&self, comment: &Comment) -> Result<(), Status> {
        if comment.verification() != Verification::Verified {
            self.unverified.fetch_add(1, Ordering::Relaxed);
        }
        Ok(())
    }

    /// Counts the refusals of a load.
    pub(super) fn note(&self, load: &Load) {
        if let Some(status) = &load.first_refusal {
            let text = format!("{:?}: {}", status.code(), status.message());
            *self.refused().entry(text).or_default() += load.refused;
        }
    }

    /// Fails if what had to succeed was refused.
    pub(super) fn settle(&self, what: &str, load: Load) -> Outcome<()> {
        self.note(&load);
        load.first_refusal
            .map_or(Ok(()), |status| Err(format!("{what}: {status}").into()))
    }

    /// Returns what is worth saying of the answers.
    pub(super) fn remarks(&self) -> Vec<String> {
        let mut remarks = Vec::new();
        let unverified = self.unverified.load(Ordering::Relaxed);
        if unverified > 0 {
            remarks.push(format!(
                "{unverified} comments were not VERIFIED at once: the registry did not keep up."
            ));
        }
        let refused = self.refused();
        let texts = refused
            .iter()
            .map(|(text, count)| format!("refused {count} times: {text}"));
        remarks.extend(texts);
        remarks
    }

    fn refused(&self) -> MutexGuard<'_, BTreeMap<String, u64>> {
        self.refusals.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
