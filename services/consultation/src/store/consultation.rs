//! The table of consultations, and the little of one that every comment needs.

use common::{
    Error,
    context::Reading,
    date,
    resource::{Kind, Recorded, topic},
    store::Tx,
    table::{Table, column, table},
    verb::Verbs,
};
use kenes_proto::consultation as pb;
use tlog::entry::Kind as Leaf;

use super::counts;
use crate::domain::{consultation as rules, window::Window};

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
    column("phase").enumeration(|c| c.phase),
    column("proposal").text(|c| &c.proposal),
    column("subject_draft_law")
        .field("subject.draft_law")
        .text(|c| c.subject.as_ref().map_or("", |s| &s.draft_law)),
]);

/// Consultations.
#[derive(Debug)]
pub(crate) struct Consultations;

impl Kind for Consultations {
    type Message = pb::Consultation;
    const RECORDED: Recorded<pb::Consultation> = RECORDED;
    const RENDERED: bool = true;
    const VERBS: Verbs = &[
        ("AnnounceConsultation", "announced"),
        ("CancelConsultation", "cancelled"),
        ("ExtendConsultation", "extended"),
    ];

    fn table() -> &'static Table<pb::Consultation> {
        &TABLE
    }

    fn render(
        tx: &mut dyn Tx,
        consultation: &mut pb::Consultation,
        reading: &Reading,
    ) -> Result<(), Error> {
        rules::render(consultation, reading.as_of);
        counts::fill(tx, consultation, reading)
    }
}

const RECORDED: Recorded<pb::Consultation> = Recorded {
    leaf: |method| match method {
        "AnnounceConsultation" => Leaf::OPENED,
        _ => Leaf::STATUS,
    },
    topic: |consultation| {
        let versions = consultation.draft_law_versions.iter();
        let laws = versions.map(|version| common::names::parent(version));
        let subject = consultation.subject.iter().map(|s| s.draft_law.as_str());
        Some(topic(laws.chain(subject.filter(|law| !law.is_empty()))))
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
