//! Organizations found by the groups that theirs are part of, and what was said found by how its speaker stood that day.

use common::store::{Mode, Tx};
use kenes_proto::{
    consultation::{
        self as pb, comment_service_client::CommentServiceClient,
        hearing_service_client::HearingServiceClient,
    },
    registry::{self, organization::Kind},
    types::{Actor, Place},
};

use super::found;
use crate::{
    comment::{changed, place},
    fixtures::{self, V1},
    roll::{Roll, group},
    world::{World, ask, ask_as, en},
};

const ORGANIZATIONS: &str = "kenes.registry.v1.OrganizationService/ListOrganizations";
const MANDATES: &str = "kenes.registry.v1.StandingService/ListMandates";
const COMMENTS: &str = "kenes.consultation.v1.CommentService/ListComments";
const PARTICIPATIONS: &str = "kenes.consultation.v1.HearingService/ListParticipations";

pub(super) fn ngo(group: &str, region: &str) -> registry::Organization {
    registry::Organization {
        kind: Kind::Ngo.into(),
        place: Some(Place {
            subdivision_code: region.into(),
            ..Default::default()
        }),
        ngo_profile: Some(registry::NgoProfile {
            group_codes: vec![group.into()],
            ..Default::default()
        }),
        ..Default::default()
    }
}

#[tokio::test]
async fn a_group_is_found_by_the_wider_one_and_a_comment_by_how_its_speaker_stood_that_day() {
    let world = World::with_starter().await;
    let mut roll = Roll::of(&world);
    roll.record(Kind::StateBody, &["ministry", "developer"])
        .await;
    roll.record(Kind::Association, &["union", "network"]).await;
    roll.organization("ngo", ngo("women", "KZ-75")).await;
    roll.organization("greens", ngo("environmental", "KZ-71"))
        .await;
    roll.join("union", "ngo", group("ngo", "2020-01-01", ""))
        .await
        .expect("joined");
    roll.join("network", "union", group("union", "2020-01-01", ""))
        .await
        .expect("joined");
    roll.people(&["aigul"]).await;
    roll.mandate("ngo", "aigul", "2020-01-01", "").await;
    roll.mandate("greens", "aigul", "2020-01-01", "2020-12-31")
        .await;
    fixtures::draft_law(&world).await;
    fixtures::open_consultation(&world, "c").await;

    for (filter, ids) in [
        (
            "ngo_profile.group_codes:\"socially-significant\"",
            vec!["ngo"],
        ),
        (
            "ngoProfile.groupCodes:\"socially-significant\"",
            vec!["ngo"],
        ),
        (
            "ngoProfile.group_codes:\"socially-significant\"",
            vec!["ngo"],
        ),
        (
            "ngo_profile.groupCodes:\"socially-significant\"",
            vec!["ngo"],
        ),
        ("ngo_profile.group_codes:\"women\"", vec!["ngo"]),
        ("ngo_profile.group_codes:\"sociopolitical\"", vec!["greens"]),
        (
            "kind = NGO AND NOT ngo_profile.group_codes:\"sociopolitical\"",
            vec!["ngo"],
        ),
        ("ngo_profile.group_codes:\"reformer\"", vec![]),
    ] {
        assert_eq!(
            found(&world.registry, ORGANIZATIONS, "", filter).await,
            ids,
            "{filter}"
        );
    }
    let mine = "subject = \"demo|aigul\" AND active_on(\"2026-05-25\")";
    assert_eq!(
        found(&world.registry, MANDATES, "organizations/-", mine)
            .await
            .len(),
        1
    );
    let ever = "subject = \"demo|aigul\"";
    assert_eq!(
        found(&world.registry, MANDATES, "organizations/-", ever)
            .await
            .len(),
        2
    );

    let on_behalf = |organization: &str| Actor {
        person: "//registry.kenes/persons/aigul".into(),
        on_behalf_of: format!("//registry.kenes/organizations/{organization}"),
        ..Default::default()
    };
    let mut comments = CommentServiceClient::new(world.consultation.clone());
    let said = changed("one", |comment| {
        comment.author = Some(on_behalf("ngo"));
        comment.target = Some(place(V1, "art_1"));
    });
    let said = comments
        .create_comment(ask_as("demo|aigul", said))
        .await
        .expect("accepted");
    let standing = said.into_inner().standing.expect("one");
    assert_eq!(standing.group_codes, ["women", "socially-significant"]);
    assert_eq!(standing.subdivision_code, "KZ-75");
    let other = changed("two", |comment| comment.target = Some(place(V1, "art_1")));
    comments
        .create_comment(ask_as("demo|aigul", other))
        .await
        .expect("accepted");

    let mut hearings = HearingServiceClient::new(world.consultation.clone());
    let hearing = pb::CreateHearingRequest {
        hearing: Some(pb::Hearing {
            kind: pb::hearing::Kind::RoundTable.into(),
            titles: en("A round table"),
            organizer: fixtures::MINISTRY.into(),
            draft_laws: vec!["draftLaws/d".into()],
            start_time: fixtures::at(world.hand.now()),
            ..Default::default()
        }),
        hearing_id: "table".into(),
        ..Default::default()
    };
    hearings
        .create_hearing(ask(hearing))
        .await
        .expect("created");
    let there = pb::CreateParticipationRequest {
        parent: "hearings/table".into(),
        participation: Some(pb::Participation {
            actor: Some(on_behalf("ngo")),
            role_code: "speaker".into(),
            ..Default::default()
        }),
        participation_id: "one".into(),
        ..Default::default()
    };
    hearings
        .create_participation(ask(there))
        .await
        .expect("recorded");

    // Since then it is another one.
    let changed = ngo("environmental", "KZ-71");
    let mask = ["ngo_profile.group_codes", "place"];
    roll.correct_organization("ngo", changed, &mask)
        .await
        .expect("corrected");
    for (filter, ids) in [
        ("standing.group_codes:\"women\"", vec!["one"]),
        ("standing.group_codes:\"socially-significant\"", vec!["one"]),
        ("standing.group_codes:\"environmental\"", vec![]),
        ("standing.subdivision_code = \"KZ-75\"", vec!["one"]),
        ("standing.subdivision_code = \"KZ-71\"", vec![]),
        (
            "standing.associations:\"//registry.kenes/organizations/union\"",
            vec!["one"],
        ),
        (
            "standing.associations:\"//registry.kenes/organizations/network\"",
            vec!["one"],
        ),
    ] {
        assert_eq!(
            found(&world.consultation, COMMENTS, "consultations/-", filter).await,
            ids,
            "{filter}"
        );
        assert_eq!(
            found(&world.consultation, PARTICIPATIONS, "hearings/-", filter).await,
            ids,
            "{filter}"
        );
    }
    for (filter, count) in [
        ("draft_law = \"draftLaws/d\"", 1),
        ("draft_law = \"draftLaws/e\"", 0),
        (
            "actor.on_behalf_of = \"//registry.kenes/organizations/ngo\"",
            1,
        ),
    ] {
        let there = found(&world.consultation, PARTICIPATIONS, "hearings/-", filter).await;
        assert_eq!(there.len(), count, "{filter}");
    }
}

#[tokio::test]
async fn a_group_of_very_many_parts_is_asked_for_like_any_other() {
    let world = World::with_starter().await;
    let mut roll = Roll::of(&world);
    roll.organization("greens", ngo("environmental", "KZ-71"))
        .await;
    roll.organization("women", ngo("women", "KZ-71")).await;
    // A part of a part, and beside it parts enough for any bound.
    let sql = "INSERT INTO code (name, parent, revision, create_time, update_time, delete_time, titles, valid_from_date, \
               valid_until_date, successor, parent_code) \
               WITH RECURSIVE n(i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < 3000) \
               SELECT 'referenceData/ngo-groups/codes/part' || CAST(i AS TEXT), 'referenceData/ngo-groups', 1, i, i, 0, '', 0, 0, \
               '', 'referenceData/ngo-groups/codes/sociopolitical' FROM n";
    let store = &world.registry_kit.store;
    let filled = store.write("Fill", Mode::Commit, move |tx: &mut dyn Tx| {
        tx.execute(sql, &[])
    });
    assert_eq!(filled.await.expect("written"), 3000);
    let one = "ngo_profile.group_codes:\"sociopolitical\"";
    // As many as a filter has room for.
    let many = [one; 40].join(" OR ");
    for filter in [one, &many] {
        let ids = found(&world.registry, ORGANIZATIONS, "", filter).await;
        assert_eq!(ids, ["greens"], "{filter}");
    }
}
