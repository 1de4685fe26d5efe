//! The table of hearings.

use common::{
    Error,
    context::Reading,
    resource::{self, Kind, Recorded, topic},
    store::{self, Tx},
    table::{Table, column, table},
    text,
    verb::Verbs,
};
use kenes_proto::consultation as pb;

use super::{attachment, happening, succession};
use crate::domain::{
    atom::Happened,
    hearing::{self as rules, chain::Around},
};

static TABLE: Table<pb::Hearing> = table("hearing")
    .order("start_time desc")
    .indexed(&["start_time", "organizer", "previous_session"])
    .columns(&[
        column("titles").folded(|hearing| &hearing.titles),
        column("kind").enumeration(|hearing| hearing.kind),
        column("organizer").text(|hearing| &hearing.organizer),
        column("state").enumeration(|hearing| hearing.state),
        column("start_time").time(rules::start),
        column("access").enumeration(|hearing| hearing.access),
        column("draft_laws").list(|hearing| &hearing.draft_laws),
        column("previous_session").text(|hearing| &hearing.previous_session),
        column("established")
            .field("establishments.organization")
            .listed(|hearing| {
                let each = hearing.establishments.iter();
                let organizations = each.map(|one| one.organization.as_str());
                text::listed(&organizations.collect::<Vec<_>>())
            }),
    ]);

/// Hearings, sessions, round tables and forums.
#[derive(Debug)]
pub(crate) struct Hearings;

impl Kind for Hearings {
    type Message = pb::Hearing;
    const RECORDED: Recorded<pb::Hearing> = RECORDED;
    const RENDERED: bool = true;
    const VERBS: Verbs = &[
        ("AnnounceHearing", "announced"),
        ("CancelHearing", "cancelled"),
        ("HoldHearing", "held"),
        ("PublishMinutes", "minutesPublished"),
        ("RescheduleHearing", "rescheduled"),
    ];

    fn table() -> &'static Table<pb::Hearing> {
        &TABLE
    }

    fn render(tx: &mut dyn Tx, hearing: &mut pb::Hearing, reading: &Reading) -> Result<(), Error> {
        let named = std::iter::once(&hearing.organizer);
        hearing.ended_bodies = succession::ended(tx, named, reading)?;
        Ok(())
    }

    fn note(tx: &mut dyn Tx, written: &pb::Hearing) -> Result<(), Error> {
        attachment::take(tx, "hearing.documents", &written.name, &written.documents)?;
        happening::note(tx, &written.name, &Happened::to_hearing(written))
    }
}

const RECORDED: Recorded<pb::Hearing> = Recorded {
    topic: |hearing| Some(topic(hearing.draft_laws.iter().map(String::as_str))),
    ..Recorded::PLAIN
};

/// The sessions around one in its chain. The one that it names as the one before it is there, or `REFERENCE_NOT_FOUND`.
pub(crate) fn around(tx: &mut dyn Tx, session: &pb::Hearing) -> Result<Around, Error> {
    let mut around = Around::default();
    let previous = session.previous_session.as_str();
    if !previous.is_empty() {
        let field = "hearing.previous_session";
        around.previous = Some(resource::referred::<Hearings>(tx, field, previous)?);
        around.rival = follower(tx, previous, &session.name)?;
    }
    if let Some(next) = follower(tx, &session.name, "")? {
        around.next = Some(resource::get::<Hearings>(tx, &next)?);
    }
    Ok(around)
}

/// The name of a session, other than `but`, that follows one. One that was cancelled, 3, follows nothing any more.
fn follower(tx: &mut dyn Tx, session: &str, but: &str) -> Result<Option<String>, Error> {
    let sql = "SELECT name FROM hearing WHERE previous_session = $1 AND name <> $2 AND delete_time = 0 AND state <> 3 \
               ORDER BY name LIMIT 1";
    store::first_text(tx, sql, &[session.into(), but.into()])
}
