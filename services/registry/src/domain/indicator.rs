//! The indicators of statistics: in which unit each is told, and whether the registry counts it itself.
//!
//! They are reference data, and an operator may add others: of these sources report, and in any unit. A count is one line here,
//! and what adds to it in `counted`.

use common::{Violation, money};
use kenes_proto::{
    registry::{ReportedFigure, reported_figure::Value},
    types::ErrorReason as Reason,
};

/// The scheme of indicators.
pub(crate) const SCHEME: &str = "indicators";

pub(crate) const REGISTERED: &str = "registered-organizations";
pub(crate) const SUSPENDED: &str = "suspended-organizations";
pub(crate) const FUNCTIONING: &str = "functioning-organizations";
pub(crate) const EMPLOYEES: &str = "employees";
pub(crate) const CITIZENS_SERVED: &str = "citizens-served";

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
    InYear,
}

/// An indicator that the software knows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Indicator {
    code: &'static str,
    unit: Unit,
    pub(crate) count: Option<Count>,
}

const KNOWN: &[Indicator] = &[
    counted(REGISTERED, Count::OnDay),
    counted(SUSPENDED, Count::OnDay),
    counted(FUNCTIONING, Count::OnDay),
    counted(EMPLOYEES, Count::InYear),
    counted(CITIZENS_SERVED, Count::InYear),
    reported("organization-share", Unit::Share),
    reported("organization-growth", Unit::Growth),
    reported("concentration", Unit::None),
    reported("tender-applications", Unit::Number),
    reported("tender-applicants", Unit::Number),
    reported("tender-winners", Unit::Number),
    reported("tender-amount", Unit::Money),
    reported("tender-amount-growth", Unit::Growth),
    reported("social-order-budget", Unit::Money),
    reported("social-order-budget-increase", Unit::Money),
];

const fn counted(code: &'static str, count: Count) -> Indicator {
    Indicator {
        code,
        unit: Unit::Number,
        count: Some(count),
    }
}

const fn reported(code: &'static str, unit: Unit) -> Indicator {
    Indicator {
        code,
        unit,
        count: None,
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
    fn what_the_registry_counts_it_tells_in_numbers() {
        let counted = KNOWN.iter().filter(|one| one.count.is_some());
        assert!(counted.clone().all(|one| one.unit == Unit::Number));
        assert_eq!(counted.count(), 5);
        assert!(find("of-an-operator").is_none());
    }
}
