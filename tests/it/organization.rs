//! Organizations: what is recorded of them, found again, corrected and taken back.

use common::testing::Channel;
use kenes_proto::{
    gtype::Date,
    registry::{
        self as pb, organization::Kind, organization::State,
        organization_service_client::OrganizationServiceClient as Client,
        reference_data_service_client::ReferenceDataServiceClient,
    },
    types::{ErrorReason as Reason, Identifier},
};
use prost_types::FieldMask;
use tonic::{Code, Status};

use crate::world::{World, ask, en, fields, refused, request_id};

mod associations;
mod bad;
mod codes;
mod identifiers;
mod in_use;
mod lists;
mod names;
mod register;
mod sectors;
mod states;
mod succession;

const BIN: &str = "950440001673";

type Answer = Result<pb::Organization, Status>;

/// An organization with a name and nothing else.
fn named(kind: Kind, title: &str) -> pb::Organization {
    pb::Organization {
        kind: kind.into(),
        titles: en(title),
        ..Default::default()
    }
}

fn creation(id: &str, organization: pb::Organization) -> pb::CreateOrganizationRequest {
    pb::CreateOrganizationRequest {
        organization: Some(organization),
        organization_id: id.into(),
        ..Default::default()
    }
}

async fn create(client: &mut Client<Channel>, id: &str, organization: pb::Organization) -> Answer {
    let request = creation(id, organization);
    let made = client.create_organization(ask(request)).await?;
    Ok(made.into_inner())
}

/// An NGO of this id.
async fn ngo(client: &mut Client<Channel>, id: &str) -> pb::Organization {
    let made = create(client, id, named(Kind::Ngo, id)).await;
    made.expect("created")
}

async fn get(client: &mut Client<Channel>, id: &str) -> pb::Organization {
    let request = pb::GetOrganizationRequest {
        name: format!("organizations/{id}"),
        ..Default::default()
    };
    let found = client.get_organization(request).await;
    found.expect("found").into_inner()
}

/// An update of these paths, separated by commas; of what is populated where there are none.
async fn update(client: &mut Client<Channel>, patch: pb::Organization, paths: &str) -> Answer {
    let paths: Vec<String> = paths
        .split(',')
        .filter(|p| !p.is_empty())
        .map(str::to_owned)
        .collect();
    let request = pb::UpdateOrganizationRequest {
        organization: Some(patch),
        update_mask: (!paths.is_empty()).then_some(FieldMask { paths }),
        ..Default::default()
    };
    let updated = client.update_organization(ask(request)).await?;
    Ok(updated.into_inner())
}

async fn delete(client: &mut Client<Channel>, id: &str) -> Answer {
    let request = pb::DeleteOrganizationRequest {
        name: format!("organizations/{id}"),
        ..Default::default()
    };
    let deleted = client.delete_organization(ask(request)).await?;
    Ok(deleted.into_inner())
}

async fn undelete(client: &mut Client<Channel>, id: &str) -> Answer {
    let request = pb::UndeleteOrganizationRequest {
        name: format!("organizations/{id}"),
        ..Default::default()
    };
    let restored = client.undelete_organization(ask(request)).await?;
    Ok(restored.into_inner())
}

async fn lookup(client: &mut Client<Channel>, org_id: &str) -> Answer {
    let request = pb::LookupOrganizationRequest {
        org_id: org_id.into(),
        ..Default::default()
    };
    Ok(client.lookup_organization(request).await?.into_inner())
}

/// A code of reference data, in effect until a day.
async fn code(world: &World, scheme: &str, id: &str, until: Option<Date>) {
    let request = pb::CreateCodeRequest {
        parent: format!("referenceData/{scheme}"),
        code: Some(pb::Code {
            titles: en(id),
            valid_until_date: until,
            ..Default::default()
        }),
        code_id: id.into(),
        ..Default::default()
    };
    let mut client = ReferenceDataServiceClient::new(world.registry.clone());
    client.create_code(ask(request)).await.expect("a code");
}

fn day(year: i32, month: i32, day: i32) -> Date {
    Date { year, month, day }
}

fn identifier(scheme: &str, id: &str) -> Identifier {
    Identifier {
        scheme: scheme.into(),
        id: id.into(),
        uri: String::new(),
    }
}

#[tokio::test]
async fn an_organization_is_recorded_corrected_and_its_past_is_kept() {
    let world = World::start().await;
    let mut client = Client::new(world.registry.clone());
    let mut new = named(Kind::Ngo, "Adilet");
    new.founding_date = Some(day(2009, 0, 0));
    // What only the service sets is not believed.
    new.state = State::Dissolved.into();
    new.successors = vec!["organizations/nobody".into()];
    let made = create(&mut client, "demo-adilet", new).await;
    let made = made.expect("created");
    assert_eq!(made.name, "organizations/demo-adilet");
    assert_eq!((made.etag.as_str(), made.uid.len()), ("\"1\"", 36));
    assert_eq!(made.state(), State::Active);
    assert_eq!(made.org_ids, ["KZ-KENES-demo-adilet"]);
    assert!(made.successors.is_empty());
    assert_eq!(made.state_periods[0].start_date, made.founding_date);

    world.hand.pass(1_000_000);
    let patch = pb::Organization {
        name: made.name.clone(),
        etag: made.etag.clone(),
        founding_date: Some(day(2009, 4, 7)),
        ..Default::default()
    };
    let changed = update(&mut client, patch.clone(), "").await;
    let changed = changed.expect("changed");
    assert_eq!(changed.state_periods[0].start_date, Some(day(2009, 4, 7)));
    assert_eq!(changed.titles, made.titles);
    let stale = update(&mut client, patch, "").await;
    refused(stale, Code::Aborted, Reason::EtagMismatch);

    let mut before = pb::GetOrganizationRequest {
        name: made.name.clone(),
        as_of_time: made.update_time,
        ..Default::default()
    };
    let then = client.get_organization(before.clone()).await;
    assert_eq!(then.expect("recorded by then").into_inner(), made);
    if let Some(time) = before.as_of_time.as_mut() {
        time.seconds -= 1;
    }
    let too_early = client.get_organization(before).await;
    refused(too_early, Code::NotFound, Reason::ResourceNotFound);
    assert_eq!(get(&mut client, "demo-adilet").await, changed);

    let mut request = pb::ListOrganizationRevisionsRequest {
        name: made.name.clone(),
        page_size: 1,
        ..Default::default()
    };
    let page = client.list_organization_revisions(request.clone()).await;
    let page = page.expect("listed").into_inner();
    let newest = &page.organization_revisions[0];
    assert_eq!(newest.snapshot.as_ref(), Some(&changed));
    assert_eq!(newest.actor, "test|clerk");
    assert_eq!(newest.method, "UpdateOrganization");
    request.page_token = page.next_page_token;
    let page = client.list_organization_revisions(request.clone()).await;
    let page = page.expect("listed").into_inner();
    let oldest = &page.organization_revisions[0];
    assert_eq!(oldest.name, "organizations/demo-adilet/revisions/1");
    assert_eq!(page.next_page_token, "");
    let one = pb::GetOrganizationRevisionRequest {
        name: oldest.name.clone(),
        ..Default::default()
    };
    let found = client.get_organization_revision(one).await;
    assert_eq!(&found.expect("found").into_inner(), oldest);

    let none = pb::GetOrganizationRevisionRequest {
        name: "organizations/demo-adilet/revisions/3".into(),
        ..Default::default()
    };
    let none = client.get_organization_revision(none).await;
    refused(none, Code::NotFound, Reason::ResourceNotFound);
    request.page_token = "bm9uc2Vuc2U".into();
    let lost = client.list_organization_revisions(request.clone()).await;
    refused(lost, Code::InvalidArgument, Reason::PageTokenMismatch);
    request.name = "organizations/none".into();
    request.page_token.clear();
    let none = client.list_organization_revisions(request).await;
    refused(none, Code::NotFound, Reason::ResourceNotFound);
}

#[tokio::test]
async fn an_organization_that_others_refer_to_stays() {
    let world = World::start().await;
    let mut client = Client::new(world.registry.clone());
    for id in ["majilis", "old", "free"] {
        ngo(&mut client, id).await;
    }
    let refer = async |client: &mut Client<Channel>, id: &str, o: pb::Organization| {
        create(client, id, o).await.expect("created");
    };
    let mut part = named(Kind::StateBody, "Committee");
    part.parent_organization = "organizations/majilis".into();
    let mut heir = named(Kind::Ngo, "Heir");
    heir.predecessors = vec!["organizations/old".into()];
    let mut body = named(Kind::ConsultativeBody, "Chamber");
    body.body_profile = Some(pb::BodyProfile {
        attached_to: "organizations/free".into(),
        ..Default::default()
    });
    for (id, organization, needed) in [
        ("committee", part, "majilis"),
        ("heir", heir, "old"),
        ("chamber", body, "free"),
    ] {
        refer(&mut client, id, organization).await;
        let used = delete(&mut client, needed).await;
        refused(used, Code::FailedPrecondition, Reason::ResourceInUse);
        assert_eq!(get(&mut client, needed).await.delete_time, None);

        let gone = delete(&mut client, id).await.expect("nobody needs it");
        assert!(gone.delete_time.is_some() && gone.purge_time.is_some());
        let again = delete(&mut client, id).await;
        refused(again, Code::FailedPrecondition, Reason::ResourceDeleted);
        delete(&mut client, needed).await.expect("nobody needs it");
        let dangling = undelete(&mut client, id).await;
        refused(dangling, Code::InvalidArgument, Reason::ReferenceNotFound);
        undelete(&mut client, needed).await.expect("restored");
        let back = undelete(&mut client, id).await.expect("restored");
        assert_eq!((back.delete_time, back.purge_time), (None, None));
        let again = undelete(&mut client, id).await;
        refused(again, Code::AlreadyExists, Reason::ResourceNotDeleted);
    }
    let stale = pb::UndeleteOrganizationRequest {
        name: "organizations/heir".into(),
        etag: "\"1\"".into(),
        ..Default::default()
    };
    let stale = client.undelete_organization(ask(stale)).await;
    refused(stale, Code::Aborted, Reason::EtagMismatch);
    let stale = pb::DeleteOrganizationRequest {
        name: "organizations/heir".into(),
        etag: "\"1\"".into(),
        ..Default::default()
    };
    let stale = client.delete_organization(ask(stale)).await;
    refused(stale, Code::Aborted, Reason::EtagMismatch);
    let none = delete(&mut client, "none").await;
    refused(none, Code::NotFound, Reason::ResourceNotFound);
    let none = undelete(&mut client, "none").await;
    refused(none, Code::NotFound, Reason::ResourceNotFound);
}

#[tokio::test]
async fn a_retry_gets_its_first_answer_and_a_rehearsal_writes_nothing() {
    let world = World::start().await;
    let mut client = Client::new(world.registry.clone());
    let mut new = named(Kind::Ngo, "Adilet");
    new.bin = BIN.into();
    let mut request = creation("adilet", new);
    request.validate_only = true;
    let rehearsed = client.create_organization(ask(request.clone())).await;
    assert_eq!(rehearsed.expect("checked").into_inner().etag, "\"1\"");
    let none = lookup(&mut client, "KZ-BIN-950440001673").await;
    refused(none, Code::NotFound, Reason::ResourceNotFound);

    request.validate_only = false;
    request.request_id = request_id();
    let first = client.create_organization(ask(request.clone())).await;
    let first = first.expect("created").into_inner();
    world.hand.pass(1_000_000);
    let again = client.create_organization(ask(request.clone())).await;
    assert_eq!(again.expect("the same").into_inner(), first);
    request.organization_id = "other".into();
    let other = client.create_organization(ask(request.clone())).await;
    refused(other, Code::AlreadyExists, Reason::RequestIdReused);
    // The name is what is said to be taken, not the identifiers that go with it.
    request.organization_id = "adilet".into();
    request.request_id.clear();
    let twice = client.create_organization(ask(request)).await;
    refused(twice, Code::AlreadyExists, Reason::ResourceExists);

    // A service-made id, and a retry of a write that wrote two organizations.
    let fresh = create(&mut client, "", named(Kind::Other, "Fresh")).await;
    let fresh = fresh.expect("created").name;
    assert!(fresh.starts_with("organizations/o-"), "{fresh}");
    let mut heir = creation("heir", named(Kind::Ngo, "Heir"));
    heir.request_id = request_id();
    if let Some(organization) = &mut heir.organization {
        organization.predecessors = vec![first.name.clone()];
    }
    for _ in 0..2 {
        let made = client.create_organization(ask(heir.clone())).await;
        let name = made.expect("created").into_inner().name;
        assert_eq!(name, "organizations/heir");
        let known = get(&mut client, "adilet").await;
        assert_eq!(known.successors, ["organizations/heir"]);
        assert_eq!(known.etag, "\"2\"");
    }
}
