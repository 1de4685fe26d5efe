//! Answers to comments: who may give one, what it must say, and where it was carried out.

mod outcomes;
mod refusals;

use common::testing::{Channel, Hand};
use kenes_proto::{
    consultation::{
        self as pb,
        comment::State,
        comment_service_client::CommentServiceClient as Client,
        response::{self, Outcome},
    },
    gtype::Date,
    types::{Actor, ErrorReason as Reason, ProvisionRef},
};
use tonic::{Code, Status};

use crate::{
    comment::{self, name},
    fake_registry::{FakeRegistry, Says, Up},
    fixtures::{self, DEVELOPER, MINISTRY, V1, V2},
    receipt::Bare as _,
    world::{World, ask_as, en, fields, refused, request_id},
};

/// A world with a comment on `v1`, to which `v2` is the reaction.
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
    let client = Client::new(world.consultation.clone());
    let made = comment::create(&client, comment::new("one")).await;
    made.expect("accepted");
    fixtures::next_version(&world).await;
    Scene {
        world,
        client,
        fake,
        _up: up,
    }
}

fn by(organization: &str, outcome: Outcome) -> pb::CreateResponseRequest {
    pb::CreateResponseRequest {
        parent: name("one"),
        response: Some(pb::Response {
            responder: Some(Actor {
                organization: organization.into(),
                ..Default::default()
            }),
            outcome: outcome.into(),
            texts: en("Taken over."),
            ..Default::default()
        }),
        response_id: "ministry".into(),
        ..Default::default()
    }
}

fn changed(
    mut request: pb::CreateResponseRequest,
    change: impl FnOnce(&mut pb::Response),
) -> pb::CreateResponseRequest {
    change(request.response.as_mut().expect("an answer"));
    request
}

fn place(version: &str, eid: &str) -> ProvisionRef {
    ProvisionRef {
        version: version.into(),
        eid: eid.into(),
        ..Default::default()
    }
}

async fn answer(
    client: &Client<Channel>,
    request: pb::CreateResponseRequest,
) -> Result<pb::Response, Status> {
    let mut client = client.clone();
    let answer = client
        .create_response(ask_as("demo|official", request))
        .await;
    answer.map(tonic::Response::into_inner)
}

#[tokio::test]
async fn an_answer_says_where_it_was_carried_out_and_is_found_again() {
    let scene = scene().await;
    let mut client = scene.client.clone();
    let mut request = changed(by(MINISTRY, Outcome::Accepted), |r| {
        r.implemented_in = vec![place(V2, "art_2"), place(V2, "")];
        // Not the caller's to say.
        r.correction_count = 7;
    });
    request.request_id = request_id();
    let given = answer(&client, request.clone()).await.expect("given");
    assert_eq!(given.name, format!("{}/responses/ministry", name("one")));
    assert_eq!(
        (given.state(), given.correction_count),
        (response::State::Given, 0)
    );
    let today = Date {
        year: 2026,
        month: 5,
        day: 25,
    };
    assert_eq!(given.respond_date, Some(today), "its day, in Kazakhstan");
    assert_eq!(given.implemented_in[0].wid, "art_1");
    let responder = given.responder.as_ref().expect("a responder");
    assert_eq!(responder.person, "//registry.kenes/persons/official");
    assert_eq!(responder.display_name, "Aigul Serikova");
    let answered = comment::get(&client, "one").await;
    assert_eq!(
        (answered.state(), answered.response_count),
        (State::Answered, 1)
    );

    // A retry keeps its answer when the mandate has ended, and answers nothing twice.
    scene.fake.say(Says::NotMandated);
    scene.world.hand.pass(60_000_000);
    let again = answer(&client, request).await.expect("the same");
    assert_eq!(again.bare(), given.clone().bare());
    assert_eq!(comment::get(&client, "one").await, answered);

    let get = |name: &str, as_of_time| pb::GetResponseRequest {
        name: name.into(),
        as_of_time,
        ..Default::default()
    };
    let read = client.get_response(get(&given.name, None)).await;
    assert_eq!(read.expect("read").into_inner(), given.clone().bare());
    let now = fixtures::at(scene.world.hand.now());
    let read = client.get_response(get(&given.name, now)).await;
    assert_eq!(read.expect("read").into_inner(), given.clone().bare());
    let before = client.get_response(get(&given.name, fixtures::at(1))).await;
    refused(before, Code::NotFound, Reason::ResourceNotFound);
    let other = client
        .get_response(get("recommendations/r/responses/x", None))
        .await;
    refused(other, Code::InvalidArgument, Reason::FieldInvalid);
}

#[tokio::test]
async fn answers_are_listed_by_their_day() {
    let scene = scene().await;
    let mut client = scene.client.clone();
    let early = Date {
        year: 2026,
        month: 5,
        day: 20,
    };
    let first = changed(by(MINISTRY, Outcome::Accepted), |r| {
        r.respond_date = Some(early);
    });
    answer(&client, first).await.expect("given");
    let mut second = changed(by(DEVELOPER, Outcome::Rejected), |r| {
        r.reasons = en("It is the law.");
    });
    second.response_id = "developer".into();
    answer(&client, second).await.expect("given");
    let list =
        |parent: &str, filter: &str, order_by: &str, page_token: &str| pb::ListResponsesRequest {
            parent: parent.into(),
            filter: filter.into(),
            order_by: order_by.into(),
            page_token: page_token.into(),
            page_size: 1,
            ..Default::default()
        };
    for parent in [
        "consultations/-/comments/-",
        "consultations/c/comments/-",
        &name("one"),
    ] {
        let page = client
            .list_responses(list(parent, "", "", ""))
            .await
            .expect("listed")
            .into_inner();
        assert!(page.responses[0].name.ends_with("/ministry"), "{parent}");
        assert_eq!(page.total_size, Some(2), "{parent}");
        let next = list(parent, "", "", &page.next_page_token);
        let next = client
            .list_responses(next)
            .await
            .expect("listed")
            .into_inner();
        assert!(next.responses[0].name.ends_with("/developer"), "{parent}");
    }
    let filter = "outcome = REJECTED AND respond_date >= \"2026-05-25\"";
    let page = client
        .list_responses(list(&name("one"), filter, "respond_date desc", ""))
        .await;
    assert_eq!(page.expect("listed").into_inner().total_size, Some(1));

    let invalid = Code::InvalidArgument;
    let mut refuses = async |request, code, reason| {
        refused(client.list_responses(request).await, code, reason);
    };
    refuses(
        list(&name("none"), "", "", ""),
        Code::NotFound,
        Reason::ResourceNotFound,
    )
    .await;
    refuses(
        list("consultations/-/comments/one", "", "", ""),
        invalid,
        Reason::FieldInvalid,
    )
    .await;
    refuses(
        list("recommendations/-", "", "", ""),
        invalid,
        Reason::FieldInvalid,
    )
    .await;
    refuses(
        list(&name("one"), "texts = \"x\"", "", ""),
        invalid,
        Reason::FilterInvalid,
    )
    .await;
    refuses(
        list(&name("one"), "", "outcome", ""),
        invalid,
        Reason::OrderByInvalid,
    )
    .await;
    refuses(
        list(&name("one"), "", "", "bm9uc2Vuc2U"),
        invalid,
        Reason::PageTokenMismatch,
    )
    .await;
}

#[tokio::test]
async fn whoever_answers_is_named_as_the_mandate_does() {
    let scene = scene().await;
    let named = |person: &str| {
        changed(by(MINISTRY, Outcome::Accepted), |r| {
            r.responder.as_mut().expect("one").person = person.into();
        })
    };
    let other = answer(&scene.client, named("//registry.kenes/persons/olga")).await;
    let status = refused(other, Code::InvalidArgument, Reason::PersonMismatch);
    assert_eq!(fields(&status), ["response.responder.person"]);
    let own = answer(&scene.client, named("//registry.kenes/persons/official")).await;
    assert_eq!(
        own.expect("given").responder.expect("one").display_name,
        "Aigul Serikova"
    );
}
