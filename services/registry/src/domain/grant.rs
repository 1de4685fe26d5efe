//! Rules of grants: what they say, and that no more is paid out than was awarded.

use common::{Violation, date, money, parts, span, text};
use kenes_proto::{registry::Grant, types::ErrorReason as Reason};

use super::{amount, code::CodeUse, named::Named, support_program::PARTIES};

const MAX_TITLE: usize = 1_000;
const MAX_DESCRIPTION: usize = 20_000;

/// What must hold of a grant by itself.
pub(crate) fn check(grant: &Grant, today: i64) -> Vec<Violation> {
    let mut wrong = text::check("grant.titles", &grant.titles, MAX_TITLE, true);
    wrong.extend(text::check(
        "grant.descriptions",
        &grant.descriptions,
        MAX_DESCRIPTION,
        true,
    ));
    let funder = grant.funder.as_ref().map(Named::support_party);
    wrong.extend(funder.map_or_else(Vec::new, |one| one.check("grant.funder", PARTIES)));
    wrong.extend(amounts(grant));
    let (start, end) = (grant.start_date.as_ref(), grant.end_date.as_ref());
    let awarded = grant.award_date.as_ref();
    wrong.extend(span::come_date("grant.award_date", awarded, today));
    let days = span::dates("grant.", start, end);
    if days.is_empty() {
        wrong.extend(date::not_before("grant.end_date", end, ("award", awarded)));
    }
    wrong.extend(days);
    let place = grant.beneficiary_place.as_ref();
    wrong.extend(parts::place("grant.beneficiary_place", place));
    wrong.extend(parts::require_sources("grant.sources", &grant.sources));
    wrong
}

/// The codes that a grant uses, but for its place.
pub(crate) fn codes(grant: &Grant) -> Vec<CodeUse<'_>> {
    let field = "grant.funder_kind_code".to_owned();
    vec![(field, "funder-kinds", grant.funder_kind_code.as_str())]
}

/// What is wrong with its amounts.
fn amounts(grant: &Grant) -> Vec<Violation> {
    let awarded = grant.amount_awarded.as_ref();
    let mut wrong = amount::check("grant.amount_awarded", awarded, "");
    let currency = amount::currency(awarded);
    for (field, amount) in [
        ("grant.amount_applied", grant.amount_applied.as_ref()),
        ("grant.amount_disbursed", grant.amount_disbursed.as_ref()),
    ] {
        wrong.extend(money::check(field, amount));
        wrong.extend(money::check_currency(field, amount, currency));
    }
    let Some((awarded, disbursed)) = awarded.zip(grant.amount_disbursed.as_ref()) else {
        return wrong;
    };
    if wrong.is_empty() && money::hundredths(Some(disbursed)) > money::hundredths(Some(awarded)) {
        let field = "grant.amount_disbursed";
        let say = format!("give at most what was awarded, {}", money::show(awarded));
        wrong.push(Violation::new(field, Reason::DisbursedAboveAwarded, say));
    }
    wrong
}

#[cfg(test)]
mod tests {
    use kenes_proto::{
        gtype::{LocalizedText, Money},
        registry::SupportParty,
        types::Source,
    };

    use super::*;

    fn text(text: &str) -> Vec<LocalizedText> {
        vec![LocalizedText {
            language_code: "en".into(),
            text: text.into(),
        }]
    }

    #[expect(clippy::unnecessary_wraps, reason = "as the fields have it")]
    fn amount(currency: &str, units: i64, nanos: i32) -> Option<Money> {
        let currency_code = currency.into();
        Some(Money {
            currency_code,
            units,
            nanos,
        })
    }

    fn grant() -> Grant {
        Grant {
            titles: text("A school of law"),
            descriptions: text("For a school of law in three villages."),
            funder: Some(SupportParty {
                titles: text("A foundation"),
                ..Default::default()
            }),
            amount_awarded: amount("USD", 5_000, 0),
            award_date: date::parse("1996"),
            sources: vec![Source {
                note: "Report".into(),
                ..Default::default()
            }],
            ..Default::default()
        }
    }

    fn reasons(grant: &Grant) -> Vec<String> {
        let found = check(grant, 2026_05_25).into_iter();
        found.map(|v| format!("{} {}", v.field, v.reason)).collect()
    }

    #[test]
    fn no_more_is_paid_out_than_was_awarded() {
        let mut one = grant();
        for (currency, units, nanos, said) in [
            ("USD", 0, 0, ""),
            ("USD", 5_000, 0, ""),
            (
                "USD",
                5_000,
                10_000_000,
                "grant.amount_disbursed DISBURSED_ABOVE_AWARDED",
            ),
            (
                "KZT",
                1,
                0,
                "grant.amount_disbursed.currency_code CURRENCY_MISMATCH",
            ),
            ("USD", 1, 5, "grant.amount_disbursed.nanos AMOUNT_INVALID"),
            ("USD", -1, 0, "grant.amount_disbursed.units AMOUNT_INVALID"),
        ] {
            one.amount_disbursed = amount(currency, units, nanos);
            assert_eq!(reasons(&one).join(", "), said, "{currency} {units} {nanos}");
        }
        // The same the other way in: what was awarded is corrected.
        one.amount_disbursed = amount("USD", 5_000, 0);
        one.amount_awarded = amount("USD", 4_999, 990_000_000);
        assert_eq!(
            reasons(&one),
            ["grant.amount_disbursed DISBURSED_ABOVE_AWARDED"]
        );
    }

    #[test]
    fn a_grant_is_of_more_than_nothing_and_pays_for_what_is_not_over() {
        let mut one = grant();
        one.amount_awarded = amount("USD", 0, 0);
        assert_eq!(reasons(&one), ["grant.amount_awarded AMOUNT_INVALID"]);
        one = grant();
        for (from, to, good) in [
            ("1990", "1996", true),
            ("1990", "", true),
            ("1990", "1995-12-31", false),
            ("", "1991", false),
        ] {
            one.start_date = date::parse(from);
            one.end_date = date::parse(to);
            let said = ["grant.end_date DATES_INVALID"];
            assert_eq!(reasons(&one), said[usize::from(good)..], "{from} {to}");
        }
    }

    #[test]
    fn all_that_is_wrong_with_a_grant_is_said_at_once() {
        assert!(reasons(&grant()).is_empty());
        let bad = Grant {
            funder: Some(SupportParty::default()),
            amount_applied: amount("tenge", 1, 0),
            award_date: date::parse("2026-06"),
            start_date: date::parse("2026"),
            end_date: date::parse("2025"),
            ..Default::default()
        };
        assert_eq!(
            reasons(&bad),
            [
                "grant.titles LANGUAGE_MISSING",
                "grant.descriptions LANGUAGE_MISSING",
                "grant.funder FIELD_INVALID",
                "grant.amount_awarded AMOUNT_INVALID",
                "grant.amount_applied.currency_code AMOUNT_INVALID",
                "grant.award_date DATES_INVALID",
                "grant.end_date DATES_INVALID",
                "grant.sources SOURCE_MISSING"
            ]
        );
    }
}
