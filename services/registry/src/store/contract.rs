//! The table of contracts, who held which on a day, and what was paid under one.

use common::{
    Error,
    context::Reading,
    date, money,
    resource::Kind,
    store::{self, Tx},
    stored_body::decode,
    table::{Table, column, table},
    verb::Verbs,
};
use kenes_proto::registry::{self as pb, contract::State};

use super::statistics;
use crate::domain::contract::last_day;

static TABLE: Table<pb::Contract> = table("contract")
    .order("create_time")
    .indexed(&[
        "create_time",
        "award",
        "tender",
        "buyer",
        "supplier",
        "number",
    ])
    .columns(&[
        column("award").text(|c| &c.award),
        column("tender").text(|c| &c.tender),
        column("buyer").text(|c| &c.buyer),
        column("supplier").text(|c| &c.supplier),
        column("number").text(|c| &c.number),
        column("sign_date").date(|c| date::lower(c.sign_date.as_ref())),
        column("start_date").date(|c| date::earliest(c.start_date.as_ref())),
        column("end_date").date(|c| date::upper(c.end_date.as_ref())),
        column("close_date").date(|c| date::lower(c.close_date.as_ref())),
        column("state").enumeration(|c| c.state),
        column("value")
            .field("value.units")
            .long(|c| c.value.as_ref().map_or(0, |value| value.units)),
        column("currency")
            .field("value.currency_code")
            .text(|c| c.value.as_ref().map_or("", |v| v.currency_code.as_str())),
        column("last_day").hidden().date(last_day),
    ]);

/// What buyers and suppliers agree on.
#[derive(Debug)]
pub(crate) struct Contracts;

impl Kind for Contracts {
    type Message = pb::Contract;
    const RENDERED: bool = true;
    const VERBS: Verbs = &[
        ("SignContract", "signed"),
        ("AmendContract", "amended"),
        ("TerminateContract", "terminated"),
        ("CompleteContract", "completed"),
        ("CancelAward", "cancelled"),
    ];

    fn table() -> &'static Table<pb::Contract> {
        &TABLE
    }

    /// What it adds to statistics.
    fn note(tx: &mut dyn Tx, written: &pb::Contract) -> Result<(), Error> {
        statistics::note_contract(tx, written)
    }

    fn render(
        tx: &mut dyn Tx,
        contract: &mut pb::Contract,
        reading: &Reading,
    ) -> Result<(), Error> {
        if reading.counted && reading.as_of == reading.now {
            let paid = paid(tx, &contract.name, "")?;
            let value = contract.value.as_ref();
            contract.paid = value.map(|value| money::of_hundredths(paid, &value.currency_code));
        }
        Ok(())
    }
}

/// The contract of an award, but for those that were terminated or cancelled.
pub(crate) fn of_award(tx: &mut dyn Tx, award: &str) -> Result<Option<String>, Error> {
    let over = [State::Terminated, State::Cancelled];
    let [terminated, cancelled] = over.map(|state| i64::from(i32::from(state)).into());
    let sql = "SELECT name FROM contract WHERE award = $1 AND state <> $2 AND state <> $3 ORDER BY name LIMIT 1";
    store::first_text(tx, sql, &[award.into(), terminated, cancelled])
}

/// A contract of this organization.
pub(crate) fn of_organization(tx: &mut dyn Tx, name: &str) -> Result<Option<String>, Error> {
    let sql = "SELECT name FROM contract WHERE supplier = $1 UNION ALL SELECT name FROM contract WHERE buyer = $1 LIMIT 1";
    store::first_text(tx, sql, &[name.into()])
}

/// What was paid under a contract, in hundredths, without the payment of this name.
pub(crate) fn paid(tx: &mut dyn Tx, contract: &str, but: &str) -> Result<i64, Error> {
    let sql = "SELECT CAST(coalesce(sum(counted), 0) AS BIGINT) FROM payment WHERE parent = $1 AND name <> $2";
    let rows = tx.query(sql, &[contract.into(), but.into()])?;
    rows.first().map_or(Ok(0), |row| row[0].int())
}

/// What was paid under the contracts that an award had before this one, in hundredths.
pub(crate) fn paid_before(tx: &mut dyn Tx, award: &str, contract: &str) -> Result<i64, Error> {
    let sql = "SELECT CAST(coalesce(sum(p.counted), 0) AS BIGINT) FROM contract c JOIN payment p ON p.parent = c.name \
               WHERE c.award = $1 AND c.name <> $2";
    let rows = tx.query(sql, &[award.into(), contract.into()])?;
    rows.first().map_or(Ok(0), |row| row[0].int())
}

/// What a supplier had signed and not ended on a day, written `yyyymmdd`, each with its buyer; oldest first.
pub(crate) fn held(
    tx: &mut dyn Tx,
    supplier: &str,
    day: i64,
) -> Result<Vec<(pb::Contract, pb::Organization)>, Error> {
    let sql = "SELECT rc.body, ro.body FROM contract c \
               JOIN revision rc ON rc.name = c.name AND rc.revision = c.revision \
               JOIN organization o ON o.name = c.buyer \
               JOIN revision ro ON ro.name = o.name AND ro.revision = o.revision \
               WHERE c.supplier = $1 AND c.sign_date > 0 AND c.sign_date <= $2 \
               AND (c.last_day = 0 OR c.last_day >= $2) ORDER BY c.sign_date, c.name";
    let rows = tx.query(sql, &[supplier.into(), day.into()])?;
    rows.iter()
        .map(|row| Ok((decode(&row[0])?, decode(&row[1])?)))
        .collect()
}
