//! What grants and measures are counted as, and how the kept sums are put together for an answer.

use std::collections::BTreeMap;

use common::money;
use kenes_proto::{
    gtype::Money,
    registry::{Grant, SupportGrouping as Grouping, SupportMeasure, SupportTotal},
};

/// Sums of grants.
pub(crate) const GRANTS: &str = "grants";
/// Sums of measures.
pub(crate) const MEASURES: &str = "measures";

/// The sum that a grant or a measure belongs to, and how much it adds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cell {
    pub(crate) subject: &'static str,
    pub(crate) year: i32,
    pub(crate) funder_kind_code: String,
    pub(crate) form_code: String,
    /// Empty where there is no amount.
    pub(crate) currency_code: String,
    pub(crate) hundredths: i64,
}

/// A kept sum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sum {
    pub(crate) year: i32,
    pub(crate) funder_kind_code: String,
    pub(crate) form_code: String,
    pub(crate) currency_code: String,
    pub(crate) records: i64,
    pub(crate) hundredths: i128,
}

/// How much there is of a group: the records, and the hundredths of each currency.
type Amounts = (i64, BTreeMap<String, i128>);

/// What a grant is counted as: by the year of its award.
pub(crate) fn of_grant(grant: &Grant) -> Cell {
    Cell {
        subject: GRANTS,
        year: grant.award_date.map_or(0, |day| day.year),
        funder_kind_code: grant.funder_kind_code.clone(),
        form_code: String::new(),
        currency_code: currency(grant.amount_awarded.as_ref()),
        hundredths: money::hundredths(grant.amount_awarded.as_ref()),
    }
}

/// What a measure is counted as: by the year in which it began.
pub(crate) fn of_measure(measure: &SupportMeasure) -> Cell {
    Cell {
        subject: MEASURES,
        year: measure.start_date.map_or(0, |day| day.year),
        funder_kind_code: measure.funder_kind_code.clone(),
        form_code: measure.form_code.clone(),
        currency_code: currency(measure.amount.as_ref()),
        hundredths: money::hundredths(measure.amount.as_ref()),
    }
}

fn currency(amount: Option<&Money>) -> String {
    amount.map_or_else(String::new, |amount| amount.currency_code.clone())
}

/// The sums by what is asked for, in order.
pub(crate) fn totals(sums: Vec<Sum>, group_by: &[Grouping]) -> Vec<SupportTotal> {
    let by = |grouping| group_by.contains(&grouping);
    let code = |wanted, code: String| if wanted { code } else { String::new() };
    let mut groups: BTreeMap<_, Amounts> = BTreeMap::new();
    for sum in sums {
        let group = (
            if by(Grouping::Year) { sum.year } else { 0 },
            code(by(Grouping::FunderKind), sum.funder_kind_code),
            code(by(Grouping::Form), sum.form_code),
        );
        let (records, amounts) = groups.entry(group).or_default();
        *records = records.saturating_add(sum.records);
        if !sum.currency_code.is_empty() {
            *amounts.entry(sum.currency_code).or_default() += sum.hundredths;
        }
    }
    let lines = groups.into_iter();
    let line = |((year, funder_kind_code, form_code), (record_count, amounts)): (_, Amounts)| {
        SupportTotal {
            year,
            funder_kind_code,
            form_code,
            record_count,
            amounts: amounts
                .iter()
                .map(|(currency, hundredths)| money::of_sum(*hundredths, currency))
                .collect(),
        }
    };
    lines.map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(year: i32, kind: &str, currency: &str, records: i64, hundredths: i128) -> Sum {
        Sum {
            year,
            funder_kind_code: kind.into(),
            form_code: String::new(),
            currency_code: currency.into(),
            records,
            hundredths,
        }
    }

    fn shown(group_by: &[Grouping]) -> Vec<String> {
        let sums = vec![
            sum(1996, "international-foundation", "USD", 2, 1_000_050),
            sum(1996, "state", "KZT", 1, 500),
            sum(2006, "state", "KZT", 3, i128::from(i64::MAX)),
            sum(2006, "state", "USD", 1, 100),
            sum(2006, "state", "", 4, 0),
        ];
        let line = |total: SupportTotal| {
            let amounts = total.amounts.iter().map(money::show).collect::<Vec<_>>();
            format!(
                "{} {} {}: {}",
                total.year,
                total.funder_kind_code,
                total.record_count,
                amounts.join(" + ")
            )
        };
        totals(sums, group_by).into_iter().map(line).collect()
    }

    #[test]
    fn sums_are_put_together_by_what_is_asked_and_never_across_currencies() {
        assert_eq!(
            shown(&[Grouping::Year, Grouping::FunderKind]),
            [
                "1996 international-foundation 2: 10,000.50 USD",
                "1996 state 1: 5 KZT",
                "2006 state 8: 92,233,720,368,547,758.07 KZT + 1 USD",
            ]
        );
        assert_eq!(
            shown(&[Grouping::FunderKind]),
            [
                "0 international-foundation 2: 10,000.50 USD",
                "0 state 9: 92,233,720,368,547,763.07 KZT + 1 USD",
            ]
        );
        assert_eq!(
            shown(&[]),
            ["0  11: 92,233,720,368,547,763.07 KZT + 10,001.50 USD"]
        );
        assert!(totals(Vec::new(), &[Grouping::Year]).is_empty());
    }
}
