//! The table of milestones.

use common::{
    Error, date,
    resource::{Kind, Parent},
    store::{self, Tx},
    table::{Table, column, table},
    verb::Verbs,
};
use kenes_proto::registry::{self as pb, milestone::State};

use super::contract::Contracts;
use crate::domain::contract::Progress;

static TABLE: Table<pb::Milestone> = table("milestone")
    .order("create_time")
    .indexed(&["create_time", "due_date", "acceptance.accepted_by"])
    .columns(&[
        column("start_date").date(|m| date::lower(m.start_date.as_ref())),
        column("due_date").date(|m| date::lower(m.due_date.as_ref())),
        column("state").enumeration(|m| m.state),
        column("accept_date")
            .field("acceptance.accept_date")
            .date(|m| {
                let act = m.acceptance.as_ref();
                date::lower(act.and_then(|act| act.accept_date.as_ref()))
            }),
        column("accepted_by")
            .field("acceptance.accepted_by")
            .text(|m| m.acceptance.as_ref().map_or("", |act| &act.accepted_by)),
    ]);

/// Parts of contracts, each due on a day.
#[derive(Debug)]
pub(crate) struct Milestones;

impl Kind for Milestones {
    type Message = pb::Milestone;
    const PARENT: Option<Parent> = Parent::of::<Contracts>();
    const VERBS: Verbs = &[("AcceptMilestone", "accepted")];

    fn table() -> &'static Table<pb::Milestone> {
        &TABLE
    }
}

/// How far the milestones of a contract are.
pub(crate) fn progress(tx: &mut dyn Tx, contract: &str) -> Result<Progress, Error> {
    let sql = "SELECT name FROM milestone WHERE parent = $1 AND state = $2 ORDER BY name LIMIT 10";
    let scheduled = i64::from(i32::from(State::Scheduled));
    let open = store::texts(tx, sql, &[contract.into(), scheduled.into()])?;
    let sql = "SELECT coalesce(max(accept_date), 0) FROM milestone WHERE parent = $1";
    let rows = tx.query(sql, &[contract.into()])?;
    let last_day = rows.first().map_or(Ok(0), |row| row[0].int())?;
    Ok(Progress { open, last_day })
}

/// A milestone that this organization accepted.
pub(crate) fn of_organization(tx: &mut dyn Tx, name: &str) -> Result<Option<String>, Error> {
    let sql = "SELECT name FROM milestone WHERE accepted_by = $1 ORDER BY name LIMIT 1";
    store::first_text(tx, sql, &[name.into()])
}
