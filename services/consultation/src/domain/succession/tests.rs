//! Who follows whom, and what becomes of a matter, case by case.

use kenes_proto::{
    consultation::{
        Addressee, Commitment, DueDateBasis, Recommendation, Stage, commitment::State as Taken,
        recommendation::State,
    },
    types::Source,
};

use super::*;
use crate::domain::{addressee::Answers, commitment_state};

/// Noon of 2 July 2026.
const NOON: i64 = 1_782_975_600_000_000;
const MAJILIS: &str = "//registry.kenes/organizations/majilis";
const KURULTAI: &str = "//registry.kenes/organizations/kurultai";
const MINISTRY: &str = "//registry.kenes/organizations/ministry";

fn day(text: &str) -> Option<Date> {
    date::parse(text)
}

fn en(text: &str) -> Vec<LocalizedText> {
    vec![LocalizedText {
        text: text.into(),
        language_code: "en".into(),
    }]
}

fn succession() -> Succession {
    Succession {
        name: "successions/majilis".into(),
        body: MAJILIS.into(),
        successors: vec![KURULTAI.into()],
        sources: vec![Source {
            note: "Constitutional law of 5 June 2026, article 59".into(),
            ..Default::default()
        }],
        ..Default::default()
    }
}

fn majilis(dissolved: &str) -> Organization {
    Organization {
        dissolution_date: day(dissolved),
        successors: vec!["organizations/kurultai".into()],
        ..Default::default()
    }
}

/// To the Kurultai, or closed.
fn by<'a>(successor: &'a str, reasons: &'a [LocalizedText], due: &str) -> Settlement<'a> {
    Settlement {
        successor,
        reasons,
        due: day(due),
        succession: "successions/majilis",
        body: MAJILIS,
        now: NOON,
    }
}

fn reasons(error: &Error) -> Vec<(String, String)> {
    let each = error.fields().iter();
    each.map(|v| (v.field.clone(), v.reason.clone())).collect()
}

#[test]
fn only_a_body_that_has_ended_is_succeeded_by_those_whom_the_registry_names() {
    let mut good = succession();
    settle_end(&mut good, &majilis("2026-07-01"), NOON).expect("it ended");
    assert_eq!(good.end_date, day("2026-07-01"));
    for there in ["", "2026-07-03"] {
        let refused = settle_end(&mut succession(), &majilis(there), NOON).expect_err(there);
        assert_eq!(refused.reason(), Reason::BodyNotEnded, "{there}");
    }
    let mut wrong = succession();
    wrong.end_date = day("2026-06-30");
    wrong.successors.push(MINISTRY.into());
    let refused = settle_end(&mut wrong, &majilis("2026-07-01"), NOON).expect_err("wrong");
    let expected = [
        ("succession.end_date", "DATES_INVALID"),
        ("succession.successors[1]", "SUCCESSOR_MISMATCH"),
    ];
    let expected = expected.map(|(field, reason)| (field.to_owned(), reason.to_owned()));
    assert_eq!(reasons(&refused), expected);
}

#[test]
fn a_succession_has_a_source_and_a_whole_day() {
    check(&succession()).expect("good");
    let mut bare = succession();
    bare.sources.clear();
    bare.end_date = day("2026-07");
    let refused = check(&bare).expect_err("bare");
    let found: Vec<_> = reasons(&refused).into_iter().map(|(_, r)| r).collect();
    assert_eq!(found, ["DATES_INVALID", "SOURCE_MISSING"]);
}

fn sent(due: &str) -> Recommendation {
    let each = [MAJILIS, MINISTRY].map(|organization| Addressee {
        organization: organization.into(),
        due_date: day(due),
        due_date_basis: Some(DueDateBasis {
            projected: true,
            ..Default::default()
        }),
        ..Default::default()
    });
    let mut recommendation = Recommendation {
        addressees: each.to_vec(),
        ..Default::default()
    };
    recommendation.set_state(State::Sent);
    recommendation
}

#[test]
fn a_recommendation_goes_on_with_its_day_or_another_one() {
    let (why, none) = (en("By law."), Answers::default());
    let mut kept = sent("2026-08-01");
    settle::recommendation(&mut kept, &by(KURULTAI, &why, ""), &none).expect("passed on");
    let new = &kept.addressees[2];
    assert_eq!(
        (new.organization.as_str(), new.due_date),
        (KURULTAI, day("2026-08-01"))
    );
    assert!(
        new.due_date_basis
            .as_ref()
            .is_some_and(|basis| basis.projected)
    );
    assert_eq!(kept.addressees[0].close_reasons, why);
    assert_eq!(kept.handovers[0].successor, KURULTAI);
    let mut late = sent("2026-07-01");
    let refused = settle::recommendation(&mut late, &by(KURULTAI, &why, ""), &none);
    assert_eq!(refused.expect_err("come").reason(), Reason::DueDateTooEarly);
    settle::recommendation(&mut late, &by(KURULTAI, &why, "2026-09-01"), &none).expect("a new one");
    assert_eq!(late.addressees[2].due_date, day("2026-09-01"));
}

#[test]
fn a_recommendation_that_is_closed_waits_for_the_others_only() {
    let why = en("It concerned the chamber.");
    let mut others = Answers::default();
    let mut open = sent("2026-08-01");
    settle::recommendation(&mut open, &by("", &why, ""), &others).expect("closed");
    assert_eq!(open.state(), State::Sent);
    others.note(MINISTRY, &[]);
    let mut last = sent("2026-08-01");
    settle::recommendation(&mut last, &by("", &why, ""), &others).expect("closed");
    assert_eq!(last.state(), State::Answered);
    let mut alone = sent("2026-08-01");
    alone.addressees.pop();
    settle::recommendation(&mut alone, &by("", &why, ""), &Answers::default()).expect("closed");
    assert_eq!(alone.state(), State::Sent, "nobody answered it");
}

fn taken(responsible: &[&str]) -> Commitment {
    Commitment {
        responsible: responsible.iter().map(|&body| body.to_owned()).collect(),
        commit_date: day("2025-01-01"),
        ..Default::default()
    }
}

#[test]
fn a_commitment_has_the_successor_in_the_place_of_the_body() {
    let why = en("By law.");
    let passed = |responsible: &[&str], successor: &str| {
        let mut commitment = taken(responsible);
        settle::commitment(&mut commitment, &by(successor, &why, "")).expect("settled");
        (
            commitment.responsible.clone(),
            commitment_state::settled(&commitment),
        )
    };
    let all = |bodies: &[&str]| {
        bodies
            .iter()
            .map(|&body| body.to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        passed(&[MAJILIS, MINISTRY], KURULTAI),
        (all(&[KURULTAI, MINISTRY]), Taken::Open)
    );
    assert_eq!(
        passed(&[MAJILIS, KURULTAI], KURULTAI),
        (all(&[KURULTAI]), Taken::Open)
    );
    assert_eq!(
        passed(&[MAJILIS, MINISTRY], ""),
        (all(&[MINISTRY]), Taken::Open)
    );
    assert_eq!(passed(&[MAJILIS], ""), (all(&[MAJILIS]), Taken::Dropped));
}

#[test]
fn a_stage_is_before_the_successor_or_before_nobody() {
    let why = en("By law.");
    let running = || Stage {
        responsible: MAJILIS.into(),
        ..Default::default()
    };
    let (mut passed, mut closed) = (running(), running());
    assert_eq!(in_charge(&passed), MAJILIS);
    settle::stage(&mut passed, &by(KURULTAI, &why, ""));
    settle::stage(&mut closed, &by("", &why, ""));
    assert_eq!((in_charge(&passed), in_charge(&closed)), (KURULTAI, ""));
    assert_eq!(closed.responsible, MAJILIS);
}
