//! Who took over from whom, who is a part of whom, and merging.

use super::*;

fn names(ids: &[&str]) -> Vec<String> {
    ids.iter().map(|id| format!("organizations/{id}")).collect()
}

fn following(id: &str, predecessors: &[&str]) -> pb::Organization {
    pb::Organization {
        name: format!("organizations/{id}"),
        predecessors: names(predecessors),
        ..Default::default()
    }
}

fn merger(id: &str, into: &str) -> pb::MergeOrganizationsRequest {
    pb::MergeOrganizationsRequest {
        name: format!("organizations/{id}"),
        into: format!("organizations/{into}"),
        ..Default::default()
    }
}

async fn merge(client: &mut Client<Channel>, request: pb::MergeOrganizationsRequest) -> Answer {
    Ok(client.merge_organizations(ask(request)).await?.into_inner())
}

#[tokio::test]
async fn a_predecessor_knows_its_successors() {
    let world = World::start().await;
    let mut client = Client::new(world.registry.clone());
    for id in ["a", "b", "heir"] {
        ngo(&mut client, id).await;
    }
    let heir = update(&mut client, following("heir", &["a", "b"]), "").await;
    assert_eq!(heir.expect("linked").predecessors, names(&["a", "b"]));
    for id in ["a", "b"] {
        let known = get(&mut client, id).await;
        assert_eq!(known.successors, names(&["heir"]));
        assert_eq!(
            known.state(),
            State::Active,
            "succession alone ends nothing"
        );
        assert_eq!(known.etag, "\"2\"");
    }
    let revision = pb::GetOrganizationRevisionRequest {
        name: "organizations/a/revisions/2".into(),
        ..Default::default()
    };
    let revision = client.get_organization_revision(revision).await;
    assert_eq!(
        revision.expect("written").into_inner().method,
        "LinkOrganization",
        "what was done to it, not to its heir"
    );

    // Something else is corrected: the predecessors are left alone. Then one turns out to be none.
    let mut other = following("heir", &["a", "b"]);
    other.short_titles = en("Heir");
    update(&mut client, other, "").await.expect("corrected");
    assert_eq!(get(&mut client, "a").await.etag, "\"2\"");
    let fewer = update(&mut client, following("heir", &["b"]), "").await;
    fewer.expect("unlinked");
    assert!(get(&mut client, "a").await.successors.is_empty());
    assert_eq!(get(&mut client, "b").await.successors, names(&["heir"]));
    let none = update(&mut client, following("heir", &[]), "predecessors").await;
    none.expect("unlinked");
    assert!(get(&mut client, "b").await.successors.is_empty());
}

#[tokio::test]
async fn no_chain_returns_to_its_start() {
    let world = World::start().await;
    let mut client = Client::new(world.registry.clone());
    for id in ["a", "b", "c"] {
        ngo(&mut client, id).await;
    }
    let part = |id: &str, of: &str| pb::Organization {
        name: format!("organizations/{id}"),
        parent_organization: format!("organizations/{of}"),
        ..Default::default()
    };
    update(&mut client, following("b", &["a"]), "")
        .await
        .expect("linked");
    update(&mut client, following("c", &["b"]), "")
        .await
        .expect("linked");
    update(&mut client, part("b", "a"), "")
        .await
        .expect("a part");
    update(&mut client, part("c", "b"), "")
        .await
        .expect("a part");
    for end in ["a", "b", "c"] {
        let outcome = update(&mut client, following("a", &[end]), "").await;
        let status = refused(outcome, Code::InvalidArgument, Reason::FieldInvalid);
        assert_eq!(fields(&status), ["organization.predecessors[0]"]);
        let outcome = update(&mut client, part("a", end), "").await;
        let status = refused(outcome, Code::InvalidArgument, Reason::FieldInvalid);
        assert_eq!(fields(&status), ["organization.parent_organization"]);
    }
    // Two ways to the same one are no circle.
    let both = update(&mut client, following("c", &["a", "b"]), "").await;
    both.expect("linked");
}

#[tokio::test]
async fn the_merged_one_ends_and_the_other_goes_on() {
    let world = World::start().await;
    let mut client = Client::new(world.registry.clone());
    for id in ["tabigat", "aigolek"] {
        ngo(&mut client, id).await;
    }
    let mut request = merger("tabigat", "aigolek");
    request.validate_only = true;
    merge(&mut client, request.clone()).await.expect("checked");
    assert_eq!(get(&mut client, "aigolek").await.etag, "\"1\"");

    request.validate_only = false;
    request.request_id = request_id();
    request.effective_date = Some(day(2025, 12, 31));
    let merged = merge(&mut client, request.clone()).await.expect("merged");
    assert_eq!(merged.name, "organizations/tabigat");
    assert_eq!(merged.state(), State::Dissolved);
    assert_eq!(merged.dissolution_date, Some(day(2025, 12, 31)));
    assert_eq!(merged.successors, names(&["aigolek"]));
    let last = merged.state_periods.last().expect("a period");
    assert_eq!(last.reason, "merged into organizations/aigolek");
    let heir = get(&mut client, "aigolek").await;
    assert_eq!(heir.predecessors, names(&["tabigat"]));
    assert_eq!(heir.state(), State::Active);
    let again = merge(&mut client, request).await.expect("the same answer");
    assert_eq!(again, merged);
    assert_eq!(get(&mut client, "aigolek").await.etag, "\"2\"");

    // One that is a successor already is not made it twice.
    ngo(&mut client, "old").await;
    update(&mut client, following("aigolek", &["tabigat", "old"]), "")
        .await
        .expect("linked");
    let mut request = merger("old", "aigolek");
    request.reason = "Agreed".into();
    let merged = merge(&mut client, request).await.expect("merged");
    assert_eq!(merged.successors, names(&["aigolek"]));
    assert_eq!(merged.state_periods[1].reason, "Agreed");
    assert_eq!(get(&mut client, "aigolek").await.etag, "\"3\"");
}

#[tokio::test]
async fn what_cannot_be_merged_is_refused() {
    let world = World::start().await;
    let mut client = Client::new(world.registry.clone());
    for id in ["a", "b", "c", "gone", "ended"] {
        ngo(&mut client, id).await;
    }
    update(&mut client, following("b", &["a"]), "")
        .await
        .expect("linked");
    update(&mut client, following("c", &["b"]), "")
        .await
        .expect("linked");
    delete(&mut client, "gone").await.expect("deleted");
    let end = pb::DissolveOrganizationRequest {
        name: "organizations/ended".into(),
        reason: "Over".into(),
        ..Default::default()
    };
    client
        .dissolve_organization(ask(end))
        .await
        .expect("dissolved");

    let stale = pb::MergeOrganizationsRequest {
        etag: "\"9\"".into(),
        ..merger("c", "a")
    };
    let ahead = pb::MergeOrganizationsRequest {
        effective_date: Some(day(2026, 5, 26)),
        ..merger("a", "c")
    };
    for (request, code, reason) in [
        (
            merger("a", "a"),
            Code::InvalidArgument,
            Reason::FieldInvalid,
        ),
        (
            merger("c", "b"),
            Code::InvalidArgument,
            Reason::FieldInvalid,
        ),
        (
            merger("c", "a"),
            Code::InvalidArgument,
            Reason::FieldInvalid,
        ),
        (
            merger("a", "none"),
            Code::InvalidArgument,
            Reason::ReferenceNotFound,
        ),
        (
            merger("a", "gone"),
            Code::InvalidArgument,
            Reason::ReferenceNotFound,
        ),
        (
            merger("a", "ended"),
            Code::FailedPrecondition,
            Reason::OrganizationNotActive,
        ),
        (
            merger("ended", "a"),
            Code::FailedPrecondition,
            Reason::StateTransitionForbidden,
        ),
        (
            merger("none", "a"),
            Code::NotFound,
            Reason::ResourceNotFound,
        ),
        (
            merger("gone", "a"),
            Code::FailedPrecondition,
            Reason::ResourceDeleted,
        ),
        (stale, Code::Aborted, Reason::EtagMismatch),
        (ahead, Code::InvalidArgument, Reason::DatesInvalid),
    ] {
        let shown = format!("{} into {}", request.name, request.into);
        let outcome = merge(&mut client, request).await;
        println!("{shown}");
        refused(outcome, code, reason);
    }
    // Nothing was half done.
    for (id, etag) in [("a", "\"2\""), ("b", "\"3\""), ("c", "\"2\"")] {
        assert_eq!(get(&mut client, id).await.etag, etag, "{id}");
    }
    merge(&mut client, merger("a", "c"))
        .await
        .expect("a far successor");
}
