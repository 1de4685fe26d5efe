//! What followed from words: the decisions of a session, what bodies took on, and how far they tell that it is carried out.

use common::Error;
use kenes_proto::consultation as pb;

use super::{gather::Gather, text::whole};
use crate::{
    domain::trace::Decided,
    store::{
        commitment::{self, Commitments},
        decision::{self, Decisions},
        progress_report::{self, ProgressReports},
    },
};

/// The most commitments out of one thing, and reports on each, that are told.
const MOST_COMMITMENTS: usize = 5;
const MOST_REPORTS: usize = 3;

impl Gather<'_> {
    /// Notes that commitments may have come out of a decision, a recommendation or an answer: `follow_up` tells them once all else is
    /// told. Where only some `points` of it are, only what came out of these or of the whole.
    pub(super) fn follow(&mut self, origin: &str, points: Option<Vec<i32>>) {
        self.origins.push((origin.to_owned(), points));
    }

    /// What came out of all that was noted, as far as there is room.
    pub(super) fn follow_up(&mut self) -> Result<(), Error> {
        for (origin, points) in std::mem::take(&mut self.origins) {
            let is_told = |point: i32| points.as_ref().is_none_or(|told| told.contains(&point));
            self.commitments(&origin, is_told)?;
        }
        Ok(())
    }

    /// The commitments out of one thing, each with its newest reports.
    fn commitments(&mut self, origin: &str, is_told: impl Fn(i32) -> bool) -> Result<(), Error> {
        if self.room == 0 {
            return Ok(());
        }
        let most = whole(MOST_COMMITMENTS);
        for name in commitment::out_of(self.tx, origin, most)? {
            let found = self.read::<Commitments>(&name)?;
            if found.point != 0 && !is_told(found.point) {
                continue;
            }
            self.add_commitment(found);
            for report in progress_report::newest(self.tx, &name, whole(MOST_REPORTS))? {
                let report = self.read::<ProgressReports>(&report)?;
                self.add_progress_report(report);
            }
        }
        Ok(())
    }

    /// What a session decided, at most so many.
    pub(super) fn with_decisions(
        &mut self,
        session: &pb::Hearing,
        most: usize,
    ) -> Result<(), Error> {
        for name in decision::of_session(self.tx, &session.name, whole(most))? {
            let decision = self.read::<Decisions>(&name)?;
            self.add_decision(Decided {
                decision,
                session: session.clone(),
            });
            self.follow(&name, None);
        }
        Ok(())
    }
}
