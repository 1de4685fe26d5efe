//! Who answers, with what reasons, and when an answer is not taken.

use super::*;

#[tokio::test]
async fn only_those_asked_answer_and_only_once() {
    let scene = scene().await;
    let client = &scene.client;
    let stranger = answer(client, by(comment::ADILET, Outcome::Accepted)).await;
    refused(stranger, Code::PermissionDenied, Reason::AddresseeMismatch);
    answer(client, by(MINISTRY, Outcome::Accepted))
        .await
        .expect("given");
    let mut again = by(MINISTRY, Outcome::Accepted);
    again.response_id = "again".into();
    let status = refused(
        answer(client, again).await,
        Code::AlreadyExists,
        Reason::ResponseAlreadyGiven,
    );
    assert!(
        status.message().contains("responses/ministry"),
        "{status:?}"
    );
    let taken = answer(client, by(DEVELOPER, Outcome::Accepted)).await;
    refused(taken, Code::AlreadyExists, Reason::ResourceExists);
    let mut reused = by(DEVELOPER, Outcome::Accepted);
    reused.request_id = request_id();
    reused.response_id = "developer".into();
    answer(client, reused.clone())
        .await
        .expect("a developer answers too");
    reused.response_id = "other".into();
    refused(
        answer(client, reused).await,
        Code::AlreadyExists,
        Reason::RequestIdReused,
    );
    assert_eq!(comment::get(client, "one").await.response_count, 2);
}

#[tokio::test]
async fn the_caller_answers_for_the_body_or_not_at_all() {
    let scene = scene().await;
    let client = &scene.client;
    for (says, code, reason) in [
        (
            Says::NotMandated,
            Code::PermissionDenied,
            Reason::StandingNotMandated,
        ),
        (
            Says::Suspended,
            Code::FailedPrecondition,
            Reason::StandingNotActive,
        ),
        (
            Says::Unknown,
            Code::InvalidArgument,
            Reason::ReferenceNotFound,
        ),
        (Says::Stale, Code::Unavailable, Reason::RegistryUnavailable),
    ] {
        scene.fake.say(says);
        refused(
            answer(client, by(MINISTRY, Outcome::Accepted)).await,
            code,
            reason,
        );
        scene.world.hand.pass(60_000_000);
    }
    let nobody = client
        .clone()
        .create_response(by(MINISTRY, Outcome::Accepted))
        .await;
    refused(nobody, Code::Unauthenticated, Reason::SubjectMissing);
    assert_eq!(comment::get(client, "one").await.response_count, 0);
}

#[tokio::test]
async fn an_answer_gives_its_reasons_and_names_what_is_there() {
    let scene = scene().await;
    let client = &scene.client;
    let invalid = Code::InvalidArgument;
    let bare = answer(client, by(MINISTRY, Outcome::Noted)).await;
    let status = refused(bare, invalid, Reason::ReasonsRequired);
    assert_eq!(fields(&status), ["response.reasons"]);
    let accepted = || by(MINISTRY, Outcome::Accepted);
    let refuses = async |change: fn(&mut pb::Response), code, reason| {
        let outcome = answer(client, changed(accepted(), change)).await;
        refused(outcome, code, reason)
    };
    let tomorrow = |r: &mut pb::Response| {
        r.respond_date = Some(Date {
            year: 2026,
            month: 5,
            day: 26,
        });
    };
    refuses(tomorrow, invalid, Reason::DatesInvalid).await;
    refuses(
        |r| r.texts[0].language_code = "de".into(),
        invalid,
        Reason::LanguageMissing,
    )
    .await;
    refuses(|r| r.outcome = 0, invalid, Reason::FieldInvalid).await;
    refuses(
        |r| r.responder = Some(Actor::default()),
        invalid,
        Reason::FieldInvalid,
    )
    .await;
    refuses(
        |r| r.implemented_in = vec![place(V2, "art_9")],
        Code::NotFound,
        Reason::EidUnknown,
    )
    .await;
    let draft =
        |r: &mut pb::Response| r.implemented_in = vec![place("draftLaws/d/versions/v3", "")];
    refuses(draft, Code::FailedPrecondition, Reason::VersionNotPublished).await;
    let missing = |r: &mut pb::Response| {
        r.implemented_in = vec![place(V1, "art_1"), place("draftLaws/d/versions/v9", "")];
    };
    let status = refuses(missing, invalid, Reason::ReferenceNotFound).await;
    assert_eq!(fields(&status), ["response.implemented_in[1].version"]);

    let mut nowhere = accepted();
    nowhere.parent = name("none");
    refused(
        answer(client, nowhere).await,
        Code::NotFound,
        Reason::ResourceNotFound,
    );
    let mut elsewhere = accepted();
    elsewhere.parent = "recommendations/r".into();
    refused(
        answer(client, elsewhere).await,
        invalid,
        Reason::FieldInvalid,
    );
    let mut rehearsal = accepted();
    rehearsal.validate_only = true;
    answer(client, rehearsal).await.expect("checked");
    assert_eq!(comment::get(client, "one").await.state(), State::Published);
}

#[tokio::test]
async fn a_withdrawn_comment_is_not_answered() {
    let scene = scene().await;
    let request = pb::WithdrawCommentRequest {
        name: name("one"),
        reasons: en("Said better elsewhere."),
        ..Default::default()
    };
    let mut client = scene.client.clone();
    let gone = client.withdraw_comment(ask_as("demo|aigul", request)).await;
    gone.expect("withdrawn");
    let late = answer(&client, by(MINISTRY, Outcome::Accepted)).await;
    refused(
        late,
        Code::FailedPrecondition,
        Reason::StateTransitionForbidden,
    );
}
