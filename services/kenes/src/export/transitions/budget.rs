//! What was changed and spent of a budget allocation: two lists, of which the contract does not say how they went by turns.
//!
//! Whoever records that less is left than is spent must say why, so that not every order is accepted again. One that is stands in
//! the history of every allocation whose planned amount was not corrected since; otherwise changes come first.

use std::collections::HashSet;

use common::money;
use kenes_proto::registry::{
    BudgetAllocation, BudgetChange, BudgetExecution, budget_change::Direction,
};
use prost_reflect::{DynamicMessage, ReflectMessage};

/// Returns the method of each call, and the entry whose fields it says.
pub(super) fn entries(resource: &DynamicMessage) -> Vec<(&'static str, DynamicMessage)> {
    let budget: BudgetAllocation = resource.transcode_to().unwrap_or_default();
    let (changes, executions) = (&budget.changes, &budget.executions);
    let order = order(&budget).unwrap_or_else(|| {
        let changes = changes.iter().map(|_| true);
        changes.chain(executions.iter().map(|_| false)).collect()
    });
    let (mut changes, mut executions) = (changes.iter(), executions.iter());
    let entries = order.into_iter().filter_map(|is_change| match is_change {
        true => Some((
            "ChangeBudgetAllocation",
            changes.next()?.transcode_to_dynamic(),
        )),
        false => Some(("RecordExecution", executions.next()?.transcode_to_dynamic())),
    });
    entries.collect()
}

/// An order in which all entries are accepted: of each whether it is a change. None where there is none.
fn order(budget: &BudgetAllocation) -> Option<Vec<bool>> {
    let steps = [
        budget
            .changes
            .iter()
            .map(Step::of_change)
            .collect::<Vec<_>>(),
        budget.executions.iter().map(Step::of_execution).collect(),
    ];
    let mut search = Search {
        steps,
        failed: HashSet::new(),
        order: Vec::new(),
    };
    let planned = money::hundredths(budget.planned_amount.as_ref());
    search.go_on([0, 0], planned, 0).then_some(search.order)
}

/// What an entry adds to what may be spent and to what is, in hundredths, and whether it says why.
#[derive(Clone, Copy)]
struct Step {
    in_force: i64,
    executed: i64,
    explained: bool,
}

impl Step {
    fn of_change(change: &BudgetChange) -> Self {
        let amount = money::hundredths(change.amount.as_ref());
        let less = change.direction() == Direction::Decrease;
        Self {
            in_force: if less { -amount } else { amount },
            executed: 0,
            explained: !change.reasons.is_empty(),
        }
    }

    fn of_execution(execution: &BudgetExecution) -> Self {
        let amount = money::hundredths(execution.amount.as_ref());
        Self {
            in_force: 0,
            executed: if execution.returned { -amount } else { amount },
            explained: !execution.reasons.is_empty(),
        }
    }

    /// Whether it is accepted where it leads to these amounts.
    fn fits(self, in_force: i64, executed: i64) -> bool {
        let worse = self.in_force < 0 || self.executed > 0;
        in_force >= 0 && executed >= 0 && (self.explained || !worse || executed <= in_force)
    }
}

/// A search through the orders of two lists, each in its own: from where no order leads to the end is asked once.
struct Search {
    steps: [Vec<Step>; 2],
    failed: HashSet<[usize; 2]>,
    order: Vec<bool>,
}

impl Search {
    /// Whether an order leads on from what was done to the end; `order` is it then.
    fn go_on(&mut self, done: [usize; 2], in_force: i64, executed: i64) -> bool {
        if self.failed.contains(&done) {
            return false;
        }
        let next = [0, 1].map(|list| self.steps[list].get(done[list]).copied());
        for (list, step) in next.into_iter().enumerate() {
            let Some(step) = step else { continue };
            let (in_force, executed) = (
                in_force.saturating_add(step.in_force),
                executed.saturating_add(step.executed),
            );
            let mut then = done;
            then[list] += 1;
            self.order.push(list == 0);
            if step.fits(in_force, executed) && self.go_on(then, in_force, executed) {
                return true;
            }
            self.order.pop();
        }
        let ended = next.iter().all(Option::is_none);
        if !ended {
            self.failed.insert(done);
        }
        ended
    }
}

#[cfg(test)]
mod tests {
    use kenes_proto::gtype::{LocalizedText, Money};

    use super::*;

    fn tenge(units: i64) -> Money {
        Money {
            currency_code: "KZT".into(),
            units,
            ..Default::default()
        }
    }

    fn why(said: bool) -> Vec<LocalizedText> {
        vec![LocalizedText::default(); usize::from(said)]
    }

    fn less(units: i64, explained: bool) -> BudgetChange {
        BudgetChange {
            direction: Direction::Decrease.into(),
            amount: Some(tenge(units)),
            reasons: why(explained),
            ..Default::default()
        }
    }

    fn spent(units: i64, explained: bool) -> BudgetExecution {
        BudgetExecution {
            amount: Some(tenge(units)),
            reasons: why(explained),
            ..Default::default()
        }
    }

    fn ordered(changes: &[BudgetChange], executions: &[BudgetExecution]) -> Option<Vec<bool>> {
        order(&BudgetAllocation {
            planned_amount: Some(tenge(30)),
            changes: changes.to_vec(),
            executions: executions.to_vec(),
            ..Default::default()
        })
    }

    #[test]
    fn who_must_say_why_is_who_said_it() {
        assert_eq!(
            ordered(&[less(5, true)], &[spent(28, false)]),
            Some(vec![false, true])
        );
        assert_eq!(
            ordered(&[less(5, false)], &[spent(28, true)]),
            Some(vec![true, false])
        );
        let back = BudgetExecution {
            returned: true,
            ..spent(20, false)
        };
        let (changes, executions) = ([less(2, false), less(15, false)], [spent(28, false), back]);
        assert_eq!(
            ordered(&changes, &executions),
            Some(vec![true, false, false, true])
        );
        assert_eq!(ordered(&[], &[]), Some(Vec::new()));
        assert_eq!(ordered(&[less(31, true)], &[]), None);
    }

    #[test]
    fn as_many_entries_as_there_may_be_are_ordered_at_once() {
        let (changes, executions) = (vec![less(0, false); 100], vec![spent(0, false); 100]);
        assert_eq!(
            ordered(&changes, &executions).map(|order| order.len()),
            Some(200)
        );
        let executions = [executions, vec![spent(31, false)]].concat();
        assert_eq!(ordered(&changes, &executions), None);
    }
}
