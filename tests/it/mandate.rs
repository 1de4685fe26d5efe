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

#[tokio::test]
async fn what_is_wrong_with_a_mandate_is_said() {
    let world = World::start().await;
    let mut roll = start(&world).await;
    roll.record(Kind::Ngo, &["gone", "idle"]).await;
    roll.delete("gone").await.expect("deleted");
    roll.suspend("idle", "2025-01-01").await;
    let good = || mandate("aigul", "demo|aigul", "2024-03-01", "");
    let wrong = [
        (
            Mandate {
                person: "persons/none".into(),
                ..good()
            },
            Reason::ReferenceNotFound,
            "mandate.person",
        ),
        (
            Mandate {
                power_codes: vec!["fly".into()],
                ..good()
            },
            Reason::CodeUnknown,
            "mandate.power_codes[0]",
        ),
        (
            Mandate {
                power_codes: vec![],
                ..good()
            },
            Reason::FieldInvalid,
            "mandate.power_codes",
        ),
        (
            Mandate {
                subject: "демо|айгуль".into(),
                ..good()
            },
            Reason::FieldInvalid,
            "mandate.subject",
        ),
        (
            Mandate {
                start_date: day("2024-03"),
                ..good()
            },
            Reason::DatesInvalid,
            "mandate.start_date",
        ),
        (
            Mandate {
                end_date: day("2024-02-29"),
                ..good()
            },
            Reason::DatesInvalid,
            "mandate.end_date",
        ),
        (
            Mandate {
                basis: Some(Document {
                    document_type: "charter".into(),
                    titles: [en("a"), en("b")].concat(),
                    ..Default::default()
                }),
                ..good()
            },
            Reason::LanguageMissing,
            "mandate.basis.titles[1].language_code",
        ),
    ];
    for (mandate, reason, field) in wrong {
        let status = refused(
            give(&mut roll, "x", mandate).await,
            Code::InvalidArgument,
            reason,
        );
        assert_eq!(fields(&status), [field]);
    }
    for (parent, code, reason) in [
        ("none", Code::NotFound, Reason::ResourceNotFound),
        ("gone", Code::FailedPrecondition, Reason::ResourceDeleted),
    ] {
        let request = pb::CreateMandateRequest {
            parent: org(parent),
            ..asked("x", good())
        };
        refused(
            roll.standing.create_mandate(ask(request)).await,
            code,
            reason,
        );
    }
    let idle = |start| pb::CreateMandateRequest {
        parent: org("idle"),
        ..asked("m", mandate("aigul", "demo|aigul", start, ""))
    };
    let refuse = |outcome| {
        refused(
            outcome,
            Code::FailedPrecondition,
            Reason::OrganizationNotActive,
        )
    };
    refuse(roll.standing.create_mandate(ask(idle("2025-01-01"))).await);
    let made = roll
        .standing
        .create_mandate(ask(idle("2024-12-31")))
        .await
        .expect("given");
    let later = Mandate {
        start_date: day("2025-02-01"),
        ..made.into_inner()
    };
    refused(
        change(&mut roll, later, &["start_date"]).await,
        Code::FailedPrecondition,
        Reason::OrganizationNotActive,
    );

    let request = pb::CreateMandateRequest {
        request_id: request_id(),
        ..asked("aigul", good())
    };
    let rehearsal = pb::CreateMandateRequest {
        validate_only: true,
        ..asked("aigul", good())
    };
    roll.standing
        .create_mandate(ask(rehearsal))
        .await
        .expect("checked");
    let first = roll
        .standing
        .create_mandate(ask(request.clone()))
        .await
        .expect("given")
        .into_inner();
    let again = roll
        .standing
        .create_mandate(ask(request.clone()))
        .await
        .expect("the same");
    assert_eq!(again.into_inner(), first);
    let unnamed = roll.standing.create_mandate(request.clone()).await;
    refused(unnamed, Code::Unauthenticated, Reason::SubjectMissing);
    let other = pb::CreateMandateRequest {
        mandate_id: "y".into(),
        ..request.clone()
    };
    let other = roll.standing.create_mandate(ask(other)).await;
    refused(other, Code::AlreadyExists, Reason::RequestIdReused);
    let twice = give(&mut roll, "aigul", good()).await;
    refused(twice, Code::AlreadyExists, Reason::ResourceExists);

    changes_are_refused(&mut roll, &first.name, &request.request_id).await;
    reads_are_refused(&mut roll, &first.name).await;
}

async fn changes_are_refused(roll: &mut Roll, name: &str, used: &str) {
    let patch = || Mandate {
        name: name.into(),
        ..Default::default()
    };
    for (patch, mask, reason) in [
        (
            Mandate {
                subject: "demo|marat".into(),
                ..patch()
            },
            vec!["subject"],
            Reason::UpdateMaskInvalid,
        ),
        (
            Mandate {
                power_codes: vec!["fly".into()],
                ..patch()
            },
            vec![],
            Reason::CodeUnknown,
        ),
        (
            Mandate {
                end_date: day("2024-01-01"),
                ..patch()
            },
            vec![],
            Reason::DatesInvalid,
        ),
        (patch(), vec!["power_codes"], Reason::FieldInvalid),
    ] {
        refused(
            change(roll, patch, &mask).await,
            Code::InvalidArgument,
            reason,
        );
    }
    let missing = Mandate {
        name: format!("{name}-9"),
        ..patch()
    };
    refused(
        change(roll, missing, &[]).await,
        Code::NotFound,
        Reason::ResourceNotFound,
    );
    let update = pb::UpdateMandateRequest {
        mandate: Some(patch()),
        request_id: used.into(),
        ..Default::default()
    };
    let unnamed = roll.standing.update_mandate(update.clone()).await;
    refused(unnamed, Code::Unauthenticated, Reason::SubjectMissing);
    let reused = roll.standing.update_mandate(ask(update)).await;
    refused(reused, Code::AlreadyExists, Reason::RequestIdReused);

    let ending = |name: &str| pb::EndMandateRequest {
        name: name.into(),
        ..Default::default()
    };
    for (request, code, reason) in [
        (
            pb::EndMandateRequest {
                end_date: day("2024-02-29"),
                ..ending(name)
            },
            Code::InvalidArgument,
            Reason::DatesInvalid,
        ),
        (
            pb::EndMandateRequest {
                end_date: day("2026"),
                ..ending(name)
            },
            Code::InvalidArgument,
            Reason::DatesInvalid,
        ),
        (
            pb::EndMandateRequest {
                etag: "\"9\"".into(),
                ..ending(name)
            },
            Code::Aborted,
            Reason::EtagMismatch,
        ),
        (
            pb::EndMandateRequest {
                request_id: used.into(),
                ..ending(name)
            },
            Code::AlreadyExists,
            Reason::RequestIdReused,
        ),
        (ending("x"), Code::InvalidArgument, Reason::FieldInvalid),
        (
            ending(&format!("{name}-9")),
            Code::NotFound,
            Reason::ResourceNotFound,
        ),
    ] {
        refused(roll.standing.end_mandate(ask(request)).await, code, reason);
    }
    let unnamed = roll.standing.end_mandate(ending(name)).await;
    refused(unnamed, Code::Unauthenticated, Reason::SubjectMissing);
}

async fn reads_are_refused(roll: &mut Roll, name: &str) {
    let list = |parent: &str, filter: &str, order: &str, token: &str| pb::ListMandatesRequest {
        parent: parent.into(),
        filter: filter.into(),
        order_by: order.into(),
        page_token: token.into(),
        ..Default::default()
    };
    for (request, reason) in [
        (
            list("organizations/ngo", "state = ACTIVE", "", ""),
            Reason::FilterInvalid,
        ),
        (
            list("organizations/ngo", "", "subject", ""),
            Reason::OrderByInvalid,
        ),
        (
            list("organizations/ngo", "", "", "bm9uc2Vuc2U"),
            Reason::PageTokenMismatch,
        ),
        (list("organizations/-", "", "", ""), Reason::FieldInvalid),
    ] {
        refused(
            roll.standing.list_mandates(request).await,
            Code::InvalidArgument,
            reason,
        );
    }
    let page = roll
        .standing
        .list_mandates(list("organizations/none", "", "", ""))
        .await;
    refused(page, Code::NotFound, Reason::ResourceNotFound);
    for (name, code, reason) in [
        ("x".to_owned(), Code::InvalidArgument, Reason::FieldInvalid),
        (
            format!("{name}-9"),
            Code::NotFound,
            Reason::ResourceNotFound,
        ),
    ] {
        let get = pb::GetMandateRequest {
            name: name.clone(),
            as_of_time: None,
        };
        refused(roll.standing.get_mandate(get).await, code, reason);
        let list = pb::ListMandateRevisionsRequest {
            name: name.clone(),
            ..Default::default()
        };
        refused(
            roll.standing.list_mandate_revisions(list).await,
            code,
            reason,
        );
        let get = pb::GetMandateRevisionRequest {
            name: format!("{name}/revisions/1"),
        };
        refused(roll.standing.get_mandate_revision(get).await, code, reason);
    }
    let list = pb::ListMandateRevisionsRequest {
        name: name.into(),
        page_token: "x".into(),
        ..Default::default()
    };
    let page = roll.standing.list_mandate_revisions(list).await;
    refused(page, Code::InvalidArgument, Reason::PageTokenMismatch);
}
