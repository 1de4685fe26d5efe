//! Comments taken back, disavowed, and sent again.

use super::*;

#[tokio::test]
async fn a_withdrawn_comment_leaves_the_counts_and_stays_readable() {
    let Scene {
        world,
        mut client,
        fake: _fake,
        _up,
    } = scene().await;
    create(&client, new("one")).await.expect("accepted");
    create(&client, new("two")).await.expect("accepted");
    let other = client
        .withdraw_comment(ask_as("demo|olga", withdrawal("one")))
        .await;
    refused(other, Code::PermissionDenied, Reason::NotTheAuthor);
    let aigul = |request| ask_as("demo|aigul", request);
    let mut stale = withdrawal("one");
    stale.etag = "\"7\"".into();
    refused(
        client.withdraw_comment(aigul(stale)).await,
        Code::Aborted,
        Reason::EtagMismatch,
    );
    let mut silent = withdrawal("one");
    silent.reasons[0].language_code = "xx".into();
    refused(
        client.withdraw_comment(aigul(silent)).await,
        Code::InvalidArgument,
        Reason::LanguageMissing,
    );
    let mut request = withdrawal("one");
    request.request_id = request_id();
    let gone = client.withdraw_comment(aigul(request.clone())).await;
    let gone = gone.expect("withdrawn").into_inner();
    assert_eq!(
        (gone.state(), gone.etag.as_str()),
        (State::Withdrawn, "\"2\"")
    );
    assert_eq!(gone.state_reasons, request.reasons);
    let again = client.withdraw_comment(aigul(request)).await;
    assert_eq!(again.expect("the same answer").into_inner(), gone);
    assert_eq!(get(&client, "one").await, gone);
    assert_eq!(count(&world).await, 1);
    assert_eq!(counter(&world, &format!("{V1}/provisions/art_1")).await, 1);
    let (ids, total) = list(&client, "consultations/c", "").await.expect("listed");
    assert_eq!((ids.len(), total), (2, Some(2)));

    let twice = client.withdraw_comment(aigul(withdrawal("one"))).await;
    refused(
        twice,
        Code::FailedPrecondition,
        Reason::StateTransitionForbidden,
    );
    let none = client.withdraw_comment(aigul(withdrawal("none"))).await;
    refused(none, Code::NotFound, Reason::ResourceNotFound);
    let nobody = client.withdraw_comment(withdrawal("two")).await;
    refused(nobody, Code::Unauthenticated, Reason::SubjectMissing);
}

#[tokio::test]
async fn an_organization_disavows_what_was_said_in_its_name() {
    let Scene {
        world,
        mut client,
        fake,
        _up,
    } = scene().await;
    create(&client, claimed("one")).await.expect("accepted");
    create(&client, new("own")).await.expect("accepted");
    fake.say(Says::NotMandated);
    let outsider = client
        .disavow_comment(ask_as("demo|olga", disavowal("one")))
        .await;
    refused(outsider, Code::PermissionDenied, Reason::NotTheAuthor);
    let own = client
        .disavow_comment(ask_as("demo|aigul", disavowal("own")))
        .await;
    refused(own, Code::PermissionDenied, Reason::NotTheAuthor);
    world.hand.pass(60_000_000);
    fake.say(Says::AnotherOrganization);
    let silent = client
        .disavow_comment(ask_as("demo|chair", disavowal("one")))
        .await;
    refused(silent, Code::Unavailable, Reason::RegistryUnavailable);
    // A suspended organization still says what is not its word.
    fake.say(Says::Suspended);
    let mut request = disavowal("one");
    request.request_id = request_id();
    let gone = client
        .disavow_comment(ask_as("demo|chair", request.clone()))
        .await;
    let gone = gone.expect("disavowed").into_inner();
    assert_eq!(gone.state(), State::Disavowed);
    assert_eq!(count(&world).await, 1);
    // A retry keeps its answer, whatever became of the mandate.
    world.hand.pass(60_000_000);
    fake.say(Says::NotMandated);
    let again = client.disavow_comment(ask_as("demo|chair", request)).await;
    assert_eq!(again.expect("the same answer").into_inner(), gone);
}

#[tokio::test]
async fn a_retry_gets_its_answer_even_when_the_mandate_has_ended() {
    let Scene {
        world,
        client,
        fake,
        _up,
    } = scene().await;
    let mut rehearsal = claimed("one");
    rehearsal.validate_only = true;
    create(&client, rehearsal).await.expect("checked");
    assert_eq!(count(&world).await, 0);

    let mut request = claimed("one");
    request.request_id = request_id();
    let first = create(&client, request.clone()).await.expect("accepted");
    assert_eq!(
        create(&client, request.clone()).await.expect("the same"),
        first
    );
    fake.say(Says::NotMandated);
    world.hand.pass(9 * DAY);
    assert_eq!(
        create(&client, request.clone()).await.expect("the same"),
        first
    );
    assert_eq!(count(&world).await, 1);
    request.comment_id = "two".into();
    fake.say(Says::Yes);
    refused(
        create(&client, request).await,
        Code::AlreadyExists,
        Reason::RequestIdReused,
    );
    world.hand.pass(-9 * DAY);
    refused(
        create(&client, new("one")).await,
        Code::AlreadyExists,
        Reason::ResourceExists,
    );
}
