//! One name and one number are one, however they were typed.

use kenes_proto::gtype::LocalizedText;

use super::*;

#[tokio::test]
async fn a_title_is_found_in_whatever_form_it_was_typed() {
    let world = World::start().await;
    let mut client = Client::new(world.registry.clone());
    for (id, title) in [
        ("composed", "Қайсар ұйымы"),
        ("decomposed", "Қаи\u{306}сар  ҰИ\u{306}ЫМЫ"),
        ("hyphened", "Қай\u{ad}сар\u{a0}ұйымы"),
        ("other", "Каисар уиымы"),
    ] {
        let mut new = named(Kind::Ngo, "x");
        new.titles[0].text = title.into();
        let made = create(&mut client, id, new).await.expect("created");
        // What was written is kept as it was written.
        assert_eq!(made.titles, en(title));
    }
    for wanted in [
        "қайсар ұйымы",
        "ҚАЙСАР ҰЙЫМЫ",
        "Қаи\u{306}сар ұи\u{306}ымы",
        "қайсар\u{a0}  ұйымы",
    ] {
        let request = pb::ListOrganizationsRequest {
            filter: format!("titles:\"{wanted}\""),
            order_by: "create_time".into(),
            ..Default::default()
        };
        let page = client
            .list_organizations(request)
            .await
            .expect("listed")
            .into_inner();
        let found: Vec<_> = page.organizations.iter().map(|o| o.name.as_str()).collect();
        let [a, b, c] =
            ["composed", "decomposed", "hyphened"].map(|id| format!("organizations/{id}"));
        assert_eq!(found, [a, b, c], "{wanted:?}");
    }
}

#[tokio::test]
async fn a_number_of_a_register_is_one_number() {
    let world = World::start().await;
    let mut client = Client::new(world.registry.clone());
    let mut first = named(Kind::Ngo, "First");
    first.identifiers = vec![identifier("GB-CHC", "1164883"), identifier("KZ-COA", "й-1")];
    create(&mut client, "first", first).await.expect("created");
    let mut second = named(Kind::Ngo, "Second");
    for (id, say) in [
        (" 1164883", "remove U+0020 space at character 1"),
        ("1164883 ", "remove U+0020 space at character 8"),
        ("116 4883", "remove U+0020 space at character 4"),
        (
            "1164883\u{a0}",
            "remove U+00A0 no-break space at character 8",
        ),
        (
            "1164883\u{200b}",
            "remove U+200B zero width space at character 8",
        ),
        (
            "\u{feff}1164883",
            "remove U+FEFF byte order mark at character 1",
        ),
        ("１164883", "write plain letters and digits for U+FF11"),
    ] {
        second.identifiers = vec![identifier("GB-CHC", id)];
        let status = create(&mut client, "second", second.clone()).await;
        let status = refused(status, Code::InvalidArgument, Reason::FieldInvalid);
        assert_eq!(
            fields(&status),
            ["organization.identifiers[0].id"],
            "{id:?}"
        );
        assert!(status.message().contains(say), "{status:?}");
        let sought = lookup(&mut client, &format!("GB-CHC-{id}")).await;
        let status = refused(sought, Code::InvalidArgument, Reason::FieldInvalid);
        assert_eq!(fields(&status), ["org_id"], "{id:?}");
    }
    for taken in [
        identifier("GB-CHC", "1164883"),
        identifier("KZ-COA", "и\u{306}-1"),
    ] {
        second.identifiers = vec![taken];
        let status = create(&mut client, "second", second.clone()).await;
        refused(status, Code::AlreadyExists, Reason::OrgIdDuplicate);
    }
    let found = lookup(&mut client, "KZ-COA-и\u{306}-1").await;
    assert_eq!(found.expect("found").name, "organizations/first");
    second.identifiers = vec![
        identifier("KZ-COA", "й-2"),
        identifier("KZ-COA", "и\u{306}-2"),
    ];
    let status = create(&mut client, "second", second).await;
    let status = refused(status, Code::InvalidArgument, Reason::FieldInvalid);
    assert_eq!(fields(&status), ["organization.identifiers[1]"]);
}

#[tokio::test]
async fn what_an_update_writes_obeys_the_rules_of_texts() {
    let world = World::start().await;
    let mut client = Client::new(world.registry.clone());
    ngo(&mut client, "one").await;
    let patch = |title: &str, locality: &str| pb::Organization {
        name: "organizations/one".into(),
        titles: vec![LocalizedText {
            text: title.into(),
            language_code: "en".into(),
        }],
        place: Some(kenes_proto::types::Place {
            locality: locality.into(),
            ..Default::default()
        }),
        ..Default::default()
    };
    for paths in ["", "titles,place"] {
        let written = update(&mut client, patch("a\r\nb", "c\rd"), paths).await;
        let written = written.expect("updated");
        assert_eq!(written.titles, en("a\nb"));
        assert_eq!(written.place.expect("one").locality, "c\nd");
        for (title, locality, field) in [
            ("\u{200b}", "d", "organization.titles[0].text"),
            ("a\u{202e}b", "d", "organization.titles[0].text"),
            ("a", "\u{2066}d", "organization.place.locality"),
            ("a", "\u{a0}\u{200b}", "organization.place.locality"),
        ] {
            let status = update(&mut client, patch(title, locality), paths).await;
            let status = refused(status, Code::InvalidArgument, Reason::FieldInvalid);
            assert_eq!(fields(&status), [field]);
        }
    }
}
