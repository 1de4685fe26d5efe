//! The table of hearings.

use common::{
    kind,
    resource::{Recorded, topic},
    store::{Column, Table, Type, Value},
    text,
};
use kenes_proto::consultation as pb;

use crate::domain::hearing as rules;

static TABLE: Table = Table::new(
    "hearing",
    &[
        Column::new("titles", "titles", Type::Folded),
        Column::unsorted(
            "kind",
            "kind",
            Type::Enum("kenes.consultation.v1.Hearing.Kind"),
        ),
        Column::unsorted("organizer", "organizer", Type::Text),
        Column::unsorted(
            "state",
            "state",
            Type::Enum("kenes.consultation.v1.Hearing.State"),
        ),
        Column::new("start_time", "start_time", Type::Time),
    ],
    None,
    "start_time desc",
);

kind!(
    /// Hearings, sessions, round tables and forums.
    Hearings: pb::Hearing, "consultation.kenes/Hearing", "hearing", TABLE, columns, deletable; RECORDED
);

const RECORDED: Recorded<pb::Hearing> = Recorded {
    topic: |it| Some(topic(it.draft_laws.iter().map(String::as_str))),
    ..Recorded::PLAIN
};

fn columns(hearing: &pb::Hearing) -> Vec<Value> {
    vec![
        text::folded(&hearing.titles).into(),
        i64::from(hearing.kind).into(),
        hearing.organizer.as_str().into(),
        i64::from(hearing.state).into(),
        rules::start(hearing).into(),
    ]
}
