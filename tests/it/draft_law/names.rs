//! Numbers and titles of draft laws are found in whatever form they were typed.

use super::*;

#[tokio::test]
async fn a_number_is_one_number_however_it_was_typed() {
    let mut office = Office::open().await;
    let mut request = law("numbered");
    let new = request.draft_law.as_mut().expect("one");
    new.number = "Заи\u{306}-7".into();
    new.titles = en("On the Заи\u{306}сан");
    office
        .laws
        .create_draft_law(ask(request))
        .await
        .expect("created");
    for filter in [
        "number = \"Зай-7\"",
        "number = \"Заи\u{306}-7\"",
        "number = \"Зай*\"",
        "titles:\"зайсан\"",
        "titles:\"ЗАИ\u{306}САН\"",
    ] {
        let request = pb::ListDraftLawsRequest {
            filter: filter.into(),
            ..Default::default()
        };
        let page = office.laws.list_draft_laws(request).await.expect("listed");
        assert_eq!(page.into_inner().draft_laws.len(), 1, "{filter}");
    }
    let mut request = law("foreign");
    let new = request.draft_law.as_mut().expect("one");
    new.external_ids = vec![kenes_proto::types::Identifier {
        scheme: "KZ-MAJILIS".into(),
        id: "12 04".into(),
        ..Default::default()
    }];
    let status = office.laws.create_draft_law(ask(request)).await;
    let status = refused(status, Code::InvalidArgument, Reason::FieldInvalid);
    assert_eq!(fields(&status), ["draft_law.external_ids[0].id"]);
}

#[tokio::test]
async fn a_number_is_written_in_one_way() {
    let mut office = Office::open().await;
    let mut numbered = async |id: &str, number: &str| {
        let mut request = law(id);
        request.draft_law.as_mut().expect("one").number = number.into();
        office.laws.create_draft_law(ask(request)).await
    };
    numbered("good", "№ 77-z (I)").await.expect("created");
    for (n, bad) in [
        " 77-z",
        "77-z ",
        "77-z\u{200b}",
        "77\u{2011}z",
        "77-z\r\n",
        "77\u{a0}z",
        "№  77",
        "٧٧",
    ]
    .iter()
    .enumerate()
    {
        let status = numbered(&format!("bad-{n}"), bad).await;
        let status = refused(status, Code::InvalidArgument, Reason::FieldInvalid);
        assert_eq!(fields(&status), ["draft_law.number"], "{bad:?}");
    }
}

#[tokio::test]
async fn draft_laws_are_found_by_what_they_say() {
    let mut office = Office::open().await;
    let mut roll = crate::roll::Roll::of(&office.world);
    roll.code("act-types", &["law"]).await;
    for (id, title, introduced) in [
        ("on-forums", "On civil forums", "2003-10"),
        ("on-orders", "On the social order", "2005-04-12"),
    ] {
        office.world.hand.pass(1_000_000);
        let mut request = law(id);
        let new = request.draft_law.get_or_insert_default();
        (new.titles, new.introduce_date) = (en(title), Some(day(introduced)));
        new.act_type_code = "law".into();
        office
            .laws
            .create_draft_law(ask(request))
            .await
            .expect("created");
    }
    for (filter, order_by, found) in [
        ("", "", vec!["on-orders", "on-forums", "on-charity"]),
        ("titles:\"FORUMS\"", "", vec!["on-forums"]),
        (
            "act_type_code = law",
            "introduce_date",
            vec!["on-forums", "on-orders"],
        ),
        ("introduce_date >= \"2026-01-01\"", "", vec!["on-charity"]),
        ("state = STATE_ENACTED", "", vec![]),
    ] {
        let request = pb::ListDraftLawsRequest {
            filter: filter.into(),
            order_by: order_by.into(),
            ..Default::default()
        };
        let page = office
            .laws
            .list_draft_laws(request)
            .await
            .expect("listed")
            .into_inner();
        let ids: Vec<&str> = page
            .draft_laws
            .iter()
            .map(|l| common::names::id(&l.name))
            .collect();
        assert_eq!(ids, found, "{filter}");
        assert_eq!(
            page.total_size,
            Some(i64::try_from(found.len()).expect("few"))
        );
    }
    for (filter, order_by, token, reason) in [
        ("colour = red", "", "", Reason::FilterInvalid),
        ("", "titles", "", Reason::OrderByInvalid),
        ("", "", "bm8", Reason::PageTokenMismatch),
    ] {
        let request = pb::ListDraftLawsRequest {
            filter: filter.into(),
            order_by: order_by.into(),
            page_token: token.into(),
            ..Default::default()
        };
        refused(
            office.laws.list_draft_laws(request).await,
            Code::InvalidArgument,
            reason,
        );
    }
}
