//! The rules of budget allocations, one after the other.

use super::*;

/// 25 May 2026 in Kazakhstan.
const NOW: i64 = 1_779_700_000_000_000;

fn text(text: &str) -> Vec<LocalizedText> {
    vec![LocalizedText {
        language_code: "en".into(),
        text: text.into(),
    }]
}

#[expect(clippy::unnecessary_wraps, reason = "as the fields have it")]
fn tenge(units: i64) -> Option<Money> {
    let currency_code = "KZT".into();
    Some(Money {
        currency_code,
        units,
        nanos: 0,
    })
}

fn study() -> Source {
    Source {
        note: "Study".into(),
        ..Default::default()
    }
}

/// The social order of 2006: 350 million tenge.
fn planned() -> BudgetAllocation {
    let mut budget = BudgetAllocation {
        name: "budgetAllocations/b".into(),
        year: 2006,
        purposes: text("Government social order"),
        planned_amount: tenge(350_000_000),
        sources: vec![study()],
        ..Default::default()
    };
    count(&mut budget);
    budget
}

fn changed(direction: Direction, units: i64) -> ChangeBudgetAllocationRequest {
    ChangeBudgetAllocationRequest {
        direction: direction.into(),
        amount: tenge(units),
        source: Some(study()),
        ..Default::default()
    }
}

fn executed(units: i64) -> RecordExecutionRequest {
    RecordExecutionRequest {
        amount: tenge(units),
        execute_date: date::parse("2006-12"),
        source: Some(study()),
        ..Default::default()
    }
}

/// What is in force, what is executed, and whether that is too much.
fn state(budget: &BudgetAllocation) -> (i64, i64, bool) {
    let units = |amount: &Option<Money>| amount.as_ref().map_or(-1, |amount| amount.units);
    (
        units(&budget.amount_in_force),
        units(&budget.executed_amount),
        budget.overspent,
    )
}

fn said(outcome: Result<(), Error>) -> String {
    let all = outcome.map_err(|error| {
        let each = error.fields().iter();
        each.map(|v| format!("{} {}", v.field, v.reason))
            .collect::<Vec<_>>()
    });
    all.err().unwrap_or_default().join(", ")
}

fn wrong(present: Option<&BudgetAllocation>, budget: &BudgetAllocation) -> String {
    said(Error::check(check(present, budget)))
}

#[test]
fn the_totals_follow_from_what_was_planned_changed_and_spent() {
    let mut budget = planned();
    assert_eq!(state(&budget), (350_000_000, 0, false));
    change(&mut budget, &changed(Direction::Increase, 200_000_000), NOW).expect("raised");
    assert_eq!(state(&budget), (550_000_000, 0, false));
    execute(&mut budget, &executed(540_000_000), NOW).expect("spent");
    let back = RecordExecutionRequest {
        returned: true,
        ..executed(40_000_000)
    };
    execute(&mut budget, &back, NOW).expect("came back");
    assert_eq!(state(&budget), (550_000_000, 500_000_000, false));
    change(&mut budget, &changed(Direction::Decrease, 50_000_000), NOW).expect("lowered");
    assert_eq!(state(&budget), (500_000_000, 500_000_000, false));
    assert_eq!(budget.changed_amount, tenge(150_000_000));
    assert_eq!(wrong(Some(&budget), &budget), "");
}

#[test]
fn more_is_not_spent_than_is_in_force_without_a_reason() {
    let mut budget = planned();
    execute(&mut budget, &executed(350_000_000), NOW).expect("all of it");
    let full = budget.clone();
    let more = executed(1);
    assert_eq!(
        said(execute(&mut budget, &more, NOW)),
        "reasons EXECUTION_ABOVE_BUDGET"
    );
    let less = changed(Direction::Decrease, 1);
    assert_eq!(
        said(change(&mut budget, &less, NOW)),
        "reasons EXECUTION_ABOVE_BUDGET"
    );
    assert_eq!(budget, full, "nothing half done");
    let explained = RecordExecutionRequest {
        reasons: text("A debt of the year before."),
        ..more
    };
    execute(&mut budget, &explained, NOW).expect("with a reason");
    assert_eq!(state(&budget), (350_000_000, 350_000_001, true));
    // What makes it better needs none, and other fields can be corrected.
    change(&mut budget, &changed(Direction::Increase, 1), NOW).expect("raised");
    let other = BudgetAllocation {
        purposes: text("Another"),
        ..budget.clone()
    };
    assert_eq!(wrong(Some(&budget), &other), "");
}

#[test]
fn nothing_falls_below_nothing() {
    let mut budget = planned();
    let less = changed(Direction::Decrease, 350_000_001);
    assert_eq!(
        said(change(&mut budget, &less, NOW)),
        "amount BUDGET_BELOW_NOTHING"
    );
    let back = RecordExecutionRequest {
        returned: true,
        ..executed(1)
    };
    assert_eq!(
        said(execute(&mut budget, &back, NOW)),
        "amount BUDGET_BELOW_NOTHING"
    );
    assert_eq!(budget, planned(), "nothing half done");
}

#[test]
fn a_corrected_plan_fits_what_was_changed_and_spent() {
    let mut budget = planned();
    change(&mut budget, &changed(Direction::Decrease, 50_000_000), NOW).expect("lowered");
    execute(&mut budget, &executed(300_000_000), NOW).expect("spent");
    for (amount, expected) in [
        (tenge(350_000_000), ""),
        (tenge(400_000_000), ""),
        (
            tenge(349_999_999),
            "budget_allocation.planned_amount EXECUTION_ABOVE_BUDGET",
        ),
        (
            tenge(49_999_999),
            "budget_allocation.planned_amount BUDGET_BELOW_NOTHING",
        ),
        (
            tenge(-1),
            "budget_allocation.planned_amount.units AMOUNT_INVALID",
        ),
        (None, "budget_allocation.planned_amount AMOUNT_INVALID"),
        (
            Some(Money {
                currency_code: "USD".into(),
                units: 400_000_000,
                nanos: 0,
            }),
            "budget_allocation.planned_amount.currency_code CURRENCY_MISMATCH",
        ),
    ] {
        let mut other = budget.clone();
        other.planned_amount = amount;
        count(&mut other);
        assert_eq!(wrong(Some(&budget), &other), expected);
    }
    let later = BudgetAllocation {
        year: 2007,
        ..budget.clone()
    };
    assert_eq!(
        wrong(Some(&budget), &later),
        "budget_allocation.year DATES_INVALID"
    );
}

#[test]
fn what_is_wrong_is_said_at_once() {
    let bad = BudgetAllocation {
        year: 2006,
        ..Default::default()
    };
    assert_eq!(
        wrong(None, &bad),
        "budget_allocation.purposes FIELD_INVALID, budget_allocation.planned_amount AMOUNT_INVALID, \
         budget_allocation.sources SOURCE_MISSING"
    );
    let bad = ChangeBudgetAllocationRequest {
        amount: Some(Money {
            currency_code: "USD".into(),
            units: 1,
            nanos: 1,
        }),
        change_date: date::parse("2026-06"),
        ..Default::default()
    };
    assert_eq!(
        said(change(&mut planned(), &bad, NOW)),
        "amount.nanos AMOUNT_INVALID, amount.currency_code CURRENCY_MISMATCH, source SOURCE_MISSING, \
         change_date DATES_INVALID"
    );
    let mut bad = executed(0);
    bad.execute_date = date::parse("2005-12-31");
    assert_eq!(
        said(execute(&mut planned(), &bad, NOW)),
        "amount AMOUNT_INVALID, execute_date DATES_INVALID"
    );
}

#[test]
fn an_allocation_does_not_grow_for_ever() {
    let mut budget = planned();
    for _ in 0..MOST {
        change(&mut budget, &changed(Direction::Increase, 1), NOW).expect("raised");
        execute(&mut budget, &executed(1), NOW).expect("spent");
    }
    let one_more = said(change(&mut budget, &changed(Direction::Increase, 1), NOW));
    assert_eq!(one_more, "name FIELD_INVALID");
    let one_more = said(execute(&mut budget, &executed(1), NOW));
    assert_eq!(one_more, "name FIELD_INVALID");
}
