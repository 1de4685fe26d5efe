//! Hearings: their dates, states and minutes.

mod occasion;
mod rows;
mod transitions;

use common::testing::{Channel, DAY};
use kenes_proto::{
    consultation::{
        self as pb, hearing::Kind, hearing::State,
        hearing_service_client::HearingServiceClient as Client,
    },
    gtype::Date,
    types::{Document, ErrorReason as Reason},
};
use prost_types::{FieldMask, Timestamp};
use tonic::Code;

use crate::world::{World, ask, en, fields, refused, request_id};

fn at(micros: i64) -> Timestamp {
    common::date::timestamp(micros)
}

pub(crate) fn new(world: &World, id: &str) -> pb::CreateHearingRequest {
    let mut hearing = pb::Hearing {
        titles: en(id),
        organizer: "//registry.kenes/organizations/senate".into(),
        start_time: Some(at(world.hand.now() + DAY)),
        ..Default::default()
    };
    hearing.set_kind(Kind::RoundTable);
    pb::CreateHearingRequest {
        hearing: Some(hearing),
        hearing_id: id.into(),
        ..Default::default()
    }
}

pub(crate) async fn created(world: &World, client: &mut Client<Channel>, id: &str) -> pb::Hearing {
    let made = client.create_hearing(ask(new(world, id))).await;
    made.expect("created").into_inner()
}

pub(crate) async fn announced(client: &mut Client<Channel>, name: &str) -> pb::Hearing {
    let request = pb::AnnounceHearingRequest {
        name: name.into(),
        ..Default::default()
    };
    let answer = client.announce_hearing(ask(request)).await;
    answer.expect("announced").into_inner()
}

#[tokio::test]
async fn a_hearing_is_announced_moved_held_and_has_minutes() {
    let world = World::start().await;
    let mut client = Client::new(world.consultation.clone());
    let made = created(&world, &mut client, "round-table").await;
    assert_eq!(
        (made.name.as_str(), made.state()),
        ("hearings/round-table", State::Tentative)
    );
    assert_eq!(
        announced(&mut client, &made.name).await.state(),
        State::Confirmed
    );

    let moved = pb::RescheduleHearingRequest {
        name: made.name.clone(),
        start_time: Some(at(world.hand.now() + 2 * DAY)),
        reasons: en("The hall was taken."),
        ..Default::default()
    };
    let moved = client
        .reschedule_hearing(ask(moved))
        .await
        .expect("moved")
        .into_inner();
    assert_eq!(moved.reschedules[0].previous_start_time, made.start_time);

    let hold = pb::HoldHearingRequest {
        name: made.name.clone(),
        attendee_count: 46,
        ..Default::default()
    };
    let early = client.hold_hearing(ask(hold.clone())).await;
    refused(early, Code::InvalidArgument, Reason::DatesInvalid);
    world.hand.pass(3 * DAY);
    let passed = client
        .hold_hearing(ask(hold.clone()))
        .await
        .expect("held")
        .into_inner();
    assert_eq!((passed.state(), passed.attendee_count), (State::Passed, 46));
    let twice = client.hold_hearing(ask(hold)).await;
    refused(
        twice,
        Code::FailedPrecondition,
        Reason::StateTransitionForbidden,
    );

    let minutes = pb::PublishMinutesRequest {
        name: made.name.clone(),
        minutes: Some(Document {
            document_type: "minutes".into(),
            titles: en("Minutes"),
            sha256: vec![7; 32],
            ..Default::default()
        }),
        ..Default::default()
    };
    let published = client
        .publish_minutes(ask(minutes))
        .await
        .expect("published")
        .into_inner();
    assert_eq!(published.documents.len(), 1);
    assert_eq!(published.minutes_publish_time, Some(at(world.hand.now())));

    let read = pb::GetHearingRequest {
        name: made.name.clone(),
        ..Default::default()
    };
    let read = client.get_hearing(read).await.expect("read").into_inner();
    assert_eq!(read, published);
}

#[tokio::test]
async fn the_wrong_dates_and_missing_words_are_refused() {
    let world = World::start().await;
    let mut client = Client::new(world.consultation.clone());
    let mut request = new(&world, "none");
    let hearing = request.hearing.as_mut().expect("a hearing");
    hearing.start_time = None;
    hearing.titles = [en("a"), en("b")].concat();
    let status = client.create_hearing(ask(request)).await;
    let status = refused(status, Code::InvalidArgument, Reason::LanguageMissing);
    assert_eq!(
        fields(&status),
        ["hearing.start_time", "hearing.titles[1].language_code"]
    );
    let mut request = new(&world, "none");
    request.hearing.as_mut().expect("a hearing").start_date = Some(Date {
        year: 2026,
        ..Default::default()
    });
    let status = client.create_hearing(ask(request)).await;
    refused(status, Code::InvalidArgument, Reason::DatesInvalid);
    let shapeless = pb::CreateHearingRequest {
        hearing: Some(pb::Hearing::default()),
        ..Default::default()
    };
    let status = client.create_hearing(ask(shapeless)).await;
    let status = refused(status, Code::InvalidArgument, Reason::FieldInvalid);
    assert_eq!(
        fields(&status),
        ["hearing.kind", "hearing.organizer", "hearing.titles"]
    );
    let nobody = client.create_hearing(new(&world, "none")).await;
    refused(nobody, Code::Unauthenticated, Reason::SubjectMissing);
}

#[tokio::test]
async fn its_time_zone_is_one_of_the_iana() {
    let world = World::start().await;
    let mut client = Client::new(world.consultation.clone());
    let with = |zone: &str| {
        let mut request = new(&world, "zoned");
        request.hearing.as_mut().expect("a hearing").time_zone = zone.into();
        ask(request)
    };
    for zone in ["Asia/Almatyy", "Mars/Olympus", "UTC+5"] {
        let status = client.create_hearing(with(zone)).await;
        let status = refused(status, Code::InvalidArgument, Reason::FieldInvalid);
        assert_eq!(fields(&status), ["hearing.time_zone"], "{zone}");
    }
    let made = client.create_hearing(with("Asia/Almaty")).await;
    let made = made.expect("created").into_inner();
    assert_eq!(made.time_zone, "Asia/Almaty");
    let update = pb::UpdateHearingRequest {
        hearing: Some(pb::Hearing {
            name: made.name,
            time_zone: "asia/almaty".into(),
            ..Default::default()
        }),
        update_mask: Some(FieldMask {
            paths: vec!["time_zone".into()],
        }),
        ..Default::default()
    };
    let status = client.update_hearing(ask(update)).await;
    let status = refused(status, Code::InvalidArgument, Reason::FieldInvalid);
    assert_eq!(fields(&status), ["hearing.time_zone"]);
}

#[tokio::test]
async fn hearings_are_listed_latest_first_whether_by_time_or_by_day() {
    let world = World::start().await;
    let mut client = Client::new(world.consultation.clone());
    created(&world, &mut client, "table").await;
    for (id, year, month) in [("senate", 2000, 0), ("forum", 2003, 10)] {
        let mut request = new(&world, id);
        let hearing = request.hearing.as_mut().expect("a hearing");
        hearing.start_time = None;
        hearing.start_date = Some(Date {
            year,
            month,
            day: 0,
        });
        hearing.set_kind(Kind::ParliamentaryHearing);
        client.create_hearing(ask(request)).await.expect("created");
    }
    let list = |filter: &str, order_by: &str, token: &str| pb::ListHearingsRequest {
        filter: filter.into(),
        order_by: order_by.into(),
        page_token: token.into(),
        page_size: 2,
        ..Default::default()
    };
    let ids = |page: &pb::ListHearingsResponse| -> Vec<String> {
        page.hearings
            .iter()
            .map(|h| common::names::id(&h.name).to_owned())
            .collect()
    };
    let page = client
        .list_hearings(list("", "", ""))
        .await
        .expect("listed")
        .into_inner();
    assert_eq!(
        (ids(&page), page.total_size),
        (vec!["table".into(), "forum".into()], Some(3))
    );
    let rest = client
        .list_hearings(list("", "", &page.next_page_token))
        .await;
    assert_eq!(ids(&rest.expect("listed").into_inner()), ["senate"]);
    let filter = "kind = KIND_PARLIAMENTARY_HEARING AND start_time >= \"2000-01-01T00:00:00Z\" AND titles:\"FORUM\" \
                  AND state = TENTATIVE AND organizer = \"//registry.kenes/organizations/senate\"";
    let found = client.list_hearings(list(filter, "start_time", "")).await;
    assert_eq!(ids(&found.expect("listed").into_inner()), ["forum"]);
    let bad = client.list_hearings(list("colour = red", "", "")).await;
    refused(bad, Code::InvalidArgument, Reason::FilterInvalid);
    let bad = client.list_hearings(list("", "titles", "")).await;
    refused(bad, Code::InvalidArgument, Reason::OrderByInvalid);
    let bad = client
        .list_hearings(list("", "start_time", &page.next_page_token))
        .await;
    refused(bad, Code::InvalidArgument, Reason::PageTokenMismatch);
}

#[tokio::test]
async fn a_hearing_is_about_draft_laws_that_are_there_and_a_retry_makes_no_second() {
    let world = World::start().await;
    let mut client = Client::new(world.consultation.clone());
    let mut about = new(&world, "first");
    about.hearing.as_mut().expect("one").draft_laws = vec!["draftLaws/none".into()];
    let status = client.create_hearing(ask(about)).await;
    let status = refused(status, Code::InvalidArgument, Reason::ReferenceNotFound);
    assert_eq!(fields(&status), ["hearing.draft_laws[0]"]);

    let mut once = new(&world, "first");
    once.request_id = request_id();
    let first = client.create_hearing(ask(once.clone())).await;
    world.hand.pass(DAY);
    let second = client.create_hearing(ask(once.clone())).await;
    assert_eq!(
        first.expect("created").into_inner(),
        second.expect("the same answer").into_inner()
    );
    once.hearing_id = "second".into();
    let reused = client.create_hearing(ask(once)).await;
    refused(reused, Code::AlreadyExists, Reason::RequestIdReused);
    let mut rehearsal = new(&world, "third");
    rehearsal.validate_only = true;
    let made = client.create_hearing(ask(rehearsal)).await;
    let name = made.expect("checked").into_inner().name;
    let none = client
        .get_hearing(pb::GetHearingRequest {
            name,
            ..Default::default()
        })
        .await;
    refused(none, Code::NotFound, Reason::ResourceNotFound);
}
