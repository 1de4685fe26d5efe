//! Rules of what a session records of the commitments of a former one, and how they are counted.

use std::collections::BTreeMap;

use common::{Error, Violation, date, names, parts, span, text};
use kenes_proto::{
    consultation::{
        Commitment, CommitmentStanding, CommitmentStateCount, CommitmentSummary, Hearing,
        commitment::State,
    },
    gtype::Date,
    types::ErrorReason as Reason,
};

use super::{commitment_state as states, session};

/// The most commitments that a summary holds.
pub(crate) const MOST: usize = 2_000;
const MAX_TEXT: usize = 20_000;

/// Fills in the day that a new summary is of: the first of its session, or today where that is to come or not known.
pub(crate) fn begin(summary: &mut CommitmentSummary, session: &Hearing, today: Date) {
    let (first, _) = session::days(session);
    let known = first.day != 0 && date::lower(Some(&first)) <= date::lower(Some(&today));
    let day = if known { first } else { today };
    summary.as_of_date.get_or_insert(day);
}

/// What must hold of a summary that `session` makes of `former`.
pub(crate) fn check(
    summary: &CommitmentSummary,
    session: &Hearing,
    former: &Hearing,
    now: i64,
) -> Result<(), Error> {
    let today = date::local_day(now);
    let at = |field: &str| format!("commitment_summary.{field}");
    let ((first, _), (former_first, _)) = (session::days(session), session::days(former));
    let mut wrong = Vec::new();
    let later = date::lower(Some(&former_first)) > date::upper(Some(&first));
    if former.name == session.name || later {
        let say = "name another session, one that did not begin after this one";
        wrong.push(Violation::new(
            at("former_hearing"),
            Reason::DatesInvalid,
            say,
        ));
    }
    let day = summary.as_of_date.as_ref();
    let limit = ("former session", Some(&former_first));
    wrong.extend(span::past_date_from(&at("as_of_date"), limit, day, &today));
    wrong.extend(text::check(&at("texts"), &summary.texts, MAX_TEXT, false));
    wrong.extend(parts::documents(&at("documents"), &summary.documents));
    Error::check(wrong)?;
    session::check_met(session, "summed up", now)?;
    session::check_met(former, "adopted", now)
}

/// The refusal of more commitments than a summary holds.
pub(crate) fn too_many(former: &str) -> Error {
    let say = format!("{former} led to more than {MOST} commitments: a summary holds no more");
    Error::invalid(
        Reason::FieldInvalid,
        "commitment_summary.former_hearing",
        say,
    )
}

/// Writes down how the commitments stood on its day.
pub(crate) fn fill(summary: &mut CommitmentSummary, commitments: &[Commitment]) {
    let day = date::lower(summary.as_of_date.as_ref());
    let standings: Vec<_> = commitments.iter().map(|it| standing(it, day)).collect();
    let counted = |count: usize| i32::try_from(count).unwrap_or(i32::MAX);
    summary.commitment_count = counted(standings.len());
    summary.overdue_count = counted(standings.iter().filter(|it| it.overdue).count());
    summary.state_counts = state_counts(standings.iter().map(|it| (it.state(), 1)));
    summary.standings = standings;
}

fn standing(commitment: &Commitment, day: i64) -> CommitmentStanding {
    let stood = states::on(commitment, day);
    let revision = commitment.etag.trim_matches('"');
    CommitmentStanding {
        commitment_revision: names::child(&commitment.name, "revisions", revision),
        number: commitment.number.clone(),
        state: stood.state.into(),
        overdue: stood.overdue,
        due_date: stood.due,
        superseded_by: stood.superseded_by.to_owned(),
    }
}

/// How many there are in each state that has any, in the order of the states.
pub(crate) fn state_counts(each: impl Iterator<Item = (State, i64)>) -> Vec<CommitmentStateCount> {
    let mut counts = BTreeMap::new();
    for (state, count) in each {
        *counts.entry(i32::from(state)).or_insert(0) += count;
    }
    let counts = counts.into_iter();
    counts
        .map(|(state, commitment_count)| CommitmentStateCount {
            state,
            commitment_count,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use kenes_proto::consultation::{CommitmentChange, hearing};

    use super::*;

    fn day(text: &str) -> Date {
        date::parse(text).expect("a day")
    }

    fn session(name: &str, first: &str) -> Hearing {
        let mut session = Hearing {
            name: name.into(),
            start_date: date::parse(first),
            ..Default::default()
        };
        session.set_state(hearing::State::Passed);
        session
    }

    fn commitment(id: &str, due: &str) -> Commitment {
        Commitment {
            name: format!("commitments/{id}"),
            etag: "\"3\"".into(),
            due_date: date::parse(due),
            ..Default::default()
        }
    }

    #[test]
    fn it_is_of_the_first_day_of_its_session_unless_it_says_another() {
        let of = |first: &str| {
            let mut summary = CommitmentSummary::default();
            begin(
                &mut summary,
                &session("hearings/b", first),
                day("2026-05-25"),
            );
            summary.as_of_date.expect("a day")
        };
        assert_eq!(of("2005-09-11"), day("2005-09-11"));
        for unknown in ["2026-06-01", "2005-09", "2005"] {
            assert_eq!(of(unknown), day("2026-05-25"), "{unknown}");
        }
    }

    /// The last moment of 25 May 2026.
    fn now() -> i64 {
        date::local_end(&day("2026-05-25")) - 1
    }

    #[test]
    fn a_session_sums_up_one_before_it_as_of_a_day_that_has_come() {
        let first = session("hearings/a", "2003-10-14");
        let second = session("hearings/b", "2005-09-11");
        let wrong = |session: &Hearing, former: &Hearing, on: &str| {
            let summary = CommitmentSummary {
                as_of_date: date::parse(on),
                ..Default::default()
            };
            let outcome = check(&summary, session, former, now());
            let fields = |error: Error| error.fields().iter().map(|v| v.field.clone()).collect();
            outcome.map_or_else(fields, |()| Vec::<String>::new())
        };
        assert!(wrong(&second, &first, "2005-09-11").is_empty());
        let former = ["commitment_summary.former_hearing"];
        assert_eq!(wrong(&first, &second, "2006-01-01"), former);
        assert_eq!(wrong(&first, &first, "2006-01-01"), former);
        for on in ["2003-10-13", "2026-05-26", "2005"] {
            assert_eq!(
                wrong(&second, &first, on),
                ["commitment_summary.as_of_date"],
                "{on}"
            );
        }
        let mut cancelled = first;
        cancelled.set_state(hearing::State::Cancelled);
        let summary = CommitmentSummary::default();
        let refusal = check(&summary, &second, &cancelled, now());
        assert_eq!(
            refusal.expect_err("cancelled").reason(),
            Reason::SessionCancelled
        );
    }

    #[test]
    fn it_counts_what_it_lists() {
        let mut done = commitment("c", "2004");
        let mut change = CommitmentChange {
            change_date: date::parse("2004-06-01"),
            ..Default::default()
        };
        change.set_state(State::Fulfilled);
        done.changes.push(change);
        let all = [commitment("a", "2004"), commitment("b", "2006"), done];
        let mut summary = CommitmentSummary {
            as_of_date: date::parse("2005-09-11"),
            ..Default::default()
        };
        fill(&mut summary, &all);
        let states: Vec<_> = summary
            .standings
            .iter()
            .map(CommitmentStanding::state)
            .collect();
        assert_eq!(states, [State::Overdue, State::Open, State::Fulfilled]);
        assert_eq!(
            summary.standings[0].commitment_revision,
            "commitments/a/revisions/3"
        );
        assert_eq!((summary.commitment_count, summary.overdue_count), (3, 1));
        let counts = summary.state_counts.iter();
        let counts: Vec<_> = counts.map(|c| (c.state(), c.commitment_count)).collect();
        assert_eq!(
            counts,
            [(State::Open, 1), (State::Overdue, 1), (State::Fulfilled, 1)]
        );
    }
}
