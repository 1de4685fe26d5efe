//! The table of awards, and what the awards of a tender come to.

use std::collections::HashSet;

use common::{
    Error, date, money,
    resource::{Kind, Parent},
    store::{self, Tx, Value},
    table::{Table, column, table},
    verb::Verbs,
};
use kenes_proto::registry::{self as pb, award::State};

use super::{statistics, tender::Tenders};

static TABLE: Table<pb::Award> = table("award")
    .order("create_time")
    .indexed(&["create_time", "application", "supplier"])
    .columns(&[
        column("application").text(|a| &a.application),
        column("supplier").text(|a| &a.supplier),
        column("lot").text(|a| &a.lot),
        column("award_date").date(|a| date::earliest(a.award_date.as_ref())),
        column("state").enumeration(|a| a.state),
        column("recorded_from_source").bool(|a| a.recorded_from_source),
        column("hundredths")
            .hidden()
            .long(|a| money::hundredths(a.value.as_ref())),
    ]);

/// Who was chosen to carry out tenders.
#[derive(Debug)]
pub(crate) struct Awards;

impl Kind for Awards {
    type Message = pb::Award;
    const PARENT: Option<Parent> = Parent::of::<Tenders>();
    const VERBS: Verbs = &[("ConfirmAward", "confirmed"), ("CancelAward", "cancelled")];

    fn table() -> &'static Table<pb::Award> {
        &TABLE
    }

    /// What it adds to statistics.
    fn note(tx: &mut dyn Tx, written: &pb::Award) -> Result<(), Error> {
        statistics::note_award(tx, written)
    }
}

/// What the awards of a lot come to, in hundredths; of the whole tender where the lot is empty. Without the one of this name.
pub(crate) fn awarded(tx: &mut dyn Tx, tender: &str, lot: &str, but: &str) -> Result<i64, Error> {
    let sql = "SELECT CAST(coalesce(sum(hundredths), 0) AS BIGINT) FROM award WHERE parent = $1 AND name <> $2 \
               AND ($3 = '' OR lot = $3) AND state IN ($4, $5)";
    let args = [
        tender.into(),
        but.into(),
        lot.into(),
        number(State::Pending),
        number(State::Active),
    ];
    tx.query(sql, &args)?
        .first()
        .map_or(Ok(0), |row| row[0].int())
}

/// The award that an application has, but for the one of this name.
pub(crate) fn of_application(
    tx: &mut dyn Tx,
    application: &str,
    but: &str,
) -> Result<Option<String>, Error> {
    let sql = "SELECT name FROM award WHERE application = $1 AND name <> $2 AND state IN ($3, $4) ORDER BY name LIMIT 1";
    let (pending, active) = (number(State::Pending), number(State::Active));
    let args = [application.into(), but.into(), pending, active];
    store::first_text(tx, sql, &args)
}

/// An award of a tender, or of this lot of it, that is proposed or in force.
pub(crate) fn standing(tx: &mut dyn Tx, tender: &str, lot: &str) -> Result<Option<String>, Error> {
    let sql = "SELECT name FROM award WHERE parent = $1 AND ($2 = '' OR lot = $2) AND state IN ($3, $4) ORDER BY name LIMIT 1";
    let (pending, active) = (number(State::Pending), number(State::Active));
    store::first_text(tx, sql, &[tender.into(), lot.into(), pending, active])
}

/// The applications in a tender that have an award, but for the one of this name.
pub(crate) fn awarded_applications(
    tx: &mut dyn Tx,
    tender: &str,
    but: &str,
) -> Result<HashSet<String>, Error> {
    let sql =
        "SELECT application FROM award WHERE parent = $1 AND name <> $2 AND state IN ($3, $4)";
    let (pending, active) = (number(State::Pending), number(State::Active));
    let found = store::texts(tx, sql, &[tender.into(), but.into(), pending, active])?;
    Ok(found.into_iter().collect())
}

/// The lots of a tender that have an award in force; an empty one stands for the whole tender.
pub(crate) fn lots_awarded(tx: &mut dyn Tx, tender: &str) -> Result<Vec<String>, Error> {
    let sql = "SELECT DISTINCT lot FROM award WHERE parent = $1 AND state = $2 ORDER BY lot";
    store::texts(tx, sql, &[tender.into(), number(State::Active)])
}

/// Whether a tender has applications on record, whatever became of them.
pub(crate) fn has_applications(tx: &mut dyn Tx, tender: &str) -> Result<bool, Error> {
    let sql = "SELECT name FROM application WHERE parent = $1 LIMIT 1";
    Ok(store::first_text(tx, sql, &[tender.into()])?.is_some())
}

/// An award of this organization.
pub(crate) fn of_organization(tx: &mut dyn Tx, name: &str) -> Result<Option<String>, Error> {
    let sql = "SELECT name FROM award WHERE supplier = $1 ORDER BY name LIMIT 1";
    store::first_text(tx, sql, &[name.into()])
}

fn number(state: State) -> Value {
    i64::from(i32::from(state)).into()
}
