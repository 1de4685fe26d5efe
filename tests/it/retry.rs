//! A write that was accepted while the registry was silent, and is sent again once it says that it does not know whom the
//! write names: its first answer, in every family that asks the registry before it writes.

use std::{fmt::Debug, net::SocketAddr};

use common::{
    context::REPLAYED,
    server::{self, Readiness, Settings},
    testing::{self, Channel, Hand},
};
use kenes_proto::{
    consultation::{self as pb, hearing_service_client::HearingServiceClient as Hearings},
    types::{Actor, ErrorReason as Reason},
};
use tokio::net::TcpListener;
use tonic::{Code, Response, Status};

use crate::{
    fake_registry::nowhere,
    hearing::created,
    world::{World, ask, en, refused, request_id},
};

/// Long enough for a breaker to let a probe through.
const LATER: i64 = 2 * 3600 * 1_000_000;

/// Somebody whom no registry has.
fn stranger() -> Actor {
    named("gone")
}

fn named(id: &str) -> Actor {
    Actor {
        organization: format!("//registry.kenes/organizations/{id}"),
        display_name: "Gone".into(),
        ..Default::default()
    }
}

/// A registry with nothing in it, at an address that was silent.
async fn wake(address: SocketAddr, hand: &Hand) -> testing::Fresh {
    let fresh = testing::fresh("empty").await.expect("a database");
    let app = testing::app(&fresh, &registry::DEFINITION, hand).await;
    let service = registry::service(app.expect("a store"));
    let listener = TcpListener::bind(address).await.expect("the port");
    let (settings, ready) = (Settings::default(), Readiness::default());
    tokio::spawn(server::serve(
        listener,
        service,
        settings,
        ready,
        std::future::pending(),
    ));
    fresh
}

/// The same answer as before, and said to be that; under another id the same words are refused.
fn is_retry<T: Debug + PartialEq>(
    first: &T,
    again: Result<Response<T>, Status>,
    fresh: Result<Response<T>, Status>,
) {
    let again = again.expect("its first answer");
    assert!(again.metadata().get(REPLAYED).is_some());
    assert_eq!(again.get_ref(), first);
    // The control: the registry does say that there is no such organization.
    refused(fresh, Code::InvalidArgument, Reason::ReferenceNotFound);
}

/// A world whose registry is silent, with a hearing in it, and the address where the registry will be.
async fn world() -> (World, Hearings<Channel>, SocketAddr, String) {
    let listener = TcpListener::bind(nowhere()).await.expect("a port");
    let address = listener.local_addr().expect("an address");
    drop(listener);
    let world = World::asking(Hand::default(), Some(format!("http://{address}"))).await;
    let mut client = Hearings::new(world.consultation.clone());
    let hearing = created(&world, &mut client, "heard").await.name;
    (world, client, address, hearing)
}

#[tokio::test]
async fn a_retried_participation_gets_its_first_answer() {
    let (world, mut client, address, hearing) = world().await;
    let request = |request_id: &str, id: &str| {
        ask(pb::CreateParticipationRequest {
            parent: hearing.clone(),
            participation: Some(pb::Participation {
                actor: Some(stranger()),
                ..Default::default()
            }),
            participation_id: id.into(),
            request_id: request_id.into(),
            ..Default::default()
        })
    };
    let id = request_id();
    let first = client.create_participation(request(&id, "gone")).await;
    let first = first.expect("accepted").into_inner();
    let patch = |request_id: &str, id: &str| {
        ask(pb::UpdateParticipationRequest {
            participation: Some(pb::Participation {
                name: first.name.clone(),
                actor: Some(named(id)),
                summaries: en("Spoke."),
                ..Default::default()
            }),
            request_id: request_id.into(),
            ..Default::default()
        })
    };
    let update_id = request_id();
    let updated = client.update_participation(patch(&update_id, "lost")).await;
    let updated = updated.expect("accepted").into_inner();

    let _fresh = wake(address, &world.hand).await;
    world.hand.pass(LATER);
    let again = client.create_participation(request(&id, "gone")).await;
    let other = client
        .create_participation(request(&request_id(), "other"))
        .await;
    is_retry(&first, again, other);
    let again = client.update_participation(patch(&update_id, "lost")).await;
    let other = client
        .update_participation(patch(&request_id(), "never-there"))
        .await;
    is_retry(&updated, again, other);
}

#[tokio::test]
async fn a_retried_agenda_item_gets_its_first_answer() {
    let (world, mut client, address, hearing) = world().await;
    let request = |request_id: &str, id: &str| {
        ask(pb::CreateAgendaItemRequest {
            parent: hearing.clone(),
            agenda_item: Some(pb::AgendaItem {
                titles: en("Opening"),
                speakers: vec![stranger()],
                ..Default::default()
            }),
            agenda_item_id: id.into(),
            request_id: request_id.into(),
            ..Default::default()
        })
    };
    let id = request_id();
    let first = client.create_agenda_item(request(&id, "opening")).await;
    let first = first.expect("accepted").into_inner();
    let patch = |request_id: &str, id: &str| {
        ask(pb::UpdateAgendaItemRequest {
            agenda_item: Some(pb::AgendaItem {
                name: first.name.clone(),
                speakers: vec![named(id)],
                notes: en("Short."),
                ..Default::default()
            }),
            request_id: request_id.into(),
            ..Default::default()
        })
    };
    let update_id = request_id();
    let updated = client.update_agenda_item(patch(&update_id, "lost")).await;
    let updated = updated.expect("accepted").into_inner();

    let _fresh = wake(address, &world.hand).await;
    world.hand.pass(LATER);
    let again = client.create_agenda_item(request(&id, "opening")).await;
    let other = client
        .create_agenda_item(request(&request_id(), "other"))
        .await;
    is_retry(&first, again, other);
    let again = client.update_agenda_item(patch(&update_id, "lost")).await;
    let other = client
        .update_agenda_item(patch(&request_id(), "never-there"))
        .await;
    is_retry(&updated, again, other);
}
