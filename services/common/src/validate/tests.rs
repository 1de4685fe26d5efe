//! The rules of the real contract, on its own messages.

use kenes_proto::{
    consultation::{Comment, CreateCommentRequest},
    gtype::LocalizedText,
    registry::{
        CreateOrganizationRequest, ListOrganizationsRequest, Membership, Organization,
        membership::Member,
    },
    types::{Actor, Contact, Document, Place, ProposedChange, ProvisionRef, Source},
};

use super::{
    path::{Path, Step},
    plan::{Field, Plan},
    rule::Value,
    walk::{MAX_DEPTH, MAX_VIOLATIONS},
    wire::{Raw, Wire, items},
    *,
};

mod bombs;
mod conformance;
mod invented;
mod texts;

fn faults<M: ReflectMessage>(message: &M) -> Vec<(String, String)> {
    listed(check(message))
}

fn listed(outcome: Result<(), Error>) -> Vec<(String, String)> {
    match outcome {
        Ok(()) => Vec::new(),
        Err(error) => error
            .fields()
            .iter()
            .map(|v| (v.field.clone(), v.reason.clone()))
            .collect(),
    }
}

fn fault(field: &str, reason: &str) -> (String, String) {
    (field.to_owned(), reason.to_owned())
}

fn organization() -> Organization {
    Organization {
        kind: 1,
        titles: vec![LocalizedText {
            text: "Әділет".into(),
            language_code: "kk".into(),
        }],
        ..Organization::default()
    }
}

#[test]
fn the_whole_contract_is_supported() {
    assert_eq!(supported(), Ok(()));
}

#[test]
fn a_good_request_passes() {
    let request = CreateOrganizationRequest {
        organization: Some(organization()),
        organization_id: "demo-adilet".into(),
        request_id: "0190a5b0-7c3d-7e4f-8a9b-0c1d2e3f4a5b".into(),
        ..CreateOrganizationRequest::default()
    };
    assert_eq!(faults(&request), []);
}

#[test]
fn every_violation_is_listed_with_its_path() {
    let request = CreateOrganizationRequest {
        organization: Some(Organization {
            kind: 77,
            bin: "12".into(),
            sources: vec![
                Source::default(),
                Source {
                    uri: "not a uri".into(),
                    ..Source::default()
                },
            ],
            place: Some(Place {
                kato_code: "1".into(),
                ..Place::default()
            }),
            activity_subdivision_codes: vec!["KZ-75".into(), "almaty".into(), "KZ-75".into()],
            titles: Vec::new(),
            ..organization()
        }),
        organization_id: "Upper".into(),
        request_id: "1".into(),
        ..CreateOrganizationRequest::default()
    };
    let mut found = faults(&request);
    found.sort();
    let mut wanted = vec![
        fault(
            "organization.activity_subdivision_codes[1]",
            "STRING_PATTERN",
        ),
        fault(
            "organization.activity_subdivision_codes[2]",
            "REPEATED_UNIQUE",
        ),
        fault("organization.bin", "STRING_PATTERN"),
        fault("organization.kind", "ENUM_DEFINED_ONLY"),
        fault("organization.place.kato_code", "STRING_PATTERN"),
        fault("organization.sources[1].uri", "STRING_URI"),
        fault("organization.titles", "REPEATED_MIN_ITEMS"),
        fault("organization_id", "STRING_PATTERN"),
        fault("request_id", "STRING_UUID"),
    ];
    wanted.sort();
    assert_eq!(found, wanted);
}

#[test]
fn absent_values_are_zero_values_unless_ignored() {
    assert_eq!(
        faults(&CreateOrganizationRequest::default()),
        [fault("organization", "REQUIRED")]
    );
    assert_eq!(faults(&Place::default()), []);
    assert_eq!(
        faults(&Document::default()),
        [fault("document_type", "STRING_MIN_LEN")]
    );
    assert_eq!(
        faults(&Contact::default()),
        [fault("type", "STRING_IN"), fault("value", "STRING_MIN_LEN")]
    );
    assert_eq!(
        faults(&ProposedChange::default()),
        [fault("kind", "ENUM_NOT_IN"), fault("target", "REQUIRED")]
    );
}

#[test]
fn numbers_bytes_and_lists_have_limits() {
    let request = ListOrganizationsRequest {
        page_size: -1,
        ..ListOrganizationsRequest::default()
    };
    assert_eq!(faults(&request), [fault("page_size", "INT32_GTE")]);
    let document = Document {
        document_type: "minutes".into(),
        sha256: vec![0; 31],
        titles: vec![LocalizedText::default(); 9],
        ..Document::default()
    };
    assert_eq!(
        faults(&document),
        [
            fault("sha256", "BYTES_LEN"),
            fault("titles", "REPEATED_MAX_ITEMS")
        ]
    );
    let whole = Document {
        sha256: vec![0; 32],
        titles: Vec::new(),
        ..document
    };
    assert_eq!(faults(&whole), []);
}

#[test]
fn a_member_of_a_oneof_must_be_set() {
    assert!(faults(&Membership::default()).contains(&fault("member", "ONEOF_REQUIRED")));
    let member = Some(Member::MemberPerson("nobody".into()));
    let found = faults(&Membership {
        member,
        ..Membership::default()
    });
    assert!(
        found.contains(&fault("member_person", "STRING_PATTERN")),
        "{found:?}"
    );
    assert!(!found.contains(&fault("member", "ONEOF_REQUIRED")));
}

#[test]
fn a_list_of_faults_is_cut() {
    let sources = vec![
        Source {
            uri: "x".into(),
            ..Source::default()
        };
        80
    ];
    let request = CreateOrganizationRequest {
        organization: Some(Organization {
            sources,
            ..organization()
        }),
        ..CreateOrganizationRequest::default()
    };
    assert_eq!(faults(&request).len(), MAX_VIOLATIONS);
}

#[test]
fn a_description_says_what_to_do() {
    let long = ProvisionRef {
        version: "draftLaws/a/versions/b".into(),
        quote: "я".repeat(2001),
        ..ProvisionRef::default()
    };
    let error = check(&long).expect_err("too long");
    assert_eq!(error.reason(), Reason::FieldInvalid);
    assert_eq!(
        error.fields()[0].description,
        "shorten it to at most 2000 characters"
    );
    let fits = ProvisionRef {
        quote: "я".repeat(2000),
        ..long
    };
    assert_eq!(faults(&fits), []);
}

#[test]
fn packed_numbers_are_read_one_by_one() {
    let read = |raw| items(Wire::Signed, raw).collect::<Vec<_>>();
    assert_eq!(
        read(Raw::Slice(&[1, 0x80, 1])),
        [Some(Raw::Number(1)), Some(Raw::Number(128))]
    );
    assert_eq!(read(Raw::Number(7)), [Some(Raw::Number(7))]);
    assert_eq!(read(Raw::Slice(&[0x80])), [None]);
}

#[test]
fn a_path_is_written_as_one_would_say_it() {
    let root = Path {
        up: None,
        step: Step::Field("labels"),
    };
    let key = Path {
        up: Some(&root),
        step: Step::Key(Value::Text("a\"b")),
    };
    let leaf = Path {
        up: Some(&key),
        step: Step::Field("text"),
    };
    assert_eq!(leaf.written(), "labels[\"a\\\"b\"].text");
}

#[test]
fn whole_requests_as_people_send_them_pass() {
    let organization = Organization {
        name: "organizations/demo-adilet".into(),
        bin: "950440001673".into(),
        parent_organization: "organizations/cnok".into(),
        place: Some(Place {
            region_code: "KZ".into(),
            kato_code: "750000000".into(),
            ..Place::default()
        }),
        sources: vec![Source {
            uri: "https://example.kz/a".into(),
            note: "я".repeat(150),
            ..Source::default()
        }],
        ..organization()
    };
    let request = CreateOrganizationRequest {
        organization: Some(organization),
        organization_id: "demo-adilet".into(),
        request_id: "0190a5b0-7c3d-7e4f-8a9b-0c1d2e3f4a5b".into(),
        ..CreateOrganizationRequest::default()
    };
    let text = |language: &str| LocalizedText {
        text: "я".repeat(100),
        language_code: language.into(),
    };
    let comment = Comment {
        author: Some(Actor {
            on_behalf_of: "//registry.kenes/organizations/demo-adilet".into(),
            ..Actor::default()
        }),
        target: Some(ProvisionRef {
            version: "draftLaws/demo-public-participation/versions/v1".into(),
            eid: "art_5__para_2".into(),
            ..ProvisionRef::default()
        }),
        texts: vec![text("ru"), text("kk")],
        stance: 3,
        ..Comment::default()
    };
    let create = CreateCommentRequest {
        parent: "consultations/demo-first-round".into(),
        comment: Some(comment),
        request_id: "0190a5b0-7c3d-7e4f-8a9b-0c1d2e3f4a5b".into(),
        ..CreateCommentRequest::default()
    };
    check(&create).expect("a comment");
    check(&request).expect("an organization");
}
