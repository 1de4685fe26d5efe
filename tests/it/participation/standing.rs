//! Whether those who take part may speak for whom they do, on the day of the hearing.

use kenes_proto::{
    consultation::comment::Verification,
    registry::{self, organization::Kind},
};

use super::*;
use crate::roll::day;

const NGO: &str = "//registry.kenes/organizations/ngo";

/// A world in which Aigul held a mandate of the NGO until the end of 2005, and Olga holds one since.
async fn scene() -> (World, Client<Channel>) {
    let world = World::start().await;
    let mut roll = Roll::of(&world);
    roll.people(&["aigul", "olga"]).await;
    let ngo = registry::Organization {
        kind: Kind::Ngo.into(),
        founding_date: day("1999"),
        ..Default::default()
    };
    roll.organization("ngo", ngo).await;
    roll.code("powers", &["comment"]).await;
    roll.mandate("ngo", "aigul", "2000-01-01", "2005-12-31")
        .await;
    roll.mandate("ngo", "olga", "2006-01-01", "").await;
    let client = Client::new(world.consultation.clone());
    (world, client)
}

/// A hearing on a day, possibly a partial one.
async fn on(world: &World, client: &mut Client<Channel>, id: &str, when: &str) -> String {
    let mut request = crate::hearing::new(world, id);
    let hearing = request.hearing.as_mut().expect("one");
    (hearing.start_time, hearing.start_date) = (None, day(when));
    let made = client.create_hearing(ask(request)).await;
    made.expect("created").into_inner().name
}

fn speaks(hearing: &str, person: &str) -> pb::CreateParticipationRequest {
    let mut request = part(hearing, "", "");
    request.participation.as_mut().expect("one").actor = Some(Actor {
        person: format!("//registry.kenes/persons/{person}"),
        on_behalf_of: NGO.into(),
        ..Default::default()
    });
    request
}

#[tokio::test]
async fn who_speaks_for_an_organization_held_its_mandate_on_the_day_of_the_hearing() {
    let (world, mut client) = scene().await;
    for (id, when, may, may_not) in [
        ("then", "2003-10-14", "aigul", "olga"),
        ("later", "2006-05-01", "olga", "aigul"),
        // No day is known, or it is to come: then it is the day on which it is written down.
        ("year", "2003", "olga", "aigul"),
        ("ahead", "2036-05-01", "olga", "aigul"),
    ] {
        let hearing = on(&world, &mut client, id, when).await;
        let made = client
            .create_participation(ask(speaks(&hearing, may)))
            .await;
        let made = made.expect("created").into_inner();
        assert_eq!(made.verification(), Verification::Verified, "{id}");
        assert_eq!(made.verify_time, crate::fixtures::at(world.hand.now()));
        let standing = made.standing.expect("a standing");
        assert_eq!(
            (
                standing.organization.as_str(),
                standing.display_title.as_str()
            ),
            (NGO, "ngo")
        );
        if id == "then" {
            let asked = common::date::moment(standing.as_of_time.as_ref());
            assert_eq!(common::date::local_number(asked), 20_031_014);
        }
        let denied = client
            .create_participation(ask(speaks(&hearing, may_not)))
            .await;
        let status = refused(denied, Code::PermissionDenied, Reason::StandingNotMandated);
        assert!(status.message().contains(may_not), "{}", status.message());
    }
    // Before the organization was.
    let early = on(&world, &mut client, "early", "1990-01-01").await;
    let denied = client
        .create_participation(ask(speaks(&early, "aigul")))
        .await;
    refused(denied, Code::FailedPrecondition, Reason::StandingNotActive);
}

#[tokio::test]
async fn a_participation_without_a_person_claims_nothing_that_is_verified() {
    let (world, mut client) = scene().await;
    let hearing = on(&world, &mut client, "then", "2003-10-14").await;
    let with = |actor: Actor| {
        let mut request = part(&hearing, "", "");
        request.participation.as_mut().expect("one").actor = Some(actor);
        ask(request)
    };
    let named = Actor {
        display_name: "A deputy of the Majilis".into(),
        ..Default::default()
    };
    let itself = Actor {
        organization: NGO.into(),
        ..Default::default()
    };
    let alone = Actor {
        person: "//registry.kenes/persons/olga".into(),
        ..Default::default()
    };
    for actor in [named.clone(), itself, alone] {
        let made = client.create_participation(with(actor)).await;
        let made = made.expect("created").into_inner();
        assert_eq!(made.verification(), Verification::NotClaimed);
        assert_eq!((made.standing, made.verify_time), (None, None));
    }
    let speaks = Actor {
        on_behalf_of: NGO.into(),
        ..named
    };
    let status = client.create_participation(with(speaks)).await;
    let status = refused(status, Code::InvalidArgument, Reason::FieldInvalid);
    assert_eq!(fields(&status), ["participation.actor.person"]);
}

#[tokio::test]
async fn whoever_is_named_in_an_update_is_asked_about_again() {
    let (world, mut client) = scene().await;
    let hearing = on(&world, &mut client, "then", "2003-10-14").await;
    let made = client
        .create_participation(ask(speaks(&hearing, "aigul")))
        .await;
    let made = made.expect("created").into_inner();
    let update = |actor: Option<Actor>, mask: &[&str]| {
        ask(pb::UpdateParticipationRequest {
            participation: Some(pb::Participation {
                name: made.name.clone(),
                actor,
                summaries: en("Asked for a longer term."),
                ..Default::default()
            }),
            update_mask: crate::roll::paths(mask),
            ..Default::default()
        })
    };
    let same = client
        .update_participation(update(None, &["summaries"]))
        .await;
    let same = same.expect("changed").into_inner();
    assert_eq!(
        (&same.standing, same.verification()),
        (&made.standing, made.verification())
    );
    let olga = Actor {
        person: "//registry.kenes/persons/olga".into(),
        on_behalf_of: NGO.into(),
        ..Default::default()
    };
    for mask in [&["actor"][..], &["actor.person"], &[]] {
        let denied = client
            .update_participation(update(Some(olga.clone()), mask))
            .await;
        refused(denied, Code::PermissionDenied, Reason::StandingNotMandated);
    }
    let mut alone = olga;
    alone.on_behalf_of.clear();
    let changed = client
        .update_participation(update(Some(alone), &["actor"]))
        .await;
    let changed = changed.expect("changed").into_inner();
    assert_eq!(changed.verification(), Verification::NotClaimed);
    assert_eq!((changed.standing, changed.verify_time), (None, None));
    assert_eq!(changed.actor.expect("one").display_name, "olga");
}

#[tokio::test]
async fn the_sector_of_who_takes_part_is_recorded_and_found() {
    let (world, mut client) = scene().await;
    Roll::of(&world).code("sectors", &["party", "union"]).await;
    let hearing = on(&world, &mut client, "then", "2003-10-14").await;
    for sector in ["party", "union", "party"] {
        let mut request = part(&hearing, "", "");
        let participation = request.participation.as_mut().expect("one");
        participation.sector_code = sector.into();
        client
            .create_participation(ask(request))
            .await
            .expect("created");
    }
    // Of whom the registry knows it, the registry says it.
    for actor in [
        Actor {
            organization: NGO.into(),
            ..Default::default()
        },
        Actor {
            person: "//registry.kenes/persons/aigul".into(),
            on_behalf_of: NGO.into(),
            ..Default::default()
        },
    ] {
        let mut request = part(&hearing, "", "");
        let participation = request.participation.as_mut().expect("one");
        participation.actor = Some(actor);
        participation.sector_code = "party".into();
        let made = client.create_participation(ask(request)).await;
        let made = made.expect("created").into_inner();
        assert_eq!(made.sector_code, "nongovernmental");
    }
    let list = pb::ListParticipationsRequest {
        parent: "hearings/-".into(),
        filter: "sector_code = \"party\" AND state = STATE_ADMITTED AND verification = NOT_CLAIMED"
            .into(),
        ..Default::default()
    };
    let found = client.list_participations(list).await.expect("listed");
    assert_eq!(found.into_inner().participations.len(), 2);
    let mut wrong = part(&hearing, "", "");
    wrong.participation.as_mut().expect("one").sector_code = "Party!".into();
    let status = client.create_participation(ask(wrong)).await;
    refused(status, Code::InvalidArgument, Reason::FieldInvalid);
}
