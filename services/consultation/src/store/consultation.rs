//! The table of consultations, and the little of one that every comment needs.

use common::{
    Error, kind,
    resource::{Kind as _, Recorded, topic},
    store::{Column, Table, Tx, Type, Value},
    text,
};
use kenes_proto::consultation as pb;
use tlog::entry::Kind as Leaf;

use crate::domain::consultation::Window;

static TABLE: Table = Table::new(
    "consultation",
    &[
        Column::new("titles", "titles", Type::Folded),
        Column::unsorted("organizer", "organizer", Type::Text),
        Column::new("open_time", "open_time", Type::Time),
        Column::new("close_time", "close_time", Type::Time),
        Column::hidden("announce_time", Type::Time),
        Column::hidden("cancel_time", Type::Time),
        Column::hidden("draft_law_versions", Type::List),
    ],
    None,
    "create_time desc",
);

kind!(
    /// Consultations.
    Consultations: pb::Consultation, "consultation.kenes/Consultation", "consultation", TABLE, columns; RECORDED
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

fn columns(consultation: &pb::Consultation) -> Vec<Value> {
    let window = Window::of(consultation);
    vec![
        text::folded(&consultation.titles).into(),
        consultation.organizer.as_str().into(),
        window.open.into(),
        window.close.into(),
        window.announce.into(),
        window.cancel.into(),
        format!("|{}|", window.versions.join("|")).into(),
    ]
}

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
