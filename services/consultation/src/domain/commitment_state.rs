//! What becomes of commitments: the dated changes, and how one stood on a day by them and by the clock.

use common::{Error, Violation, date, parts, span, state, text};
use kenes_proto::{
    consultation::{
        self as pb, Commitment, CommitmentChange,
        commitment::State::{self, Dropped, Fulfilled, Open, Overdue, PartlyFulfilled, Superseded},
    },
    gtype::{Date, LocalizedText},
    types::{Document, ErrorReason as Reason},
};

use super::commitment::{MAX_TEXT, check_due};

/// The most changes that a commitment has.
const MOST: usize = 100;
/// In which there is something left to do.
const UNDONE: &[State] = &[Open, Overdue, PartlyFulfilled];

/// How a commitment stands on a day.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Standing<'a> {
    pub(crate) state: State,
    pub(crate) overdue: bool,
    pub(crate) due: Option<Date>,
    pub(crate) superseded_by: &'a str,
}

/// How it stands on `day`, `yyyymmdd`.
pub(crate) fn on(commitment: &Commitment, day: i64) -> Standing<'_> {
    let changes = &commitment.changes;
    let (before, after) = changes.split_at(changes.partition_point(|change| at(change) <= day));
    let last = before.last();
    let settled = last.map_or(Open, CommitmentChange::state);
    // Until a later day was set, the former one held.
    let former = after.iter().find_map(|change| change.former_due_date);
    let due = former.or(commitment.due_date);
    let late = due.is_some() && date::upper(due.as_ref()) < day;
    Standing {
        state: match settled {
            Open if late => Overdue,
            settled => settled,
        },
        overdue: late && matches!(settled, Open | PartlyFulfilled),
        due,
        superseded_by: match (settled, last) {
            (Superseded, Some(last)) => &last.superseded_by,
            _ => "",
        },
    }
}

/// Its state by the changes alone, without the clock.
pub(crate) fn settled(commitment: &Commitment) -> State {
    let last = commitment.changes.last();
    last.map_or(Open, CommitmentChange::state)
}

/// Fills in what is known only on the day on which it is read.
pub(crate) fn render(commitment: &mut Commitment, today: i64) {
    let standing = on(commitment, today);
    let (state, overdue) = (standing.state, standing.overdue);
    let by = standing.superseded_by.to_owned();
    commitment.set_state(state);
    commitment.overdue = overdue;
    commitment.superseded_by = by;
}

// === what may become of it

/// The rule of `FulfillCommitment`.
pub(crate) fn fulfill(
    commitment: &mut Commitment,
    request: &pb::FulfillCommitmentRequest,
    now: i64,
) -> Result<(), Error> {
    let act = Act {
        words: "be fulfilled",
        from: UNDONE,
        to: Some(Fulfilled),
        day: ("fulfill_date", request.fulfill_date),
        reasons: (&request.reasons, false),
        proof: Some(&request.documents),
    };
    act.record(commitment, now).map(drop)
}

/// The rule of `FulfillCommitmentPartly`.
pub(crate) fn fulfill_partly(
    commitment: &mut Commitment,
    request: &pb::FulfillCommitmentPartlyRequest,
    now: i64,
) -> Result<(), Error> {
    let act = Act {
        words: "be fulfilled in part",
        from: &[Open, Overdue],
        to: Some(PartlyFulfilled),
        day: ("fulfill_date", request.fulfill_date),
        reasons: (&request.reasons, true),
        proof: Some(&request.documents),
    };
    act.record(commitment, now).map(drop)
}

/// The rule of `DropCommitment`.
pub(crate) fn abandon(
    commitment: &mut Commitment,
    request: &pb::DropCommitmentRequest,
    now: i64,
) -> Result<(), Error> {
    let act = Act {
        words: "be dropped",
        from: UNDONE,
        to: Some(Dropped),
        day: ("drop_date", request.drop_date),
        reasons: (&request.reasons, true),
        proof: None,
    };
    act.record(commitment, now).map(drop)
}

/// The rule of `ReopenCommitment`.
pub(crate) fn reopen(
    commitment: &mut Commitment,
    request: &pb::ReopenCommitmentRequest,
    now: i64,
) -> Result<(), Error> {
    let act = Act {
        words: "be reopened",
        from: &[PartlyFulfilled, Fulfilled, Dropped, Superseded],
        to: Some(Open),
        day: ("reopen_date", request.reopen_date),
        reasons: (&request.reasons, true),
        proof: None,
    };
    act.record(commitment, now).map(drop)
}

/// The rule of `RescheduleCommitment`.
pub(crate) fn reschedule(
    commitment: &mut Commitment,
    request: &pb::RescheduleCommitmentRequest,
    now: i64,
) -> Result<(), Error> {
    let due = request.due_date.as_ref();
    let mut wrong: Vec<_> = check_due("due_date", commitment, due).into_iter().collect();
    let same =
        due.is_none() || commitment.due_date.is_none() || commitment.due_date == request.due_date;
    if wrong.is_empty() && same {
        let say = match commitment.due_date {
            None => "there is no day to change: UpdateCommitment gives it one",
            Some(_) => "give another day than the present one",
        };
        wrong.push(Violation::new("due_date", Reason::DatesInvalid, say));
    }
    Error::check(wrong)?;
    let act = Act {
        words: "be rescheduled",
        from: UNDONE,
        to: None,
        day: ("reschedule_date", request.reschedule_date),
        reasons: (&request.reasons, true),
        proof: None,
    };
    let former = commitment.due_date;
    act.record(commitment, now)?.former_due_date = former;
    commitment.due_date = request.due_date;
    Ok(())
}

/// The rule of `SupersedeCommitment`: `by` is the one that takes its place.
pub(crate) fn supersede(
    commitment: &mut Commitment,
    by: &Commitment,
    request: &pb::SupersedeCommitmentRequest,
    now: i64,
) -> Result<(), Error> {
    let act = Act {
        words: "be superseded",
        from: UNDONE,
        to: Some(Superseded),
        day: ("supersede_date", request.supersede_date),
        reasons: (&request.reasons, false),
        proof: None,
    };
    let today = date::local_number(now);
    let day = request.supersede_date.as_ref();
    let day = day.map_or(today, |day| date::lower(Some(day)));
    let gone = |day| matches!(on(by, day).state, Dropped | Superseded);
    let say = match () {
        () if by.name == commitment.name => "name another commitment than itself",
        () if date::earliest(by.commit_date.as_ref()) > day => {
            "name a commitment that had been taken on by that day"
        }
        () if gone(day) || gone(today) => {
            "name a commitment that is itself neither dropped nor superseded, then or today"
        }
        () => {
            act.record(commitment, now)?
                .superseded_by
                .clone_from(&by.name);
            return Ok(());
        }
    };
    Err(Error::invalid(Reason::FieldInvalid, "superseded_by", say))
}

/// One thing that may become of a commitment.
struct Act<'a> {
    /// In words: `be dropped`.
    words: &'static str,
    from: &'static [State],
    /// `None`: it stays as it is.
    to: Option<State>,
    /// The field, and the day in it; today if there is none.
    day: (&'static str, Option<Date>),
    /// The reasons, and whether some are needed.
    reasons: (&'a [LocalizedText], bool),
    /// What proves it, where it is to be proved.
    proof: Option<&'a [Document]>,
}

// === impl Act

impl Act<'_> {
    /// Puts it behind the changes on record, or refuses it with all that is wrong.
    fn record<'c>(
        &self,
        commitment: &'c mut Commitment,
        now: i64,
    ) -> Result<&'c mut CommitmentChange, Error> {
        let today = date::local_day(now);
        let present = on(commitment, date::local_number(now)).state;
        let name = commitment.name.as_str();
        state::require((name, present), self.from, self.words, State::as_str_name)?;
        if commitment.changes.len() >= MOST {
            let text = format!("{name} has {MOST} changes: record a new commitment instead");
            return Err(Error::refused(Reason::StateTransitionForbidden, name, text));
        }
        let (field, day) = self.day;
        let day = day.unwrap_or(today);
        let (reasons, needed) = self.reasons;
        let mut wrong = text::check("reasons", reasons, MAX_TEXT, needed);
        let proof = self.proof.unwrap_or_default();
        wrong.extend(parts::documents("documents", proof));
        if self.proof.is_some() && proof.is_empty() {
            let say = "give at least one document that proves it";
            wrong.push(Violation::new("documents", Reason::ProofMissing, say));
        }
        let taken = ("commitment", commitment.commit_date.as_ref());
        let last = commitment.changes.last();
        let last = ("last change", last.and_then(|c| c.change_date.as_ref()));
        wrong.extend(
            span::past_date_from(field, taken, Some(&day), &today)
                .or_else(|| date::not_before(field, Some(&day), last)),
        );
        Error::check(wrong)?;
        let mut change = CommitmentChange {
            change_date: Some(day),
            reasons: reasons.to_vec(),
            documents: proof.to_vec(),
            record_time: Some(date::timestamp(now)),
            ..Default::default()
        };
        change.set_state(self.to.unwrap_or_else(|| settled(commitment)));
        commitment.changes.push(change);
        let changed = commitment.changes.last_mut();
        changed.ok_or_else(|| Error::internal("a change that was just recorded is gone"))
    }
}

/// The day of a change.
fn at(change: &CommitmentChange) -> i64 {
    date::lower(change.change_date.as_ref())
}

#[cfg(test)]
mod tests;
