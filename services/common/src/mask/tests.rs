//! Updates of real resources.

use kenes_proto::{
    consultation::Comment,
    gtype::Date,
    registry::{Membership, Organization, membership::Member},
    types::{Document, Place, ProvisionRef},
};

use super::{replace::keep, *};

fn mask(paths: &[&str]) -> FieldMask {
    FieldMask {
        paths: paths.iter().map(|&path| path.to_owned()).collect(),
    }
}

fn place(locality: &str, address: &str) -> Place {
    Place {
        locality: locality.into(),
        address: address.into(),
        ..Place::default()
    }
}

fn present() -> Organization {
    Organization {
        name: "organizations/a".into(),
        etag: "\"3\"".into(),
        kind: 1,
        state: 1,
        bin: "950440001673".into(),
        legal_form_code: "fund".into(),
        place: Some(place("Алматы", "Абая 1")),
        ..Organization::default()
    }
}

fn merged(patch: &Organization, mask: Option<&FieldMask>) -> Organization {
    merge(&present(), patch, mask).expect("a good update")
}

fn refused(patch: &Organization, mask: Option<&FieldMask>) -> Vec<(String, String)> {
    let error = merge(&present(), patch, mask).expect_err("a bad update");
    assert_eq!(error.reason(), Reason::UpdateMaskInvalid);
    error
        .fields()
        .iter()
        .map(|v| (v.field.clone(), v.description.clone()))
        .collect()
}

#[test]
fn without_a_mask_populated_fields_replace() {
    let patch = Organization {
        name: "organizations/b".into(),
        etag: "\"2\"".into(),
        kind: 1,
        state: 3,
        legal_form_code: "union".into(),
        place: Some(place("Астана", "")),
        ..Organization::default()
    };
    let wanted = Organization {
        legal_form_code: "union".into(),
        place: Some(place("Астана", "")),
        ..present()
    };
    assert_eq!(merged(&patch, None), wanted);
    assert_eq!(merged(&patch, Some(&mask(&[]))), wanted);
}

#[test]
fn an_immutable_field_may_be_repeated_but_not_changed() {
    let patch = Organization {
        kind: 2,
        ..Organization::default()
    };
    for paths in [None, Some(&mask(&["*"]))] {
        assert_eq!(refused(&patch, paths)[0].0, "kind");
    }
}

#[test]
fn what_the_service_fills_into_an_immutable_field_is_no_change() {
    let target = |wid: &str| {
        Some(ProvisionRef {
            eid: "art_1".into(),
            wid: wid.into(),
            ..ProvisionRef::default()
        })
    };
    let present = Comment {
        target: target("art_9"),
        ..Comment::default()
    };
    let patch = Comment {
        target: target(""),
        ..Comment::default()
    };
    assert_eq!(merge(&present, &patch, None).expect("no change"), present);
}

#[test]
fn a_star_clears_what_is_absent() {
    let patch = Organization {
        legal_form_code: "union".into(),
        ..Organization::default()
    };
    let wanted = Organization {
        legal_form_code: "union".into(),
        bin: String::new(),
        place: None,
        ..present()
    };
    assert_eq!(merged(&patch, Some(&mask(&["*"]))), wanted);
}

#[test]
fn named_paths_replace_and_clear() {
    let patch = Organization {
        place: Some(place("Астана", "Кунаева 2")),
        ..Organization::default()
    };
    let wanted = Organization {
        bin: String::new(),
        place: Some(place("Астана", "Абая 1")),
        ..present()
    };
    assert_eq!(
        merged(&patch, Some(&mask(&["bin", "place.locality", "etag"]))),
        wanted
    );
    let cleared = Organization {
        legal_form_code: String::new(),
        place: Some(place("", "Абая 1")),
        ..present()
    };
    assert_eq!(
        merged(
            &Organization::default(),
            Some(&mask(&["legalFormCode", "place.locality"]))
        ),
        cleared
    );
}

#[test]
fn a_path_makes_a_message_only_for_a_value() {
    let date = |year| {
        Some(Date {
            year,
            month: 0,
            day: 0,
        })
    };
    let patch = Organization {
        founding_date: date(1995),
        ..Organization::default()
    };
    let paths = mask(&["founding_date.year"]);
    assert_eq!(merged(&patch, Some(&paths)).founding_date, date(1995));
    assert_eq!(
        merged(&Organization::default(), Some(&paths)).founding_date,
        None
    );
}

#[test]
fn every_bad_path_is_named() {
    let paths = [
        "state",
        "name",
        "kind",
        "nothing",
        "titles.text",
        "bin.x",
        "place.x",
        "",
        "*",
        "bin",
    ];
    let found = refused(&Organization::default(), Some(&mask(&paths)));
    assert_eq!(found.len(), 9);
    for ((field, say), path) in found.iter().zip(paths) {
        assert_eq!(field, "update_mask");
        assert!(say.starts_with(&format!("`{path}` ")), "{say}");
    }
}

#[test]
fn a_member_of_a_oneof_replaces_it() {
    let organization = Membership {
        member: Some(Member::MemberOrganization("organizations/a".into())),
        ..Membership::default()
    };
    let person = Membership {
        member: Some(Member::MemberPerson("persons/b".into())),
        ..Membership::default()
    };
    let mut result = organization.transcode_to_dynamic();
    let patch = person.transcode_to_dynamic();
    let field = patch
        .descriptor()
        .get_field_by_name("member_person")
        .expect("a field");
    replace(
        &mut result,
        &patch,
        &field,
        "member_person",
        &mut Vec::new(),
    );
    assert_eq!(result, patch);
}

#[test]
fn the_service_keeps_its_fields_inside_a_message() {
    let old = ProvisionRef {
        eid: "art_1".into(),
        wid: "art_9".into(),
        ..ProvisionRef::default()
    };
    let new = ProvisionRef {
        eid: "art_2".into(),
        wid: "forged".into(),
        ..ProvisionRef::default()
    };
    let mut kept = new.transcode_to_dynamic();
    keep(
        &mut kept,
        &old.transcode_to_dynamic(),
        "target",
        &mut Vec::new(),
    );
    let wanted = ProvisionRef {
        wid: "art_9".into(),
        ..new
    };
    assert_eq!(
        kept.transcode_to::<ProvisionRef>().expect("the same type"),
        wanted
    );
}

#[test]
fn stripping_reaches_every_level() {
    let reference = ProvisionRef {
        eid: "art_1".into(),
        wid: "forged".into(),
        ..ProvisionRef::default()
    };
    let mut comment = Comment {
        uid: "forged".into(),
        target: Some(reference.clone()),
        ..Comment::default()
    };
    strip(&mut comment);
    let target = Some(ProvisionRef {
        wid: String::new(),
        ..reference
    });
    assert_eq!(
        comment,
        Comment {
            target,
            ..Comment::default()
        }
    );
    let mut document = Document {
        document_type: "minutes".into(),
        ..Document::default()
    };
    strip(&mut document);
    assert_eq!(document.document_type, "minutes");
}
