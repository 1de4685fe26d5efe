//! The rules of gaps.

use kenes_proto::{record::CoverageGap, types::ErrorReason as Reason};

use crate::{Error, Violation, parts, record::resources::Resources, span, text};

const MAX_TEXT: usize = 2_000;

/// What must hold of a gap by itself.
pub(super) fn check(gap: &CoverageGap) -> Vec<Violation> {
    let (start, end) = (gap.start_date.as_ref(), gap.end_date.as_ref());
    let mut wrong = span::dates("coverage_gap.", start, end);
    wrong.extend(text::check(
        "coverage_gap.texts",
        &gap.texts,
        MAX_TEXT,
        true,
    ));
    wrong.extend(parts::sources("coverage_gap.sources", &gap.sources));
    wrong
}

/// Refuses a collection, and a resource, that a service does not have.
pub(crate) fn check_collection(resources: &Resources, gap: &CoverageGap) -> Result<(), Error> {
    let mut wrong = Vec::new();
    let collections = resources.collections();
    if !collections.contains(gap.collection.as_str()) {
        let known: Vec<&str> = collections.into_iter().collect();
        let say = format!(
            "this service has no such collection; it has {}",
            known.join(", ")
        );
        wrong.push(Violation::new(
            "coverage_gap.collection",
            Reason::FieldInvalid,
            say,
        ));
    }
    if !gap.within.is_empty() && resources.find(&gap.within).is_none() {
        let say =
            "give the name of a resource of this service, as `draftLaws/law-1995`, or nothing";
        wrong.push(Violation::new(
            "coverage_gap.within",
            Reason::FieldInvalid,
            say,
        ));
    }
    Error::check(wrong)
}

#[cfg(test)]
mod tests {
    use kenes_proto::gtype::{Date, LocalizedText};

    use super::*;

    fn gap(collection: &str) -> CoverageGap {
        CoverageGap {
            collection: collection.into(),
            texts: vec![LocalizedText {
                text: "On paper.".into(),
                language_code: "en".into(),
            }],
            ..CoverageGap::default()
        }
    }

    fn fields(outcome: Result<(), Error>) -> Vec<String> {
        let error = outcome.expect_err("refused");
        let fields = error.fields().iter();
        fields.map(|violation| violation.field.clone()).collect()
    }

    #[test]
    fn what_is_missing_is_of_this_service() {
        let resources = Resources::of("consultation.kenes");
        assert!(check_collection(&resources, &gap("agendaItems")).is_ok());
        let mut wrong = gap("tenders");
        wrong.within = "organizations/x".into();
        let wrong = check_collection(&resources, &wrong);
        assert_eq!(
            fields(wrong),
            ["coverage_gap.collection", "coverage_gap.within"]
        );
        // What is said of gaps is not itself loaded.
        assert!(check_collection(&resources, &gap("coverageGaps")).is_err());
    }

    #[test]
    fn a_gap_ends_after_it_begins_and_says_what_is_missing() {
        let year = |year| {
            Some(Date {
                year,
                month: 0,
                day: 0,
            })
        };
        let mut wrong = gap("hearings");
        (wrong.start_date, wrong.end_date) = (year(2004), year(2003));
        wrong.texts.clear();
        let wrong: Vec<String> = check(&wrong).into_iter().map(|v| v.field).collect();
        assert_eq!(wrong, ["coverage_gap.end_date", "coverage_gap.texts"]);
    }
}
