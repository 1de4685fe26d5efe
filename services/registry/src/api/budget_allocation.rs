//! What is decided when budget allocations are written.

use common::{Error, context::Context, resource::Family, store::Tx};
use kenes_proto::registry as pb;

use super::reference::{check_codes, refer};
use crate::{
    domain::budget_allocation as rules,
    store::{
        budget_allocation::BudgetAllocations, organization::Organizations,
        support_program::SupportPrograms,
    },
};

impl Family for BudgetAllocations {
    fn before_write(
        tx: &mut dyn Tx,
        _: &Context,
        present: Option<&pb::BudgetAllocation>,
        budget: &mut pb::BudgetAllocation,
    ) -> Result<(), Error> {
        let mut wrong = rules::check(present, budget);
        let (field, name) = ("budget_allocation.support_program", &budget.support_program);
        refer::<SupportPrograms>(tx, field, name, &mut wrong)?;
        refer::<Organizations>(tx, "budget_allocation.body", &budget.body, &mut wrong)?;
        // A level is one of the year of the budget.
        let day = i64::from(budget.year) * 10_000 + 101;
        let known = present.map_or_else(Vec::new, rules::codes);
        wrong.extend(check_codes(tx, &known, rules::codes(budget), day)?);
        Error::check(wrong)?;
        rules::count(budget);
        Ok(())
    }
}
