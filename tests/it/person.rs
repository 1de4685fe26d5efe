//! People who take part.

use common::testing::Channel;
use kenes_proto::{
    gtype::LocalizedText,
    registry::{self as pb, person_service_client::PersonServiceClient as Client},
    types::{ErrorReason as Reason, Source},
};
use prost_types::FieldMask;
use tonic::{Code, Status};

use crate::world::{World, ask, en, fields, refused, request_id};

mod erased;

type Answer = Result<pb::Person, Status>;

fn creation(id: &str, title: &str) -> pb::CreatePersonRequest {
    pb::CreatePersonRequest {
        person: Some(pb::Person {
            titles: en(title),
            ..Default::default()
        }),
        person_id: id.into(),
        ..Default::default()
    }
}

async fn create(client: &mut Client<Channel>, request: pb::CreatePersonRequest) -> Answer {
    Ok(client.create_person(ask(request)).await?.into_inner())
}

async fn get(client: &mut Client<Channel>, name: &str) -> Answer {
    let request = pb::GetPersonRequest {
        name: name.into(),
        ..Default::default()
    };
    Ok(client.get_person(request).await?.into_inner())
}

async fn update(client: &mut Client<Channel>, person: pb::Person, path: &str) -> Answer {
    let request = pb::UpdatePersonRequest {
        person: Some(person),
        update_mask: Some(FieldMask {
            paths: vec![path.into()],
        }),
        ..Default::default()
    };
    Ok(client.update_person(ask(request)).await?.into_inner())
}

fn deletion(name: &str, etag: &str) -> pb::DeletePersonRequest {
    pb::DeletePersonRequest {
        name: name.into(),
        etag: etag.into(),
        ..Default::default()
    }
}

fn undeletion(name: &str, etag: &str) -> pb::UndeletePersonRequest {
    pb::UndeletePersonRequest {
        name: name.into(),
        etag: etag.into(),
        ..Default::default()
    }
}

#[tokio::test]
async fn a_person_is_recorded_corrected_taken_back_and_restored() {
    let world = World::start().await;
    let mut client = Client::new(world.registry.clone());
    let made = create(&mut client, creation("demo-aigul", "Aigul")).await;
    let made = made.expect("created");
    assert_eq!(made.name, "persons/demo-aigul");
    assert_eq!(get(&mut client, &made.name).await.expect("found"), made);

    let mut patch = made.clone();
    patch.family_name = "Serikova".into();
    let changed = update(&mut client, patch.clone(), "familyName").await;
    let changed = changed.expect("changed");
    assert_eq!(
        (changed.etag.as_str(), &changed.titles),
        ("\"2\"", &made.titles)
    );
    let stale = update(&mut client, patch.clone(), "family_name").await;
    refused(stale, Code::Aborted, Reason::EtagMismatch);
    patch.etag.clear();
    let unknown = update(&mut client, patch.clone(), "birth_date").await;
    refused(unknown, Code::InvalidArgument, Reason::UpdateMaskInvalid);

    let stale = client
        .delete_person(ask(deletion(&made.name, "\"1\"")))
        .await;
    refused(stale, Code::Aborted, Reason::EtagMismatch);
    let deleted = client
        .delete_person(ask(deletion(&made.name, "\"2\"")))
        .await;
    let deleted = deleted.expect("deleted").into_inner();
    let (delete, purge) = (deleted.delete_time, deleted.purge_time);
    let days = purge.expect("purged some day").seconds - delete.expect("deleted").seconds;
    assert_eq!(days, 30 * 24 * 3600);
    assert_eq!(get(&mut client, &made.name).await.expect("found"), deleted);
    let again = client.delete_person(ask(deletion(&made.name, ""))).await;
    refused(again, Code::FailedPrecondition, Reason::ResourceDeleted);
    let gone = update(&mut client, patch, "family_name").await;
    refused(gone, Code::FailedPrecondition, Reason::ResourceDeleted);

    let stale = client
        .undelete_person(ask(undeletion(&made.name, "\"1\"")))
        .await;
    refused(stale, Code::Aborted, Reason::EtagMismatch);
    let back = client
        .undelete_person(ask(undeletion(&made.name, "")))
        .await;
    let back = back.expect("restored").into_inner();
    assert_eq!(
        (back.delete_time, back.family_name),
        (None, changed.family_name)
    );
    let again = client
        .undelete_person(ask(undeletion(&made.name, "")))
        .await;
    refused(again, Code::AlreadyExists, Reason::ResourceNotDeleted);
}

#[tokio::test]
async fn what_is_wrong_is_said_all_at_once() {
    let world = World::start().await;
    let mut client = Client::new(world.registry.clone());
    let mut bad = creation("x", "X");
    let person = bad.person.as_mut().expect("a person");
    person.titles.extend(en("Y"));
    person.sources = vec![Source::default()];
    let status = refused(
        create(&mut client, bad).await,
        Code::InvalidArgument,
        Reason::LanguageMissing,
    );
    let both = ["person.sources[0]", "person.titles[1].language_code"];
    assert_eq!(fields(&status), both);
    let shape = pb::CreatePersonRequest {
        person_id: "Big".into(),
        ..Default::default()
    };
    let status = refused(
        create(&mut client, shape).await,
        Code::InvalidArgument,
        Reason::FieldInvalid,
    );
    assert_eq!(fields(&status), ["person", "person_id"]);

    let made = create(&mut client, creation("x", "X"))
        .await
        .expect("created");
    let mut bare = made.clone();
    bare.titles.clear();
    let bare = update(&mut client, bare, "titles").await;
    let status = refused(bare, Code::InvalidArgument, Reason::FieldInvalid);
    assert_eq!(fields(&status), ["person.titles"]);
    let twice = create(&mut client, creation("x", "X")).await;
    refused(twice, Code::AlreadyExists, Reason::ResourceExists);

    let none = "persons/none";
    let missing = get(&mut client, none).await;
    refused(missing, Code::NotFound, Reason::ResourceNotFound);
    let missing = client.delete_person(ask(deletion(none, ""))).await;
    refused(missing, Code::NotFound, Reason::ResourceNotFound);
    let missing = client.undelete_person(ask(undeletion(none, ""))).await;
    refused(missing, Code::NotFound, Reason::ResourceNotFound);
    let nobody = pb::Person {
        name: none.into(),
        ..made
    };
    let missing = update(&mut client, nobody, "titles").await;
    refused(missing, Code::NotFound, Reason::ResourceNotFound);

    let silent = [
        client.create_person(creation("y", "Y")).await,
        client
            .update_person(pb::UpdatePersonRequest::default())
            .await,
        client.delete_person(deletion("persons/x", "")).await,
        client.undelete_person(undeletion("persons/x", "")).await,
    ];
    for outcome in silent {
        refused(outcome, Code::Unauthenticated, Reason::SubjectMissing);
    }
}

#[tokio::test]
async fn people_are_found_by_a_part_of_their_name_in_any_language() {
    let world = World::start().await;
    let mut client = Client::new(world.registry.clone());
    let mut aigul = creation("aigul", "Aigul Serikova");
    let person = aigul.person.as_mut().expect("a person");
    person.public_profile = true;
    person.titles.push(LocalizedText {
        language_code: "kk".into(),
        text: "Айгүл Серікова".into(),
    });
    create(&mut client, aigul).await.expect("created");
    world.hand.pass(1_000_000);
    create(&mut client, creation("daniyar", "Daniyar"))
        .await
        .expect("created");

    let list = |filter: &str, order: &str| pb::ListPersonsRequest {
        filter: filter.into(),
        order_by: order.into(),
        ..Default::default()
    };
    for (filter, order, found) in [
        ("", "", vec!["persons/aigul", "persons/daniyar"]),
        (
            "",
            "create_time desc",
            vec!["persons/daniyar", "persons/aigul"],
        ),
        (
            "titles:\"АЙГҮЛ\" AND public_profile = true",
            "",
            vec!["persons/aigul"],
        ),
        ("public_profile = false", "", vec!["persons/daniyar"]),
        (
            "create_time >= \"2026-05-25T12:00:01Z\"",
            "",
            vec!["persons/daniyar"],
        ),
    ] {
        let page = client.list_persons(list(filter, order)).await;
        let page = page.expect("listed").into_inner();
        let names: Vec<&str> = page.persons.iter().map(|p| p.name.as_str()).collect();
        assert_eq!(names, found, "{filter}");
        assert_eq!(page.total_size, i64::try_from(found.len()).ok());
    }
    client
        .delete_person(ask(deletion("persons/aigul", "")))
        .await
        .expect("deleted");
    let mut all = list("", "");
    let page = client.list_persons(all.clone()).await.expect("listed");
    assert_eq!(page.into_inner().persons.len(), 1);
    all.show_deleted = true;
    let page = client.list_persons(all).await.expect("listed");
    assert_eq!(page.into_inner().persons.len(), 2);

    let outcome = client.list_persons(list("birth_date = 1", "")).await;
    refused(outcome, Code::InvalidArgument, Reason::FilterInvalid);
    let outcome = client.list_persons(list("", "public_profile")).await;
    refused(outcome, Code::InvalidArgument, Reason::OrderByInvalid);
    let mut lost = list("", "");
    lost.page_token = "bm9uc2Vuc2U".into();
    let outcome = client.list_persons(lost).await;
    refused(outcome, Code::InvalidArgument, Reason::PageTokenMismatch);
}

#[tokio::test]
async fn a_retry_gets_its_first_answer_and_a_rehearsal_writes_nothing() {
    let world = World::start().await;
    let mut client = Client::new(world.registry.clone());
    let mut request = creation("", "Aigul");
    request.request_id = request_id();
    let first = create(&mut client, request.clone()).await.expect("created");
    assert!(first.name.starts_with("persons/p-"), "{}", first.name);
    let again = create(&mut client, request.clone()).await;
    assert_eq!(again.expect("the same answer"), first);
    request.person_id = "other".into();
    let reused = create(&mut client, request).await;
    refused(reused, Code::AlreadyExists, Reason::RequestIdReused);
    let mut rehearsal = creation("trial", "Trial");
    rehearsal.validate_only = true;
    create(&mut client, rehearsal).await.expect("checked");
    let none = get(&mut client, "persons/trial").await;
    refused(none, Code::NotFound, Reason::ResourceNotFound);
}
