//! Memberships, posts and mandates hold the organizations and persons they refer to, also when they have ended.

use kenes_proto::registry::{
    membership::Member, membership_service_client::MembershipServiceClient,
    person_service_client::PersonServiceClient, standing_service_client::StandingServiceClient,
};

use super::*;

async fn person(world: &World, id: &str) -> String {
    let request = pb::CreatePersonRequest {
        person: Some(pb::Person {
            titles: en(id),
            ..Default::default()
        }),
        person_id: id.into(),
        ..Default::default()
    };
    let mut client = PersonServiceClient::new(world.registry.clone());
    let made = client.create_person(ask(request)).await;
    made.expect("a person").into_inner().name
}

async fn kept_person(world: &World, name: &str, by: &str) {
    let request = pb::DeletePersonRequest {
        name: name.into(),
        ..Default::default()
    };
    let mut client = PersonServiceClient::new(world.registry.clone());
    let outcome = client.delete_person(ask(request)).await;
    holds(outcome.map(tonic::Response::into_inner), by);
}

/// Asserts that a deletion was refused because of this resource.
fn holds<T: std::fmt::Debug>(outcome: Result<T, Status>, by: &str) {
    let status = refused(outcome, Code::FailedPrecondition, Reason::ResourceInUse);
    let details = tonic_types::StatusExt::get_error_details(&status);
    let failure = details.precondition_failure().expect("what holds it");
    assert_eq!(failure.violations[0].subject, by);
}

#[tokio::test]
async fn an_ended_membership_holds_all_it_names() {
    let world = World::start().await;
    let mut client = Client::new(world.registry.clone());
    for (id, kind) in [
        ("chamber", Kind::ConsultativeBody),
        ("adilet", Kind::Ngo),
        ("majilis", Kind::StateBody),
    ] {
        create(&mut client, id, named(kind, id))
            .await
            .expect("created");
    }
    let aigul = person(&world, "aigul").await;
    let request = pb::CreateMembershipRequest {
        parent: "organizations/chamber".into(),
        membership: Some(pb::Membership {
            member: Some(Member::MemberPerson(aigul.clone())),
            on_behalf_of: "organizations/adilet".into(),
            approved_by: "organizations/majilis".into(),
            start_date: Some(day(2020, 1, 1)),
            end_date: Some(day(2021, 12, 31)),
            ..Default::default()
        }),
        membership_id: "aigul".into(),
        ..Default::default()
    };
    let mut members = MembershipServiceClient::new(world.registry.clone());
    let made = members.create_membership(ask(request)).await;
    let name = made.expect("a membership").into_inner().name;
    for id in ["chamber", "adilet", "majilis"] {
        holds(delete(&mut client, id).await, &name);
    }
    kept_person(&world, &aigul, &name).await;
}

#[tokio::test]
async fn a_member_organization_stays() {
    let world = World::start().await;
    let mut client = Client::new(world.registry.clone());
    let cnok = named(Kind::Association, "CNOK");
    create(&mut client, "cnok", cnok).await.expect("created");
    ngo(&mut client, "adilet").await;
    let request = pb::CreateMembershipRequest {
        parent: "organizations/cnok".into(),
        membership: Some(pb::Membership {
            member: Some(Member::MemberOrganization("organizations/adilet".into())),
            ..Default::default()
        }),
        ..Default::default()
    };
    let mut members = MembershipServiceClient::new(world.registry.clone());
    let made = members.create_membership(ask(request)).await;
    let name = made.expect("a membership").into_inner().name;
    holds(delete(&mut client, "adilet").await, &name);
}

#[tokio::test]
async fn a_post_holds_its_organization() {
    let world = World::start().await;
    let mut client = Client::new(world.registry.clone());
    code(&world, "roles", "member", None).await;
    let chamber = named(Kind::ConsultativeBody, "Chamber");
    create(&mut client, "chamber", chamber)
        .await
        .expect("created");
    let request = pb::CreatePostRequest {
        parent: "organizations/chamber".into(),
        post: Some(pb::Post {
            labels: en("First seat"),
            role_code: "member".into(),
            quota: pb::post::SeatQuota::Any.into(),
            ..Default::default()
        }),
        post_id: "seat-1".into(),
        ..Default::default()
    };
    let mut members = MembershipServiceClient::new(world.registry.clone());
    let made = members.create_post(ask(request)).await;
    let name = made.expect("a post").into_inner().name;
    holds(delete(&mut client, "chamber").await, &name);
}

#[tokio::test]
async fn a_mandate_holds_its_organization_and_its_person() {
    let world = World::start().await;
    let mut client = Client::new(world.registry.clone());
    code(&world, "powers", "comment", None).await;
    ngo(&mut client, "adilet").await;
    let aigul = person(&world, "aigul").await;
    let request = pb::CreateMandateRequest {
        parent: "organizations/adilet".into(),
        mandate: Some(pb::Mandate {
            person: aigul.clone(),
            subject: "demo|aigul".into(),
            power_codes: vec!["comment".into()],
            start_date: Some(day(2020, 1, 1)),
            end_date: Some(day(2021, 12, 31)),
            ..Default::default()
        }),
        mandate_id: "aigul".into(),
        ..Default::default()
    };
    let mut standing = StandingServiceClient::new(world.registry.clone());
    let made = standing.create_mandate(ask(request)).await;
    let name = made.expect("a mandate").into_inner().name;
    holds(delete(&mut client, "adilet").await, &name);
    kept_person(&world, &aigul, &name).await;
}
