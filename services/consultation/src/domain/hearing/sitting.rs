//! What a session says of itself: how it summed up the one before it, the tasks that it set, the numbers that sources give of it,
//! and what it brought into being.

use std::collections::HashSet;

use common::{Error, Violation, date, names, parts, span, text};
use kenes_proto::{
    consultation::{Establishment, Hearing},
    gtype::Date,
    types::ErrorReason as Reason,
};

use crate::domain::session;

const MAX_TEXT: usize = 20_000;
const MAX_NOTE: usize = 5_000;

/// What is wrong with a hearing as a session. `today` is `yyyymmdd`.
pub(super) fn check(hearing: &Hearing, today: i64) -> Vec<Violation> {
    let results = &hearing.previous_results;
    let mut wrong = text::check("hearing.previous_results", results, MAX_TEXT, false);
    if hearing.previous_session.is_empty() && !results.is_empty() {
        let say = "name the session whose results these are";
        wrong.push(Violation::new(
            "hearing.previous_session",
            Reason::FieldInvalid,
            say,
        ));
    }
    let tasks = &hearing.tasks;
    wrong.extend(text::check("hearing.tasks", tasks, MAX_TEXT, false));
    for (n, count) in hearing.reported_counts.iter().enumerate() {
        let field = format!("hearing.reported_counts[{n}].source");
        wrong.extend(parts::require_source(&field, count.source.as_ref()));
    }
    let (first, _) = session::days(hearing);
    let mut known = HashSet::new();
    for (n, established) in hearing.establishments.iter().enumerate() {
        let field = format!("hearing.establishments[{n}]");
        wrong.extend(check_establishment(
            &field,
            established,
            &hearing.name,
            (&first, today),
        ));
        if !known.insert(&established.organization) {
            let say = "it is there already: say all of it in one place";
            let field = format!("{field}.organization");
            wrong.push(Violation::new(field, Reason::FieldInvalid, say));
        }
    }
    wrong
}

fn check_establishment(
    field: &str,
    established: &Establishment,
    session: &str,
    (first, today): (&Date, i64),
) -> Vec<Violation> {
    let on = format!("{field}.establish_date");
    let wrong = span::come_date(&on, established.establish_date.as_ref(), today)
        .or_else(|| check_first(&on, established, first));
    let mut wrong: Vec<_> = wrong.into_iter().collect();
    let decision = &established.decision;
    if !decision.is_empty() && names::parent(decision) != session {
        let say = "name a decision of this session";
        let field = format!("{field}.decision");
        wrong.push(Violation::new(field, Reason::FieldInvalid, say));
    }
    let notes = &established.notes;
    wrong.extend(text::check(
        &format!("{field}.notes"),
        notes,
        MAX_NOTE,
        false,
    ));
    let sources = &established.sources;
    wrong.extend(parts::sources(&format!("{field}.sources"), sources));
    wrong
}

/// What is wrong with something that was established before the first day of the session.
fn check_first(field: &str, established: &Establishment, first: &Date) -> Option<Violation> {
    let day = established.establish_date.as_ref();
    date::not_before(field, day, ("first day of the session", Some(first)))
}

/// Refuses other days for a session that would be after something it established.
pub(super) fn check_moved(hearing: &Hearing) -> Result<(), Error> {
    let (first, _) = session::days(hearing);
    let field = match hearing.start_date {
        Some(_) => "start_date",
        None => "start_time",
    };
    let mut each = hearing.establishments.iter();
    let Some(earlier) = each.find(|one| check_first(field, one, &first).is_some()) else {
        return Ok(());
    };
    let established = earlier.establish_date.as_ref().map(date::words);
    let say = format!(
        "give a day that is not after {}, on which {} was established",
        established.unwrap_or_default(),
        earlier.organization
    );
    Err(Error::invalid(Reason::DatesInvalid, field, say))
}

#[cfg(test)]
mod tests {
    use kenes_proto::{consultation::ReportedCount, gtype::LocalizedText, types::Source};

    use super::*;

    const COUNCIL: &str = "//registry.kenes/organizations/council";

    fn faults(hearing: &Hearing) -> Vec<(String, String)> {
        let wrong = check(hearing, 2026_05_25).into_iter();
        wrong.map(|v| (v.field, v.reason)).collect()
    }

    fn forum() -> Hearing {
        Hearing {
            name: "hearings/second".into(),
            start_date: date::parse("2005-09-11"),
            ..Default::default()
        }
    }

    #[test]
    fn results_are_those_of_a_session() {
        let mut forum = forum();
        forum.previous_results = vec![LocalizedText {
            text: "Summed up.".into(),
            language_code: "en".into(),
        }];
        let missing = ("hearing.previous_session".into(), "FIELD_INVALID".into());
        assert_eq!(faults(&forum), [missing]);
        forum.previous_session = "hearings/first".into();
        assert!(faults(&forum).is_empty());
    }

    #[test]
    fn a_number_that_is_reported_has_its_source() {
        let mut forum = forum();
        forum.reported_counts = vec![ReportedCount::default(), ReportedCount::default()];
        forum.reported_counts[0].source = Some(Source {
            note: "The press".into(),
            ..Default::default()
        });
        let missing = "hearing.reported_counts[1].source".into();
        assert_eq!(faults(&forum), [(missing, "SOURCE_MISSING".into())]);
    }

    #[test]
    fn what_is_established_is_there_once_not_before_and_by_a_decision_of_the_session() {
        let mut forum = forum();
        let mut one = Establishment {
            organization: COUNCIL.into(),
            establish_date: date::parse("2005"),
            decision: "hearings/second/decisions/d".into(),
            ..Default::default()
        };
        forum.establishments = vec![one.clone()];
        assert!(faults(&forum).is_empty());
        check_moved(&forum).expect("it may have been after that");
        one.establish_date = date::parse("2026-05-26");
        forum.establishments = vec![one.clone()];
        let come = (
            "hearing.establishments[0].establish_date".into(),
            "DATES_INVALID".into(),
        );
        assert_eq!(faults(&forum), [come]);
        one.establish_date = date::parse("2005");
        forum.establishments = vec![one.clone()];
        forum.start_date = date::parse("2006-01-01");
        let moved = check_moved(&forum).expect_err("before the session");
        assert_eq!(moved.fields()[0].field, "start_date");
        forum.start_date = date::parse("2005-09-11");
        one.establish_date = date::parse("2005-09-10");
        one.decision = "hearings/first/decisions/d".into();
        forum.establishments.push(one);
        let field = |of: &str| format!("hearing.establishments[1].{of}");
        let wrong = faults(&forum);
        let fields: Vec<&str> = wrong.iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(
            fields,
            [
                field("establish_date"),
                field("decision"),
                field("organization")
            ]
        );
    }
}
