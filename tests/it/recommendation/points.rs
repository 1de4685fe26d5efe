//! What a recommendation asks for point by point, and its answers to each.

use kenes_proto::consultation::PointAnswer;

use super::*;

/// A proposal of three points.
fn three(id: &str, addressees: &[&str]) -> pb::CreateRecommendationRequest {
    let mut request = proposal(id, addressees);
    request.recommendation.as_mut().expect("one").points = (1..=3).map(point).collect();
    request
}

fn to(number: i32, outcome: Outcome) -> PointAnswer {
    PointAnswer {
        number,
        outcome: outcome.into(),
        reasons: en("Because."),
        ..Default::default()
    }
}

/// An answer of these points, which says no outcome of the whole.
fn answering(parent: &str, body: &str, points: Vec<PointAnswer>) -> pb::CreateResponseRequest {
    let mut request = answer(parent, body, Outcome::Accepted);
    let response = request.response.as_mut().expect("one");
    response.outcome = Outcome::Unspecified.into();
    response.point_answers = points;
    request
}

fn correcting(name: &str, points: Vec<PointAnswer>) -> pb::CorrectResponseRequest {
    pb::CorrectResponseRequest {
        name: name.into(),
        point_answers: points,
        correction_reasons: en("The rest."),
        ..Default::default()
    }
}

async fn correct(
    it: &mut Chamber,
    request: pb::CorrectResponseRequest,
) -> Result<pb::Response, Status> {
    let done = it.client.correct_response(ask_as(OFFICIAL, request)).await;
    done.map(Response::into_inner)
}

#[tokio::test]
async fn points_are_numbered_from_one_and_fixed_by_adoption() {
    let mut it = Chamber::start().await;
    for numbers in [[2, 3, 4], [1, 1, 2], [1, 3, 4]] {
        let mut request = three("p", &[MINISTRY]);
        request.recommendation.as_mut().expect("one").points = numbers.map(point).to_vec();
        let status = it.draft(request).await;
        let status = refused(status, Code::InvalidArgument, Reason::PointNumbersInvalid);
        assert!(fields(&status)[0].ends_with(".number"), "{status:?}");
    }
    let mut request = three("p", &[MINISTRY]);
    let new = request.recommendation.as_mut().expect("one");
    new.points[1].targets = vec![at(V1, TERM)];
    new.points[2].changes = vec![ProposedChange {
        kind: proposed_change::Kind::Repeal.into(),
        target: Some(at(V1, "art_15")),
        ..Default::default()
    }];
    let draft = it.draft(request).await.expect("drafted");
    assert_eq!(draft.points[1].targets[0].wid, TERM);
    let repealed = draft.points[2].changes[0].target.as_ref();
    assert_eq!(repealed.expect("a target").wid, "art_15");
    let patch = pb::Recommendation {
        name: draft.name.clone(),
        points: vec![point(1), point(3)],
        ..Default::default()
    };
    let changed = update(&mut it, patch.clone(), &["points"]).await;
    refused(changed, Code::InvalidArgument, Reason::PointNumbersInvalid);
    let adopted = it.adopt(ballot(&draft.name)).await.expect("adopted");
    assert_eq!(adopted.points, draft.points);
    let late = update(&mut it, patch, &["points"]).await;
    refused(
        late,
        Code::FailedPrecondition,
        Reason::StateTransitionForbidden,
    );
}

#[tokio::test]
async fn it_is_answered_when_each_addressee_has_answered_each_point() {
    let mut it = Chamber::start().await;
    let sent = it.sent(three("p", &[MINISTRY, MAJILIS])).await.name;
    let mut request = answering(
        &sent,
        MINISTRY,
        vec![to(1, Outcome::Accepted), to(3, Outcome::Rejected)],
    );
    request.response.as_mut().expect("one").point_answers[0].implemented_in = vec![at(V1, TERM)];
    let part = it.answer(OFFICIAL, request).await.expect("a part");
    assert_eq!(
        (part.answered_point_count, part.open_points.as_slice()),
        (2, &[2][..])
    );
    assert_eq!(part.outcome(), Outcome::PartlyAccepted);
    assert_eq!(part.point_answers[0].implemented_in[0].wid, TERM);
    let all = (1..=3).map(|n| to(n, Outcome::Accepted)).collect();
    let other = it
        .answer("demo|majilis", answering(&sent, MAJILIS, all))
        .await;
    let other = other.expect("the whole");
    assert_eq!(
        (other.outcome(), other.open_points.len()),
        (Outcome::Accepted, 0)
    );
    let state = it.read(&sent).await;
    assert_eq!((state.state(), state.response_count), (State::Sent, 2));

    let rest = vec![
        to(1, Outcome::Accepted),
        to(2, Outcome::Noted),
        to(3, Outcome::Rejected),
    ];
    let whole = correct(&mut it, correcting(&part.name, rest)).await;
    let whole = whole.expect("completed");
    assert_eq!(
        (whole.answered_point_count, whole.open_points.len()),
        (3, 0)
    );
    let state = it.read(&sent).await;
    assert_eq!((state.state(), state.response_count), (State::Answered, 2));
}

#[tokio::test]
async fn a_part_of_an_answer_is_overdue_and_passed_on_with_what_is_open() {
    let mut it = Chamber::start().await;
    let sent = it.sent(three("p", &[MINISTRY])).await.name;
    let part = answering(&sent, MINISTRY, vec![to(2, Outcome::Noted)]);
    it.answer(OFFICIAL, part).await.expect("a part");
    it.world.hand.set("2026-06-11T12:00:00Z");
    assert!(it.read(&sent).await.overdue);
    let passed = pass_on::readdress(&mut it, &sent, MINISTRY, MAJILIS).await;
    let passed = passed.expect("passed on");
    assert_eq!(passed.addressees[1].points, [1, 3]);
    let rest = vec![to(1, Outcome::Rejected), to(3, Outcome::Rejected)];
    let rest = it
        .answer("demo|majilis", answering(&sent, MAJILIS, rest))
        .await;
    let rest = rest.expect("the rest");
    assert_eq!(
        (rest.outcome(), rest.open_points.len()),
        (Outcome::Rejected, 0)
    );
    assert_eq!(it.read(&sent).await.state(), State::Answered);
}

#[tokio::test]
async fn each_point_is_answered_with_its_reasons_and_once() {
    let mut it = Chamber::start().await;
    let sent = it.sent(three("p", &[MINISTRY])).await.name;
    let bare = PointAnswer {
        reasons: Vec::new(),
        ..to(2, Outcome::Deferred)
    };
    let nowhere = PointAnswer {
        implemented_in: vec![at("draftLaws/law/versions/none", "")],
        ..to(1, Outcome::Accepted)
    };
    for (points, field, reason) in [
        (
            vec![to(1, Outcome::Accepted), bare],
            "point_answers[1].reasons",
            Reason::ReasonsRequired,
        ),
        (
            vec![to(1, Outcome::Accepted), to(1, Outcome::Accepted)],
            "point_answers[1].number",
            Reason::PointAnsweredTwice,
        ),
        (
            vec![to(4, Outcome::Accepted)],
            "point_answers[0].number",
            Reason::PointUnknown,
        ),
        (vec![], "outcome", Reason::FieldInvalid),
        (
            vec![nowhere],
            "point_answers[0].implemented_in[0].version",
            Reason::ReferenceNotFound,
        ),
    ] {
        let status = it
            .answer(OFFICIAL, answering(&sent, MINISTRY, points))
            .await;
        let status = refused(status, Code::InvalidArgument, reason);
        assert_eq!(fields(&status), [format!("response.{field}")]);
    }
    assert_eq!(it.read(&sent).await.response_count, 0);
}

#[tokio::test]
async fn several_points_are_not_answered_as_a_whole_and_one_is() {
    let mut it = Chamber::start().await;
    let sent = it.sent(three("p", &[MINISTRY])).await.name;
    let whole = it
        .answer(OFFICIAL, answer(&sent, MINISTRY, Outcome::Noted))
        .await;
    let status = refused(whole, Code::InvalidArgument, Reason::PointAnswersMissing);
    assert_eq!(fields(&status), ["response.point_answers"]);
    let only = it.sent(proposal("q", &[MINISTRY])).await.name;
    let whole = it
        .answer(OFFICIAL, answer(&only, MINISTRY, Outcome::Noted))
        .await;
    assert_eq!(whole.expect("given").answered_point_count, 1);
    assert_eq!(it.read(&only).await.state(), State::Answered);
}

#[tokio::test]
async fn the_outcome_agrees_with_its_points_in_an_answer_and_in_its_correction() {
    let mut it = Chamber::start().await;
    let sent = it.sent(three("p", &[MINISTRY])).await.name;
    let points = || vec![to(1, Outcome::Accepted), to(2, Outcome::Rejected)];
    let mut request = answering(&sent, MINISTRY, points());
    request
        .response
        .as_mut()
        .expect("one")
        .set_outcome(Outcome::Accepted);
    let status = it.answer(OFFICIAL, request).await;
    let status = refused(
        status,
        Code::InvalidArgument,
        Reason::OutcomeContradictsPoints,
    );
    assert_eq!(fields(&status), ["response.outcome"]);
    let given = it
        .answer(OFFICIAL, answering(&sent, MINISTRY, points()))
        .await;
    let given = given.expect("given").name;
    let mut wrong = correcting(&given, points());
    wrong.set_outcome(Outcome::Rejected);
    let status = correct(&mut it, wrong).await;
    let status = refused(
        status,
        Code::InvalidArgument,
        Reason::OutcomeContradictsPoints,
    );
    assert_eq!(fields(&status), ["outcome"]);
    let mut right = correcting(&given, points());
    right.set_outcome(Outcome::PartlyAccepted);
    correct(&mut it, right).await.expect("corrected");
}

#[tokio::test]
async fn a_correction_takes_no_answer_back() {
    let mut it = Chamber::start().await;
    let sent = it.sent(three("p", &[MINISTRY])).await.name;
    let all = (1..=3).map(|n| to(n, Outcome::Noted)).collect();
    let given = it.answer(OFFICIAL, answering(&sent, MINISTRY, all)).await;
    let given = given.expect("given").name;
    for (points, field, reason) in [
        (
            vec![to(1, Outcome::Noted), to(2, Outcome::Noted)],
            "point_answers",
            Reason::PointAnswersMissing,
        ),
        (
            vec![to(1, Outcome::Noted), to(1, Outcome::Noted)],
            "point_answers[1].number",
            Reason::PointAnsweredTwice,
        ),
    ] {
        let status = correct(&mut it, correcting(&given, points)).await;
        let status = refused(status, Code::InvalidArgument, reason);
        assert_eq!(fields(&status), [field]);
    }
    assert_eq!(it.read(&sent).await.state(), State::Answered);
}

#[tokio::test]
async fn an_answer_to_a_comment_has_no_points() {
    let mut it = Chamber::start().await;
    let comment = it.comment("c", TERM).await;
    let given = it.answer_comment(&comment, vec![]).await;
    assert_eq!(given.answered_point_count, 0);
    let points = correcting(&given.name, vec![to(1, Outcome::Accepted)]);
    let status = correct(&mut it, points).await;
    let status = refused(status, Code::InvalidArgument, Reason::FieldInvalid);
    assert_eq!(fields(&status), ["point_answers"]);
    let request = answering(&comment, MINISTRY, vec![to(1, Outcome::Accepted)]);
    let channel = it.world.consultation.clone();
    let mut comments = pb::comment_service_client::CommentServiceClient::new(channel);
    let status = comments.create_response(ask_as(OFFICIAL, request)).await;
    let status = refused(status, Code::InvalidArgument, Reason::FieldInvalid);
    assert_eq!(fields(&status), ["response.point_answers"]);
}
