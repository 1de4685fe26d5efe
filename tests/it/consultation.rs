//! Consultations: their windows, and what may change when.

mod due;
mod refused;
mod subject;

use common::testing::{Channel, DAY};
use kenes_proto::{
    consultation::{
        self as pb, consultation::State,
        consultation_service_client::ConsultationServiceClient as Client,
    },
    gtype::{Date, LocalizedText},
    types::ErrorReason as Reason,
};
use prost_types::FieldMask;
use tonic::{Code, Status};

use crate::{
    fixtures::{self, MINISTRY, V1, V2, at},
    world::{World, ask, en, fields, refused, request_id},
};

const HOUR: i64 = 3_600_000_000;

async fn world() -> (World, Client<Channel>) {
    let world = World::start().await;
    fixtures::draft_law(&world).await;
    let kinds = ["problem", "concept", "act-in-force"];
    let mut roll = crate::roll::Roll::of(&world);
    roll.code("consultation-subjects", &kinds).await;
    let client = Client::new(world.consultation.clone());
    (world, client)
}

fn new(world: &World, id: &str) -> pb::CreateConsultationRequest {
    let now = world.hand.now();
    pb::CreateConsultationRequest {
        consultation: Some(pb::Consultation {
            titles: en(id),
            draft_law_versions: vec![V1.into()],
            organizer: MINISTRY.into(),
            open_time: at(now + HOUR),
            close_time: at(now + 2 * HOUR),
            ..Default::default()
        }),
        consultation_id: id.into(),
        ..Default::default()
    }
}

async fn create(
    client: &mut Client<Channel>,
    request: pb::CreateConsultationRequest,
) -> Result<pb::Consultation, Status> {
    let answer = client.create_consultation(ask(request)).await;
    answer.map(tonic::Response::into_inner)
}

async fn get(client: &mut Client<Channel>, name: &str) -> pb::Consultation {
    let request = pb::GetConsultationRequest {
        name: name.into(),
        ..Default::default()
    };
    let answer = client.get_consultation(request).await;
    answer.expect("read").into_inner()
}

async fn announce(client: &mut Client<Channel>, name: &str) -> Result<pb::Consultation, Status> {
    let request = pb::AnnounceConsultationRequest {
        name: name.into(),
        ..Default::default()
    };
    let answer = client.announce_consultation(ask(request)).await;
    answer.map(tonic::Response::into_inner)
}

async fn update(
    client: &mut Client<Channel>,
    patch: pb::Consultation,
    mask: &[&str],
) -> Result<pb::Consultation, Status> {
    let request = pb::UpdateConsultationRequest {
        consultation: Some(patch),
        update_mask: Some(FieldMask {
            paths: mask.iter().map(ToString::to_string).collect(),
        }),
        ..Default::default()
    };
    let answer = client.update_consultation(ask(request)).await;
    answer.map(tonic::Response::into_inner)
}

fn extension(name: &str, close: i64) -> pb::ExtendConsultationRequest {
    pb::ExtendConsultationRequest {
        name: name.into(),
        close_time: at(close),
        reasons: en("Three regions asked for it."),
        ..Default::default()
    }
}

fn cancellation(name: &str) -> pb::CancelConsultationRequest {
    pb::CancelConsultationRequest {
        name: name.into(),
        reasons: en("The draft was withdrawn."),
        ..Default::default()
    }
}

#[tokio::test]
async fn a_consultation_goes_by_the_clock_once_it_is_announced() {
    let (world, mut client) = world().await;
    let made = create(&mut client, new(&world, "round"))
        .await
        .expect("created");
    assert_eq!(
        (made.name.as_str(), made.state(), made.etag.as_str()),
        ("consultations/round", State::Draft, "\"1\"")
    );
    let announced = announce(&mut client, &made.name).await.expect("announced");
    assert_eq!(announced.state(), State::Planned);
    assert_eq!(announced.announce_time, at(world.hand.now()));
    for (pass, state) in [
        (HOUR - 1, State::Planned),
        (1, State::Open),
        (HOUR - 1, State::Open),
        (1, State::Closed),
    ] {
        world.hand.pass(pass);
        assert_eq!(get(&mut client, &made.name).await.state(), state);
    }
    let again = announce(&mut client, &made.name).await;
    refused(
        again,
        Code::FailedPrecondition,
        Reason::StateTransitionForbidden,
    );
}

#[tokio::test]
async fn a_list_tells_what_is_open_on_a_day() {
    let (world, client) = world().await;
    for (n, id) in [(0, "first"), (1, "second"), (2, "third")] {
        let open = world.hand.now() + n * DAY;
        fixtures::consultation(&world, id, &[V1], open, open + DAY).await;
        world.hand.pass(1);
    }
    let list = |filter: &str, order_by: &str, page_size, page_token: &str| {
        let request = pb::ListConsultationsRequest {
            filter: filter.into(),
            order_by: order_by.into(),
            page_size,
            page_token: page_token.into(),
            ..Default::default()
        };
        let mut client = client.clone();
        async move {
            let answer = client.list_consultations(request).await;
            answer.map(|answer| {
                let answer = answer.into_inner();
                let ids = answer.consultations.iter();
                let ids: Vec<_> = ids.map(|c| common::names::id(&c.name).to_owned()).collect();
                (ids, answer.next_page_token, answer.total_size)
            })
        }
    };
    let (ids, token, total) = list("", "", 2, "").await.expect("listed");
    assert_eq!(
        (ids, total),
        (vec!["third".into(), "second".into()], Some(3))
    );
    let (ids, ..) = list("", "", 2, &token).await.expect("listed");
    assert_eq!(ids, ["first"]);
    let now = common::date::timestamp(world.hand.now());
    let open = format!("open_time <= \"{now}\" AND close_time > \"{now}\"");
    assert_eq!(list(&open, "", 0, "").await.expect("listed").0, ["first"]);
    let (ids, ..) = list("titles:\"RD\"", "close_time desc", 0, "")
        .await
        .expect("listed");
    assert_eq!(ids, ["third"]);
    for state in ["state = OPEN", "state = STATE_OPEN"] {
        assert_eq!(list(state, "", 0, "").await.expect("listed").0, ["first"]);
    }
    let by = format!("organizer = \"{MINISTRY}\"");
    assert_eq!(
        list(&by, "open_time", 0, "").await.expect("listed").2,
        Some(3)
    );

    let invalid = Code::InvalidArgument;
    refused(
        list("state = AJAR", "", 0, "").await,
        invalid,
        Reason::FilterInvalid,
    );
    refused(
        list("", "titles", 0, "").await,
        invalid,
        Reason::OrderByInvalid,
    );
    refused(
        list("", "open_time", 2, &token).await,
        invalid,
        Reason::PageTokenMismatch,
    );
    refused(list("", "", -1, "").await, invalid, Reason::FieldInvalid);
}

#[tokio::test]
async fn what_is_asked_is_fixed_once_it_is_announced() {
    let (world, mut client) = world().await;
    let made = create(&mut client, new(&world, "round"))
        .await
        .expect("created");
    let patch = |change: fn(&mut pb::Consultation)| {
        let mut patch = pb::Consultation {
            name: "consultations/round".into(),
            ..Default::default()
        };
        change(&mut patch);
        patch
    };
    let wider = patch(|c| c.draft_law_versions = vec![V1.into(), "draftLaws/d/versions/v3".into()]);
    update(&mut client, wider.clone(), &["draft_law_versions"])
        .await
        .expect("a draft changes");
    refused(
        announce(&mut client, &made.name).await,
        Code::FailedPrecondition,
        Reason::VersionNotPublished,
    );
    let back = patch(|c| c.draft_law_versions = vec![V1.into()]);
    update(&mut client, back, &["draft_law_versions"])
        .await
        .expect("a draft changes");
    announce(&mut client, &made.name).await.expect("announced");

    let fixed = [
        (wider, "draft_law_versions"),
        (
            patch(|c| c.organizer = fixtures::DEVELOPER.into()),
            "organizer",
        ),
        (patch(|c| c.open_time = at(1)), "open_time"),
        (
            patch(|c| c.close_time = at(i64::from(i32::MAX) * 1_000_000)),
            "close_time",
        ),
    ];
    for (patch, field) in fixed {
        let outcome = update(&mut client, patch, &[field]).await;
        refused(
            outcome,
            Code::FailedPrecondition,
            Reason::StateTransitionForbidden,
        );
    }
    let mut words = patch(|c| {
        c.titles = en("Second thoughts");
        c.questions = en("Is article 1 clear?");
        c.time_zone = "Asia/Aqtau".into();
        c.reply_due_date = Some(Date {
            year: 2026,
            month: 7,
            day: 1,
        });
    });
    words.etag = "\"4\"".into();
    let mask = ["titles", "questions", "timeZone", "reply_due_date"];
    let changed = update(&mut client, words.clone(), &mask)
        .await
        .expect("changed");
    assert_eq!(
        (changed.etag.as_str(), changed.time_zone.as_str()),
        ("\"5\"", "Asia/Aqtau")
    );
    assert_eq!(changed.state(), State::Planned);
    refused(
        update(&mut client, words.clone(), &mask).await,
        Code::Aborted,
        Reason::EtagMismatch,
    );
    words.etag.clear();
    for mask in ["state", "colour"] {
        let outcome = update(&mut client, words.clone(), &[mask]).await;
        refused(outcome, Code::InvalidArgument, Reason::UpdateMaskInvalid);
    }
}

#[tokio::test]
async fn an_extension_leads_later_and_a_closed_one_stays_closed() {
    let (world, mut client) = world().await;
    let made = fixtures::open_consultation(&world, "round").await;
    let close = world.hand.now() + DAY;
    let channel = world.consultation.clone();
    let refused_extension = |request: pb::ExtendConsultationRequest, code, reason| {
        let mut client = Client::new(channel.clone());
        async move { refused(client.extend_consultation(ask(request)).await, code, reason) }
    };
    let invalid = Code::InvalidArgument;
    refused_extension(extension(&made.name, close), invalid, Reason::DatesInvalid).await;
    let mut silent = extension(&made.name, close + 1);
    silent.reasons = vec![LocalizedText {
        text: "Because".into(),
        language_code: "de".into(),
    }];
    refused_extension(silent, invalid, Reason::LanguageMissing).await;
    let mut stale = extension(&made.name, close + 1);
    stale.etag = "\"1\"".into();
    refused_extension(stale, Code::Aborted, Reason::EtagMismatch).await;

    let extended = client
        .extend_consultation(ask(extension(&made.name, close + HOUR)))
        .await;
    let extended = extended.expect("extended").into_inner();
    assert_eq!(extended.close_time, at(close + HOUR));
    assert_eq!(extended.extensions[0].previous_close_time, at(close));
    world.hand.pass(DAY + HOUR - 1);
    assert_eq!(get(&mut client, &made.name).await.state(), State::Open);
    world.hand.pass(1);
    let late = extension(&made.name, close + 9 * HOUR);
    let forbidden = Reason::StateTransitionForbidden;
    refused_extension(late, Code::FailedPrecondition, forbidden).await;
    let outcome = client
        .cancel_consultation(ask(cancellation(&made.name)))
        .await;
    refused(outcome, Code::FailedPrecondition, forbidden);
}

#[tokio::test]
async fn a_cancelled_one_does_not_change() {
    let (world, mut client) = world().await;
    let made = fixtures::open_consultation(&world, "round").await;
    let mut silent = cancellation(&made.name);
    silent.reasons[0].language_code.clear();
    let outcome = client.cancel_consultation(ask(silent)).await;
    refused(outcome, Code::InvalidArgument, Reason::LanguageMissing);
    let mut request = cancellation(&made.name);
    request.request_id = request_id();
    let cancelled = client.cancel_consultation(ask(request.clone())).await;
    let cancelled = cancelled.expect("cancelled").into_inner();
    assert_eq!(cancelled.state(), State::Cancelled);
    assert_eq!(cancelled.cancel_reasons, request.reasons);
    let again = client.cancel_consultation(ask(request)).await;
    assert_eq!(again.expect("the same answer").into_inner(), cancelled);

    let (code, reason) = (Code::FailedPrecondition, Reason::StateTransitionForbidden);
    let outcome = client
        .cancel_consultation(ask(cancellation(&made.name)))
        .await;
    refused(outcome, code, reason);
    let later = extension(&made.name, world.hand.now() + 9 * DAY);
    refused(client.extend_consultation(ask(later)).await, code, reason);
    refused(announce(&mut client, &made.name).await, code, reason);
    let patch = pb::Consultation {
        name: made.name,
        titles: en("Again"),
        ..Default::default()
    };
    refused(update(&mut client, patch, &["titles"]).await, code, reason);
}

#[tokio::test]
async fn a_retry_gets_its_answer_and_a_rehearsal_writes_nothing() {
    let (world, mut client) = world().await;
    let mut rehearsal = new(&world, "round");
    rehearsal.validate_only = true;
    let made = create(&mut client, rehearsal).await.expect("checked");
    assert_eq!(made.state(), State::Draft);
    let mut request = new(&world, "round");
    request.request_id = request_id();
    let first = create(&mut client, request.clone()).await.expect("created");
    world.hand.pass(HOUR);
    assert_eq!(
        create(&mut client, request.clone())
            .await
            .expect("the same"),
        first
    );
    request.consultation_id = "other".into();
    refused(
        create(&mut client, request).await,
        Code::AlreadyExists,
        Reason::RequestIdReused,
    );
    refused(
        create(&mut client, new(&world, "round")).await,
        Code::AlreadyExists,
        Reason::ResourceExists,
    );
}
