//! Organizations by filter, by page and by name.

use kenes_proto::gtype::LocalizedText;

use super::*;

/// An NGO of women, a chamber of parliament and a body that is a part of it, a second apart.
async fn three() -> (World, Client<Channel>) {
    let world = World::start().await;
    let mut client = Client::new(world.registry.clone());
    code(&world, "ngo-groups", "women", None).await;
    code(&world, "ngo-groups", "youth", None).await;
    code(&world, "body-forms", "experts-chamber", None).await;
    let mut women = named(Kind::Ngo, "Analar Uni");
    women.titles.push(LocalizedText {
        language_code: "ru".into(),
        text: "Женское объединение АЛЬЯНС".into(),
    });
    women.bin = BIN.into();
    women.founding_date = Some(day(2007, 2, 8));
    women.place = Some(kenes_proto::types::Place {
        region_code: "KZ".into(),
        subdivision_code: "KZ-75".into(),
        ..Default::default()
    });
    women.ngo_profile = Some(pb::NgoProfile {
        scope: pb::ngo_profile::Scope::Regional.into(),
        group_codes: vec!["women".into(), "youth".into()],
        ..Default::default()
    });
    create(&mut client, "analar", women).await.expect("created");
    world.hand.pass(1_000_000);
    let mut parliament = named(Kind::StateBody, "Majilis");
    parliament.founding_date = Some(day(1995, 0, 0));
    let made = create(&mut client, "majilis", parliament).await;
    made.expect("created");
    world.hand.pass(1_000_000);
    let mut chamber = named(Kind::ConsultativeBody, "Public Experts Chamber");
    chamber.parent_organization = "organizations/majilis".into();
    chamber.body_profile = Some(pb::BodyProfile {
        form_code: "experts-chamber".into(),
        ..Default::default()
    });
    let made = create(&mut client, "chamber", chamber).await;
    made.expect("created");
    (world, client)
}

/// The ids of all pages of one.
async fn list(
    client: &mut Client<Channel>,
    filter: &str,
    order: &str,
    show_deleted: bool,
) -> Vec<String> {
    let mut request = pb::ListOrganizationsRequest {
        page_size: 1,
        filter: filter.into(),
        order_by: order.into(),
        show_deleted,
        ..Default::default()
    };
    let mut found = Vec::new();
    loop {
        let page = client.list_organizations(request.clone()).await;
        let page = page
            .unwrap_or_else(|e| panic!("{filter}: {e}"))
            .into_inner();
        assert_eq!(page.total_size.is_some(), request.page_token.is_empty());
        let ids = page.organizations.iter();
        found.extend(ids.map(|o| o.name.replace("organizations/", "")));
        if page.next_page_token.is_empty() {
            return found;
        }
        request.page_token = page.next_page_token;
    }
}

#[tokio::test]
async fn lists_are_filtered_sorted_and_paged() {
    let (_world, mut client) = Box::pin(three()).await;
    let client = &mut client;
    assert_eq!(
        list(client, "", "", false).await,
        ["analar", "majilis", "chamber"]
    );
    let founded = list(
        client,
        "founding_date > \"1900-01-01\"",
        "founding_date desc",
        false,
    )
    .await;
    assert_eq!(founded, ["analar", "majilis"]);
    let by_change = list(client, "", "update_time desc", false).await;
    assert_eq!(by_change, ["chamber", "majilis", "analar"]);
    for (filter, only) in [
        ("titles:\"альянс\" AND state = ACTIVE", "analar"),
        (
            "kind = NGO AND place.subdivision_code = \"KZ-75\" AND ngo_profile.group_codes:\"women\"",
            "analar",
        ),
        ("ngo_profile.scope = REGIONAL", "analar"),
        ("bin = \"950440001673\"", "analar"),
        (
            "founding_date <= \"1995-01-01\" AND founding_date > \"1990-01-01\"",
            "majilis",
        ),
        ("body_profile.form_code = \"experts-chamber\"", "chamber"),
        ("parent_organization = \"organizations/majilis\"", "chamber"),
        ("create_time >= \"2026-05-25T12:00:02Z\"", "chamber"),
        ("update_time < \"2026-05-25T12:00:01Z\"", "analar"),
    ] {
        assert_eq!(list(client, filter, "", false).await, [only], "{filter}");
    }
    assert!(
        list(client, "ngo_profile.group_codes:\"wom\"", "", false)
            .await
            .is_empty()
    );

    delete(client, "analar").await.expect("deleted");
    assert_eq!(list(client, "", "", false).await, ["majilis", "chamber"]);
    assert_eq!(
        list(client, "", "", true).await,
        ["analar", "majilis", "chamber"]
    );
}

#[tokio::test]
async fn a_batch_is_all_or_none() {
    let (_world, mut client) = Box::pin(three()).await;
    delete(&mut client, "analar").await.expect("deleted");
    let names = |ids: &[&str]| pb::BatchGetOrganizationsRequest {
        names: ids.iter().map(|id| format!("organizations/{id}")).collect(),
        ..Default::default()
    };
    let batch = client
        .batch_get_organizations(names(&["chamber", "analar"]))
        .await;
    let batch = batch.expect("all found").into_inner().organizations;
    assert_eq!(batch[0].name, "organizations/chamber");
    assert!(batch[1].delete_time.is_some());
    let some = client
        .batch_get_organizations(names(&["chamber", "none"]))
        .await;
    refused(some, Code::NotFound, Reason::ResourceNotFound);
    let twice = client
        .batch_get_organizations(names(&["chamber", "chamber"]))
        .await;
    refused(twice, Code::InvalidArgument, Reason::FieldInvalid);
}
