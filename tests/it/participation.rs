//! Who took part in a hearing, and its agenda.

use kenes_proto::{
    consultation::{self as pb, hearing_service_client::HearingServiceClient as Client},
    types::{Actor, ErrorReason as Reason},
};
use tonic::Code;

use crate::{
    hearing::created,
    world::{World, ask, en, fields, refused, request_id},
};

fn part(hearing: &str, id: &str, on_behalf_of: &str) -> pb::CreateParticipationRequest {
    pb::CreateParticipationRequest {
        parent: hearing.into(),
        participation: Some(pb::Participation {
            actor: Some(Actor {
                display_name: "A. Serikova".into(),
                role: on_behalf_of.into(),
                ..Default::default()
            }),
            attended: !on_behalf_of.is_empty(),
            ..Default::default()
        }),
        participation_id: id.into(),
        ..Default::default()
    }
}

#[tokio::test]
async fn whoever_took_part_is_somebody_whom_the_registry_knows() {
    let world = World::start().await;
    let mut client = Client::new(world.consultation.clone());
    let made = created(&world, &mut client, "first").await;
    let request = part(&made.name, "aigul", "speaker");
    let first = client
        .create_participation(ask(request))
        .await
        .expect("created")
        .into_inner();
    assert_eq!(first.name, "hearings/first/participations/aigul");

    let mut nobody = part(&made.name, "x", "");
    nobody.participation.as_mut().expect("one").actor = Some(Actor::default());
    let nobody = client.create_participation(ask(nobody)).await;
    let status = refused(nobody, Code::InvalidArgument, Reason::FieldInvalid);
    assert_eq!(fields(&status), ["participation.actor"]);
    let nowhere = client
        .create_participation(ask(part("hearings/none", "x", "")))
        .await;
    refused(nowhere, Code::NotFound, Reason::ResourceNotFound);
    let again = client
        .create_participation(ask(part(&made.name, "aigul", "")))
        .await;
    refused(again, Code::AlreadyExists, Reason::ResourceExists);

    let patch = pb::UpdateParticipationRequest {
        participation: Some(pb::Participation {
            name: first.name.clone(),
            summaries: en("Asked for a longer term."),
            ..Default::default()
        }),
        ..Default::default()
    };
    let changed = client
        .update_participation(ask(patch))
        .await
        .expect("changed")
        .into_inner();
    assert_eq!(
        (changed.actor.clone(), changed.summaries.len()),
        (first.actor, 1)
    );
    let get = pb::GetParticipationRequest {
        name: changed.name.clone(),
    };
    assert_eq!(
        client
            .get_participation(get)
            .await
            .expect("read")
            .into_inner(),
        changed
    );
    let missing = pb::GetParticipationRequest {
        name: format!("{}x", changed.name),
    };
    refused(
        client.get_participation(missing).await,
        Code::NotFound,
        Reason::ResourceNotFound,
    );

    client
        .create_participation(ask(part(&made.name, "absent", "")))
        .await
        .expect("created");
    let list = |parent: &str, filter: &str| pb::ListParticipationsRequest {
        parent: parent.into(),
        filter: filter.into(),
        ..Default::default()
    };
    let came = client
        .list_participations(list("hearings/-", "attended = true"))
        .await;
    assert_eq!(came.expect("listed").into_inner().participations, [changed]);
    let nowhere = client.list_participations(list("hearings/none", "")).await;
    refused(nowhere, Code::NotFound, Reason::ResourceNotFound);

    let delete = pb::DeleteHearingRequest {
        name: made.name.clone(),
        ..Default::default()
    };
    client.delete_hearing(ask(delete)).await.expect("deleted");
    let dead = client
        .create_participation(ask(part(&made.name, "late", "")))
        .await;
    refused(dead, Code::FailedPrecondition, Reason::ResourceDeleted);
}

#[tokio::test]
async fn a_point_without_a_place_comes_last() {
    let world = World::start().await;
    let mut client = Client::new(world.consultation.clone());
    let made = created(&world, &mut client, "first").await;
    let point = |id: &str, order: i32| pb::CreateAgendaItemRequest {
        parent: made.name.clone(),
        agenda_item: Some(pb::AgendaItem {
            order,
            titles: en(id),
            ..Default::default()
        }),
        agenda_item_id: id.into(),
        request_id: request_id(),
        ..Default::default()
    };
    let mut places = Vec::new();
    for (id, order) in [("b", 0), ("c", 7), ("d", 0), ("a", 1)] {
        let item = client.create_agenda_item(ask(point(id, order))).await;
        places.push(item.expect("created").into_inner().order);
    }
    assert_eq!(places, [1, 7, 8, 1]);
    let list = |filter: &str, order_by: &str| pb::ListAgendaItemsRequest {
        parent: made.name.clone(),
        filter: filter.into(),
        order_by: order_by.into(),
        ..Default::default()
    };
    let ids = |page: pb::ListAgendaItemsResponse| -> Vec<String> {
        page.agenda_items
            .iter()
            .map(|i| common::names::id(&i.name).to_owned())
            .collect()
    };
    let all = client
        .list_agenda_items(list("", ""))
        .await
        .expect("listed")
        .into_inner();
    assert_eq!(ids(all), ["a", "b", "c", "d"]);
    let late = client
        .list_agenda_items(list("order > 1", "order desc"))
        .await;
    assert_eq!(ids(late.expect("listed").into_inner()), ["d", "c"]);
    let bad = client.list_agenda_items(list("titles = 1", "")).await;
    refused(bad, Code::InvalidArgument, Reason::FilterInvalid);

    let patch = pb::UpdateAgendaItemRequest {
        agenda_item: Some(pb::AgendaItem {
            name: format!("{}/agendaItems/b", made.name),
            notes: en("Agreed."),
            ..Default::default()
        }),
        ..Default::default()
    };
    let changed = client
        .update_agenda_item(ask(patch))
        .await
        .expect("changed")
        .into_inner();
    assert_eq!((changed.order, changed.notes.len()), (1, 1));
    let get = pb::GetAgendaItemRequest {
        name: changed.name.clone(),
    };
    assert_eq!(
        client
            .get_agenda_item(get)
            .await
            .expect("read")
            .into_inner(),
        changed
    );
    let missing = pb::GetAgendaItemRequest {
        name: format!("{}x", changed.name),
    };
    refused(
        client.get_agenda_item(missing).await,
        Code::NotFound,
        Reason::ResourceNotFound,
    );
}
