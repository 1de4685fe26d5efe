//! What comes last: a text that is struck out, and one in which an answer was carried out.

use super::*;

/// That the version after had no such provision any more.
fn gone(last: &ProvisionInVersion, time: i64) -> Gone {
    Gone {
        version: "draftLaws/d/versions/v3".into(),
        time,
        provision: last.provision.clone(),
        acted_on: None,
    }
}

fn on_v1(id: &str, time: i64) -> pb::Comment {
    pb::Comment {
        name: format!("consultations/c/comments/{id}"),
        target: Some(at("v1")),
        submit_time: Some(date::timestamp(time)),
        ..Default::default()
    }
}

fn at(version: &str) -> ProvisionRef {
    ProvisionRef {
        version: format!("draftLaws/d/versions/{version}"),
        eid: "art_1".into(),
        wid: "art_1".into(),
        ..Default::default()
    }
}

#[test]
fn a_provision_tells_its_end_without_losing_its_change() {
    let last = in_version("v2", 0, ChangeKind::Changed);
    let chain = Chain {
        gone: vec![gone(&last, 5)],
        provisions: vec![last],
        ..Default::default()
    };
    let steps = told(&chain).steps;
    let kinds: Vec<ChangeKind> = steps.iter().map(TraceStep::change_kind).collect();
    assert_eq!(kinds, [ChangeKind::Changed, ChangeKind::Deleted]);
    let texts = |step: &TraceStep| (step.old_text.clone(), step.new_text.clone());
    let new = "A new text".to_owned();
    assert_eq!(texts(&steps[0]), (String::new(), new.clone()));
    assert_eq!(steps[0].summary, "art_1 (v2): text changed");
    assert_eq!(texts(&steps[1]), (new, String::new()));
    assert_eq!(steps[1].summary, "art_1 (v2): struck out in v3");
    assert_eq!(steps[1].time, Some(date::timestamp(5)));
}

#[test]
fn a_text_is_struck_out_after_the_comment_on_it() {
    let last = in_version("v1", 1, ChangeKind::Unspecified);
    let chain = Chain {
        comments: vec![on_v1("c", 3)],
        gone: vec![gone(&last, 5)],
        provisions: vec![last],
        ..Default::default()
    };
    let kinds: Vec<_> = told(&chain)
        .steps
        .iter()
        .map(|step| (step.kind(), step.change_kind()))
        .collect();
    let expected = [
        (Kind::Provision, ChangeKind::Unspecified),
        (Kind::Comment, ChangeKind::Unspecified),
        (Kind::Provision, ChangeKind::Deleted),
    ];
    assert_eq!(kinds, expected);
}

#[test]
fn a_provision_comes_after_the_answer_of_that_day_that_was_carried_out_in_it() {
    const HOUR: i64 = 3_600_000_000;
    let kinds = |answered: i32, on: &str| -> Vec<Kind> {
        let mut comment = on_v1("c", 12 * HOUR);
        comment.target = Some(at(on));
        let answer = Response {
            name: format!("{}/responses/r", comment.name),
            respond_date: Some(kenes_proto::gtype::Date {
                year: 1970,
                month: 1,
                day: answered,
            }),
            implemented_in: vec![at("v2")],
            ..Default::default()
        };
        let chain = Chain {
            comments: vec![comment],
            responses: vec![answer],
            provisions: vec![in_version("v2", 10 * HOUR, ChangeKind::Changed)],
            ..Default::default()
        };
        let steps = told(&chain).steps;
        steps.iter().map(TraceStep::kind).collect()
    };
    let (comment, response, provision) = (Kind::Comment, Kind::Response, Kind::Provision);
    assert_eq!(kinds(1, "v1"), [comment, response, provision], "that day");
    assert_eq!(kinds(2, "v1"), [provision, comment, response], "the next");
    let itself = [provision, comment, response];
    assert_eq!(kinds(1, "v2"), itself, "the comment is on that text");
}
