//! Which act a commitment allows in which state, and what state its days make.

use super::*;

/// Noon in Almaty on 25 May 2026.
const NOW: i64 = 1_779_692_400_000_000;

fn day(text: &str) -> Option<Date> {
    date::parse(text)
}

fn texts() -> Vec<LocalizedText> {
    vec![LocalizedText {
        text: "Why.".into(),
        language_code: "en".into(),
    }]
}

fn commitment() -> Commitment {
    Commitment {
        name: "commitments/c".into(),
        commit_date: day("2003-10-15"),
        due_date: day("2005"),
        ..Default::default()
    }
}

fn proof() -> Vec<Document> {
    vec![Document {
        document_type: "publication".into(),
        ..Default::default()
    }]
}

fn partly(on: &str) -> pb::FulfillCommitmentPartlyRequest {
    pb::FulfillCommitmentPartlyRequest {
        fulfill_date: day(on),
        reasons: texts(),
        documents: proof(),
        ..Default::default()
    }
}

fn fulfilled(on: &str) -> pb::FulfillCommitmentRequest {
    pb::FulfillCommitmentRequest {
        fulfill_date: day(on),
        documents: proof(),
        ..Default::default()
    }
}

fn reopened(on: &str) -> pb::ReopenCommitmentRequest {
    pb::ReopenCommitmentRequest {
        reopen_date: day(on),
        reasons: texts(),
        ..Default::default()
    }
}

fn rescheduled(on: &str, due: &str) -> pb::RescheduleCommitmentRequest {
    pb::RescheduleCommitmentRequest {
        reschedule_date: day(on),
        reasons: texts(),
        due_date: day(due),
        ..Default::default()
    }
}

fn dropped(on: &str) -> pb::DropCommitmentRequest {
    pb::DropCommitmentRequest {
        drop_date: day(on),
        reasons: texts(),
        ..Default::default()
    }
}

fn states(commitment: &Commitment, days: &[i64]) -> Vec<(State, bool)> {
    let each = days.iter().map(|day| on(commitment, *day));
    each.map(|it| (it.state, it.overdue)).collect()
}

#[test]
fn the_clock_makes_an_open_commitment_overdue_after_its_last_day() {
    let year = commitment();
    assert_eq!(
        states(&year, &[2003_10_15, 2005_12_31, 2006_01_01]),
        [(Open, false), (Open, false), (Overdue, true)]
    );
    let undated = Commitment {
        due_date: None,
        ..commitment()
    };
    assert_eq!(states(&undated, &[2006_01_01]), [(Open, false)]);
}

#[test]
fn the_state_on_any_day_follows_from_the_dated_changes() {
    let mut it = commitment();
    fulfill_partly(&mut it, &partly("2005-06-01"), NOW).expect("in part");
    fulfill(&mut it, &fulfilled("2006-03-01"), NOW).expect("done");
    reopen(&mut it, &reopened("2007-01-01"), NOW).expect("undone");
    abandon(&mut it, &dropped("2008-01-01"), NOW).expect("given up");
    let days = [
        2005_05_31, 2005_06_01, 2006_01_01, 2006_03_01, 2007_01_01, 2008_01_01,
    ];
    let expected = [
        (Open, false),
        (PartlyFulfilled, false),
        (PartlyFulfilled, true),
        (Fulfilled, false),
        (Overdue, true),
        (Dropped, false),
    ];
    assert_eq!(states(&it, &days), expected);
    assert_eq!(settled(&it), Dropped);
}

#[test]
fn a_later_last_day_does_not_change_what_was_late_before_it_was_set() {
    let mut it = commitment();
    reschedule(&mut it, &rescheduled("2006-02-01", "2007"), NOW).expect("later");
    reschedule(&mut it, &rescheduled("2007-06-01", "2008"), NOW).expect("later still");
    assert_eq!(it.due_date, day("2008"));
    assert_eq!(
        states(
            &it,
            &[2005_12_31, 2006_01_31, 2006_02_01, 2008_12_31, 2009_01_01]
        ),
        [
            (Open, false),
            (Overdue, true),
            (Open, false),
            (Open, false),
            (Overdue, true)
        ]
    );
    let due = |on_day| on(&it, on_day).due;
    assert_eq!(due(2006_01_31), day("2005"));
    assert_eq!(due(2006_02_01), day("2007"));
    assert_eq!(due(2007_06_01), day("2008"));
}

#[test]
fn a_change_says_all_that_is_wrong_and_leaves_nothing_half_done() {
    let mut it = commitment();
    let bad = pb::FulfillCommitmentPartlyRequest {
        fulfill_date: day("2003-10-14"),
        ..Default::default()
    };
    let error = fulfill_partly(&mut it, &bad, NOW).expect_err("refused");
    let fields: Vec<_> = error.fields().iter().map(|v| v.field.as_str()).collect();
    assert_eq!(fields, ["reasons", "documents", "fulfill_date"]);
    assert_eq!(it, commitment());
    for (on, good) in [
        ("2003-10-15", true),
        ("2026-05-25", true),
        ("2026-05-26", false),
        ("2004", false),
    ] {
        let outcome = abandon(&mut commitment(), &dropped(on), NOW);
        assert_eq!(outcome.is_ok(), good, "{on}");
    }
}

#[test]
fn changes_follow_each_other_in_time() {
    let mut it = commitment();
    fulfill(&mut it, &fulfilled("2005-06-01"), NOW).expect("done");
    let earlier = reopen(&mut it, &reopened("2005-05-31"), NOW).expect_err("before");
    assert_eq!(earlier.reason(), Reason::DatesInvalid);
    reopen(&mut it, &reopened("2005-06-01"), NOW).expect("the same day");
    assert_eq!(on(&it, 2005_06_01).state, Open, "the last of a day counts");
}

#[test]
fn what_is_done_is_not_done_again_and_what_is_open_not_reopened() {
    let reason = |outcome: Result<(), Error>| outcome.map_err(|error| error.reason());
    let forbidden = Err(Reason::StateTransitionForbidden);
    let mut it = commitment();
    assert_eq!(
        reason(reopen(&mut it, &reopened("2006-01-01"), NOW)),
        forbidden
    );
    fulfill_partly(&mut it, &partly("2005-06-01"), NOW).expect("in part");
    assert_eq!(
        reason(fulfill_partly(&mut it, &partly("2006-01-01"), NOW)),
        forbidden
    );
    fulfill(&mut it, &fulfilled("2006-03-01"), NOW).expect("done");
    assert_eq!(
        reason(fulfill(&mut it, &fulfilled("2006-04-01"), NOW)),
        forbidden
    );
    assert_eq!(
        reason(abandon(&mut it, &dropped("2006-04-01"), NOW)),
        forbidden
    );
    let later = rescheduled("2006-04-01", "2007");
    assert_eq!(reason(reschedule(&mut it, &later, NOW)), forbidden);
}

#[test]
fn a_last_day_is_rescheduled_to_another() {
    let reason = |it: &mut Commitment, due: &str| {
        let outcome = reschedule(it, &rescheduled("2005-01-01", due), NOW);
        outcome.err().map(|error| error.reason())
    };
    for due in ["2005", "2003-10-14", ""] {
        let expected = Some(Reason::DatesInvalid);
        assert_eq!(reason(&mut commitment(), due), expected, "{due}");
    }
    let mut undated = Commitment {
        due_date: None,
        ..commitment()
    };
    assert_eq!(reason(&mut undated, "2006"), Some(Reason::DatesInvalid));
    assert_eq!(
        reason(&mut commitment(), "2004"),
        None,
        "an earlier one, too"
    );
}

#[test]
fn another_takes_its_place_that_is_itself_in_force() {
    let by = |name: &str, taken: &str| Commitment {
        name: name.into(),
        commit_date: day(taken),
        ..Default::default()
    };
    let request = |on: &str| pb::SupersedeCommitmentRequest {
        supersede_date: day(on),
        ..Default::default()
    };
    let other = by("commitments/d", "2005-09-12");
    let mut it = commitment();
    let refused = |it: &mut Commitment, by: &Commitment, on: &str| {
        supersede(it, by, &request(on), NOW)
            .expect_err("refused")
            .reason()
    };
    assert_eq!(refused(&mut it, &other, "2005-09-11"), Reason::FieldInvalid);
    assert_eq!(
        refused(&mut it, &commitment(), "2005-09-12"),
        Reason::FieldInvalid
    );
    let mut gone = other.clone();
    abandon(&mut gone, &dropped("2006-01-01"), NOW).expect("given up");
    assert_eq!(
        refused(&mut it, &gone, "2005-09-12"),
        Reason::FieldInvalid,
        "gone today"
    );
    reopen(&mut gone, &reopened("2007-01-01"), NOW).expect("back");
    assert_eq!(
        refused(&mut it, &gone, "2006-06-01"),
        Reason::FieldInvalid,
        "gone then"
    );
    supersede(&mut it, &other, &request("2005-09-12"), NOW).expect("superseded");
    assert_eq!(on(&it, 2005_09_12).superseded_by, "commitments/d");
    assert_eq!(on(&it, 2005_09_11).superseded_by, "");
    let mut other = other;
    assert_eq!(
        refused(&mut other, &it, "2006-01-01"),
        Reason::FieldInvalid,
        "no circles"
    );
}

#[test]
fn a_commitment_has_a_hundred_changes_at_most() {
    let mut it = commitment();
    for _ in 0..50 {
        abandon(&mut it, &dropped("2005-01-01"), NOW).expect("given up");
        reopen(&mut it, &reopened("2005-01-01"), NOW).expect("back");
    }
    let error = abandon(&mut it, &dropped("2005-01-01"), NOW).expect_err("full");
    assert_eq!(error.reason(), Reason::StateTransitionForbidden);
    assert_eq!(it.changes.len(), MOST);
}
