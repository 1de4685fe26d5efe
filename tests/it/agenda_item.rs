//! The agenda of a hearing: its points, their order, and who speaks on them.

use common::testing::Channel;
use kenes_proto::{
    consultation::{
        self as pb, agenda_item::State, hearing_service_client::HearingServiceClient as Client,
    },
    registry::organization::Kind,
    types::{Actor, ErrorReason as Reason},
};
use tonic::{Code, Response, Status};

use crate::{
    hearing::created,
    roll::Roll,
    world::{World, ask, en, fields, refused, request_id},
};

type Change = fn(&mut pb::AgendaItem);

fn point(hearing: &str, id: &str, order: i32) -> pb::CreateAgendaItemRequest {
    pb::CreateAgendaItemRequest {
        parent: hearing.into(),
        agenda_item: Some(pb::AgendaItem {
            order,
            titles: en(id),
            ..Default::default()
        }),
        agenda_item_id: id.into(),
        request_id: request_id(),
        ..Default::default()
    }
}

async fn add(
    client: &mut Client<Channel>,
    request: pb::CreateAgendaItemRequest,
) -> Result<pb::AgendaItem, Status> {
    let made = client.create_agenda_item(ask(request)).await;
    made.map(Response::into_inner)
}

fn withdrawal(name: &str) -> pb::WithdrawAgendaItemRequest {
    pb::WithdrawAgendaItemRequest {
        name: name.into(),
        reasons: en("Settled in writing."),
        ..Default::default()
    }
}

#[tokio::test]
async fn a_point_without_a_place_comes_last() {
    let world = World::start().await;
    let mut client = Client::new(world.consultation.clone());
    let made = created(&world, &mut client, "first").await;
    let mut places = Vec::new();
    for (id, order) in [("b", 2), ("c", 7), ("d", 0), ("a", 1)] {
        let item = add(&mut client, point(&made.name, id, order)).await;
        places.push(item.expect("created").order);
    }
    assert_eq!(places, [2, 7, 8, 1]);
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
        .list_agenda_items(list("order > 2", "order desc"))
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
    assert_eq!((changed.order, changed.notes.len()), (2, 1));
    let get = pb::GetAgendaItemRequest {
        name: changed.name.clone(),
        ..Default::default()
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
        ..Default::default()
    };
    refused(
        client.get_agenda_item(missing).await,
        Code::NotFound,
        Reason::ResourceNotFound,
    );
}

#[tokio::test]
async fn a_point_of_the_agenda_that_is_wrong_is_not_taken() {
    let world = World::start().await;
    let mut client = Client::new(world.consultation.clone());
    let made = created(&world, &mut client, "first").await;
    let wrong: [(Change, Reason, &str); 5] = [
        (
            |i| i.draft_laws = vec!["draftLaws/none".into()],
            Reason::ReferenceNotFound,
            "agenda_item.draft_laws[0]",
        ),
        (
            |i| i.draft_law_versions = vec!["draftLaws/none/versions/v1".into()],
            Reason::ReferenceNotFound,
            "agenda_item.draft_law_versions[0]",
        ),
        (
            |i| i.titles[0].language_code = "de".into(),
            Reason::LanguageMissing,
            "agenda_item.titles[0].language_code",
        ),
        (
            |i| i.speakers = vec![Actor::default()],
            Reason::FieldInvalid,
            "agenda_item.speakers[0]",
        ),
        (
            |i| {
                i.speakers = vec![Actor {
                    person: "//registry.kenes/persons/none".into(),
                    ..Default::default()
                }];
            },
            Reason::ReferenceNotFound,
            "agenda_item.speakers[0].person",
        ),
    ];
    let request = |parent: &str| pb::CreateAgendaItemRequest {
        parent: parent.into(),
        agenda_item: Some(pb::AgendaItem {
            titles: en("Article 5"),
            ..Default::default()
        }),
        agenda_item_id: "a".into(),
        ..Default::default()
    };
    for (change, reason, field) in wrong {
        let mut bad = request(&made.name);
        change(bad.agenda_item.as_mut().expect("one"));
        let status = client.create_agenda_item(ask(bad)).await;
        let status = refused(status, Code::InvalidArgument, reason);
        assert_eq!(fields(&status), [field]);
    }
    let nowhere = client
        .create_agenda_item(ask(request("hearings/none")))
        .await;
    refused(nowhere, Code::NotFound, Reason::ResourceNotFound);
    let item = client.create_agenda_item(ask(request(&made.name))).await;
    let item = item.expect("created").into_inner();
    let again = client.create_agenda_item(ask(request(&made.name))).await;
    refused(again, Code::AlreadyExists, Reason::ResourceExists);
    let update = |etag: &str, path: &str| pb::UpdateAgendaItemRequest {
        agenda_item: Some(pb::AgendaItem {
            name: item.name.clone(),
            etag: etag.into(),
            ..Default::default()
        }),
        update_mask: crate::roll::paths(&[path]),
        ..Default::default()
    };
    let stale = client
        .update_agenda_item(ask(update("\"9\"", "notes")))
        .await;
    refused(stale, Code::Aborted, Reason::EtagMismatch);
    let fixed = client.update_agenda_item(ask(update("", "uid"))).await;
    refused(fixed, Code::InvalidArgument, Reason::UpdateMaskInvalid);
    let untitled = client.update_agenda_item(ask(update("", "titles"))).await;
    refused(untitled, Code::InvalidArgument, Reason::FieldInvalid);
    let last = client.update_agenda_item(ask(update("", "order"))).await;
    assert_eq!(
        last.expect("moved").into_inner().order,
        2,
        "0 means after the last"
    );
    let delete = pb::DeleteHearingRequest {
        name: made.name.clone(),
        ..Default::default()
    };
    client.delete_hearing(ask(delete)).await.expect("deleted");
    let mut late = request(&made.name);
    late.agenda_item_id = "b".into();
    let dead = client.create_agenda_item(ask(late)).await;
    refused(dead, Code::FailedPrecondition, Reason::ResourceDeleted);
}

#[tokio::test]
async fn two_points_of_one_hearing_cannot_have_one_order() {
    let world = World::start().await;
    let mut client = Client::new(world.consultation.clone());
    let hearing = created(&world, &mut client, "first").await.name;
    let other = created(&world, &mut client, "second").await.name;
    let first = add(&mut client, point(&hearing, "a", 1)).await;
    let first = first.expect("created");
    assert_eq!(first.state(), State::Scheduled);
    add(&mut client, point(&other, "a", 1))
        .await
        .expect("another hearing");
    let taken = add(&mut client, point(&hearing, "b", 1)).await;
    let status = refused(taken, Code::AlreadyExists, Reason::OrderTaken);
    assert!(status.message().contains(&first.name), "{status:?}");

    let second = add(&mut client, point(&hearing, "b", 2))
        .await
        .expect("created");
    let moved = |order: i32| pb::UpdateAgendaItemRequest {
        agenda_item: Some(pb::AgendaItem {
            name: second.name.clone(),
            order,
            ..Default::default()
        }),
        ..Default::default()
    };
    let taken = client.update_agenda_item(ask(moved(1))).await;
    refused(taken, Code::AlreadyExists, Reason::OrderTaken);
    client
        .update_agenda_item(ask(moved(2)))
        .await
        .expect("its own");
    let last = add(&mut client, point(&hearing, "z", i32::MAX)).await;
    last.expect("created");
    let beyond = add(&mut client, point(&hearing, "y", 0)).await;
    refused(beyond, Code::AlreadyExists, Reason::OrderTaken);

    // The database says so too, whatever the code thinks.
    let double = world
        .app
        .store
        .write("Test", common::store::Mode::Commit, |tx| {
            tx.execute("UPDATE agenda_item SET place = 1 WHERE place = 2", &[])
        });
    double.await.expect_err("a unique index");
}

#[tokio::test]
async fn a_point_is_withdrawn_with_reasons_stays_readable_and_frees_its_number() {
    let world = World::start().await;
    let mut client = Client::new(world.consultation.clone());
    let hearing = created(&world, &mut client, "first").await.name;
    let first = add(&mut client, point(&hearing, "a", 1))
        .await
        .expect("created");
    let mut silent = withdrawal(&first.name);
    silent.reasons[0].language_code = "de".into();
    let silent = client.withdraw_agenda_item(ask(silent)).await;
    refused(silent, Code::InvalidArgument, Reason::LanguageMissing);
    let gone = client
        .withdraw_agenda_item(ask(withdrawal(&first.name)))
        .await;
    let gone = gone.expect("withdrawn").into_inner();
    assert_eq!(
        (gone.state(), &gone.state_reasons),
        (State::Withdrawn, &en("Settled in writing."))
    );
    let get = pb::GetAgendaItemRequest {
        name: gone.name.clone(),
        ..Default::default()
    };
    let read = client.get_agenda_item(get).await.expect("read");
    assert_eq!(read.into_inner(), gone);
    add(&mut client, point(&hearing, "b", 1))
        .await
        .expect("its number is free");

    let forbidden = (Code::FailedPrecondition, Reason::StateTransitionForbidden);
    let twice = client
        .withdraw_agenda_item(ask(withdrawal(&gone.name)))
        .await;
    refused(twice, forbidden.0, forbidden.1);
    let patch = pb::UpdateAgendaItemRequest {
        agenda_item: Some(pb::AgendaItem {
            name: gone.name,
            notes: en("Agreed."),
            ..Default::default()
        }),
        ..Default::default()
    };
    let late = client.update_agenda_item(ask(patch)).await;
    refused(late, forbidden.0, forbidden.1);
    let list = pb::ListAgendaItemsRequest {
        parent: hearing,
        filter: "state = STATE_WITHDRAWN".into(),
        ..Default::default()
    };
    let found = client.list_agenda_items(list).await.expect("listed");
    assert_eq!(found.into_inner().agenda_items.len(), 1);
}

#[tokio::test]
async fn who_speaks_on_a_point_for_an_organization_holds_its_mandate() {
    let world = World::start().await;
    let mut roll = Roll::of(&world);
    roll.people(&["aigul", "olga"]).await;
    roll.record(Kind::Ngo, &["ngo"]).await;
    roll.code("powers", &["comment"]).await;
    roll.mandate("ngo", "aigul", "2020-01-01", "").await;
    let mut client = Client::new(world.consultation.clone());
    let hearing = created(&world, &mut client, "first").await.name;
    let speaker = |person: &str| Actor {
        person: person.into(),
        on_behalf_of: "//registry.kenes/organizations/ngo".into(),
        display_name: "Somebody".into(),
        ..Default::default()
    };
    let spoken = |id: &str, person: &str| {
        let mut request = point(&hearing, id, 0);
        request.agenda_item.as_mut().expect("one").speakers = vec![speaker(person)];
        request
    };
    let made = add(&mut client, spoken("a", "//registry.kenes/persons/aigul")).await;
    let made = made.expect("created");
    let other = add(&mut client, spoken("b", "//registry.kenes/persons/olga")).await;
    refused(other, Code::PermissionDenied, Reason::StandingNotMandated);
    let nobody = add(&mut client, spoken("b", "")).await;
    let status = refused(nobody, Code::InvalidArgument, Reason::FieldInvalid);
    assert_eq!(fields(&status), ["agenda_item.speakers[0].person"]);
    let patch = pb::UpdateAgendaItemRequest {
        agenda_item: Some(pb::AgendaItem {
            name: made.name,
            speakers: vec![speaker("//registry.kenes/persons/olga")],
            ..Default::default()
        }),
        ..Default::default()
    };
    let other = client.update_agenda_item(ask(patch)).await;
    refused(other, Code::PermissionDenied, Reason::StandingNotMandated);
}

#[tokio::test]
async fn the_agenda_of_a_hearing_that_was_cancelled_stays_as_it_is() {
    let world = World::start().await;
    let mut client = Client::new(world.consultation.clone());
    let made = created(&world, &mut client, "first").await;
    let item = add(&mut client, point(&made.name, "a", 1)).await;
    let item = item.expect("created");
    let cancel = pb::CancelHearingRequest {
        name: made.name.clone(),
        reasons: en("No hall."),
        ..Default::default()
    };
    let cancelled = client.cancel_hearing(ask(cancel)).await;
    cancelled.expect("cancelled");
    let late = add(&mut client, point(&made.name, "b", 2)).await;
    refused(late, Code::FailedPrecondition, Reason::SessionCancelled);
    let update = pb::UpdateAgendaItemRequest {
        agenda_item: Some(pb::AgendaItem {
            name: item.name,
            titles: en("Another point"),
            ..Default::default()
        }),
        ..Default::default()
    };
    let late = client.update_agenda_item(ask(update)).await;
    refused(late, Code::FailedPrecondition, Reason::SessionCancelled);
}
