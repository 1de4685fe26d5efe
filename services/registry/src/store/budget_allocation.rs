//! The table of budget allocations.

use common::{
    Error,
    resource::Kind,
    store::{self, Tx},
    table::{Table, column, table},
    verb::Verbs,
};
use kenes_proto::registry as pb;

use super::statistics;
use crate::domain::counted::support;

static TABLE: Table<pb::BudgetAllocation> = table("budget_allocation")
    .order("create_time")
    .indexed(&["create_time", "year", "support_program"])
    .columns(&[
        column("year").int(|budget| budget.year),
        column("support_program").text(|budget| &budget.support_program),
        column("body").text(|budget| &budget.body),
        column("level_code").text(|budget| &budget.level_code),
        column("currency_code")
            .field("planned_amount.currency_code")
            .text(|budget| {
                let planned = budget.planned_amount.as_ref();
                planned.map_or("", |amount| &amount.currency_code)
            }),
        column("planned_amount")
            .field("planned_amount.units")
            .long(|budget| budget.planned_amount.as_ref().map_or(0, |a| a.units)),
        column("amount_in_force")
            .field("amount_in_force.units")
            .long(|budget| budget.amount_in_force.as_ref().map_or(0, |a| a.units)),
        column("executed_amount")
            .field("executed_amount.units")
            .long(|budget| budget.executed_amount.as_ref().map_or(0, |a| a.units)),
        column("overspent").bool(|budget| budget.overspent),
    ]);

/// What budgets have for a purpose in a year.
#[derive(Debug)]
pub(crate) struct BudgetAllocations;

impl Kind for BudgetAllocations {
    type Message = pb::BudgetAllocation;
    const VERBS: Verbs = &[
        ("ChangeBudgetAllocation", "changed"),
        ("RecordExecution", "executed"),
    ];

    fn table() -> &'static Table<pb::BudgetAllocation> {
        &TABLE
    }

    /// What it adds to statistics.
    fn note(tx: &mut dyn Tx, written: &pb::BudgetAllocation) -> Result<(), Error> {
        statistics::note(tx, &written.name, &support::of_budget(written)).map(drop)
    }
}

/// An allocation of this organization's budget.
pub(crate) fn of_organization(tx: &mut dyn Tx, name: &str) -> Result<Option<String>, Error> {
    let sql =
        "SELECT name FROM budget_allocation WHERE body = $1 AND body <> '' ORDER BY name LIMIT 1";
    store::first_text(tx, sql, &[name.into()])
}
