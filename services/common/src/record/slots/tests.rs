//! The contract names fields that are there.

use super::*;

#[test]
fn a_name_tells_its_kind() {
    for (name, kind) in [
        (
            "consultations/c/comments/x",
            Some("kenes.consultation.v1.Comment"),
        ),
        (
            "consultations/c/comments/x/responses/r",
            Some("kenes.consultation.v1.Response"),
        ),
        (
            "recommendations/r/responses/r",
            Some("kenes.consultation.v1.Response"),
        ),
        ("organizations/o", Some("kenes.registry.v1.Organization")),
        ("keys/01234567", Some("kenes.record.v1.LogKey")),
        ("consultations/c/nothing/x", None),
        ("", None),
    ] {
        let found = kind_of(name);
        assert_eq!(
            found.as_ref().map(MessageDescriptor::full_name),
            kind,
            "{name}"
        );
    }
}

#[test]
fn the_fields_that_the_contract_names_are_there() {
    let mut seen = 0;
    for message in POOL.all_messages() {
        for field in ["identity_fields", "answer_fields"] {
            for path in option(&message, RECORDED, field) {
                let mut kind = Some(message.clone());
                for name in path.split('.') {
                    let field = kind.and_then(|kind| kind.get_field_by_name(name));
                    let field = field.unwrap_or_else(|| panic!("{}: {path}", message.full_name()));
                    kind = field.kind().as_message().cloned();
                }
                seen += 1;
            }
        }
    }
    assert!(seen >= 8, "{seen}");
}
