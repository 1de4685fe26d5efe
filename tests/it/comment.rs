//! Comments: when they are accepted, whose word they are, how they end, and how they are found again.

use common::testing::{DAY, Hand};
use kenes_proto::{
    consultation::{
        self as pb,
        carried_forward::Fate,
        comment::{Stance, State, Verification},
        comment_service_client::CommentServiceClient as Client,
        consultation_service_client::ConsultationServiceClient,
    },
    types::{Actor, ErrorReason as Reason, ProposedChange, ProvisionRef, proposed_change::Kind},
};
use tonic::{Code, Status, transport::Channel};

use crate::{
    fake_registry::{FakeRegistry, Says, Up},
    fixtures::{self, V1, V2},
    world::{World, ask, ask_as, en, fields, refused, request_id},
};

pub(crate) const ADILET: &str = "//registry.kenes/organizations/adilet";

/// A world with an open consultation about `v1` whose registry says what it is told.
struct Scene {
    world: World,
    client: Client<Channel>,
    fake: FakeRegistry,
    _up: Up,
}

async fn scene() -> Scene {
    let hand = Hand::default();
    let fake = FakeRegistry::new(Says::Yes, &hand);
    let up = fake.up().await;
    let world = World::asking(hand, up.url()).await;
    fixtures::draft_law(&world).await;
    fixtures::open_consultation(&world, "c").await;
    Scene {
        client: Client::new(world.consultation.clone()),
        world,
        fake,
        _up: up,
    }
}

/// A comment on `art_1` of `v1`, in nobody else's name.
pub(crate) fn new(id: &str) -> pb::CreateCommentRequest {
    pb::CreateCommentRequest {
        parent: "consultations/c".into(),
        comment: Some(pb::Comment {
            target: Some(place(V1, "art_1")),
            texts: en("Fifteen days are too short."),
            ..Default::default()
        }),
        comment_id: id.into(),
        ..Default::default()
    }
}

/// The same, on behalf of an organization.
pub(crate) fn claimed(id: &str) -> pb::CreateCommentRequest {
    changed(id, |c| {
        c.author = Some(Actor {
            on_behalf_of: ADILET.into(),
            ..Default::default()
        });
    })
}

fn changed(id: &str, change: impl FnOnce(&mut pb::Comment)) -> pb::CreateCommentRequest {
    let mut request = new(id);
    change(request.comment.as_mut().expect("a comment"));
    request
}

fn place(version: &str, eid: &str) -> ProvisionRef {
    ProvisionRef {
        version: version.into(),
        eid: eid.into(),
        ..Default::default()
    }
}

pub(crate) async fn create(
    client: &Client<Channel>,
    request: pb::CreateCommentRequest,
) -> Result<pb::Comment, Status> {
    let answer = client
        .clone()
        .create_comment(ask_as("demo|aigul", request))
        .await;
    answer.map(tonic::Response::into_inner)
}

pub(crate) async fn get(client: &Client<Channel>, id: &str) -> pb::Comment {
    let request = pb::GetCommentRequest { name: name(id) };
    let answer = client.clone().get_comment(request).await;
    answer.expect("read").into_inner()
}

pub(crate) fn name(id: &str) -> String {
    format!("consultations/c/comments/{id}")
}

async fn list(
    client: &Client<Channel>,
    parent: &str,
    filter: &str,
) -> Result<(Vec<String>, Option<i64>), Status> {
    let request = pb::ListCommentsRequest {
        parent: parent.into(),
        filter: filter.into(),
        ..Default::default()
    };
    let answer = client.clone().list_comments(request).await?.into_inner();
    let ids = answer
        .comments
        .iter()
        .map(|c| common::names::id(&c.name).to_owned());
    Ok((ids.collect(), answer.total_size))
}

async fn count(world: &World) -> i64 {
    let mut client = ConsultationServiceClient::new(world.consultation.clone());
    let request = pb::GetConsultationRequest {
        name: "consultations/c".into(),
    };
    let answer = client.get_consultation(request).await;
    answer.expect("read").into_inner().comment_count
}

async fn counter(world: &World, resource: &str) -> i64 {
    let name = format!("comments/{resource}");
    let read = world
        .kit
        .store
        .read("Test", move |tx| common::store::counter(tx, &name));
    read.await.expect("a count")
}

fn withdrawal(id: &str) -> pb::WithdrawCommentRequest {
    pb::WithdrawCommentRequest {
        name: name(id),
        reasons: en("Said better elsewhere."),
        ..Default::default()
    }
}

fn disavowal(id: &str) -> pb::DisavowCommentRequest {
    pb::DisavowCommentRequest {
        name: name(id),
        reasons: en("The board had not agreed."),
        ..Default::default()
    }
}

#[tokio::test]
async fn a_comment_is_recorded_with_its_place_and_counted() {
    let Scene {
        world,
        client,
        fake: _fake,
        _up,
    } = scene().await;
    let request = changed("whole", |c| {
        c.target = Some(place(V1, "art_2__para_1"));
        c.stance = Stance::Amend.into();
        c.reasons = en("It says nothing.");
        c.proposed_change = Some(ProposedChange {
            kind: Kind::Substitution.into(),
            target: Some(place(V1, "art_2")),
            new_texts: en("Thirty days."),
        });
        // Not the caller's to say.
        c.state = State::Answered.into();
        c.verification = Verification::Verified.into();
        c.response_count = 9;
    });
    let made = create(&client, request).await.expect("accepted");
    assert_eq!(made.name, name("whole"));
    assert_eq!(
        (made.state(), made.verification(), made.response_count),
        (State::Published, Verification::NotClaimed, 0)
    );
    assert_eq!(made.submit_time, fixtures::at(world.hand.now()));
    assert_eq!(made.target.as_ref().expect("a target").wid, "art_2__para_1");
    let change = made.proposed_change.as_ref().expect("a change");
    assert_eq!(change.target.as_ref().expect("a target").wid, "art_2");
    assert_eq!(get(&client, "whole").await, made);

    let bill = create(&client, changed("", |c| c.target = Some(place(V1, "")))).await;
    let bill = bill.expect("the version as a whole");
    assert!(
        bill.name.starts_with("consultations/c/comments/c-"),
        "{}",
        bill.name
    );
    assert_eq!(count(&world).await, 2);
    assert_eq!(counter(&world, V1).await, 2);
    let provision = format!("{V1}/provisions/art_2__para_1");
    assert_eq!(counter(&world, &provision).await, 1);
}

#[tokio::test]
async fn a_comment_is_accepted_inside_the_window_and_not_a_microsecond_outside() {
    let Scene {
        world,
        client,
        fake: _fake,
        _up,
    } = scene().await;
    let open = world.hand.now() + DAY;
    fixtures::consultation(&world, "later", &[V1], open, open + DAY).await;
    let to = |consultation: &str| {
        let mut request = new("");
        request.parent = format!("consultations/{consultation}");
        create(&client, request)
    };
    let closed = |outcome| {
        refused(
            outcome,
            Code::FailedPrecondition,
            Reason::CommentPeriodClosed,
        )
    };
    world.hand.pass(DAY - 1);
    closed(to("later").await);
    to("c").await.expect("its last microsecond");
    world.hand.pass(1);
    closed(to("c").await);
    to("later").await.expect("its first microsecond");

    let mut consultations = ConsultationServiceClient::new(world.consultation.clone());
    let extension = pb::ExtendConsultationRequest {
        name: "consultations/later".into(),
        close_time: fixtures::at(open + 2 * DAY),
        reasons: en("Asked for."),
        ..Default::default()
    };
    consultations
        .extend_consultation(ask(extension))
        .await
        .expect("extended");
    world.hand.pass(2 * DAY - 1);
    to("later").await.expect("extended");
    let cancellation = pb::CancelConsultationRequest {
        name: "consultations/later".into(),
        reasons: en("The draft was withdrawn."),
        ..Default::default()
    };
    consultations
        .cancel_consultation(ask(cancellation))
        .await
        .expect("cancelled");
    closed(to("later").await);
    refused(to("none").await, Code::NotFound, Reason::ResourceNotFound);
}

#[tokio::test]
async fn a_comment_speaks_about_what_is_asked_and_is_there() {
    let Scene {
        world: _world,
        client,
        fake: _fake,
        _up,
    } = scene().await;
    let on = |version: &str, eid: &str| {
        create(
            &client,
            changed("", |c| c.target = Some(place(version, eid))),
        )
    };
    let status = refused(
        on(V2, "art_1").await,
        Code::InvalidArgument,
        Reason::VersionNotInConsultation,
    );
    assert_eq!(fields(&status), ["comment.target.version"]);
    refused(on(V1, "art_9").await, Code::NotFound, Reason::EidUnknown);
    let with_change = |version: &str, eid: &str| {
        let change = ProposedChange {
            kind: Kind::Repeal.into(),
            target: Some(place(version, eid)),
            ..Default::default()
        };
        create(&client, changed("", |c| c.proposed_change = Some(change)))
    };
    let status = refused(
        with_change(V2, "art_1").await,
        Code::InvalidArgument,
        Reason::VersionNotInConsultation,
    );
    assert_eq!(fields(&status), ["comment.proposed_change.target.version"]);
    refused(
        with_change(V1, "art_9").await,
        Code::NotFound,
        Reason::EidUnknown,
    );
    with_change(V1, "art_2").await.expect("accepted");
    let elsewhere = create(&client, changed("", |c| c.hearing = "hearings/none".into())).await;
    let status = refused(elsewhere, Code::InvalidArgument, Reason::ReferenceNotFound);
    assert_eq!(fields(&status), ["comment.hearing"]);
}

#[tokio::test]
async fn an_organization_speaks_through_its_mandate_and_what_it_was_that_day_is_kept() {
    let Scene {
        world,
        client,
        fake,
        _up,
    } = scene().await;
    let made = create(&client, claimed("one")).await.expect("accepted");
    assert_eq!(made.verification(), Verification::Verified);
    assert_eq!(made.verify_time, fixtures::at(world.hand.now()));
    let author = made.author.as_ref().expect("an author");
    assert_eq!(author.person, "//registry.kenes/persons/aigul");
    assert_eq!(author.display_name, "Aigul Serikova");
    let standing = made.standing.as_ref().expect("a standing");
    assert_eq!(standing.organization, ADILET);
    assert_eq!(
        standing.display_title, "Organization",
        "in the comment's language"
    );
    assert_eq!(standing.organization_state, "STATE_ACTIVE");
    assert_eq!(
        standing.associations,
        ["//registry.kenes/organizations/cnok"]
    );
    // Asked once; the answer is kept for a minute and no longer.
    create(&client, claimed("two")).await.expect("accepted");
    assert_eq!(fake.asked(), 1);
    world.hand.pass(60_000_000);

    let refusals = [
        (
            Says::Suspended,
            Code::FailedPrecondition,
            Reason::StandingNotActive,
        ),
        (
            Says::NotMandated,
            Code::PermissionDenied,
            Reason::StandingNotMandated,
        ),
        (
            Says::Unknown,
            Code::InvalidArgument,
            Reason::ReferenceNotFound,
        ),
        (
            Says::NoSuchPower,
            Code::InvalidArgument,
            Reason::CodeUnknown,
        ),
    ];
    for (says, code, reason) in refusals {
        fake.say(says);
        let status = refused(create(&client, claimed("three")).await, code, reason);
        if says == Says::Unknown {
            assert_eq!(fields(&status), ["comment.author.on_behalf_of"]);
        }
        world.hand.pass(60_000_000);
    }
    fake.say(Says::Yes);
    let mut another = claimed("three");
    let author = another
        .comment
        .as_mut()
        .expect("one")
        .author
        .as_mut()
        .expect("one");
    author.person = "//registry.kenes/persons/olga".into();
    let status = refused(
        create(&client, another).await,
        Code::InvalidArgument,
        Reason::FieldInvalid,
    );
    assert_eq!(fields(&status), ["comment.author.person"]);
    assert_eq!(count(&world).await, 2);
}

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

#[tokio::test]
async fn comments_are_found_by_who_speaks_and_of_what() {
    let Scene {
        world,
        mut client,
        fake: _fake,
        _up,
    } = scene().await;
    create(&client, claimed("one")).await.expect("accepted");
    world.hand.pass(1);
    let amends = changed("two", |c| {
        c.target = Some(place(V1, "art_2"));
        c.stance = Stance::Amend.into();
    });
    create(&client, amends).await.expect("accepted");
    fixtures::open_consultation(&world, "other").await;
    world.hand.pass(1);
    let mut elsewhere = new("three");
    elsewhere.parent = "consultations/other".into();
    create(&client, elsewhere).await.expect("accepted");

    let all = list(&client, "consultations/-", "").await.expect("listed");
    assert_eq!(
        all,
        (vec!["one".into(), "two".into(), "three".into()], Some(3))
    );
    for (filter, found) in [
        (format!("author.on_behalf_of = \"{ADILET}\""), vec!["one"]),
        (
            "author.person = \"//registry.kenes/persons/aigul\"".into(),
            vec!["one"],
        ),
        ("verification = NOT_CLAIMED".into(), vec!["two"]),
        (
            "target.eid = \"art_2\" AND stance = STANCE_AMEND".into(),
            vec!["two"],
        ),
        (
            "target.wid = \"art_1\" AND state = PUBLISHED".into(),
            vec!["one"],
        ),
        (format!("target.version = \"{V2}\""), vec![]),
        ("submit_time > \"2026-05-25T12:00:00Z\"".into(), vec!["two"]),
    ] {
        let (ids, total) = list(&client, "consultations/c", &filter)
            .await
            .expect("listed");
        assert_eq!(ids, found, "{filter}");
        assert_eq!(total, Some(i64::try_from(found.len()).expect("few")));
    }
    let newest = pb::ListCommentsRequest {
        parent: "consultations/c".into(),
        order_by: "submit_time desc".into(),
        page_size: 1,
        ..Default::default()
    };
    let page = client
        .list_comments(newest.clone())
        .await
        .expect("listed")
        .into_inner();
    assert_eq!(
        (page.comments[0].name.as_str(), page.total_size),
        (name("two").as_str(), Some(2))
    );
    let rest = pb::ListCommentsRequest {
        page_token: page.next_page_token.clone(),
        ..newest
    };
    let rest = client
        .list_comments(rest)
        .await
        .expect("listed")
        .into_inner();
    assert_eq!(rest.comments[0].name, name("one"));
    assert_eq!((rest.next_page_token.as_str(), rest.total_size), ("", None));

    let batch = |parent: &str, names: &[String]| pb::BatchGetCommentsRequest {
        parent: parent.into(),
        names: names.to_vec(),
    };
    let three = "consultations/other/comments/three".to_owned();
    let both = client
        .batch_get_comments(batch("consultations/-", &[three.clone(), name("one")]))
        .await;
    let both = both.expect("read").into_inner().comments;
    assert_eq!(
        both.iter().map(|c| &c.name).collect::<Vec<_>>(),
        [&three, &name("one")]
    );
    let stray = client
        .batch_get_comments(batch("consultations/c", &[name("one"), three]))
        .await;
    let status = refused(stray, Code::InvalidArgument, Reason::FieldInvalid);
    assert_eq!(fields(&status), ["names[1]"]);
    let none = client
        .batch_get_comments(batch("consultations/c", &[name("none")]))
        .await;
    refused(none, Code::NotFound, Reason::ResourceNotFound);
    let none = client
        .get_comment(pb::GetCommentRequest { name: name("none") })
        .await;
    refused(none, Code::NotFound, Reason::ResourceNotFound);
    let invalid = Code::InvalidArgument;
    refused(
        list(&client, "consultations/none", "").await,
        Code::NotFound,
        Reason::ResourceNotFound,
    );
    refused(
        list(&client, "consultations/c", "texts:\"x\"").await,
        invalid,
        Reason::FilterInvalid,
    );
    let by = |order_by: &str, page_token: &str| pb::ListCommentsRequest {
        parent: "consultations/c".into(),
        order_by: order_by.into(),
        page_token: page_token.into(),
        ..Default::default()
    };
    let mut client = Client::new(world.consultation.clone());
    let order = client.list_comments(by("stance", "")).await;
    refused(order, invalid, Reason::OrderByInvalid);
    let token = client.list_comments(by("", &page.next_page_token)).await;
    refused(token, invalid, Reason::PageTokenMismatch);
}

#[tokio::test]
async fn a_comment_is_carried_forward_by_what_its_provision_became() {
    let Scene {
        world,
        mut client,
        fake: _fake,
        _up,
    } = scene().await;
    for (id, eid) in [
        ("moved", "art_1"),
        ("gone", "art_2"),
        ("changed", "art_2__para_1"),
        ("whole", ""),
    ] {
        let made = create(&client, changed(id, |c| c.target = Some(place(V1, eid)))).await;
        assert!(made.expect("accepted").carried_forward.is_empty());
        world.hand.pass(1);
    }
    fixtures::next_version(&world).await;
    let became = |comment: &pb::Comment| {
        let carried = comment.carried_forward.iter();
        carried
            .map(|c| (c.version.clone(), c.eid.clone(), c.fate()))
            .collect::<Vec<_>>()
    };
    let to = |eid: &str, fate| vec![(V2.to_owned(), eid.to_owned(), fate)];
    assert_eq!(
        became(&get(&client, "moved").await),
        to("art_2", Fate::Mapped)
    );
    assert_eq!(became(&get(&client, "gone").await), to("", Fate::Deleted));
    let request = pb::ListCommentsRequest {
        parent: "consultations/c".into(),
        ..Default::default()
    };
    let listed = client
        .list_comments(request)
        .await
        .expect("listed")
        .into_inner();
    let all: Vec<_> = listed.comments.iter().map(became).collect();
    let expected = [
        to("art_2", Fate::Mapped),
        to("", Fate::Deleted),
        to("art_3__para_1", Fate::Changed),
        vec![],
    ];
    assert_eq!(all, expected);
    // A comment made now, and the retry of one, say the same.
    let mut late = new("late");
    late.request_id = request_id();
    for _ in 0..2 {
        let made = create(&client, late.clone()).await.expect("accepted");
        assert_eq!(became(&made), to("art_2", Fate::Mapped));
    }
}

#[tokio::test]
async fn what_is_wrong_is_said_all_at_once() {
    let Scene {
        world: _world,
        client,
        fake: _fake,
        _up,
    } = scene().await;
    let shapeless = changed("Big", |c| {
        c.texts.clear();
        c.target = Some(place("v1", "art 1"));
        c.hearing = "h".into();
        c.stance = 99;
    });
    let status = refused(
        create(&client, shapeless).await,
        Code::InvalidArgument,
        Reason::FieldInvalid,
    );
    assert_eq!(
        fields(&status),
        [
            "comment.hearing",
            "comment.stance",
            "comment.target.eid",
            "comment.target.version",
            "comment.texts",
            "comment_id"
        ]
    );
    let rules = changed("x", |c| {
        c.texts = en(&"я".repeat(20_001));
        c.reasons = en(" ");
        c.author = Some(Actor {
            organization: ADILET.into(),
            ..Default::default()
        });
    });
    let status = refused(
        create(&client, rules).await,
        Code::InvalidArgument,
        Reason::FieldInvalid,
    );
    assert_eq!(
        fields(&status),
        [
            "comment.author.organization",
            "comment.reasons[0].text",
            "comment.texts[0].text"
        ]
    );
    let longest = changed("x", |c| c.texts = en(&"я".repeat(20_000)));
    create(&client, longest)
        .await
        .expect("20,000 characters are accepted");
    let mute = changed("y", |c| c.texts[0].language_code.clear());
    refused(
        create(&client, mute).await,
        Code::InvalidArgument,
        Reason::LanguageMissing,
    );
    let nobody = client.clone().create_comment(new("y")).await;
    refused(nobody, Code::Unauthenticated, Reason::SubjectMissing);
}
