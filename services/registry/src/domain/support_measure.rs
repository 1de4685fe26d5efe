//! Rules of what organizations received under programmes.

use common::{Violation, parts, span, text};
use kenes_proto::{registry::SupportMeasure, types::ErrorReason as Reason};

use super::{amount, code::CodeUse};

const MAX_DESCRIPTION: usize = 20_000;

/// What must hold of a measure by itself.
pub(crate) fn check(measure: &SupportMeasure, today: i64) -> Vec<Violation> {
    let field = "support_measure.descriptions";
    let mut wrong = text::check(field, &measure.descriptions, MAX_DESCRIPTION, false);
    if measure.descriptions.is_empty() && measure.amount.is_none() {
        let say = "say what was received, in words, or give an amount";
        wrong.push(Violation::new(field, Reason::FieldInvalid, say));
    }
    if let Some(amount) = &measure.amount {
        wrong.extend(amount::check("support_measure.amount", Some(amount), ""));
    }
    let (start, end) = (measure.start_date.as_ref(), measure.end_date.as_ref());
    let days = span::dates("support_measure.", start, end);
    if days.is_empty() {
        wrong.extend(span::come_date("support_measure.start_date", start, today));
    }
    wrong.extend(days);
    wrong.extend(parts::require_sources(
        "support_measure.sources",
        &measure.sources,
    ));
    wrong
}

/// The codes that a measure uses.
pub(crate) fn codes(measure: &SupportMeasure) -> Vec<CodeUse<'_>> {
    let (form, funder) = (&measure.form_code, &measure.funder_kind_code);
    vec![
        ("support_measure.form_code".into(), "support-forms", form),
        (
            "support_measure.funder_kind_code".into(),
            "funder-kinds",
            funder,
        ),
    ]
}

#[cfg(test)]
mod tests {
    use common::date;
    use kenes_proto::{
        gtype::{LocalizedText, Money},
        types::Source,
    };

    use super::*;

    fn measure() -> SupportMeasure {
        SupportMeasure {
            descriptions: vec![LocalizedText {
                language_code: "en".into(),
                text: "A room".into(),
            }],
            start_date: date::parse("2026-05"),
            sources: vec![Source {
                note: "Report".into(),
                ..Default::default()
            }],
            ..Default::default()
        }
    }

    fn fields(measure: &SupportMeasure) -> Vec<String> {
        let found = check(measure, 2026_05_25).into_iter();
        found.map(|v| v.field).collect()
    }

    #[test]
    fn a_measure_says_what_was_received_when_and_by_whose_word() {
        assert!(fields(&measure()).is_empty());
        let bad = SupportMeasure {
            start_date: date::parse("2026-06"),
            ..Default::default()
        };
        assert_eq!(
            fields(&bad),
            [
                "support_measure.descriptions",
                "support_measure.start_date",
                "support_measure.sources"
            ]
        );
        let mut paid = measure();
        paid.descriptions.clear();
        paid.amount = Some(Money {
            currency_code: "KZT".into(),
            units: 5,
            nanos: 5,
        });
        paid.end_date = date::parse("2026-04");
        assert_eq!(
            fields(&paid),
            ["support_measure.amount.nanos", "support_measure.end_date"]
        );
        let mut nothing = measure();
        nothing.amount = Some(common::money::of_hundredths(0, "KZT"));
        assert_eq!(fields(&nothing), ["support_measure.amount"]);
    }
}
