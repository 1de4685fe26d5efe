//! The table of decisions.

use common::{
    Error, date, names,
    resource::{Kind, Parent, Recorded},
    store::{self, Tx},
    table::{Table, column, table},
    text,
    verb::Verbs,
};
use kenes_proto::{consultation as pb, types::ErrorReason as Reason};
use tlog::entry::Kind as Leaf;

use super::hearing::Hearings;

static TABLE: Table<pb::Decision> = table("decision")
    .order("create_time")
    .indexed(&["create_time", "due_date"])
    .columns(&[
        column("number").text(|d| &d.number),
        column("titles").folded(|d| &d.titles),
        column("decide_date").date(|d| date::lower(d.decide_date.as_ref())),
        column("due_date").date(|d| date::upper(d.due_date.as_ref())),
        column("agenda_item").text(|d| &d.agenda_item),
        column("state").enumeration(|d| d.state),
        column("executors")
            .field("executors.organization")
            .listed(|d| {
                let organizations = d.executors.iter().map(|e| e.organization.as_str());
                text::listed(&organizations.collect::<Vec<_>>())
            }),
    ]);

/// What sessions decided.
#[derive(Debug)]
pub(crate) struct Decisions;

impl Kind for Decisions {
    type Message = pb::Decision;
    const PARENT: Option<Parent> = Parent::of::<Hearings>();
    const RECORDED: Recorded<pb::Decision> = Recorded {
        leaf: |_| Leaf::STATUS,
        ..Recorded::PLAIN
    };
    const VERBS: Verbs = &[("RevokeDecision", "revoked")];

    fn table() -> &'static Table<pb::Decision> {
        &TABLE
    }
}

/// Another decision of the session, not revoked, with this number.
pub(crate) fn numbered(tx: &mut dyn Tx, decision: &pb::Decision) -> Result<Option<String>, Error> {
    let sql = "SELECT name FROM decision WHERE parent = $1 AND number = $2 AND number <> '' AND name <> $3 AND state = $4 \
               ORDER BY name LIMIT 1";
    let adopted = i64::from(pb::decision::State::Adopted as i32);
    let args = [
        names::parent(&decision.name).into(),
        decision.number.as_str().into(),
        decision.name.as_str().into(),
        adopted.into(),
    ];
    store::first_text(tx, sql, &args)
}

/// The names of what a session decided, in the order in which it was recorded. At most `limit`.
pub(crate) fn of_session(tx: &mut dyn Tx, session: &str, limit: i64) -> Result<Vec<String>, Error> {
    let sql = "SELECT name FROM decision WHERE parent = $1 ORDER BY create_time, name LIMIT $2";
    store::texts(tx, sql, &[session.into(), limit.into()])
}

/// Refuses to take a session away from under what it decided: `RESOURCE_IN_USE`.
pub(crate) fn check_unused(tx: &mut dyn Tx, session: &str) -> Result<(), Error> {
    let sql = "SELECT name FROM decision WHERE parent = $1 ORDER BY create_time, name LIMIT 1";
    let Some(decided) = store::first_text(tx, sql, &[session.into()])? else {
        return Ok(());
    };
    let text =
        format!("{decided} was decided at {session}, whose kind, days and body therefore stay");
    Err(Error::refused(Reason::ResourceInUse, decided, text))
}
