//! What grants, measures of support and budget allocations add to the counts of statistics.

use kenes_proto::{
    gtype::Date,
    registry::{BudgetAllocation, Grant, SupportMeasure},
};

use super::{
    super::dimension::{FUNDER_KIND, LEVEL, REGION, SUPPORT_FORM, TOTAL},
    super::indicator::{
        BUDGET_CHANGED, BUDGET_EXECUTED, BUDGET_PLANNED, GRANT_AMOUNT, GRANTS, SUPPORT_AMOUNT,
        SUPPORT_MEASURES,
    },
    Counted, NONE, amount, one, or_none,
    organization::region,
};

/// What a grant adds in the year of its award.
pub(crate) fn of_grant(grant: &Grant) -> Vec<Counted> {
    let year = year(grant.award_date);
    let mut additions = vec![one(GRANTS, year)];
    additions.extend(amount(GRANT_AMOUNT, year, grant.amount_awarded.as_ref()));
    let codes = vec![
        (TOTAL, NONE.to_owned()),
        (FUNDER_KIND, or_none(&grant.funder_kind_code)),
        (REGION, region(grant.beneficiary_place.as_ref())),
    ];
    vec![Counted { codes, additions }]
}

/// What a measure adds in the year in which it began.
pub(crate) fn of_measure(measure: &SupportMeasure) -> Vec<Counted> {
    let year = year(measure.start_date);
    let mut additions = vec![one(SUPPORT_MEASURES, year)];
    additions.extend(amount(SUPPORT_AMOUNT, year, measure.amount.as_ref()));
    let codes = vec![
        (TOTAL, NONE.to_owned()),
        (SUPPORT_FORM, or_none(&measure.form_code)),
        (FUNDER_KIND, or_none(&measure.funder_kind_code)),
    ];
    vec![Counted { codes, additions }]
}

/// What a budget allocation adds in its year: what was planned, by how much that was changed, and what was spent.
pub(crate) fn of_budget(budget: &BudgetAllocation) -> Vec<Counted> {
    let parts = [
        (BUDGET_PLANNED, &budget.planned_amount),
        (BUDGET_CHANGED, &budget.changed_amount),
        (BUDGET_EXECUTED, &budget.executed_amount),
    ];
    let parts = parts.into_iter();
    let additions =
        parts.flat_map(|(indicator, part)| amount(indicator, budget.year, part.as_ref()));
    let additions = additions.collect();
    let codes = vec![
        (TOTAL, NONE.to_owned()),
        (LEVEL, or_none(&budget.level_code)),
    ];
    vec![Counted { codes, additions }]
}

fn year(day: Option<Date>) -> i32 {
    day.map_or(0, |day| day.year)
}

#[cfg(test)]
mod tests {
    use common::date;
    use kenes_proto::gtype::Money;

    use super::{super::When, *};

    fn tenge(units: i64, nanos: i32) -> Money {
        Money {
            currency_code: "KZT".into(),
            units,
            nanos,
        }
    }

    /// The additions of what is counted once.
    fn additions(counted: &[Counted]) -> Vec<(&'static str, When, i64)> {
        let additions = counted[0].additions.iter();
        additions
            .map(|one| (one.indicator, one.when.clone(), one.number))
            .collect()
    }

    #[test]
    fn a_grant_counts_in_the_year_of_its_award_by_kind_of_source() {
        let grant = Grant {
            award_date: date::parse("1996-03-01"),
            funder_kind_code: "international-foundation".into(),
            amount_awarded: Some(tenge(5_000, 500_000_000)),
            ..Default::default()
        };
        let counted = of_grant(&grant);
        assert!(
            counted[0]
                .codes
                .contains(&(FUNDER_KIND, "international-foundation".into()))
        );
        assert_eq!(
            additions(&counted),
            [
                (GRANTS, When::Year(1996), 1),
                (GRANT_AMOUNT, When::Units(1996, "KZT".into()), 5_000),
                (GRANT_AMOUNT, When::Hundredths(1996, "KZT".into()), 50),
            ]
        );
    }

    #[test]
    fn a_measure_without_an_amount_or_a_day_is_counted_all_the_same() {
        let measure = SupportMeasure {
            form_code: "consultative".into(),
            ..Default::default()
        };
        let counted = of_measure(&measure);
        assert_eq!(additions(&counted), [(SUPPORT_MEASURES, When::Year(0), 1)]);
        assert_eq!(
            counted[0].codes[1..],
            [
                (SUPPORT_FORM, "consultative".into()),
                (FUNDER_KIND, NONE.into())
            ]
        );
    }

    #[test]
    fn a_budget_counts_what_was_planned_changed_and_spent() {
        let budget = BudgetAllocation {
            year: 2006,
            planned_amount: Some(tenge(350, 0)),
            changed_amount: Some(tenge(-20, -500_000_000)),
            executed_amount: Some(tenge(0, 0)),
            level_code: "central".into(),
            ..Default::default()
        };
        let counted = of_budget(&budget);
        assert_eq!(
            additions(&counted),
            [
                (BUDGET_PLANNED, When::Units(2006, "KZT".into()), 350),
                (BUDGET_CHANGED, When::Units(2006, "KZT".into()), -20),
                (BUDGET_CHANGED, When::Hundredths(2006, "KZT".into()), -50),
            ]
        );
        assert_eq!(counted[0].codes[1], (LEVEL, "central".into()));
    }
}
