//! Comments: when they are accepted, whose word they are, how they end, and how they are found again.

mod archived;
mod batch;
mod ended;
mod found;
mod person;
mod places;
mod words;

use common::testing::{Channel, DAY, Hand};
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
use tonic::{Code, Status};

pub(crate) use person::signed;

use crate::{
    fake_registry::{FakeRegistry, Says, Up},
    fixtures::{self, V1, V2},
    receipt::Bare as _,
    world::{World, ask, ask_as, en, fields, refused, request_id},
};

pub(crate) const ADILET: &str = "//registry.kenes/organizations/adilet";

/// A world with an open consultation about `v1` whose registry says what it is told.
pub(crate) struct Scene {
    pub(crate) world: World,
    pub(crate) client: Client<Channel>,
    pub(crate) fake: FakeRegistry,
    pub(crate) _up: Up,
}

pub(crate) async fn scene() -> Scene {
    let (hand, fake, up) = registry().await;
    let world = World::asking(hand, up.url()).await;
    open(world, fake, up).await
}

/// The same with one replica, for a test that counts what the registry is asked: each remembers the answers for itself.
pub(crate) async fn scene_alone() -> Scene {
    let (hand, fake, up) = registry().await;
    let world = World::alone(hand, up.url()).await;
    open(world, fake, up).await
}

async fn registry() -> (Hand, FakeRegistry, Up) {
    let hand = Hand::default();
    let fake = FakeRegistry::new(Says::Yes, &hand);
    let up = fake.up().await;
    (hand, fake, up)
}

async fn open(world: World, fake: FakeRegistry, up: Up) -> Scene {
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

pub(crate) fn changed(id: &str, change: impl FnOnce(&mut pb::Comment)) -> pb::CreateCommentRequest {
    let mut request = new(id);
    change(request.comment.as_mut().expect("a comment"));
    request
}

pub(crate) fn place(version: &str, eid: &str) -> ProvisionRef {
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
    let request = pb::GetCommentRequest {
        name: name(id),
        ..Default::default()
    };
    let answer = client.clone().get_comment(request).await;
    answer.expect("read").into_inner()
}

pub(crate) fn name(id: &str) -> String {
    format!("consultations/c/comments/{id}")
}

pub(crate) async fn list(
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
        ..Default::default()
    };
    let answer = client.get_consultation(request).await;
    answer.expect("read").into_inner().comment_count
}

async fn counter(world: &World, resource: &str) -> i64 {
    let name = format!("comments/{resource}");
    let read = world
        .app
        .store
        .read("Test", move |tx| common::store::counter(tx, &name));
    read.await.expect("a count")
}

pub(crate) fn withdrawal(id: &str) -> pb::WithdrawCommentRequest {
    pb::WithdrawCommentRequest {
        name: name(id),
        reasons: en("Said better elsewhere."),
        ..Default::default()
    }
}

pub(crate) fn disavowal(id: &str) -> pb::DisavowCommentRequest {
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
    assert_eq!(get(&client, "whole").await, made.bare());

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
    with_change(V1, "art_1").await.expect("accepted");
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
    } = scene_alone().await;
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
    let titles = standing.titles.iter().map(|title| title.text.as_str());
    assert_eq!(titles.collect::<Vec<_>>(), ["Ұйым", "Organization"]);
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
        Reason::PersonMismatch,
    );
    assert_eq!(fields(&status), ["comment.author.person"]);
    assert_eq!(count(&world).await, 2);
}
