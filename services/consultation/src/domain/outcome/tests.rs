//! What each outcome must say, and what it may not.

use common::Violation;
use kenes_proto::{
    consultation::{
        Comment, OutcomeDetails, PointAnswer, Response,
        response::Outcome::{self, *},
    },
    gtype::LocalizedText,
    types::ProvisionRef,
};

use super::*;

fn en(text: &str) -> Vec<LocalizedText> {
    vec![LocalizedText {
        text: text.into(),
        language_code: "en".into(),
    }]
}

/// What goes with each outcome.
fn right(outcome: Outcome) -> OutcomeDetails {
    let mut details = OutcomeDetails::default();
    match outcome {
        PartlyAccepted => {
            details.accepted_texts = en("The term.");
            details.declined_texts = en("The fine.");
        }
        AlreadyProvided => details.provided_by_acts = vec!["/akn/kz/act/2015/383-v".into()],
        Superseded => details.superseded_by = "draftLaws/new".into(),
        Referred => details.referred_to = "//registry.kenes/organizations/other".into(),
        _ => {}
    }
    details
}

const ALL: [Outcome; 9] = [
    Accepted,
    PartlyAccepted,
    Rejected,
    AlreadyProvided,
    OutOfScope,
    Deferred,
    Noted,
    Superseded,
    Referred,
];

fn said(wrong: Vec<Violation>) -> Vec<(String, String)> {
    let said = wrong.into_iter();
    said.map(|wrong| (wrong.field, wrong.reason)).collect()
}

fn lacking(fields: &[&str]) -> Vec<(String, String)> {
    let say = |field: &&str| ((*field).to_owned(), "OUTCOME_DETAILS_REQUIRED".to_owned());
    fields.iter().map(say).collect()
}

#[test]
fn an_outcome_says_what_it_leaves_to_say() {
    for outcome in ALL {
        let details = right(outcome);
        assert!(
            check("d", outcome, Some(&details)).is_empty(),
            "{outcome:?}"
        );
        let missing = said(check("d", outcome, None));
        let wanted: &[&str] = match outcome {
            PartlyAccepted => &["d.accepted_texts", "d.declined_texts"],
            AlreadyProvided => &["d.provided_by"],
            Superseded => &["d.superseded_by"],
            Referred => &["d.referred_to"],
            _ => &[],
        };
        assert_eq!(missing, lacking(wanted), "{outcome:?}");
    }
}

#[test]
fn what_goes_with_another_outcome_is_left_out() {
    for outcome in ALL {
        for other in ALL.into_iter().filter(|other| *other != outcome) {
            let wrong = said(check("d", outcome, Some(&right(other))));
            let refused = wrong.iter().filter(|(_, reason)| reason == "FIELD_INVALID");
            let fields = PARTS
                .iter()
                .filter(|(_, of, is)| *of == other && is(&right(other)));
            assert_eq!(
                refused.count(),
                fields.count(),
                "{outcome:?} with {other:?}"
            );
        }
    }
}

#[test]
fn a_provision_says_where_and_texts_are_texts() {
    let details = OutcomeDetails {
        provided_by: vec![ProvisionRef::default()],
        ..Default::default()
    };
    assert!(check("d", AlreadyProvided, Some(&details)).is_empty());
    let mut details = right(PartlyAccepted);
    details.declined_texts[0].language_code = "de".into();
    assert_eq!(
        said(check("d", PartlyAccepted, Some(&details)))[0].0,
        "d.declined_texts[0].language_code"
    );
}

#[test]
fn nobody_refers_to_itself_and_no_text_supersedes_itself() {
    let mut response = Response {
        details: Some(right(Referred)),
        point_answers: vec![PointAnswer {
            details: Some(right(Superseded)),
            ..Default::default()
        }],
        ..Default::default()
    };
    let other = "//registry.kenes/organizations/other";
    let fields = |wrong: Vec<Violation>| said(wrong).into_iter().map(|(field, _)| field);
    let own: Vec<_> = fields(check_referred("r.", &response, other)).collect();
    assert_eq!(own, ["r.details.referred_to"]);
    assert!(check_referred("", &response, "//registry.kenes/organizations/a").is_empty());
    let about = |version: &str| Comment {
        target: Some(ProvisionRef {
            version: version.into(),
            ..Default::default()
        }),
        ..Default::default()
    };
    let field = "point_answers[0].details.superseded_by";
    let same: Vec<_> = fields(check_superseded(
        "",
        &response,
        &about("draftLaws/new/versions/v1"),
    ))
    .collect();
    assert_eq!(same, [field]);
    response.point_answers[0].details = Some(OutcomeDetails {
        superseded_by: "draftLaws/new/versions/v2".into(),
        ..Default::default()
    });
    assert!(check_superseded("", &response, &about("draftLaws/new/versions/v1")).is_empty());
    assert_eq!(
        check_superseded("", &response, &about("draftLaws/new/versions/v2")).len(),
        1
    );
    assert!(check_superseded("", &response, &Comment::default()).is_empty());
}
