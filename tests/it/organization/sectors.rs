//! The sector of an organization: what its kind says of it, and what it says itself.

use kenes_proto::registry::standing_service_client::StandingServiceClient;

use super::*;

fn of(kind: Kind, sector: &str) -> pb::Organization {
    pb::Organization {
        sector_code: sector.into(),
        ..named(kind, "Organization")
    }
}

#[tokio::test]
async fn a_sector_follows_from_the_kind_or_is_said() {
    let world = World::with_starter().await;
    let mut client = Client::new(world.registry.clone());
    for (id, kind, said, sector) in [
        ("ngo", Kind::Ngo, "", "nongovernmental"),
        ("union", Kind::Other, "union", "union"),
        ("party", Kind::Other, "party", "party"),
        ("association", Kind::Association, "", "nongovernmental"),
        ("ministry", Kind::StateBody, "", "state"),
        ("council", Kind::ConsultativeBody, "", ""),
        ("other", Kind::Other, "", ""),
    ] {
        let made = create(&mut client, id, of(kind, said)).await;
        assert_eq!(made.expect("created").sector_code, sector, "{id}");
    }
    let listed = |filter: &str| pb::ListOrganizationsRequest {
        filter: filter.into(),
        order_by: "create_time".into(),
        ..Default::default()
    };
    for (filter, found) in [
        (
            "sector_code = \"nongovernmental\"",
            vec!["organizations/association", "organizations/ngo"],
        ),
        ("sector_code = \"union\"", vec!["organizations/union"]),
    ] {
        let page = client.list_organizations(listed(filter)).await;
        let page = page.expect("listed").into_inner();
        let mut names: Vec<_> = page.organizations.into_iter().map(|o| o.name).collect();
        names.sort();
        assert_eq!(names, found);
    }
    // The standing that others are told carries it.
    let request = pb::VerifyStandingRequest {
        subject: "demo|aigul".into(),
        organization: "organizations/union".into(),
        ..Default::default()
    };
    let mut standing = StandingServiceClient::new(world.registry.clone());
    let standing = standing.verify_standing(request).await;
    let standing = standing.expect("a standing").into_inner();
    assert_eq!(standing.sector_code, "union");
}

#[tokio::test]
async fn unions_and_parties_are_no_ngos() {
    let world = World::with_starter().await;
    let mut client = Client::new(world.registry.clone());
    for (kind, sector) in [
        (Kind::Ngo, "union"),
        (Kind::Ngo, "party"),
        (Kind::Association, "business"),
        (Kind::StateBody, "nongovernmental"),
    ] {
        let made = create(&mut client, "bad", of(kind, sector)).await;
        let status = refused(made, Code::InvalidArgument, Reason::SectorMismatch);
        assert_eq!(fields(&status), ["organization.sector_code"]);
    }
    let made = create(&mut client, "bad", of(Kind::Other, "fourth")).await;
    refused(made, Code::InvalidArgument, Reason::CodeUnknown);

    let made = create(&mut client, "ngo", of(Kind::Ngo, "")).await;
    let patch = pb::Organization {
        sector_code: "business".into(),
        ..made.expect("created")
    };
    let changed = update(&mut client, patch, "sector_code").await;
    refused(changed, Code::InvalidArgument, Reason::SectorMismatch);
}
