//! The codes of published schemes that organizations use: fields of activity, and regions.

use kenes_proto::types::{Classification, Place};

use super::*;

fn class(scheme: &str, code: &str) -> Classification {
    Classification {
        scheme: scheme.into(),
        code: code.into(),
        primary: false,
    }
}

fn active_in(classes: &[Classification]) -> pb::Organization {
    pb::Organization {
        classifications: classes.to_vec(),
        ..named(Kind::Ngo, "NGO")
    }
}

fn at(subdivision: &str, kato: &str) -> Place {
    Place {
        subdivision_code: subdivision.into(),
        kato_code: kato.into(),
        ..Default::default()
    }
}

#[tokio::test]
async fn a_field_of_activity_is_a_code_of_its_scheme() {
    let world = World::with_starter().await;
    let mut client = Client::new(world.registry.clone());
    for (scheme, code) in [
        ("ICNP/TSO", "ZZ99"),
        ("ICNP/TSO", "g11"),
        ("icnp-tso", "G11"),
        ("Icnp/Tso", "G11"),
        ("ICNPO", "1 100"),
        ("ngo-groups", "unheard-of"),
    ] {
        let made = create(&mut client, "bad", active_in(&[class(scheme, code)])).await;
        let status = refused(made, Code::InvalidArgument, Reason::CodeUnknown);
        assert_eq!(fields(&status), ["organization.classifications[0].code"]);
    }
    let good = [
        class("ICNP/TSO", "G11"),
        class("icnp-tso", "g12"),
        class("ICNPO", "7100"),
        class("ngo-groups", "women"),
        // A scheme that the registry does not hold stays free.
        class("OKED", "94.99"),
    ];
    let made = create(&mut client, "good", active_in(&good)).await;
    assert_eq!(made.expect("created").classifications, good);

    // One scheme has one primary code, however it is written.
    let mut twice = [class("ICNP/TSO", "G11"), class("icnp-tso", "g12")];
    for class in &mut twice {
        class.primary = true;
    }
    let made = create(&mut client, "bad", active_in(&twice)).await;
    let status = refused(made, Code::InvalidArgument, Reason::FieldInvalid);
    assert_eq!(fields(&status), ["organization.classifications[1].primary"]);

    // The same for a correction; what was there before is not asked again.
    let mut patch = active_in(&[class("ICNP/TSO", "ZZ99")]);
    patch.name = "organizations/good".into();
    let changed = update(&mut client, patch, "classifications").await;
    refused(changed, Code::InvalidArgument, Reason::CodeUnknown);
}

#[tokio::test]
async fn a_field_of_activity_is_valid_on_the_day_it_is_used() {
    let world = World::start().await;
    code(&world, "icnp-tso", "g11", Some(day(2026, 5, 26))).await;
    let mut client = Client::new(world.registry.clone());
    let class = [class("ICNP/TSO", "G11")];
    let made = create(&mut client, "early", active_in(&class)).await;
    made.expect("on its last day but one");
    world.hand.pass(2 * common::testing::DAY);
    let made = create(&mut client, "late", active_in(&class)).await;
    refused(made, Code::InvalidArgument, Reason::CodeUnknown);
    let mut kept = active_in(&class);
    kept.name = "organizations/early".into();
    let kept = update(&mut client, kept, "titles,classifications").await;
    kept.expect("what was there before stays");
}

#[tokio::test]
async fn a_region_of_kazakhstan_is_one_of_its_twenty() {
    let world = World::with_starter().await;
    let mut client = Client::new(world.registry.clone());
    let placed = |place: Place| pb::Organization {
        place: Some(place),
        ..named(Kind::Ngo, "NGO")
    };
    for (place, field, reason) in [
        (at("KZ-99", ""), "subdivision_code", Reason::CodeUnknown),
        (at("KZ-ALA", ""), "subdivision_code", Reason::CodeUnknown),
        (at("", "991110000"), "kato_code", Reason::CodeUnknown),
        (at("KZ-75", "711110000"), "kato_code", Reason::FieldInvalid),
    ] {
        let made = create(&mut client, "bad", placed(place)).await;
        let status = refused(made, Code::InvalidArgument, reason);
        assert_eq!(fields(&status), [format!("organization.place.{field}")]);
    }
    let regions = |codes: &[&str]| pb::Organization {
        activity_subdivision_codes: codes.iter().map(ToString::to_string).collect(),
        ..named(Kind::Ngo, "NGO")
    };
    let made = create(&mut client, "bad", regions(&["KZ-75", "KZ-12"])).await;
    let status = refused(made, Code::InvalidArgument, Reason::CodeUnknown);
    assert_eq!(
        fields(&status),
        ["organization.activity_subdivision_codes[1]"]
    );
    for (id, place) in [
        ("a", at("KZ-75", "751110000")),
        ("b", at("", "751110000")),
        ("c", at("KG-C", "")),
    ] {
        let made = create(&mut client, id, placed(place)).await;
        made.expect("created");
    }
    let made = create(&mut client, "d", regions(&["KZ-75", "KG-C"])).await;
    made.expect("regions elsewhere are not ours to know");

    // The place of a post too.
    let mut roll = crate::roll::Roll::of(&world);
    let post = pb::Post {
        place: Some(at("KZ-99", "")),
        ..Default::default()
    };
    let made = roll.post("a", "seat", post).await;
    let status = refused(made, Code::InvalidArgument, Reason::CodeUnknown);
    assert_eq!(fields(&status), ["post.place.subdivision_code"]);
}
