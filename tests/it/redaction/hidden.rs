//! A comment that is hidden, and one whose author is not named any more.

use super::*;

#[tokio::test]
async fn a_hidden_comment_is_kept_and_shown_to_nobody() {
    let Scene {
        world,
        client,
        fake: _fake,
        _up,
    } = scene().await;
    let request = signed("one");
    let made = comment::create(&client, request.clone()).await;
    let made = made.expect("accepted");
    let before = world.hand.now();
    world.hand.pass(60_000_000);
    let done = redact(&client, &made.name, Action::Hide).await;
    assert!(done.redacted_resources[0].slots.is_empty());
    let tomb = comment::get(&client, "one").await;
    assert_eq!((tomb.state(), tomb.texts.len()), (State::Hidden, 0));
    let then = read(&client, &made.name, before).await;
    refused(then, Code::PermissionDenied, Reason::RevisionWithheld);
    let retried = comment::create(&client, request.clone()).await;
    refused(retried, Code::PermissionDenied, Reason::RevisionWithheld);
    assert!(said(&world, &made.name).await, "it is kept");
    let twice = propose(&client, proposal(&made.name, Action::Hide)).await;
    refused(
        twice,
        Code::FailedPrecondition,
        Reason::StateTransitionForbidden,
    );
    // It can still be erased.
    redact(&client, &made.name, Action::Erase).await;
    assert!(!said(&world, &made.name).await);
    let retried = comment::create(&client, request).await;
    refused(retried, Code::NotFound, Reason::RevisionErased);
    assert_eq!(comment::get(&client, "one").await.state(), State::Redacted);
}

#[tokio::test]
async fn an_anonymous_comment_says_what_it_said() {
    let Scene {
        world,
        client,
        fake: _fake,
        _up,
    } = scene().await;
    let request = signed("one");
    let made = comment::create(&client, request.clone()).await;
    let made = made.expect("accepted");
    let before = world.hand.now();
    world.hand.pass(60_000_000);
    redact(&client, &made.name, Action::Anonymise).await;
    let now = comment::get(&client, "one").await;
    let then = read(&client, &made.name, before).await.expect("readable");
    for it in [now, then] {
        assert_eq!((it.state(), &it.texts), (State::Published, &made.texts));
        let author = it.author.expect("the organization");
        assert_eq!(author.on_behalf_of, comment::ADILET);
        assert_eq!(
            (author.person.as_str(), author.role.as_str()),
            ("", ""),
            "nobody"
        );
    }
    let retried = comment::create(&client, request).await;
    refused(retried, Code::NotFound, Reason::RevisionErased);
    let mine = pb::WithdrawCommentRequest {
        name: made.name.clone(),
        reasons: en("Said better elsewhere."),
        ..Default::default()
    };
    let mine = client
        .clone()
        .withdraw_comment(ask_as("demo|aigul", mine))
        .await;
    refused(mine, Code::PermissionDenied, Reason::NotTheAuthor);
    // What is nobody's can still be erased.
    redact(&client, &made.name, Action::Erase).await;
}
