//! Rules of budget allocations: what was planned, how it is changed and spent, and what it comes to.
//!
//! Owns the totals: they follow from what was planned, the changes and the executions, whichever of them is written.

use common::{Error, Violation, date, money, parts, span, text};
use kenes_proto::{
    gtype::{Date, LocalizedText, Money},
    registry::{
        BudgetAllocation, BudgetChange, BudgetExecution, ChangeBudgetAllocationRequest,
        RecordExecutionRequest, budget_change::Direction,
    },
    types::{ErrorReason as Reason, Source},
};

use super::{amount, code::CodeUse};

const MAX_PURPOSE: usize = 1_000;
const MAX_REASON: usize = 1_000;

/// By how many years a budget may be changed ahead: budgets are drawn up for three years, in the year before.
const AHEAD: i32 = 3;

/// The most changes, and the most executions.
const MOST: usize = 100;

/// What an allocation comes to, in hundredths.
struct Totals {
    changed: i64,
    in_force: i64,
    executed: i64,
}

/// What must hold of an allocation, in place of the `present` one if there is one; its totals are counted.
pub(crate) fn check(
    present: Option<&BudgetAllocation>,
    budget: &BudgetAllocation,
) -> Vec<Violation> {
    let field = "budget_allocation.purposes";
    let mut wrong = text::check(field, &budget.purposes, MAX_PURPOSE, false);
    if budget.purposes.is_empty() && budget.support_program.is_empty() {
        let say = "say what it pays for, in words, or name a programme";
        wrong.push(Violation::new(field, Reason::FieldInvalid, say));
    }
    let planned = money::require(
        "budget_allocation.planned_amount",
        budget.planned_amount.as_ref(),
    );
    if planned.is_empty() {
        wrong.extend(check_planned(present, budget));
    }
    wrong.extend(planned);
    let (changed, executed) = (budget.year - AHEAD, budget.year);
    let mut changes = budget.changes.iter().map(|c| c.change_date.as_ref());
    let mut executions = budget.executions.iter().map(|e| e.execute_date.as_ref());
    if changes.any(|day| before_year(day, changed))
        || executions.any(|day| before_year(day, executed))
    {
        let say = "give a year that is not after that of an execution on record, nor more than three after that of a change";
        let field = "budget_allocation.year";
        wrong.push(Violation::new(field, Reason::DatesInvalid, say));
    }
    let sources = &budget.sources;
    wrong.extend(parts::require_sources("budget_allocation.sources", sources));
    wrong
}

/// The codes that an allocation uses.
pub(crate) fn codes(budget: &BudgetAllocation) -> Vec<CodeUse<'_>> {
    let field = "budget_allocation.level_code".to_owned();
    vec![(field, "budget-levels", budget.level_code.as_str())]
}

/// What is wrong with a planned amount, a valid one, beside what was changed and executed.
fn check_planned(
    present: Option<&BudgetAllocation>,
    budget: &BudgetAllocation,
) -> Option<Violation> {
    let field = "budget_allocation.planned_amount";
    let kept = budget.changes.iter().map(|change| &change.amount);
    let mut kept = kept.chain(budget.executions.iter().map(|e| &e.amount));
    if let Some(other) = kept.next().and_then(Option::as_ref) {
        let planned = budget.planned_amount.as_ref();
        let wrong = money::check_currency(field, planned, &other.currency_code);
        if wrong.is_some() {
            return wrong;
        }
    }
    let now = totals(budget);
    let before = present.map_or(now.in_force, |present| totals(present).in_force);
    if now.in_force < 0 {
        let least = shown(budget, -now.changed);
        let say = format!("give at least {least}, by which the changes on record reduce it");
        return Some(below_nothing(field, say));
    }
    (now.executed > now.in_force && now.in_force < before).then(|| {
        let say = format!("{}: record a change with its reasons", spent(budget, &now));
        Violation::new(field, Reason::ExecutionAboveBudget, say)
    })
}

/// Counts the totals.
pub(crate) fn count(budget: &mut BudgetAllocation) {
    let totals = totals(budget);
    let currency = currency(budget).to_owned();
    let amount = |hundredths| Some(money::of_hundredths(hundredths, &currency));
    budget.changed_amount = amount(totals.changed);
    budget.amount_in_force = amount(totals.in_force);
    budget.executed_amount = amount(totals.executed);
    budget.overspent = totals.executed > totals.in_force;
}

/// The rule of `ChangeBudgetAllocation`.
pub(crate) fn change(
    budget: &mut BudgetAllocation,
    request: &ChangeBudgetAllocationRequest,
    now: i64,
) -> Result<(), Error> {
    let (day, source) = (request.change_date.as_ref(), request.source.as_ref());
    let mut wrong = entry(budget, request.amount.as_ref(), &request.reasons, source);
    let come = span::come_date("change_date", day, date::local_number(now));
    wrong.extend(come.or_else(|| check_year("change_date", day, budget.year - AHEAD)));
    wrong.extend(parts::document("act", request.act.as_ref()));
    wrong.extend(full(&budget.changes, "changes"));
    Error::check(wrong)?;
    let mut changed = budget.clone();
    changed.changes.push(BudgetChange {
        direction: request.direction,
        amount: request.amount.clone(),
        change_date: request.change_date,
        act: request.act.clone(),
        reasons: request.reasons.clone(),
        source: request.source.clone(),
    });
    count(&mut changed);
    let (before, after) = (totals(budget), totals(&changed));
    let mut wrong = Vec::new();
    if after.in_force < 0 {
        let say = format!(
            "give at most what is in force, {}",
            shown(budget, before.in_force)
        );
        wrong.push(below_nothing("amount", say));
    }
    let less = request.direction() == Direction::Decrease;
    wrong.extend(unexplained(&changed, &after, less, &request.reasons));
    Error::check(wrong)?;
    *budget = changed;
    Ok(())
}

/// The rule of `RecordExecution`.
pub(crate) fn execute(
    budget: &mut BudgetAllocation,
    request: &RecordExecutionRequest,
    now: i64,
) -> Result<(), Error> {
    let (day, source) = (request.execute_date.as_ref(), request.source.as_ref());
    let mut wrong = entry(budget, request.amount.as_ref(), &request.reasons, source);
    let come = span::come_date("execute_date", day, date::local_number(now));
    wrong.extend(come.or_else(|| check_year("execute_date", day, budget.year)));
    wrong.extend(full(&budget.executions, "executions"));
    Error::check(wrong)?;
    let mut executed = budget.clone();
    executed.executions.push(BudgetExecution {
        amount: request.amount.clone(),
        returned: request.returned,
        execute_date: request.execute_date,
        reasons: request.reasons.clone(),
        source: request.source.clone(),
    });
    count(&mut executed);
    let (before, after) = (totals(budget), totals(&executed));
    let mut wrong = Vec::new();
    if after.executed < 0 {
        let say = format!(
            "give at most what is executed, {}",
            shown(budget, before.executed)
        );
        wrong.push(below_nothing("amount", say));
    }
    wrong.extend(unexplained(
        &executed,
        &after,
        !request.returned,
        &request.reasons,
    ));
    Error::check(wrong)?;
    *budget = executed;
    Ok(())
}

/// What is wrong with what a change and an execution have in common.
fn entry(
    budget: &BudgetAllocation,
    amount: Option<&Money>,
    reasons: &[LocalizedText],
    source: Option<&Source>,
) -> Vec<Violation> {
    let mut wrong = amount::check("amount", amount, currency(budget));
    wrong.extend(text::check("reasons", reasons, MAX_REASON, false));
    wrong.extend(parts::require_source("source", source));
    wrong
}

fn full<T>(list: &[T], called: &str) -> Option<Violation> {
    let say =
        format!("it has {MOST} {called}, which is the most; record the rest as another allocation");
    (list.len() >= MOST).then(|| Violation::new("name", Reason::FieldInvalid, say))
}

/// What is wrong with an entry that leaves more executed than in force, makes it so or worse, and does not say why.
fn unexplained(
    budget: &BudgetAllocation,
    totals: &Totals,
    worse: bool,
    reasons: &[LocalizedText],
) -> Option<Violation> {
    let above = totals.executed > totals.in_force && totals.in_force >= 0;
    (above && worse && reasons.is_empty()).then(|| {
        let say = format!("say why {}, or check the amount", spent(budget, totals));
        Violation::new("reasons", Reason::ExecutionAboveBudget, say)
    })
}

fn spent(budget: &BudgetAllocation, totals: &Totals) -> String {
    let [executed, in_force] = [totals.executed, totals.in_force].map(|sum| shown(budget, sum));
    format!("{executed} would be executed of the {in_force} in force")
}

fn below_nothing(field: &str, say: impl Into<String>) -> Violation {
    Violation::new(field, Reason::BudgetBelowNothing, say)
}

/// What is wrong with a date before a year.
fn check_year(field: &str, day: Option<&Date>, year: i32) -> Option<Violation> {
    let say = format!("give a day of {year} or after it");
    before_year(day, year).then(|| Violation::new(field, Reason::DatesInvalid, say))
}

/// Whether no day that the date can mean is of the year or after it.
fn before_year(day: Option<&Date>, year: i32) -> bool {
    day.is_some_and(|day| day.year < year)
}

fn totals(budget: &BudgetAllocation) -> Totals {
    let changes = budget.changes.iter().map(|change| {
        let amount = money::hundredths(change.amount.as_ref());
        match change.direction() {
            Direction::Decrease => -amount,
            Direction::Increase | Direction::Unspecified => amount,
        }
    });
    let executions = budget.executions.iter().map(|execution| {
        let amount = money::hundredths(execution.amount.as_ref());
        if execution.returned { -amount } else { amount }
    });
    let (changed, executed) = (changes.sum::<i64>(), executions.sum());
    let planned = money::hundredths(budget.planned_amount.as_ref());
    Totals {
        changed,
        in_force: planned.saturating_add(changed),
        executed,
    }
}

fn currency(budget: &BudgetAllocation) -> &str {
    amount::currency(budget.planned_amount.as_ref())
}

fn shown(budget: &BudgetAllocation, hundredths: i64) -> String {
    money::show(&money::of_hundredths(hundredths, currency(budget)))
}

#[cfg(test)]
mod tests;
