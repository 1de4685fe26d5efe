//! What a comment counts as, and how the days to an answer are summed up.

use kenes_proto::{
    consultation::{Comment, Response, StandingRecord, comment::Stance},
    gtype::{Date, LocalizedText},
    types::{Actor, ProvisionRef},
};

use super::*;

fn comment() -> Comment {
    let mut comment = Comment {
        name: "consultations/c/comments/x".into(),
        author: Some(Actor {
            on_behalf_of: "//registry.kenes/organizations/adilet".into(),
            ..Default::default()
        }),
        standing: Some(StandingRecord {
            organization_kind: "KIND_NGO".into(),
            subdivision_code: "KZ-75".into(),
            group_codes: vec!["women".into(), "youth".into()],
            ..Default::default()
        }),
        target: Some(ProvisionRef {
            version: "draftLaws/d/versions/v1".into(),
            eid: "art_1".into(),
            ..Default::default()
        }),
        // The 25th of May 2026, 01:00 in Kazakhstan.
        submit_time: Some(date::timestamp(1_779_652_800_000_000)),
        ..Default::default()
    };
    comment.set_state(State::Published);
    comment.set_stance(Stance::Oppose);
    comment.set_verification(Verification::Verified);
    comment
}

fn answer(day: i32, outcome: Outcome) -> Response {
    let mut answer = Response {
        respond_date: Some(Date {
            year: 2026,
            month: 5,
            day,
        }),
        responder: Some(Actor {
            organization: "//registry.kenes/organizations/ministry".into(),
            ..Default::default()
        }),
        ..Default::default()
    };
    answer.set_outcome(outcome);
    answer
}

#[test]
fn a_comment_counts_by_all_that_it_is() {
    assert_eq!(
        of_comment(&comment(), &[]),
        [
            "d/c/cell/2/1/KIND_NGO/KZ-75/-",
            "d/c/place/v1/art_1",
            "d/c/organization/1/adilet",
            "d/c/group/women/0",
            "d/c/group/youth/0",
        ]
    );
}

#[test]
fn an_answered_comment_counts_by_its_first_answer() {
    let mut later = answer(28, Outcome::PartlyAccepted);
    later.reasons = vec![LocalizedText::default()];
    let names = of_comment(&comment(), &[later, answer(27, Outcome::Accepted)]);
    assert_eq!(
        names,
        [
            "d/c/cell/2/1/KIND_NGO/KZ-75/arp",
            "d/c/place/v1/art_1",
            "d/c/answered-place/v1/art_1",
            "d/c/organization/1/adilet",
            "d/c/group/women/1",
            "d/c/group/youth/1",
            "d/c/first/20260527",
        ]
    );
}

#[test]
fn whoever_speaks_for_nobody_is_an_individual_and_a_subject_has_no_law() {
    let mut own = comment();
    (own.author, own.standing, own.target) = (None, None, None);
    own.set_verification(Verification::NotClaimed);
    assert_eq!(of_comment(&own, &[]), ["-/c/cell/2/4/~/~/-"]);
    let mut unknown = comment();
    unknown.standing = None;
    unknown.set_verification(Verification::Pending);
    assert_eq!(of_comment(&unknown, &[])[0], "d/c/cell/2/2/-/-/-");
}

#[test]
fn what_no_longer_stands_counts_as_that_alone() {
    for (state, left) in [
        (State::Withdrawn, "d/c/left/withdrawn"),
        (State::Disavowed, "d/c/left/disavowed"),
        (State::Hidden, "d/c/left/redacted"),
        (State::Redacted, "d/c/left/redacted"),
    ] {
        let mut gone = comment();
        gone.set_state(state);
        assert_eq!(of_comment(&gone, &[answer(27, Outcome::Accepted)]), [left]);
    }
}

#[test]
fn an_answer_counts_by_the_days_it_took() {
    let mut given = answer(28, Outcome::Rejected);
    assert_eq!(of_answer(&comment(), &given), "d/c/3/00/3/ministry");
    given.reasons = vec![LocalizedText::default()];
    given.set_state(Wording::Corrected);
    assert_eq!(of_answer(&comment(), &given), "d/c/3/11/3/ministry");
    assert_eq!(
        of_answer(&comment(), &answer(20, Outcome::Noted)),
        "d/c/7/00/0/ministry"
    );
}
