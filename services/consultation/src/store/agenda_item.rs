//! The table of agenda items.

use common::{
    Error, kind,
    store::Tx,
    table::{Table, column, table},
};
use kenes_proto::consultation as pb;

static TABLE: Table<pb::AgendaItem> =
    table("agenda_item")
        .order("order")
        .columns(&[column("place").field("order").int(|item| item.order)]);

kind!(
    /// Points of the agendas of hearings.
    AgendaItems: pb::AgendaItem, "consultation.kenes/AgendaItem", "agenda_item", TABLE
);

/// The place after the last point of a hearing's agenda.
pub(crate) fn next_place(tx: &mut dyn Tx, hearing: &str) -> Result<i32, Error> {
    let sql = "SELECT CAST(COALESCE(max(place), 0) AS BIGINT) FROM agenda_item WHERE parent = $1";
    let rows = tx.query(sql, &[hearing.into()])?;
    let last = rows.first().map_or(Ok(0), |row| row[0].int())?;
    Ok(i32::try_from(last).unwrap_or(i32::MAX).saturating_add(1))
}
