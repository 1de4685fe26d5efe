//! Of which resources a trace can be told, by the forms of their names.

use common::{Error, names};
use kenes_proto::types::ErrorReason as Reason;

/// The forms; `*` is an id, `{eid}` that of a provision.
const FORMS: [&str; 11] = [
    "draftLaws/*",
    "draftLaws/*/versions/*",
    "draftLaws/*/versions/*/provisions/{eid}",
    "consultations/*",
    "consultations/*/comments/*",
    "consultations/*/comments/*/responses/*",
    "recommendations/*",
    "recommendations/*/responses/*",
    "hearings/*",
    "consultationProposals/*",
    "consultationProposals/*/responses/*",
];

const SAY: &str = "name a draft law, a version, a provision, a consultation, a comment, a recommendation, an answer, \
                   a hearing or a proposal to consult, such as consultations/first-round/comments/adilet";

/// Refuses a name of anything else: `FIELD_INVALID`.
pub(super) fn check(name: &str) -> Result<(), Error> {
    match FORMS.iter().any(|form| has_form(name, form)) {
        true => Ok(()),
        false => Err(Error::invalid(Reason::FieldInvalid, "name", SAY)),
    }
}

fn has_form(name: &str, form: &str) -> bool {
    let fits = |(segment, of): (&str, &str)| match of {
        "*" => names::is_id(segment),
        "{eid}" => !segment.is_empty() && !segment.contains(char::is_whitespace),
        collection => segment == collection,
    };
    name.split('/').count() == form.split('/').count()
        && name.split('/').zip(form.split('/')).all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trace_is_of_what_has_one_and_a_refusal_names_that_in_words() {
        for name in [
            "draftLaws/d",
            "draftLaws/d/versions/v1/provisions/point_(a)",
            "consultations/c/comments/m/responses/r",
            "consultationProposals/p/responses/r",
        ] {
            check(name).unwrap_or_else(|error| panic!("{name}: {error}"));
        }
        for name in [
            "organizations/o",
            "draftLaws/",
            "draftLaws/-",
            "draftLaws/d/versions",
            "draftLaws/d/versions/v1/provisions/art 1",
            "draftLaws/d/versions/v1/provisions/",
            "hearings/h/responses/r",
            "consultations/c/comments/m/",
            "//consultation.kenes/consultations/c",
        ] {
            check(name).expect_err(name);
        }
        let said = check("organizations/o").expect_err("none").to_string();
        assert!(
            said.contains("name a draft law, a version, a provision,"),
            "{said}"
        );
    }
}
