//! The table of what was received under programmes.

use common::{
    Error, date,
    resource::{Kind, Parent},
    store::{self, Tx},
    table::{Table, column, table},
};
use kenes_proto::registry as pb;

use super::{statistics, support_program::SupportPrograms};
use crate::domain::counted::support;

static TABLE: Table<pb::SupportMeasure> = table("support_measure")
    .order("create_time")
    .indexed(&["create_time", "recipient"])
    .columns(&[
        column("form_code").text(|measure| &measure.form_code),
        column("recipient").text(|measure| &measure.recipient),
        column("funder_kind_code").text(|measure| &measure.funder_kind_code),
        column("start_date").date(|measure| date::earliest(measure.start_date.as_ref())),
        column("end_date").date(|measure| date::upper(measure.end_date.as_ref())),
        column("currency_code")
            .field("amount.currency_code")
            .text(|measure| measure.amount.as_ref().map_or("", |a| &a.currency_code)),
        column("amount")
            .field("amount.units")
            .long(|measure| measure.amount.as_ref().map_or(0, |a| a.units)),
    ]);

/// What was received under programmes.
#[derive(Debug)]
pub(crate) struct SupportMeasures;

impl Kind for SupportMeasures {
    type Message = pb::SupportMeasure;
    const PARENT: Option<Parent> = Parent::of::<SupportPrograms>();

    fn table() -> &'static Table<pb::SupportMeasure> {
        &TABLE
    }

    /// What it adds to statistics.
    fn note(tx: &mut dyn Tx, written: &pb::SupportMeasure) -> Result<(), Error> {
        statistics::note(tx, &written.name, &support::of_measure(written)).map(drop)
    }
}

/// A measure that this organization received.
pub(crate) fn of_organization(tx: &mut dyn Tx, name: &str) -> Result<Option<String>, Error> {
    let sql = "SELECT name FROM support_measure WHERE recipient = $1 ORDER BY name LIMIT 1";
    store::first_text(tx, sql, &[name.into()])
}
