//! The indicators of statistics: in which unit each is told, and whether the registry counts it itself.
//!
//! They are reference data, and an operator may add others: of these sources report, and in any unit. A count is one line here,
//! and what adds to it in `counted`.

use common::{Violation, money};
use kenes_proto::{
    registry::{ReportedFigure, reported_figure::Value},
    types::ErrorReason as Reason,
};

use super::dimension;

/// The scheme of indicators.
pub(crate) const SCHEME: &str = "indicators";

pub(crate) const REGISTERED: &str = "registered-organizations";
pub(crate) const SUSPENDED: &str = "suspended-organizations";
pub(crate) const FUNCTIONING: &str = "functioning-organizations";
pub(crate) const EMPLOYEES: &str = "employees";
pub(crate) const CITIZENS_SERVED: &str = "citizens-served";
pub(crate) const TENDERS: &str = "tenders";
pub(crate) const TENDER_APPLICATIONS: &str = "tender-applications";
pub(crate) const TENDER_APPLICANTS: &str = "tender-applicants";
pub(crate) const TENDER_WINNERS: &str = "tender-winners";
pub(crate) const TENDER_AWARDS: &str = "tender-awards";
pub(crate) const TENDER_AMOUNT: &str = "tender-amount";
pub(crate) const AWARD_AMOUNT: &str = "award-amount";
pub(crate) const CONTRACTS: &str = "contracts";
pub(crate) const CONTRACT_AMOUNT: &str = "contract-amount";
pub(crate) const PAYMENT_AMOUNT: &str = "payment-amount";
pub(crate) const GRANTS: &str = "grants";
pub(crate) const GRANT_AMOUNT: &str = "grant-amount";
pub(crate) const SUPPORT_MEASURES: &str = "support-measures";
pub(crate) const SUPPORT_AMOUNT: &str = "support-amount";
pub(crate) const BUDGET_PLANNED: &str = "budget-planned";
pub(crate) const BUDGET_CHANGED: &str = "budget-changed";
pub(crate) const BUDGET_EXECUTED: &str = "budget-executed";

/// By what organizations are counted.
const OF_ORGANIZATIONS: &[&str] = &[
    dimension::TOTAL,
    dimension::REGION,
    dimension::FIELD,
    dimension::SCOPE,
    dimension::GROUP,
    dimension::ACTIVITY,
    dimension::LEGAL_FORM,
    dimension::FOUNDING_YEAR,
    dimension::SETTLEMENT_KIND,
];
/// By what tenders, and what belongs to them, are counted.
const OF_TENDERS: &[&str] = &[
    dimension::TOTAL,
    dimension::TENDER,
    dimension::LEVEL,
    dimension::ORDER_FORM,
    dimension::AREA,
    dimension::AREA_GROUP,
];
const OF_GRANTS: &[&str] = &[dimension::TOTAL, dimension::FUNDER_KIND, dimension::REGION];
const OF_MEASURES: &[&str] = &[
    dimension::TOTAL,
    dimension::FUNDER_KIND,
    dimension::SUPPORT_FORM,
];
const OF_BUDGETS: &[&str] = &[dimension::TOTAL, dimension::LEVEL];

/// The largest share, in thousandths.
const WHOLE: i64 = 1_000;

/// In what an indicator is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    Number,
    Share,
    Growth,
    Money,
    /// In words only.
    None,
}

/// How the registry counts an indicator itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Count {
    /// How many there are on a day.
    OnDay,
    /// What organizations report of a year.
    Reported,
    /// What happened in a year.
    InYear,
    /// What belongs to tenders, in the year of each.
    OfTender,
}

/// An indicator that the software knows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Indicator {
    code: &'static str,
    pub(crate) unit: Unit,
    pub(crate) count: Option<Count>,
    /// By what it is counted, as counters name it.
    pub(crate) by: &'static [&'static str],
}

const KNOWN: &[Indicator] = &[
    counted(REGISTERED, Unit::Number, Count::OnDay, OF_ORGANIZATIONS),
    counted(SUSPENDED, Unit::Number, Count::OnDay, OF_ORGANIZATIONS),
    counted(FUNCTIONING, Unit::Number, Count::OnDay, OF_ORGANIZATIONS),
    counted(EMPLOYEES, Unit::Number, Count::Reported, OF_ORGANIZATIONS),
    counted(
        CITIZENS_SERVED,
        Unit::Number,
        Count::Reported,
        OF_ORGANIZATIONS,
    ),
    reported("organization-share", Unit::Share),
    reported("organization-growth", Unit::Growth),
    reported("concentration", Unit::None),
    counted(TENDERS, Unit::Number, Count::OfTender, OF_TENDERS),
    counted(
        TENDER_APPLICATIONS,
        Unit::Number,
        Count::OfTender,
        OF_TENDERS,
    ),
    counted(TENDER_APPLICANTS, Unit::Number, Count::OfTender, OF_TENDERS),
    counted(TENDER_WINNERS, Unit::Number, Count::OfTender, OF_TENDERS),
    counted(TENDER_AWARDS, Unit::Number, Count::OfTender, OF_TENDERS),
    counted(TENDER_AMOUNT, Unit::Money, Count::OfTender, OF_TENDERS),
    counted(AWARD_AMOUNT, Unit::Money, Count::OfTender, OF_TENDERS),
    counted(CONTRACTS, Unit::Number, Count::InYear, OF_TENDERS),
    counted(CONTRACT_AMOUNT, Unit::Money, Count::InYear, OF_TENDERS),
    counted(PAYMENT_AMOUNT, Unit::Money, Count::InYear, OF_TENDERS),
    reported("tender-amount-growth", Unit::Growth),
    counted(GRANTS, Unit::Number, Count::InYear, OF_GRANTS),
    counted(GRANT_AMOUNT, Unit::Money, Count::InYear, OF_GRANTS),
    counted(SUPPORT_MEASURES, Unit::Number, Count::InYear, OF_MEASURES),
    counted(SUPPORT_AMOUNT, Unit::Money, Count::InYear, OF_MEASURES),
    counted(BUDGET_PLANNED, Unit::Money, Count::InYear, OF_BUDGETS),
    counted(BUDGET_CHANGED, Unit::Money, Count::InYear, OF_BUDGETS),
    counted(BUDGET_EXECUTED, Unit::Money, Count::InYear, OF_BUDGETS),
    reported("social-order-budget", Unit::Money),
    reported("social-order-budget-increase", Unit::Money),
];

const fn counted(
    code: &'static str,
    unit: Unit,
    count: Count,
    by: &'static [&'static str],
) -> Indicator {
    Indicator {
        code,
        unit,
        count: Some(count),
        by,
    }
}

const fn reported(code: &'static str, unit: Unit) -> Indicator {
    Indicator {
        code,
        unit,
        count: None,
        by: &[],
    }
}

/// The codes that this file knows.
pub(crate) const CODES: [&str; KNOWN.len()] = {
    let mut codes = [""; KNOWN.len()];
    let mut at = 0;
    while at < KNOWN.len() {
        codes[at] = KNOWN[at].code;
        at += 1;
    }
    codes
};

/// What is known of an indicator; nothing of one that an operator added.
pub(crate) fn find(code: &str) -> Option<&'static Indicator> {
    KNOWN.iter().find(|indicator| indicator.code == code)
}

/// What is wrong with the value of a figure: it is missing, in another unit than its indicator has, or none of its unit.
pub(crate) fn check_value(figure: &ReportedFigure) -> Vec<Violation> {
    let unit = find(&figure.indicator).map(|indicator| indicator.unit);
    let say = match (unit, &figure.value) {
        (Some(Unit::None), None)
        | (None | Some(Unit::Number), Some(Value::Number(_)))
        | (None | Some(Unit::Growth), Some(Value::Permille(_))) => return Vec::new(),
        (Some(Unit::Share), Some(Value::Permille(share))) if *share <= WHOLE => return Vec::new(),
        (None | Some(Unit::Money), Some(Value::Amount(amount))) => {
            return money::check("reported_figure.amount", Some(amount));
        }
        (Some(Unit::None), Some(_)) => {
            "leave the value out; this indicator is told without a number"
        }
        (Some(Unit::Number), _) => "give `number`, the unit of this indicator",
        (Some(Unit::Share), Some(Value::Permille(_))) => {
            "give a share of at most 1,000 thousandths"
        }
        (Some(Unit::Share | Unit::Growth), _) => "give `permille`, the unit of this indicator",
        (Some(Unit::Money), _) => "give `amount`, the unit of this indicator",
        (None, None) => "give `number`, `permille` or `amount`",
    };
    let field = match figure.value {
        None => "reported_figure.value",
        Some(Value::Number(_)) => "reported_figure.number",
        Some(Value::Permille(_)) => "reported_figure.permille",
        Some(Value::Amount(_)) => "reported_figure.amount",
    };
    vec![Violation::new(field, Reason::FieldInvalid, say)]
}

#[cfg(test)]
mod tests {
    use kenes_proto::gtype::Money;

    use super::*;

    fn wrong(indicator: &str, value: Option<Value>) -> Vec<String> {
        let found = check_value(&ReportedFigure {
            indicator: indicator.into(),
            value,
            ..Default::default()
        });
        found.into_iter().map(|v| v.field).collect()
    }

    fn amount(units: i64, currency: &str) -> Value {
        Value::Amount(Money {
            currency_code: currency.into(),
            units,
            nanos: 0,
        })
    }

    #[test]
    fn an_indicator_has_one_unit() {
        let (number, share) = (Some(Value::Number(5_000)), Some(Value::Permille(420)));
        let none: [&str; 0] = [];
        for (indicator, value) in [
            (REGISTERED, number.clone()),
            ("organization-share", share.clone()),
            ("organization-growth", Some(Value::Permille(3_000))),
            ("tender-amount", Some(amount(10_700_000, "KZT"))),
            ("concentration", None),
            ("of-an-operator", number.clone()),
            ("of-an-operator", share.clone()),
            ("of-an-operator", Some(amount(1, "KZT"))),
        ] {
            assert_eq!(wrong(indicator, value), none, "{indicator}");
        }
        for (indicator, value, field) in [
            (REGISTERED, None, "value"),
            (REGISTERED, share.clone(), "permille"),
            (REGISTERED, Some(amount(1, "KZT")), "amount"),
            (
                "organization-share",
                Some(Value::Permille(1_001)),
                "permille",
            ),
            ("organization-share", number.clone(), "number"),
            ("organization-growth", number.clone(), "number"),
            ("tender-amount", number.clone(), "number"),
            ("tender-amount", None, "value"),
            ("tender-amount", Some(amount(1, "")), "amount.currency_code"),
            (
                "of-an-operator",
                Some(amount(1, "tenge")),
                "amount.currency_code",
            ),
            ("concentration", number, "number"),
            ("of-an-operator", None, "value"),
        ] {
            assert_eq!(
                wrong(indicator, value),
                [format!("reported_figure.{field}")],
                "{indicator}"
            );
        }
    }

    #[test]
    fn what_the_registry_counts_it_tells_in_numbers_or_amounts_and_as_a_whole() {
        for one in KNOWN.iter().filter(|one| one.count.is_some()) {
            assert!(matches!(one.unit, Unit::Number | Unit::Money), "{one:?}");
            assert!(one.by.contains(&dimension::TOTAL), "{one:?}");
        }
        assert!(find("of-an-operator").is_none());
    }
}
