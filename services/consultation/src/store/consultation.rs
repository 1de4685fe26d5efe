//! The table of consultations, and the little of one that every comment needs.

use common::{
    Error,
    context::Reading,
    date,
    resource::{self, Kind, Recorded, topic},
    store::{Lasts, Tx},
    table::{Table, Type, asked, column, table},
    verb::Verbs,
};
use kenes_proto::consultation as pb;
use tlog::entry::Kind as Leaf;

use super::{counts, happening, matter, owed, succession};
use crate::domain::{atom::Happened, consultation as rules, window::Window};

static TABLE: Table<pb::Consultation> = table("consultation")
    .order("create_time desc")
    .indexed(&["create_time"])
    .asked(&[
        // As `Window::state` has it; a test compares the two.
        asked(
            "state",
            Type::Enum,
            "CASE WHEN t.cancel_time <> 0 THEN 5 WHEN t.announce_time = 0 THEN 1 WHEN {now} < t.open_time THEN 2 \
             WHEN {now} < t.close_time THEN 3 ELSE 4 END",
        ),
        asked(
            "draft_laws",
            Type::List,
            "t.subject_draft_law = {v} \
             OR replace(t.draft_law_versions, '|' || {v} || '/versions/', '') <> t.draft_law_versions",
        ),
    ])
    .columns(&[
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
    column("draft_law_versions").list(|c| &c.draft_law_versions),
    column("reply_due_date").date(|c| date::upper(c.reply_due_date.as_ref())),
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
        ("CloseMatters", "matterClosed"),
        ("ExtendConsultation", "extended"),
        ("ExtendConsultationReply", "replyExtended"),
        ("MissDuty", "dutyMissed"),
        ("ReaddressMatters", "readdressed"),
        ("RemindDuty", "dutyDue"),
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
        let before = consultation.handovers.iter().map(|one| &one.body);
        let named = before.chain(std::iter::once(&consultation.organizer));
        consultation.ended_bodies = succession::ended(tx, named, reading)?;
        counts::fill(tx, consultation, reading)
    }

    fn note(tx: &mut dyn Tx, written: &pb::Consultation) -> Result<(), Error> {
        let (kind, name) = (pb::matter::Kind::Consultation, &written.name);
        matter::note(tx, kind, name, &written.handovers, |_| false)?;
        happening::note(tx, name, &Happened::to_consultation(written))?;
        owed::note_consultation(tx, written, date::moment(written.update_time.as_ref()))
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

/// Looks again at what is owed to the consultation of this name, and returns it.
pub(crate) fn settle(tx: &mut dyn Tx, name: &str, now: i64) -> Result<pb::Consultation, Error> {
    let consultation = resource::get::<Consultations>(tx, name)?;
    owed::note_consultation(tx, &consultation, now)?;
    Ok(consultation)
}

/// Whether answers to its comments are waited for: it is closed, and comments stand without one.
pub(crate) fn is_waiting(
    tx: &mut dyn Tx,
    consultation: &pb::Consultation,
    now: i64,
) -> Result<bool, Error> {
    let closed = Window::of(consultation).state(now) == pb::consultation::State::Closed;
    Ok(closed && owed::open_comments(tx, &consultation.name)? > 0)
}

/// When the consultation of this name takes comments, and on what. Reads its row, not its body: every comment asks.
pub(crate) fn window(tx: &mut dyn Tx, name: &str) -> Result<Window, Error> {
    let sql = "SELECT open_time, close_time, announce_time, cancel_time, draft_law_versions FROM consultation WHERE name = $1";
    let rows = tx.recall(sql, &[name.into()], Lasts::UntilWritten)?;
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
