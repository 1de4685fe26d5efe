//! How many commitments are in which state, by bodies and by what they come out of.

use common::{
    Error,
    context::Context,
    date,
    list::Reach,
    resource::{self, gaps},
    store::Tx,
};
use kenes_proto::{
    consultation::{self as pb, CommitmentGrouping as Grouping, commitment::State},
    types::ErrorReason as Reason,
};

use super::commitment::check_origin;
use crate::{
    domain::commitment_summary::state_counts,
    store::{
        commitment::{self, Count, Counted},
        hearing::Hearings,
    },
};

/// Of what the counts are.
const COUNTED: [&str; 2] = ["commitments", "progressReports"];
/// The most groups of an answer.
const MOST: usize = 10_000;
/// How many counts a group can have: a state each, and two where it may be late or not.
const COUNTS: usize = 7;

pub(super) fn summarize(
    tx: &mut dyn Tx,
    context: &Context,
    request: &pb::SummarizeCommitmentsRequest,
) -> Result<pb::SummarizeCommitmentsResponse, Error> {
    if !request.hearing.is_empty() {
        resource::get::<Hearings>(tx, &request.hearing)?;
    }
    if !request.origin.is_empty() {
        check_origin(tx, &request.origin)?;
    }
    let by = |wanted: Grouping| request.group_by().any(|grouping| grouping == wanted);
    let counted = Counted {
        body: &request.responsible,
        origin: &request.origin,
        hearing: &request.hearing,
        by_body: by(Grouping::Responsible),
        by_origin: by(Grouping::Origin),
        today: date::local_number(context.now),
    };
    let limit = i64::try_from(MOST * COUNTS + 1).unwrap_or(i64::MAX);
    let counts = commitment::counts(tx, counted, limit)?;
    let groups = counts.chunk_by(|a, b| (&a.body, &a.origin) == (&b.body, &b.origin));
    let totals: Vec<_> = groups.map(total).collect();
    match totals.len() > MOST {
        false => Ok(pb::SummarizeCommitmentsResponse {
            totals,
            not_covered: gaps::touched(tx, &COUNTED, &Reach::default().of(&request.responsible))?,
        }),
        true => {
            let say = format!(
                "ask for one body or origin, or for fewer groups: these are more than {MOST}"
            );
            Err(Error::invalid(Reason::FieldInvalid, "group_by", say))
        }
    }
}

fn total(counts: &[Count]) -> pb::CommitmentTotal {
    let sum = |which: fn(&Count) -> bool| {
        let counts = counts.iter().filter(|count| which(count));
        counts.map(|count| count.number).sum()
    };
    pb::CommitmentTotal {
        responsible: counts.first().map_or_else(String::new, |c| c.body.clone()),
        origin: counts
            .first()
            .map_or_else(String::new, |c| c.origin.clone()),
        state_counts: state_counts(counts.iter().map(|count| (state(count), count.number))),
        commitment_count: sum(|_| true),
        overdue_count: sum(|count| count.overdue),
    }
}

/// The state of what is counted: what is open and late is overdue.
fn state(count: &Count) -> State {
    let settled = i32::try_from(count.settled).ok();
    match settled.and_then(|settled| State::try_from(settled).ok()) {
        Some(State::Open) if count.overdue => State::Overdue,
        Some(settled) => settled,
        None => State::Unspecified,
    }
}
