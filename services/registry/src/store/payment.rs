//! The table of payments. What those of a contract come to is in `contract`.

use common::{
    Error, date,
    resource::{Kind, Parent},
    store::{self, Tx},
    table::{Table, column, table},
    verb::Verbs,
};
use kenes_proto::registry as pb;

use super::{contract::Contracts, statistics};
use crate::domain::payment::counted;

static TABLE: Table<pb::Payment> = table("payment")
    .order("create_time")
    .indexed(&["create_time", "pay_date", "payer", "milestone"])
    .columns(&[
        column("pay_date").date(|p| date::lower(p.pay_date.as_ref())),
        column("payer").text(|p| &p.payer),
        column("milestone").text(|p| &p.milestone),
        column("number").text(|p| &p.number),
        column("state").enumeration(|p| p.state),
        column("amount")
            .field("amount.units")
            .long(|p| p.amount.as_ref().map_or(0, |amount| amount.units)),
        column("counted").hidden().long(counted),
    ]);

/// Money paid under contracts.
#[derive(Debug)]
pub(crate) struct Payments;

impl Kind for Payments {
    type Message = pb::Payment;
    const PARENT: Option<Parent> = Parent::of::<Contracts>();
    const VERBS: Verbs = &[("ReversePayment", "reversed")];

    fn table() -> &'static Table<pb::Payment> {
        &TABLE
    }

    /// What it adds to statistics.
    fn note(tx: &mut dyn Tx, written: &pb::Payment) -> Result<(), Error> {
        statistics::note_payment(tx, written)
    }
}

/// A payment by this organization.
pub(crate) fn of_organization(tx: &mut dyn Tx, name: &str) -> Result<Option<String>, Error> {
    let sql = "SELECT name FROM payment WHERE payer = $1 ORDER BY name LIMIT 1";
    store::first_text(tx, sql, &[name.into()])
}
