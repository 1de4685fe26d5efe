//! Associations, confederations, networks, alliances: who founded them and for what, where their members are, and what
//! brought them into being.

use kenes_proto::{
    registry::{AssociationProfile, AssociationTask, Founder},
    types::{Document, Place},
};

use super::{register::ids, *};
use crate::roll::{Roll, group, person};

const FOUNDERS: &str = "organization.association_profile.founders";

fn founder(organization: &str, person: &str, name: &str) -> Founder {
    Founder {
        organization: organization.into(),
        person: person.into(),
        titles: match name {
            "" => Vec::new(),
            name => en(name),
        },
    }
}

fn association(founders: Vec<Founder>) -> pb::Organization {
    let tasks =
        ["Coordination", "Lobbying draft laws"].map(|task| AssociationTask { texts: en(task) });
    pb::Organization {
        association_profile: Some(AssociationProfile {
            form_code: "confederation".into(),
            founders,
            tasks: tasks.to_vec(),
            ..Default::default()
        }),
        ..named(Kind::Association, "Confederation")
    }
}

fn at(country: &str, region: &str) -> pb::Organization {
    pb::Organization {
        kind: Kind::Ngo.into(),
        place: Some(Place {
            region_code: country.into(),
            subdivision_code: region.into(),
            ..Default::default()
        }),
        ..Default::default()
    }
}

#[tokio::test]
async fn associations_confederations_networks_alliances() {
    let world = World::with_starter().await;
    let mut client = Client::new(world.registry.clone());
    let mut roll = Roll::of(&world);
    roll.organization("ngo", at("", "KZ-75")).await;
    roll.organization("abroad", at("KG", "")).await;
    roll.organization("left", at("UZ", "")).await;
    roll.organization("behind", at("TJ", "")).await;
    roll.people(&["p", "q"]).await;
    let founders = vec![
        founder("organizations/ngo", "", ""),
        founder("", "persons/p", ""),
        founder("", "", "A fund abroad"),
    ];
    let mut network = association(founders.clone());
    network.established_by = "//consultation.kenes/hearings/civil-forum-second".into();
    network.establishing_act = Some(Document {
        document_type: "charter".into(),
        titles: en("Charter"),
        ..Default::default()
    });
    let made = create(&mut client, "network", network).await;
    let made = made.expect("created").association_profile.expect("one");
    assert_eq!(made.founders, founders);
    assert_eq!(made.tasks[1].texts, en("Lobbying draft laws"));

    // NGOs join and leave with dates; associations join associations; the countries are those of today.
    for (id, membership) in [
        ("ngo", group("ngo", "2020-01-01", "")),
        ("abroad", group("abroad", "2020-01-01", "")),
        ("left", group("left", "2020-01-01", "2026-05-24")),
        (
            "q",
            pb::Membership {
                on_behalf_of: "organizations/behind".into(),
                ..person("q", "2020-01-01", "")
            },
        ),
    ] {
        let joined = roll.join("network", id, membership).await;
        joined.expect("joined");
    }
    create(
        &mut client,
        "alliance",
        named(Kind::Association, "Alliance"),
    )
    .await
    .expect("created");
    let joined = roll.join("alliance", "network", group("network", "2021", ""));
    joined.await.expect("joined");
    let found = get(&mut client, "network").await;
    assert_eq!(found.member_region_codes, ["KG", "KZ", "TJ"]);
    let request = pb::ListOrganizationsRequest {
        filter: "kind = ASSOCIATION".into(),
        order_by: "name desc".into(),
        ..Default::default()
    };
    let listed = client.list_organizations(request).await.expect("a page");
    let listed = listed.into_inner().organizations;
    assert_eq!(listed[0], found, "a list says the same");
    assert!(listed[1].member_region_codes.is_empty(), "{listed:?}");
    for (filter, expected) in [
        ("member_region_codes:\"KG\"", vec!["network"]),
        (
            "member_region_codes:\"KG\" AND member_region_codes:\"KZ\"",
            vec!["network"],
        ),
        ("memberRegionCodes:\"UZ\"", vec![]),
        (
            "kind = ASSOCIATION AND NOT member_region_codes:\"KG\"",
            vec!["alliance"],
        ),
        // What did the Second Forum establish?
        (
            "established_by = \"//consultation.kenes/hearings/civil-forum-second\"",
            vec!["network"],
        ),
        (
            "established_by = \"//consultation.kenes/hearings/civil-forum-first\"",
            vec![],
        ),
        ("established_by:*", vec!["network"]),
    ] {
        assert_eq!(ids(&mut client, filter).await, expected, "{filter}");
    }

    // Who founded it stays as long as it does.
    let status = refused(
        roll.delete_person("p").await,
        Code::FailedPrecondition,
        Reason::ResourceInUse,
    );
    assert!(status.message().contains("organizations/network"));
    roll.organization("founder", at("KZ", "")).await;
    let mut other = association(vec![founder("organizations/founder", "", "")]);
    other.titles = en("Another");
    create(&mut client, "other", other).await.expect("created");
    refused(
        roll.delete("founder").await,
        Code::FailedPrecondition,
        Reason::ResourceInUse,
    );
}

#[tokio::test]
async fn what_is_wrong_with_founders_and_origins_is_refused_at_once() {
    let world = World::with_starter().await;
    let mut client = Client::new(world.registry.clone());
    ngo(&mut client, "ngo").await;
    let mut wrong = association(vec![
        founder("organizations/nobody", "", ""),
        founder("", "persons/nobody", ""),
        founder("organizations/ngo", "", "And a name"),
        founder("", "", "A fund"),
        founder("", "", "a  FUND"),
        founder("organizations/wrong", "", ""),
    ]);
    wrong.established_by = "//registry.kenes/agreements/none".into();
    let status = refused(
        create(&mut client, "wrong", wrong).await,
        Code::InvalidArgument,
        Reason::FieldInvalid,
    );
    assert_eq!(
        fields(&status),
        [
            format!("{FOUNDERS}[0].organization"),
            format!("{FOUNDERS}[1].person"),
            format!("{FOUNDERS}[2]"),
            format!("{FOUNDERS}[4]"),
            format!("{FOUNDERS}[5].organization"),
            "organization.established_by".to_owned(),
        ]
    );
    let mut untitled = association(Vec::new());
    untitled.established_by = "the Second Forum".into();
    let profile = untitled.association_profile.as_mut().expect("one");
    profile.tasks.push(AssociationTask::default());
    let status = refused(
        create(&mut client, "untitled", untitled).await,
        Code::InvalidArgument,
        Reason::FieldInvalid,
    );
    assert!(fields(&status).contains(&"organization.established_by".to_owned()));
}
