//! The table of agenda items.

use common::{
    Error,
    resource::{Kind, Parent},
    store::Tx,
    table::{Table, column, table},
};
use kenes_proto::consultation as pb;

use super::hearing::Hearings;

static TABLE: Table<pb::AgendaItem> =
    table("agenda_item")
        .order("order")
        .columns(&[column("place").field("order").int(|item| item.order)]);

/// Points of the agendas of hearings.
#[derive(Debug)]
pub(crate) struct AgendaItems;

impl Kind for AgendaItems {
    type Message = pb::AgendaItem;
    const PARENT: Option<Parent> = Parent::of::<Hearings>();

    fn table() -> &'static Table<pb::AgendaItem> {
        &TABLE
    }
}

/// The position after the last point of a hearing's agenda.
pub(crate) fn next_position(tx: &mut dyn Tx, hearing: &str) -> Result<i32, Error> {
    let sql = "SELECT CAST(COALESCE(max(place), 0) AS BIGINT) FROM agenda_item WHERE parent = $1";
    let rows = tx.query(sql, &[hearing.into()])?;
    let last = rows.first().map_or(Ok(0), |row| row[0].int())?;
    Ok(i32::try_from(last).unwrap_or(i32::MAX).saturating_add(1))
}
