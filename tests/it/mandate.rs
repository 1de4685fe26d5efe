//! Mandates: who may act for an organization, and on which days.

use common::date;
use kenes_proto::{
    registry::{self as pb, Mandate, mandate::State, organization::Kind},
    types::{Document, ErrorReason as Reason},
};
use tonic::{Code, Response, Status};

use crate::{
    roll::{Roll, day, org, paths},
    world::{World, ask, en, fields, refused, request_id},
};

fn mandate(person: &str, subject: &str, start: &str, end: &str) -> Mandate {
    Mandate {
        person: format!("persons/{person}"),
        subject: subject.into(),
        power_codes: vec!["comment".into()],
        start_date: day(start),
        end_date: day(end),
        ..Default::default()
    }
}

fn asked(id: &str, mandate: Mandate) -> pb::CreateMandateRequest {
    pb::CreateMandateRequest {
        parent: org("ngo"),
        mandate: Some(mandate),
        mandate_id: id.into(),
        ..Default::default()
    }
}

async fn give(roll: &mut Roll, id: &str, mandate: Mandate) -> Result<Mandate, Status> {
    let made = roll.standing.create_mandate(ask(asked(id, mandate))).await;
    made.map(Response::into_inner)
}

async fn change(roll: &mut Roll, patch: Mandate, mask: &[&str]) -> Result<Mandate, Status> {
    let request = pb::UpdateMandateRequest {
        mandate: Some(patch),
        update_mask: paths(mask),
        ..Default::default()
    };
    let saved = roll.standing.update_mandate(ask(request)).await;
    saved.map(Response::into_inner)
}

async fn end(roll: &mut Roll, name: &str, last: &str) -> Result<Mandate, Status> {
    let request = pb::EndMandateRequest {
        name: name.into(),
        end_date: day(last),
        ..Default::default()
    };
    let ended = roll.standing.end_mandate(ask(request)).await;
    ended.map(Response::into_inner)
}

async fn start(world: &World) -> Roll {
    let mut roll = Roll::of(world);
    roll.record(Kind::Ngo, &["ngo", "other"]).await;
    roll.people(&["aigul", "marat"]).await;
    roll.code("powers", &["comment", "sign"]).await;
    roll
}

mod refusals;

#[tokio::test]
async fn a_mandate_is_given_read_changed_and_ended() {
    let world = World::start().await;
    let mut roll = start(&world).await;
    let made = give(
        &mut roll,
        "aigul",
        mandate("aigul", "demo|aigul", "2024-03-01", ""),
    )
    .await;
    let made = made.expect("given");
    assert_eq!(made.name, "organizations/ngo/mandates/aigul");
    assert_eq!(made.state(), State::Active);
    let given = world.hand.now();
    world.hand.pass(1_000_000);
    let powers = Mandate {
        name: made.name.clone(),
        etag: made.etag.clone(),
        power_codes: vec!["comment".into(), "sign".into()],
        ..Default::default()
    };
    let changed = change(&mut roll, powers.clone(), &["power_codes"])
        .await
        .expect("changed");
    assert_eq!(changed.power_codes, ["comment", "sign"]);
    let stale = change(&mut roll, powers, &["power_codes"]).await;
    refused(stale, Code::Aborted, Reason::EtagMismatch);

    let basis = Document {
        document_type: "decision".into(),
        titles: en("Recall"),
        ..Default::default()
    };
    let request = pb::EndMandateRequest {
        name: made.name.clone(),
        etag: changed.etag.clone(),
        basis: Some(basis.clone()),
        ..Default::default()
    };
    let ended = roll
        .standing
        .end_mandate(ask(request))
        .await
        .expect("ended")
        .into_inner();
    assert_eq!(
        ended.end_date,
        day("2026-05-25"),
        "today, as no day was given"
    );
    assert_eq!(
        (ended.state(), ended.basis.as_ref()),
        (State::Active, Some(&basis))
    );

    let get = |time| pb::GetMandateRequest {
        name: made.name.clone(),
        as_of_time: time,
        ..Default::default()
    };
    let before = roll
        .standing
        .get_mandate(get(Some(date::timestamp(given))))
        .await;
    assert_eq!(before.expect("read").into_inner(), made);
    // The next day in Kazakhstan.
    world.hand.set("2026-05-25T19:00:00Z");
    let now = roll
        .standing
        .get_mandate(get(None))
        .await
        .expect("read")
        .into_inner();
    assert_eq!(now.state(), State::Ended);
    let over = end(&mut roll, &made.name, "2026-06-01").await;
    refused(
        over,
        Code::FailedPrecondition,
        Reason::StateTransitionForbidden,
    );
    let request = pb::ListMandateRevisionsRequest {
        name: made.name.clone(),
        ..Default::default()
    };
    let page = roll
        .standing
        .list_mandate_revisions(request)
        .await
        .expect("listed")
        .into_inner();
    let methods: Vec<&str> = page
        .mandate_revisions
        .iter()
        .map(|r| r.method.as_str())
        .collect();
    assert_eq!(methods, ["EndMandate", "UpdateMandate", "CreateMandate"]);
    let request = pb::GetMandateRevisionRequest {
        name: format!("{}/revisions/2", made.name),
        ..Default::default()
    };
    let one = roll
        .standing
        .get_mandate_revision(request)
        .await
        .expect("read")
        .into_inner();
    assert_eq!(one, page.mandate_revisions[1]);
}

#[tokio::test]
async fn mandates_are_found_by_whose_they_are_and_when() {
    let world = World::start().await;
    let mut roll = start(&world).await;
    let first = mandate("aigul", "demo|aigul", "2024-03-01", "2026-05-25");
    give(&mut roll, "aigul", first).await.expect("given");
    let coming = give(
        &mut roll,
        "again",
        mandate("aigul", "demo|aigul", "2026-05-27", ""),
    )
    .await;
    assert_eq!(coming.expect("given").state(), State::Pending);

    for (filter, order, found) in [
        ("", "start_date desc", vec!["again", "aigul"]),
        (
            "subject = \"demo|aigul\" AND active_on(\"2026-05-25\")",
            "",
            vec!["aigul"],
        ),
        (
            "person = \"persons/aigul\"",
            "end_date desc",
            vec!["aigul", "again"],
        ),
        ("active_on(\"2024-02-29\")", "", vec![]),
    ] {
        let request = pb::ListMandatesRequest {
            parent: org("ngo"),
            filter: filter.into(),
            order_by: order.into(),
            ..Default::default()
        };
        let page = roll
            .standing
            .list_mandates(request)
            .await
            .expect("listed")
            .into_inner();
        let ids: Vec<&str> = page
            .mandates
            .iter()
            .map(|m| common::names::id(&m.name))
            .collect();
        assert_eq!(ids, found, "{filter}");
    }
}

#[tokio::test]
async fn a_person_and_a_subject_have_one_mandate_of_an_organization_at_a_time() {
    let world = World::start().await;
    let mut roll = start(&world).await;
    let overlap = |outcome| refused(outcome, Code::FailedPrecondition, Reason::MandateOverlap);
    let first = mandate("aigul", "demo|aigul", "2024-01-01", "2024-12-31");
    let first = give(&mut roll, "first", first).await.expect("given");
    overlap(
        give(
            &mut roll,
            "x",
            mandate("aigul", "other|aigul", "2024-12-31", ""),
        )
        .await,
    );
    overlap(
        give(
            &mut roll,
            "x",
            mandate("marat", "demo|aigul", "2023-01-01", "2024-01-01"),
        )
        .await,
    );
    let second = give(
        &mut roll,
        "second",
        mandate("aigul", "demo|aigul", "2025-01-01", ""),
    )
    .await;
    let second = second.expect("the day after");
    give(
        &mut roll,
        "marat",
        mandate("marat", "demo|marat", "2024-01-01", ""),
    )
    .await
    .expect("another");
    let elsewhere = pb::CreateMandateRequest {
        parent: org("other"),
        ..asked("aigul", mandate("aigul", "demo|aigul", "2024-01-01", ""))
    };
    roll.standing
        .create_mandate(ask(elsewhere))
        .await
        .expect("of another organization");
    let earlier = Mandate {
        start_date: day("2024-12-31"),
        ..second
    };
    overlap(change(&mut roll, earlier, &["start_date"]).await);
    world.hand.set("2024-06-01T00:00:00Z");
    overlap(end(&mut roll, &first.name, "2025-01-01").await);
    end(&mut roll, &first.name, "2024-06-30")
        .await
        .expect("earlier");
    for person in ["aigul", "marat"] {
        let deleted = roll.delete_person(person).await;
        refused(deleted, Code::FailedPrecondition, Reason::ResourceInUse);
    }
    let deleted = roll.delete("other").await;
    refused(deleted, Code::FailedPrecondition, Reason::ResourceInUse);
}
