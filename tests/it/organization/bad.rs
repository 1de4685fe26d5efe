//! What is refused of an organization's record, and that all of it is named at once.

use super::*;

type Fault = fn(&mut pb::Organization);

#[tokio::test]
async fn what_is_wrong_is_said_all_at_once() {
    let world = World::start().await;
    let mut client = Client::new(world.registry.clone());
    let mut bad = named(Kind::Other, "Bad");
    bad.bin = "950440001674".into();
    bad.identifiers = vec![identifier("KZ-BIN", BIN)];
    bad.legal_form_code = "unheard-of".into();
    bad.parent_organization = "organizations/none".into();
    bad.predecessors = vec!["organizations/none".into()];
    bad.founding_date = Some(day(2026, 2, 30));
    bad.ngo_profile = Some(pb::NgoProfile {
        group_codes: vec!["unheard-of".into()],
        ..Default::default()
    });
    let status = create(&mut client, "bad", bad.clone()).await;
    let status = refused(status, Code::InvalidArgument, Reason::BinChecksumInvalid);
    let all = [
        "organization.bin",
        "organization.founding_date",
        "organization.identifiers[0]",
        "organization.legal_form_code",
        "organization.ngo_profile",
        "organization.ngo_profile.group_codes[0]",
        "organization.parent_organization",
        "organization.predecessors[0]",
    ];
    assert_eq!(fields(&status), all);

    ngo(&mut client, "good").await;
    bad.name = "organizations/good".into();
    bad.kind = Kind::Unspecified.into();
    bad.ngo_profile = None;
    let status = update(&mut client, bad, "").await;
    let status = refused(status, Code::InvalidArgument, Reason::BinChecksumInvalid);
    assert_eq!(fields(&status).len(), 6);
    assert_eq!(get(&mut client, "good").await.etag, "\"1\"");

    let shape = pb::CreateOrganizationRequest {
        organization_id: "Big".into(),
        ..Default::default()
    };
    let status = client.create_organization(ask(shape)).await;
    let status = refused(status, Code::InvalidArgument, Reason::FieldInvalid);
    assert_eq!(fields(&status), ["organization", "organization_id"]);
}

#[tokio::test]
async fn each_fault_of_a_record_has_its_reason() {
    let world = World::start().await;
    let mut client = Client::new(world.registry.clone());
    ngo(&mut client, "gone").await;
    delete(&mut client, "gone").await.expect("deleted");
    let faults: [(Fault, Reason, &str); 11] = [
        (|o| o.titles.clear(), Reason::FieldInvalid, "titles"),
        (
            |o| o.titles.extend(en("twice")),
            Reason::LanguageMissing,
            "titles[1].language_code",
        ),
        (|o| o.kind = 0, Reason::FieldInvalid, "kind"),
        (|o| o.bin = "12".into(), Reason::FieldInvalid, "bin"),
        (
            |o| o.bin = "950440001674".into(),
            Reason::BinChecksumInvalid,
            "bin",
        ),
        (
            |o| o.legal_form_code = "none".into(),
            Reason::CodeUnknown,
            "legal_form_code",
        ),
        (
            |o| o.founding_date = Some(day(2026, 5, 26)),
            Reason::DatesInvalid,
            "founding_date",
        ),
        (
            |o| o.body_profile = Some(pb::BodyProfile::default()),
            Reason::FieldInvalid,
            "body_profile",
        ),
        (
            |o| o.parent_organization = "organizations/gone".into(),
            Reason::ReferenceNotFound,
            "parent_organization",
        ),
        (
            |o| o.parent_organization = "organizations/x".into(),
            Reason::FieldInvalid,
            "parent_organization",
        ),
        (
            |o| o.predecessors = vec!["organizations/x".into()],
            Reason::FieldInvalid,
            "predecessors[0]",
        ),
    ];
    for (fault, reason, field) in faults {
        let mut bad = named(Kind::Ngo, "Bad");
        fault(&mut bad);
        let status = create(&mut client, "x", bad).await;
        let status = refused(status, Code::InvalidArgument, reason);
        assert_eq!(fields(&status), [format!("organization.{field}")]);
    }
    ngo(&mut client, "x").await;
}

#[tokio::test]
async fn a_code_is_asked_for_on_the_day_it_is_first_used() {
    let world = World::start().await;
    let mut client = Client::new(world.registry.clone());
    code(&world, "legal-forms", "institution", Some(day(2026, 5, 25))).await;
    let mut new = named(Kind::Ngo, "Institution");
    new.legal_form_code = "institution".into();
    create(&mut client, "first", new.clone())
        .await
        .expect("in effect");
    // 19:00 at UTC is midnight in Kazakhstan: the code has expired.
    world.hand.set("2026-05-25T19:00:00Z");
    let late = create(&mut client, "second", new).await;
    let status = refused(late, Code::InvalidArgument, Reason::CodeUnknown);
    assert_eq!(fields(&status), ["organization.legal_form_code"]);
    let patch = pb::Organization {
        name: "organizations/first".into(),
        short_titles: en("First"),
        ..Default::default()
    };
    let kept = update(&mut client, patch, "").await;
    assert_eq!(kept.expect("its code stays").legal_form_code, "institution");
}

#[tokio::test]
async fn an_update_knows_its_fields_and_its_organization() {
    let world = World::start().await;
    let mut client = Client::new(world.registry.clone());
    let made = ngo(&mut client, "adilet").await;
    for path in [
        "kind",
        "state",
        "org_ids",
        "successors",
        "state_periods",
        "colour",
        "name",
    ] {
        let outcome = update(&mut client, made.clone(), path).await;
        refused(outcome, Code::InvalidArgument, Reason::UpdateMaskInvalid);
    }
    let other_kind = named(Kind::Association, "Adilet");
    let patch = pb::Organization {
        name: made.name.clone(),
        ..other_kind
    };
    let outcome = update(&mut client, patch, "").await;
    refused(outcome, Code::InvalidArgument, Reason::UpdateMaskInvalid);
    let mut nobody = made.clone();
    nobody.name = "organizations/none".into();
    let outcome = update(&mut client, nobody, "titles").await;
    refused(outcome, Code::NotFound, Reason::ResourceNotFound);
    delete(&mut client, "adilet").await.expect("deleted");
    let gone = pb::Organization {
        etag: String::new(),
        ..made
    };
    let outcome = update(&mut client, gone, "titles").await;
    refused(outcome, Code::FailedPrecondition, Reason::ResourceDeleted);
}

#[tokio::test]
async fn a_list_knows_its_fields() {
    let world = World::start().await;
    let mut client = Client::new(world.registry.clone());
    for (filter, order, token, reason) in [
        ("colour = red", "", "", Reason::FilterInvalid),
        ("attached_to = \"x\"", "", "", Reason::FilterInvalid),
        ("kind = TREE", "", "", Reason::FilterInvalid),
        ("active_on(\"2026-01-01\")", "", "", Reason::FilterInvalid),
        ("", "bin", "", Reason::OrderByInvalid),
        ("", "titles", "", Reason::OrderByInvalid),
        ("", "", "bm9uc2Vuc2U", Reason::PageTokenMismatch),
    ] {
        let request = pb::ListOrganizationsRequest {
            filter: filter.into(),
            order_by: order.into(),
            page_token: token.into(),
            ..Default::default()
        };
        let outcome = client.list_organizations(request).await;
        refused(outcome, Code::InvalidArgument, reason);
    }
}

#[tokio::test]
async fn every_write_needs_a_caller() {
    let world = World::start().await;
    let mut client = Client::new(world.registry.clone());
    let name = "organizations/x".to_owned();
    let (reason, into) = ("because".to_owned(), "organizations/y".to_owned());
    let nobody = [
        client
            .create_organization(creation("x", named(Kind::Ngo, "X")))
            .await,
        client
            .update_organization(pb::UpdateOrganizationRequest::default())
            .await,
        client
            .delete_organization(pb::DeleteOrganizationRequest {
                name: name.clone(),
                ..Default::default()
            })
            .await,
        client
            .undelete_organization(pb::UndeleteOrganizationRequest {
                name: name.clone(),
                ..Default::default()
            })
            .await,
        client
            .suspend_organization(pb::SuspendOrganizationRequest {
                name: name.clone(),
                reason: reason.clone(),
                ..Default::default()
            })
            .await,
        client
            .reinstate_organization(pb::ReinstateOrganizationRequest {
                name: name.clone(),
                ..Default::default()
            })
            .await,
        client
            .dissolve_organization(pb::DissolveOrganizationRequest {
                name: name.clone(),
                reason,
                ..Default::default()
            })
            .await,
        client
            .merge_organizations(pb::MergeOrganizationsRequest {
                name,
                into,
                ..Default::default()
            })
            .await,
    ];
    for outcome in nobody {
        refused(outcome, Code::Unauthenticated, Reason::SubjectMissing);
    }
}
