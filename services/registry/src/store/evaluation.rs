//! The table of evaluations.

use common::{
    Error, date,
    resource::{Kind, Parent},
    store::{self, Tx},
    table::{Table, column, table},
};
use kenes_proto::registry as pb;

use super::contract::Contracts;

static TABLE: Table<pb::Evaluation> = table("evaluation")
    .order("create_time")
    .indexed(&["create_time", "evaluator"])
    .columns(&[
        column("evaluator").text(|e| &e.evaluator),
        column("evaluate_date").date(|e| date::lower(e.evaluate_date.as_ref())),
    ]);

/// What was found of the results of contracts.
#[derive(Debug)]
pub(crate) struct Evaluations;

impl Kind for Evaluations {
    type Message = pb::Evaluation;
    const PARENT: Option<Parent> = Parent::of::<Contracts>();

    fn table() -> &'static Table<pb::Evaluation> {
        &TABLE
    }
}

/// An evaluation by this organization.
pub(crate) fn of_organization(tx: &mut dyn Tx, name: &str) -> Result<Option<String>, Error> {
    let sql = "SELECT name FROM evaluation WHERE evaluator = $1 ORDER BY name LIMIT 1";
    store::first_text(tx, sql, &[name.into()])
}
