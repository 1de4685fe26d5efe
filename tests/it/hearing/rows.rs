//! Two rows of the study: parliamentary hearings; working groups, round tables and discussions in the media.

use kenes_proto::{
    consultation::{hearing::Access, participation::State as Part},
    registry::organization::Kind as Body,
    types::Actor,
};

use super::*;
use crate::{
    fixtures,
    roll::{Roll, day, paths},
};

const COMMITTEE: &str = "//registry.kenes/organizations/senate-legislation-committee";
const NGO: &str = "//registry.kenes/organizations/ngo";

async fn scene() -> (World, Client<Channel>) {
    let world = World::with_starter().await;
    fixtures::draft_law(&world).await;
    let mut roll = Roll::of(&world);
    let bodies = ["senate-legislation-committee"];
    roll.record(Body::StateBody, &bodies).await;
    roll.record(Body::Ngo, &["ngo"]).await;
    roll.people(&["aigul"]).await;
    roll.mandate("ngo", "aigul", "2000-01-01", "").await;
    let client = Client::new(world.consultation.clone());
    (world, client)
}

fn held(kind: Kind, on: &str) -> pb::Hearing {
    let mut hearing = pb::Hearing {
        titles: en("On the draft law"),
        organizer: COMMITTEE.into(),
        start_date: day(on),
        draft_laws: vec!["draftLaws/d".into()],
        ..Default::default()
    };
    hearing.set_kind(kind);
    hearing
}

async fn make(client: &mut Client<Channel>, id: &str, hearing: pb::Hearing) -> String {
    let request = pb::CreateHearingRequest {
        hearing: Some(hearing),
        hearing_id: id.into(),
        ..Default::default()
    };
    let made = client.create_hearing(ask(request)).await;
    made.expect("created").into_inner().name
}

async fn take_part(
    client: &mut Client<Channel>,
    hearing: &str,
    (id, role, sector): (&str, &str, &str),
    actor: Actor,
) -> pb::Participation {
    let request = pb::CreateParticipationRequest {
        parent: hearing.into(),
        participation: Some(pb::Participation {
            actor: Some(actor),
            role_code: role.into(),
            sector_code: sector.into(),
            attended: true,
            ..Default::default()
        }),
        participation_id: id.into(),
        ..Default::default()
    };
    let made = client.create_participation(ask(request)).await;
    made.expect("created").into_inner()
}

fn shown(name: &str) -> Actor {
    Actor {
        display_name: name.into(),
        ..Default::default()
    }
}

fn aigul() -> Actor {
    Actor {
        person: "//registry.kenes/persons/aigul".into(),
        on_behalf_of: NGO.into(),
        ..Default::default()
    }
}

async fn parts(client: &mut Client<Channel>, parent: &str, filter: &str) -> Vec<String> {
    let list = pb::ListParticipationsRequest {
        parent: parent.into(),
        filter: filter.into(),
        order_by: "name".into(),
        ..Default::default()
    };
    let page = client.list_participations(list).await.expect("listed");
    let parts = page.into_inner().participations.into_iter();
    parts
        .map(|part| common::names::id(&part.name).to_owned())
        .collect()
}

async fn hearings(client: &mut Client<Channel>, filter: &str) -> Vec<String> {
    let list = pb::ListHearingsRequest {
        filter: filter.into(),
        order_by: "name".into(),
        ..Default::default()
    };
    let page = client.list_hearings(list).await.expect("listed");
    let found = page.into_inner().hearings.into_iter();
    found.map(|hearing| hearing.name).collect()
}

/// The row "Parliamentary hearings".
#[tokio::test]
async fn parliamentary_hearings() {
    let (_world, mut client) = scene().await;
    // Of a hearing of 2003 no day is known. It was open.
    let open = held(Kind::ParliamentaryHearing, "2003");
    let open = make(&mut client, "senate", open).await;
    let closed = pb::Hearing {
        access: Access::Closed.into(),
        access_basis: Some(Document {
            document_type: "regulations".into(),
            titles: en("Regulations of the Senate"),
            ..Default::default()
        }),
        ..held(Kind::ParliamentaryHearing, "2004")
    };
    make(&mut client, "closed", closed).await;
    let item = pb::CreateAgendaItemRequest {
        parent: open.clone(),
        agenda_item: Some(pb::AgendaItem {
            titles: en("The draft law On Nonprofit Organizations"),
            draft_laws: vec!["draftLaws/d".into()],
            ..Default::default()
        }),
        agenda_item_id: "draft".into(),
        ..Default::default()
    };
    let item = client.create_agenda_item(ask(item)).await.expect("a point");
    assert_eq!(item.into_inner().order, 1);
    let deputies = ("deputies", "participant", "state");
    let deputy = shown("Deputies of the Majilis");
    take_part(&mut client, &open, deputies, deputy).await;
    let foreign = ("foreign", "participant", "international");
    take_part(&mut client, &open, foreign, shown("Foreign NGOs")).await;
    let spoke = ("aigul", "speaker", "");
    let spoke = take_part(&mut client, &open, spoke, aigul()).await;
    assert_eq!(
        (spoke.state(), spoke.sector_code.as_str()),
        (Part::Admitted, "nongovernmental")
    );

    announced(&mut client, &open).await;
    let hold = pb::HoldHearingRequest {
        name: open.clone(),
        attendee_count: 40,
        ..Default::default()
    };
    client.hold_hearing(ask(hold)).await.expect("held");
    let paper = |kind: &str| {
        Some(Document {
            document_type: kind.into(),
            titles: en(kind),
            sha256: vec![7; 32],
            ..Default::default()
        })
    };
    let minutes = pb::PublishMinutesRequest {
        name: open.clone(),
        minutes: paper("minutes"),
        transcript: paper("transcript"),
        ..Default::default()
    };
    client.publish_minutes(ask(minutes)).await.expect("minutes");
    let outcome = pb::UpdateHearingRequest {
        hearing: Some(pb::Hearing {
            name: open.clone(),
            outcomes: en("Two articles are to be changed."),
            ..Default::default()
        }),
        update_mask: paths(&["outcomes"]),
        ..Default::default()
    };
    let read = client.update_hearing(ask(outcome)).await.expect("saved");
    let read = read.into_inner();
    assert_eq!(read.state(), State::Passed);
    assert_eq!(read.documents.len(), 2, "minutes and a transcript");
    assert_eq!((read.attendee_count, read.outcomes.len()), (40, 1));

    let closed = "kind = KIND_PARLIAMENTARY_HEARING AND access = ACCESS_CLOSED";
    assert_eq!(hearings(&mut client, closed).await, ["hearings/closed"]);
    let held_by = format!("organizer = \"{COMMITTEE}\" AND state = STATE_PASSED");
    assert_eq!(hearings(&mut client, &held_by).await, [open]);
    let for_whom = format!("actor.on_behalf_of = \"{NGO}\"");
    assert_eq!(parts(&mut client, "hearings/-", &for_whom).await, ["aigul"]);
}

/// The row "Working groups, round tables, mass-media discussion".
#[tokio::test]
async fn working_groups_round_tables_mass_media_discussion() {
    let (_world, mut client) = scene().await;
    let group = held(Kind::WorkingGroupMeeting, "2005-02-01");
    let group = make(&mut client, "group", group).await;
    let member = ("aigul", "member", "");
    take_part(&mut client, &group, member, aigul()).await;
    let members = format!("role_code = \"member\" AND actor.on_behalf_of = \"{NGO}\"");
    assert_eq!(parts(&mut client, "hearings/-", &members).await, ["aigul"]);

    let table = held(Kind::RoundTable, "2005-03-01");
    let table = make(&mut client, "table", table).await;
    for (id, sector) in [
        ("ngos", "nongovernmental"),
        ("party", "party"),
        ("union", "union"),
    ] {
        let part = (id, "participant", sector);
        take_part(&mut client, &table, part, shown(id)).await;
    }
    for (sector, id) in [("party", "party"), ("union", "union")] {
        let filter = format!("sector_code = \"{sector}\"");
        assert_eq!(parts(&mut client, &table, &filter).await, [id]);
    }

    let article = Document {
        document_type: "publication".into(),
        titles: en("What the law on NGOs lacks"),
        publish_date: day("2005-06-03"),
        uri: "https://press.example/ngo".into(),
        ..Default::default()
    };
    let press = pb::Hearing {
        documents: vec![article.clone()],
        ..held(Kind::MediaDiscussion, "2005-06-03")
    };
    let press = make(&mut client, "press", press).await;
    let get = pb::GetHearingRequest {
        name: press.clone(),
        ..Default::default()
    };
    let read = client.get_hearing(get).await.expect("read").into_inner();
    assert_eq!(read.documents, [article]);
    let about = "draft_laws:\"draftLaws/d\"";
    assert_eq!(hearings(&mut client, about).await, [group, press, table]);
}
