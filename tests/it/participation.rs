//! Who took part in a hearing, and for whom.

mod requests;
mod standing;

use common::testing::Channel;
use kenes_proto::{
    consultation::{self as pb, hearing_service_client::HearingServiceClient as Client},
    registry::organization::Kind,
    types::{Actor, ErrorReason as Reason},
};
use tonic::Code;

use crate::{
    hearing::created,
    roll::Roll,
    world::{World, ask, en, fields, refused},
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
        ..Default::default()
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
        ..Default::default()
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
async fn the_registry_names_who_takes_part_and_refuses_who_is_nobody() {
    let world = World::start().await;
    let mut roll = Roll::of(&world);
    roll.people(&["aigul"]).await;
    roll.record(Kind::Ngo, &["ngo"]).await;
    roll.code("powers", &["comment"]).await;
    roll.mandate("ngo", "aigul", "2020-01-01", "").await;
    let mut client = Client::new(world.consultation.clone());
    let made = created(&world, &mut client, "first").await;
    let actor = |person: &str, organization: &str| Actor {
        person: format!("//registry.kenes/persons/{person}"),
        on_behalf_of: format!("//registry.kenes/organizations/{organization}"),
        ..Default::default()
    };
    let request = |who: Actor| {
        let mut request = part(&made.name, "", "");
        request.participation.as_mut().expect("one").actor = Some(who);
        request
    };
    let known = client
        .create_participation(ask(request(actor("aigul", "ngo"))))
        .await
        .expect("created")
        .into_inner();
    assert_eq!(known.actor.as_ref().expect("who").display_name, "aigul");
    for (who, field) in [
        (actor("nobody", "ngo"), "participation.actor.person"),
        (actor("aigul", "none"), "participation.actor.on_behalf_of"),
    ] {
        let status = client.create_participation(ask(request(who))).await;
        let status = refused(status, Code::InvalidArgument, Reason::ReferenceNotFound);
        assert_eq!(fields(&status), [field]);
    }
    let filter = "actor.on_behalf_of = \"//registry.kenes/organizations/ngo\"";
    let list = |filter: &str, order_by: &str, token: &str| pb::ListParticipationsRequest {
        parent: "hearings/-".into(),
        filter: filter.into(),
        order_by: order_by.into(),
        page_token: token.into(),
        ..Default::default()
    };
    let spoke = client
        .list_participations(list(filter, "create_time desc", ""))
        .await;
    assert_eq!(spoke.expect("listed").into_inner().participations, [known]);
    for (filter, order_by, token, reason) in [
        ("colour = red", "", "", Reason::FilterInvalid),
        ("", "attended", "", Reason::OrderByInvalid),
        ("", "", "bm9uc2Vuc2U", Reason::PageTokenMismatch),
    ] {
        let bad = client
            .list_participations(list(filter, order_by, token))
            .await;
        refused(bad, Code::InvalidArgument, reason);
    }
}

#[tokio::test]
async fn a_participation_is_not_changed_into_a_wrong_one() {
    let world = World::start().await;
    let mut client = Client::new(world.consultation.clone());
    let made = created(&world, &mut client, "first").await;
    let known = client
        .create_participation(ask(part(&made.name, "aigul", "speaker")))
        .await
        .expect("created")
        .into_inner();
    let update = |change: fn(&mut pb::Participation), paths: &[&str]| {
        let mut patch = pb::Participation {
            name: known.name.clone(),
            ..Default::default()
        };
        change(&mut patch);
        pb::UpdateParticipationRequest {
            participation: Some(patch),
            update_mask: crate::roll::paths(paths),
            ..Default::default()
        }
    };
    let wrong: [(pb::UpdateParticipationRequest, Code, Reason); 5] = [
        (
            update(|p| p.etag = "\"9\"".into(), &["attended"]),
            Code::Aborted,
            Reason::EtagMismatch,
        ),
        (
            update(|_| (), &["uid"]),
            Code::InvalidArgument,
            Reason::UpdateMaskInvalid,
        ),
        (
            update(|_| (), &["actor"]),
            Code::InvalidArgument,
            Reason::FieldInvalid,
        ),
        (
            update(|p| p.summaries = [en("a"), en("b")].concat(), &[]),
            Code::InvalidArgument,
            Reason::LanguageMissing,
        ),
        (
            update(|p| p.name.push('x'), &["attended"]),
            Code::NotFound,
            Reason::ResourceNotFound,
        ),
    ];
    for (request, code, reason) in wrong {
        refused(
            client.update_participation(ask(request)).await,
            code,
            reason,
        );
    }
}
