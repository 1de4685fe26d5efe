//! Persons who are erased: four eyes, every name in every revision, and what their mandates told of them.

use common::store::Value;
use kenes_proto::{
    record::{self, redaction::State as Step},
    registry::{mandate::State, organization::Kind},
};
use tonic::Response;

use super::*;
use crate::{
    redaction::canary::{files, words_in},
    roll::{Roll, day, org},
    world::ask_as,
};

const OFFICER: &str = "justice|officer";
const SECOND: &str = "justice|second";
const SUBJECT: &str = "idp|canary-subj-001";

fn erasure(name: &str) -> pb::ErasePersonRequest {
    pb::ErasePersonRequest {
        name: name.into(),
        basis_code: "personal-data-request".into(),
        reasons: en("Asked for by the person."),
        redaction_id: "asked".into(),
        ..Default::default()
    }
}

async fn propose(
    client: &mut Client<Channel>,
    request: pb::ErasePersonRequest,
) -> Result<record::Redaction, Status> {
    let answer = client.erase_person(ask_as(OFFICER, request)).await;
    answer.map(Response::into_inner)
}

async fn approve(
    client: &mut Client<Channel>,
    officer: &str,
    name: &str,
) -> Result<record::Redaction, Status> {
    let request = record::ApproveRedactionRequest {
        name: name.into(),
        ..Default::default()
    };
    let answer = client.approve_redaction(ask_as(officer, request)).await;
    answer.map(Response::into_inner)
}

/// A person with a past name, who holds a mandate by a paper, with secrets in all of them.
async fn aigul(world: &World) -> (Roll, pb::Person, pb::CreatePersonRequest) {
    let mut roll = Roll::of(world);
    roll.record(Kind::Ngo, &["ngo"]).await;
    roll.code("powers", &["comment"]).await;
    roll.code("redaction-bases", &["personal-data-request"])
        .await;
    let mut request = creation("p-1", "canary-name-001");
    request.request_id = request_id();
    let made = create(&mut roll.persons, request.clone()).await;
    let mut patch = made.expect("created");
    patch.etag.clear();
    patch.family_name = "canary-fami-001".into();
    let person = update(&mut roll.persons, patch, "family_name").await;
    let person = person.expect("renamed");
    let mandate = pb::CreateMandateRequest {
        parent: org("ngo"),
        mandate: Some(pb::Mandate {
            person: person.name.clone(),
            subject: SUBJECT.into(),
            power_codes: vec!["comment".into()],
            start_date: day("2024-03-01"),
            basis: Some(kenes_proto::types::Document {
                document_type: "mandate".into(),
                titles: en("canary-docu-001"),
                ..Default::default()
            }),
            ..Default::default()
        }),
        mandate_id: "m".into(),
        ..Default::default()
    };
    let given = roll.standing.create_mandate(ask(mandate)).await;
    given.expect("given");
    (roll, person, request)
}

async fn standing(roll: &mut Roll) -> pb::Standing {
    let request = pb::VerifyStandingRequest {
        organization: org("ngo"),
        subject: SUBJECT.into(),
        power: "comment".into(),
        ..Default::default()
    };
    let answer = roll.standing.verify_standing(ask(request)).await;
    answer.expect("an answer").into_inner()
}

/// The secrets that the rows of the registry hold.
async fn secrets(world: &World) -> usize {
    let rows = world.registry_kit.store.read("Test", |tx| {
        let mut bytes = Vec::new();
        for row in tx.query("SELECT body FROM revision", &[])? {
            bytes.extend(row[0].bytes()?);
        }
        for sql in ["SELECT titles FROM person", "SELECT subject FROM mandate"] {
            for row in tx.query(sql, &[])? {
                bytes.extend(row[0].text()?.as_bytes());
            }
        }
        Ok(bytes)
    });
    words_in(&rows.await.expect("rows")).len()
}

#[tokio::test]
async fn an_erased_person_leaves_acts_without_a_name() {
    let world = World::start().await;
    let (mut roll, person, request) = aigul(&world).await;
    let before = world.hand.now();
    assert!(standing(&mut roll).await.mandated, "the control");
    assert_eq!(secrets(&world).await, 4, "the control");
    let files = files(world.databases()[0]);
    world.hand.pass(60_000_000);

    let proposed = propose(&mut roll.persons, erasure(&person.name)).await;
    let proposed = proposed.expect("proposed");
    assert_eq!(proposed.name, "persons/p-1/redactions/asked");
    let alone = approve(&mut roll.persons, OFFICER, &proposed.name).await;
    refused(alone, Code::PermissionDenied, Reason::RedactionSameOfficer);
    assert_eq!(
        get(&mut roll.persons, &person.name)
            .await
            .expect("as before"),
        person
    );
    let done = approve(&mut roll.persons, SECOND, &proposed.name).await;
    let done = done.expect("approved");
    assert_eq!(done.state(), Step::Done);
    let reached: Vec<_> = done
        .redacted_resources
        .iter()
        .map(|it| (it.name.as_str(), it.public_revision, it.slots.len()))
        .collect();
    assert_eq!(
        reached,
        [
            ("persons/p-1", 3, 3),
            ("organizations/ngo/mandates/m", 2, 2)
        ]
    );

    let left = get(&mut roll.persons, &person.name)
        .await
        .expect("a tombstone");
    assert_eq!((&left.uid, &left.redaction), (&person.uid, &done.name));
    assert_eq!((left.titles.len(), left.family_name.as_str()), (0, ""));
    assert_eq!(secrets(&world).await, 0);
    let bytes: Vec<u8> = files
        .iter()
        .flat_map(|file| std::fs::read(file).unwrap_or_default())
        .collect();
    assert!(words_in(&bytes).is_empty(), "{:?}", words_in(&bytes));

    let then = roll.persons.get_person(pb::GetPersonRequest {
        name: person.name.clone(),
        as_of_time: crate::fixtures::at(before),
        ..Default::default()
    });
    refused(then.await, Code::NotFound, Reason::RevisionErased);
    let retried = create(&mut roll.persons, request).await;
    refused(retried, Code::NotFound, Reason::RevisionErased);

    // The mandate was given and has ended; nobody acts under it.
    let it = standing(&mut roll).await;
    assert!(!it.mandated, "{it:?}");
    let mandate = pb::GetMandateRequest {
        name: "organizations/ngo/mandates/m".into(),
        ..Default::default()
    };
    let mandate = roll.standing.get_mandate(mandate).await.expect("read");
    let mandate = mandate.into_inner();
    assert_eq!((mandate.subject.as_str(), &mandate.basis), ("", &None));
    assert_eq!(mandate.end_date, day("2026-05-25"), "today is its last");
    assert_eq!(mandate.state(), State::Active);
    let first = pb::GetMandateRevisionRequest {
        name: "organizations/ngo/mandates/m/revisions/1".into(),
        ..Default::default()
    };
    let first = roll.standing.get_mandate_revision(first).await;
    let first = first.expect("its acts are public").into_inner();
    let snapshot = first.snapshot.expect("shown");
    assert_eq!(
        (snapshot.subject.as_str(), snapshot.person.as_str()),
        ("", "persons/p-1")
    );
    assert_eq!(snapshot.power_codes, ["comment"]);
}

#[tokio::test]
async fn what_is_erased_does_not_come_back() {
    let world = World::start().await;
    let (mut roll, person, _) = aigul(&world).await;
    let proposed = propose(&mut roll.persons, erasure(&person.name)).await;
    let name = proposed.expect("proposed").name;
    approve(&mut roll.persons, SECOND, &name)
        .await
        .expect("approved");
    let client = &mut roll.persons;
    let again = propose(client, erasure(&person.name)).await;
    refused(
        again,
        Code::FailedPrecondition,
        Reason::StateTransitionForbidden,
    );
    let back = client
        .undelete_person(ask(undeletion(&person.name, "")))
        .await;
    refused(
        back,
        Code::FailedPrecondition,
        Reason::StateTransitionForbidden,
    );
    let mut patch = person.clone();
    patch.etag.clear();
    let renamed = update(client, patch, "family_name").await;
    refused(renamed, Code::FailedPrecondition, Reason::ResourceDeleted);
    let listed = client
        .list_persons(pb::ListPersonsRequest::default())
        .await
        .expect("listed");
    assert_eq!(listed.get_ref().persons.len(), 0);
}

#[tokio::test]
async fn an_erasure_is_checked_listed_and_rejected() {
    let world = World::start().await;
    let (mut roll, person, _) = aigul(&world).await;
    let client = &mut roll.persons;
    let with = |change: fn(&mut pb::ErasePersonRequest)| {
        let mut request = erasure(&person.name);
        change(&mut request);
        request
    };
    let unknown = propose(client, with(|r| r.basis_code = "no-such".into())).await;
    let status = refused(unknown, Code::InvalidArgument, Reason::CodeUnknown);
    assert_eq!(fields(&status), ["basis_code"]);
    let mute = propose(client, with(|r| r.reasons.clear())).await;
    refused(mute, Code::InvalidArgument, Reason::FieldInvalid);
    let foreign = propose(client, with(|r| r.reasons[0].language_code = "xx".into())).await;
    refused(foreign, Code::InvalidArgument, Reason::LanguageMissing);
    let stale = propose(client, with(|r| r.etag = "\"7\"".into())).await;
    refused(stale, Code::Aborted, Reason::EtagMismatch);
    let none = propose(client, with(|r| r.name = "persons/none".into())).await;
    refused(none, Code::NotFound, Reason::ResourceNotFound);
    let nobody = client.erase_person(erasure(&person.name)).await;
    refused(nobody, Code::Unauthenticated, Reason::SubjectMissing);

    let proposed = propose(client, erasure(&person.name))
        .await
        .expect("proposed");
    let twice = propose(client, erasure(&person.name)).await;
    refused(twice, Code::AlreadyExists, Reason::ResourceExists);
    let rejection = record::RejectRedactionRequest {
        name: proposed.name.clone(),
        reasons: en("The law requires keeping it."),
        ..Default::default()
    };
    let rejected = client.reject_redaction(ask_as(SECOND, rejection)).await;
    let rejected = rejected.expect("rejected").into_inner();
    assert_eq!(rejected.state(), Step::Rejected);
    let late = approve(client, SECOND, &proposed.name).await;
    refused(
        late,
        Code::FailedPrecondition,
        Reason::StateTransitionForbidden,
    );
    assert_eq!(get(client, &person.name).await.expect("as before"), person);
    let read = client
        .get_redaction(record::GetRedactionRequest {
            name: proposed.name.clone(),
            ..Default::default()
        })
        .await;
    assert_eq!(read.expect("read").into_inner(), rejected);
    let foreign = client
        .get_redaction(record::GetRedactionRequest {
            name: "consultations/c/comments/x/redactions/y".into(),
            ..Default::default()
        })
        .await;
    refused(foreign, Code::InvalidArgument, Reason::FieldInvalid);
    let list = record::ListRedactionsRequest {
        parent: "persons/-".into(),
        filter: "basis_code = personal-data-request".into(),
        ..Default::default()
    };
    let listed = client.list_redactions(list).await.expect("listed");
    assert_eq!(listed.into_inner().redactions, [rejected]);
}

#[tokio::test]
async fn an_erasure_is_carried_out_once() {
    let world = World::start().await;
    let (mut roll, person, _) = aigul(&world).await;
    let proposed = propose(&mut roll.persons, erasure(&person.name)).await;
    let name = proposed.expect("proposed").name;
    let done = approve(&mut roll.persons, SECOND, &name).await;
    let done = done.expect("approved");
    let finished = registry::redaction::finish(&world.registry_kit, &name).await;
    assert!(finished.expect("nothing is left to do"));
    let rows = world.registry_kit.store.read("Test", |tx| {
        let sql =
            "SELECT revision, method, body_salt FROM revision WHERE name = $1 ORDER BY revision";
        tx.query(sql, &["persons/p-1".into()])
    });
    let rows = rows.await.expect("rows");
    let erased: Vec<bool> = rows.iter().map(|row| row[2] == Value::Null).collect();
    assert_eq!(erased, [true, true, false]);
    assert_eq!(done.redacted_resources[0].indexes.len(), 2);
}
