//! Suspended, reinstated, dissolved: each from a day on.

use super::*;

fn suspension(id: &str, from: Option<Date>) -> pb::SuspendOrganizationRequest {
    pb::SuspendOrganizationRequest {
        name: format!("organizations/{id}"),
        effective_date: from,
        reason: "Court decision".into(),
        ..Default::default()
    }
}

fn reinstatement(id: &str, from: Option<Date>) -> pb::ReinstateOrganizationRequest {
    pb::ReinstateOrganizationRequest {
        name: format!("organizations/{id}"),
        effective_date: from,
        ..Default::default()
    }
}

fn dissolution(id: &str, from: Option<Date>) -> pb::DissolveOrganizationRequest {
    pb::DissolveOrganizationRequest {
        name: format!("organizations/{id}"),
        effective_date: from,
        reason: "Decision of the members".into(),
        ..Default::default()
    }
}

/// The periods as `state first last`.
fn history(organization: &pb::Organization) -> Vec<String> {
    let show = |d: Option<&Date>| d.map_or("-".to_owned(), common::date::show);
    let periods = organization.state_periods.iter();
    periods
        .map(|p| {
            let state = p.state().as_str_name().replace("STATE_", "");
            let (first, last) = (p.start_date.as_ref(), p.end_date.as_ref());
            format!("{state} {} {}", show(first), show(last))
        })
        .collect()
}

#[tokio::test]
async fn a_life_is_told_by_its_dates() {
    let world = World::start().await;
    let mut client = Client::new(world.registry.clone());
    let mut new = named(Kind::Ngo, "Tabigat");
    new.founding_date = Some(day(2006, 5, 0));
    create(&mut client, "tabigat", new).await.expect("created");

    let mut request = suspension("tabigat", Some(day(2020, 3, 1)));
    request.basis = Some(kenes_proto::types::Document {
        document_type: "decision".into(),
        ..Default::default()
    });
    let outcome = client.suspend_organization(ask(request.clone())).await;
    let suspended = outcome.expect("active before").into_inner();
    assert_eq!(suspended.state(), State::Suspended);
    assert_eq!(suspended.state_periods[1].reason, "Court decision");
    assert_eq!(suspended.state_periods[1].basis, request.basis);
    let filter = pb::ListOrganizationsRequest {
        filter: "state = SUSPENDED".into(),
        ..Default::default()
    };
    let page = client.list_organizations(filter).await.expect("listed");
    assert_eq!(page.into_inner().organizations, [suspended]);

    let from = Some(day(2021, 1, 15));
    let outcome = client
        .reinstate_organization(ask(reinstatement("tabigat", from)))
        .await;
    assert_eq!(
        outcome.expect("suspended before").into_inner().state(),
        State::Active
    );

    // It is still the 25th in London, the 26th in Kazakhstan.
    world.hand.set("2026-05-25T19:00:00Z");
    let outcome = client
        .dissolve_organization(ask(dissolution("tabigat", None)))
        .await;
    let dissolved = outcome.expect("active before").into_inner();
    assert_eq!(
        history(&dissolved),
        [
            "ACTIVE 2006-05 2020-02-29",
            "SUSPENDED 2020-03-01 2021-01-14",
            "ACTIVE 2021-01-15 2026-05-25",
            "DISSOLVED 2026-05-26 -",
        ]
    );
    assert_eq!(dissolved.dissolution_date, Some(day(2026, 5, 26)));

    let outcome = client
        .reinstate_organization(ask(reinstatement("tabigat", None)))
        .await;
    refused(
        outcome,
        Code::FailedPrecondition,
        Reason::StateTransitionForbidden,
    );
    let outcome = client
        .dissolve_organization(ask(dissolution("tabigat", None)))
        .await;
    refused(
        outcome,
        Code::FailedPrecondition,
        Reason::StateTransitionForbidden,
    );
    let outcome = client
        .suspend_organization(ask(suspension("tabigat", None)))
        .await;
    refused(
        outcome,
        Code::FailedPrecondition,
        Reason::StateTransitionForbidden,
    );

    // A founding date is corrected, but not past what happened since.
    let found = |date| pb::Organization {
        name: "organizations/tabigat".into(),
        founding_date: Some(date),
        ..Default::default()
    };
    let late = update(&mut client, found(day(2020, 3, 1)), "").await;
    refused(late, Code::InvalidArgument, Reason::DatesInvalid);
    let right = update(&mut client, found(day(2006, 5, 22)), "").await;
    let right = right.expect("before the suspension");
    assert_eq!(history(&right)[0], "ACTIVE 2006-05-22 2020-02-29");
    assert_eq!(right.state(), State::Dissolved);
}

#[tokio::test]
async fn the_day_of_a_change_is_whole_past_and_in_order() {
    let world = World::start().await;
    let mut client = Client::new(world.registry.clone());
    ngo(&mut client, "adilet").await;
    for bad in [day(2026, 5, 26), day(2026, 5, 0), day(2026, 2, 30)] {
        let outcome = client
            .suspend_organization(ask(suspension("adilet", Some(bad))))
            .await;
        let status = refused(outcome, Code::InvalidArgument, Reason::DatesInvalid);
        assert_eq!(fields(&status), ["effective_date"]);
        let outcome = client
            .dissolve_organization(ask(dissolution("adilet", Some(bad))))
            .await;
        refused(outcome, Code::InvalidArgument, Reason::DatesInvalid);
        let outcome = client
            .reinstate_organization(ask(reinstatement("adilet", Some(bad))))
            .await;
        refused(outcome, Code::InvalidArgument, Reason::DatesInvalid);
    }
    let from = day(2020, 3, 1);
    let outcome = client
        .suspend_organization(ask(suspension("adilet", Some(from))))
        .await;
    let suspended = outcome.expect("active from ever").into_inner();
    assert_eq!(
        history(&suspended),
        ["ACTIVE - 2020-02-29", "SUSPENDED 2020-03-01 -"]
    );
    let before = Some(day(2020, 2, 29));
    let outcome = client
        .reinstate_organization(ask(reinstatement("adilet", before)))
        .await;
    refused(outcome, Code::InvalidArgument, Reason::DatesInvalid);
    // The suspension turns out to have been a dissolution.
    let outcome = client
        .dissolve_organization(ask(dissolution("adilet", Some(from))))
        .await;
    let dissolved = outcome.expect("the same day").into_inner();
    assert_eq!(
        history(&dissolved),
        ["ACTIVE - 2020-02-29", "DISSOLVED 2020-03-01 -"]
    );
}

#[tokio::test]
async fn a_change_is_of_the_organization_that_was_read() {
    let world = World::start().await;
    let mut client = Client::new(world.registry.clone());
    ngo(&mut client, "adilet").await;
    let stale = "\"7\"".to_owned();
    let mut request = suspension("adilet", None);
    request.etag.clone_from(&stale);
    let outcome = client.suspend_organization(ask(request)).await;
    refused(outcome, Code::Aborted, Reason::EtagMismatch);
    let mut request = reinstatement("adilet", None);
    request.etag.clone_from(&stale);
    let outcome = client.reinstate_organization(ask(request)).await;
    refused(outcome, Code::Aborted, Reason::EtagMismatch);
    let mut request = dissolution("adilet", None);
    request.etag = stale;
    let outcome = client.dissolve_organization(ask(request)).await;
    refused(outcome, Code::Aborted, Reason::EtagMismatch);

    let outcome = client
        .suspend_organization(ask(suspension("none", None)))
        .await;
    refused(outcome, Code::NotFound, Reason::ResourceNotFound);
    let mut silent = suspension("adilet", None);
    silent.reason.clear();
    let outcome = client.suspend_organization(ask(silent)).await;
    let status = refused(outcome, Code::InvalidArgument, Reason::FieldInvalid);
    assert_eq!(fields(&status), ["reason"]);

    let mut rehearsal = dissolution("adilet", None);
    rehearsal.validate_only = true;
    let outcome = client.dissolve_organization(ask(rehearsal)).await;
    assert_eq!(
        outcome.expect("checked").into_inner().state(),
        State::Dissolved
    );
    assert_eq!(get(&mut client, "adilet").await.state(), State::Active);
    let mut once = suspension("adilet", None);
    once.request_id = request_id();
    let first = client
        .suspend_organization(ask(once.clone()))
        .await
        .expect("suspended");
    let again = client
        .suspend_organization(ask(once))
        .await
        .expect("the same answer");
    assert_eq!(again.into_inner(), first.into_inner());

    delete(&mut client, "adilet").await.expect("deleted");
    let outcome = client
        .reinstate_organization(ask(reinstatement("adilet", None)))
        .await;
    refused(outcome, Code::FailedPrecondition, Reason::ResourceDeleted);
}
