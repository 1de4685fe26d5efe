//! The rules of comments: what they claim, how they end, who may take a comment back.

use kenes_proto::types::{Actor, proposed_change::Kind};

use super::*;

const NOW: i64 = 1_779_710_400_000_000;

fn english(text: &str) -> Vec<LocalizedText> {
    vec![LocalizedText {
        text: text.into(),
        language_code: "en".into(),
    }]
}

fn sent() -> pb::Comment {
    pb::Comment {
        author: Some(Actor {
            on_behalf_of: "//registry.kenes/organizations/o".into(),
            display_name: "Somebody grand".into(),
            ..Default::default()
        }),
        target: Some(ProvisionRef {
            version: "draftLaws/d/versions/v1".into(),
            eid: "art_1".into(),
            wid: "art_9".into(),
            ..Default::default()
        }),
        texts: english("Too short."),
        ..Default::default()
    }
}

#[test]
fn a_comment_with_a_time_of_its_own_is_archived() {
    let time = |micros: i64, nanos: i32| Timestamp {
        nanos: date::timestamp(micros).nanos + nanos,
        ..date::timestamp(micros)
    };
    let opened = |submit_time| {
        let sent = pb::Comment {
            submit_time,
            archived: true,
            ..sent()
        };
        let comment = open(sent, NOW);
        (comment.archived, moment(&comment), check(&comment).is_ok())
    };
    assert_eq!(opened(None), (false, NOW, true));
    assert_eq!(opened(Some(time(NOW - 1, 999))), (true, NOW - 1, true));
    assert!(!opened(Some(time(NOW, 1_000_000_000))).2, "no time");
}

fn faults(change: impl FnOnce(&mut pb::Comment)) -> Vec<String> {
    let mut comment = open(sent(), NOW);
    change(&mut comment);
    let outcome = check(&comment);
    let error = outcome.err();
    error.map_or_else(Vec::new, |e| {
        e.fields().iter().map(|v| v.field.clone()).collect()
    })
}

#[test]
fn what_a_caller_may_not_say_is_not_believed() {
    let mut forged = sent();
    forged.uid = "u".into();
    forged.set_state(State::Answered);
    forged.set_verification(Verification::Verified);
    forged.standing = Some(pb::StandingRecord::default());
    forged.response_count = 7;
    forged.proposed_change = Some(ProposedChange {
        target: forged.target.clone(),
        ..Default::default()
    });
    let comment = open(forged, NOW);
    let honest = open(
        pb::Comment {
            proposed_change: comment.proposed_change.clone(),
            ..sent()
        },
        NOW,
    );
    assert_eq!(comment, honest);
    assert_eq!(comment.target.expect("a target").wid, "");
    let change = comment.proposed_change.expect("a change");
    assert_eq!(change.target.expect("a target").wid, "");
}

#[test]
fn every_fault_is_named() {
    assert_eq!(faults(|_| {}), [""; 0]);
    assert_eq!(faults(|c| c.texts.clear()), ["comment.texts"]);
    assert_eq!(
        faults(|c| c.texts = english(&"я".repeat(20_001))),
        ["comment.texts[0].text"]
    );
    assert_eq!(faults(|c| c.texts = english(&"я".repeat(20_000))), [""; 0]);
    assert_eq!(
        faults(|c| c.author.as_mut().expect("one").organization = "o".into()),
        ["comment.author.organization"]
    );
    let place = |language: &str, start, end| {
        let language = language.to_owned();
        faults(move |c| {
            let target = c.target.as_mut().expect("a target");
            target.language_code = language;
            (target.start_char, target.end_char) = (start, end);
        })
    };
    assert_eq!(place("ru", 3, 9), [""; 0]);
    // Whether its provision has texts in several languages is not known here.
    assert_eq!(place("", 0, 9), [""; 0]);
    assert_eq!(place("de", 0, 0), ["comment.target.language_code"]);
    assert_eq!(place("ru", 9, 9), ["comment.target.end_char"]);
    assert_eq!(
        faults(|c| {
            let mut change = ProposedChange {
                new_texts: english("x"),
                ..Default::default()
            };
            change.set_kind(Kind::Repeal);
            c.proposed_change = Some(change);
        }),
        ["comment.proposed_change.new_texts"]
    );
}

#[test]
fn a_comment_claims_to_be_its_person_or_to_speak_for_its_organization() {
    let claimed = |author: Option<Actor>| {
        let comment = open(pb::Comment { author, ..sent() }, NOW);
        claim(&comment, "demo|aigul")
    };
    assert_eq!(claimed(None), None);
    let shown = Actor {
        display_name: "Somebody grand".into(),
        ..Default::default()
    };
    assert_eq!(claimed(Some(shown)), None, "a name to show claims nothing");
    let organization = claimed(sent().author).expect("a claim");
    assert_eq!(
        (
            organization.subject.as_str(),
            organization.power.as_str(),
            organization.as_of
        ),
        ("demo|aigul", POWER, NOW)
    );
    let person = claimed(Some(Actor {
        person: "//registry.kenes/persons/aigul".into(),
        ..Default::default()
    }));
    assert_eq!(
        person.expect("a claim").person,
        "//registry.kenes/persons/aigul"
    );
}

#[test]
fn an_ended_comment_stays_ended() {
    let mut comment = open(sent(), NOW);
    answer(&mut comment).expect("answered");
    assert_eq!(
        (comment.state(), comment.response_count),
        (State::Answered, 1)
    );
    end(&mut comment, State::Withdrawn, NOW, english("Why.")).expect("withdrawn");
    let reason = |outcome: Result<(), Error>| outcome.map_err(|e| e.reason()).err();
    let forbidden = Some(Reason::StateTransitionForbidden);
    assert_eq!(reason(answer(&mut comment)), forbidden);
    assert_eq!(
        reason(end(&mut comment, State::Disavowed, NOW, english("Why."))),
        forbidden
    );
    assert_eq!(comment.state(), State::Withdrawn);
}

#[test]
fn only_who_submitted_it_withdraws_it() {
    assert!(check_author_is("a|b", "a|b").is_ok());
    assert_eq!(
        check_author_is("a|b", "a|c").expect_err("another").reason(),
        Reason::NotTheAuthor
    );
}
