//! What a mandate is refused for.

use super::*;

#[tokio::test]
async fn what_is_wrong_with_a_mandate_is_said() {
    let world = World::start().await;
    let mut roll = start(&world).await;
    roll.record(Kind::Ngo, &["gone"]).await;
    roll.delete("gone").await.expect("deleted");
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
}

#[tokio::test]
async fn whoever_is_suspended_gives_no_mandate() {
    let world = World::start().await;
    let mut roll = start(&world).await;
    roll.record(Kind::Ngo, &["idle"]).await;
    roll.suspend("idle", "2025-01-01").await;
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
}

#[tokio::test]
async fn a_mandate_is_written_once() {
    let world = World::start().await;
    let mut roll = start(&world).await;
    let good = || mandate("aigul", "demo|aigul", "2024-03-01", "");
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
    let patch = || Mandate {
        name: first.name.clone(),
        ..Default::default()
    };
    let update = pb::UpdateMandateRequest {
        mandate: Some(patch()),
        request_id: request.request_id.clone(),
        ..Default::default()
    };
    let unnamed = roll.standing.update_mandate(update.clone()).await;
    refused(unnamed, Code::Unauthenticated, Reason::SubjectMissing);
    let reused = roll.standing.update_mandate(ask(update)).await;
    refused(reused, Code::AlreadyExists, Reason::RequestIdReused);
}

#[tokio::test]
async fn a_change_of_a_mandate_is_held_to_the_same_rules() {
    let world = World::start().await;
    let mut roll = start(&world).await;
    let made = give(
        &mut roll,
        "aigul",
        mandate("aigul", "demo|aigul", "2024-03-01", ""),
    )
    .await;
    let name = made.expect("given").name;
    let name = name.as_str();
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
            change(&mut roll, patch, &mask).await,
            Code::InvalidArgument,
            reason,
        );
    }
    let missing = Mandate {
        name: format!("{name}-9"),
        ..patch()
    };
    refused(
        change(&mut roll, missing, &[]).await,
        Code::NotFound,
        Reason::ResourceNotFound,
    );
}

#[tokio::test]
async fn an_end_of_a_mandate_that_cannot_be_is_refused() {
    let world = World::start().await;
    let mut roll = start(&world).await;
    let made = give(
        &mut roll,
        "aigul",
        mandate("aigul", "demo|aigul", "2024-03-01", ""),
    )
    .await;
    let name = made.expect("given").name;
    let name = name.as_str();
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

#[tokio::test]
async fn a_question_about_mandates_that_is_wrong_is_refused() {
    let world = World::start().await;
    let mut roll = start(&world).await;
    let made = give(
        &mut roll,
        "aigul",
        mandate("aigul", "demo|aigul", "2024-03-01", ""),
    )
    .await;
    let name = made.expect("given").name;
    let name = name.as_str();
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
            ..Default::default()
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
            ..Default::default()
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
