//! The table of consultations, and the little of one that every comment needs.

use common::{
    Error, date, kind,
    resource::{Kind as _, Recorded, topic},
    store::{self, Tx},
    table::{Table, column, table},
};
use kenes_proto::consultation as pb;
use tlog::entry::Kind as Leaf;

use super::comment;
use crate::domain::consultation::Window;

static TABLE: Table<pb::Consultation> = table("consultation").order("create_time desc").columns(&[
    column("titles").folded(|c| &c.titles),
    column("organizer").text(|c| &c.organizer),
    column("open_time").time(|c| date::moment(c.open_time.as_ref())),
    column("close_time").time(|c| date::moment(c.close_time.as_ref())),
    column("announce_time")
        .hidden()
        .time(|c| date::moment(c.announce_time.as_ref())),
    column("cancel_time")
        .hidden()
        .time(|c| date::moment(c.cancel_time.as_ref())),
    column("draft_law_versions")
        .hidden()
        .list(|c| &c.draft_law_versions),
]);

kind!(
    /// Consultations.
    Consultations: pb::Consultation, "consultation.kenes/Consultation", "consultation", TABLE; RECORDED
);

const RECORDED: Recorded<pb::Consultation> = Recorded {
    leaf: |method| match method {
        "AnnounceConsultation" => Leaf::OPENED,
        _ => Leaf::STATUS,
    },
    topic: |it| {
        Some(topic(
            it.draft_law_versions
                .iter()
                .map(|version| common::names::parent(version)),
        ))
    },
    ..Recorded::PLAIN
};

/// When the consultation of this name takes comments, and on what. Reads its row, not its body: every comment asks.
pub(crate) fn window(tx: &mut dyn Tx, name: &str) -> Result<Window, Error> {
    let sql = "SELECT open_time, close_time, announce_time, cancel_time, draft_law_versions FROM consultation WHERE name = $1";
    let rows = tx.query(sql, &[name.into()])?;
    let row = rows
        .first()
        .ok_or_else(|| Error::not_found(Consultations::TYPE, name))?;
    let versions = row[4].text()?.split('|').filter(|v| !v.is_empty());
    Ok(Window {
        open: row[0].int()?,
        close: row[1].int()?,
        announce: row[2].int()?,
        cancel: row[3].int()?,
        versions: versions.map(ToOwned::to_owned).collect(),
    })
}

/// Refuses unless there is a consultation of this name.
pub(crate) fn require(tx: &mut dyn Tx, name: &str) -> Result<(), Error> {
    let rows = tx.query(
        "SELECT name FROM consultation WHERE name = $1",
        &[name.into()],
    )?;
    match rows.is_empty() {
        true => Err(Error::not_found(Consultations::TYPE, name)),
        false => Ok(()),
    }
}

/// Fills in how many comments there are, by what became of them.
pub(crate) fn count(tx: &mut dyn Tx, consultation: &mut pb::Consultation) -> Result<(), Error> {
    let name = &consultation.name;
    consultation.comment_count = store::counter(tx, &counter(name))?;
    consultation.received_comment_count = store::counter(tx, &comment::received(name))?;
    consultation.withdrawn_comment_count = store::counter(tx, &comment::withdrawn(name))?;
    consultation.redacted_comment_count = store::counter(tx, &comment::redacted(name))?;
    Ok(())
}

/// The kept counter of the comments on a resource: a consultation, a version, a provision.
pub(crate) fn counter(resource: &str) -> String {
    format!("comments/{resource}")
}
