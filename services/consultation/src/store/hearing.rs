//! The table of hearings.

use common::{
    resource::{Kind, Recorded, topic},
    table::{Table, column, table},
    verb::Verbs,
};
use kenes_proto::consultation as pb;

use crate::domain::hearing as rules;

static TABLE: Table<pb::Hearing> = table("hearing")
    .order("start_time desc")
    .indexed(&["start_time", "organizer"])
    .columns(&[
        column("titles").folded(|hearing| &hearing.titles),
        column("kind").enumeration(|hearing| hearing.kind),
        column("organizer").text(|hearing| &hearing.organizer),
        column("state").enumeration(|hearing| hearing.state),
        column("start_time").time(rules::start),
        column("access").enumeration(|hearing| hearing.access),
        column("draft_laws").list(|hearing| &hearing.draft_laws),
    ]);

/// Hearings, sessions, round tables and forums.
#[derive(Debug)]
pub(crate) struct Hearings;

impl Kind for Hearings {
    type Message = pb::Hearing;
    const RECORDED: Recorded<pb::Hearing> = RECORDED;
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
}

const RECORDED: Recorded<pb::Hearing> = Recorded {
    topic: |hearing| Some(topic(hearing.draft_laws.iter().map(String::as_str))),
    ..Recorded::PLAIN
};
