//! The table of agenda items.

use common::{
    Error, names,
    resource::{Kind, Parent},
    store::{self, Tx},
    table::{Table, column, table},
    verb::Verbs,
};
use kenes_proto::consultation as pb;

use super::hearing::Hearings;

static TABLE: Table<pb::AgendaItem> = table("agenda_item").order("order").columns(&[
    column("place").field("order").int(|item| item.order),
    column("state").enumeration(|item| item.state),
]);

/// Points of the agendas of hearings.
#[derive(Debug)]
pub(crate) struct AgendaItems;

impl Kind for AgendaItems {
    type Message = pb::AgendaItem;
    const PARENT: Option<Parent> = Parent::of::<Hearings>();
    const VERBS: Verbs = &[("WithdrawAgendaItem", "withdrawn")];

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

/// Another point of the agenda, not withdrawn, with this position.
pub(crate) fn at_position(tx: &mut dyn Tx, item: &pb::AgendaItem) -> Result<Option<String>, Error> {
    let sql = "SELECT name FROM agenda_item WHERE parent = $1 AND place = $2 AND name <> $3 AND state <> $4 \
               ORDER BY name LIMIT 1";
    let withdrawn = i64::from(pb::agenda_item::State::Withdrawn as i32);
    let args = [
        names::parent(&item.name).into(),
        item.order.into(),
        item.name.as_str().into(),
        withdrawn.into(),
    ];
    store::first_text(tx, sql, &args)
}
