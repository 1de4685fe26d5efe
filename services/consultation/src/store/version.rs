//! The table of the versions of draft laws.

use common::{
    Error, date,
    resource::{self, Kind, Parent, Recorded},
    store::{self, Tx},
    table::{Table, column, table},
    verb::Verbs,
};
use kenes_proto::consultation as pb;
use pb::draft_law_version::State;
use tlog::entry::Kind as Leaf;

use super::{draft_law::DraftLaws, happening};

static TABLE: Table<pb::DraftLawVersion> = table("draft_law_version").order("ordinal").columns(&[
    column("ordinal").int(|version| version.ordinal),
    column("version_date").date(|version| date::lower(version.version_date.as_ref())),
    column("state").enumeration(|version| version.state),
    column("publish_time")
        .hidden()
        .time(|version| date::moment(version.publish_time.as_ref())),
]);

/// Versions of draft laws.
#[derive(Debug)]
pub(crate) struct Versions;

impl Kind for Versions {
    type Message = pb::DraftLawVersion;
    const PARENT: Option<Parent> = Parent::of::<DraftLaws>();
    const RECORDED: Recorded<pb::DraftLawVersion> = RECORDED;
    const VERBS: Verbs = &[
        ("ImportAkomaNtoso", "imported"),
        ("ImportPlainText", "imported"),
        ("PublishDraftLawVersion", "published"),
        ("SupersedeDraftLawVersion", "superseded"),
    ];

    fn table() -> &'static Table<pb::DraftLawVersion> {
        &TABLE
    }

    fn note(tx: &mut dyn Tx, written: &pb::DraftLawVersion) -> Result<(), Error> {
        happening::note_version(tx, written)
    }
}

const RECORDED: Recorded<pb::DraftLawVersion> = Recorded {
    leaf: |_| Leaf::VERSION,
    ..Recorded::PLAIN
};

/// How many versions a draft law has.
pub(crate) fn count(tx: &mut dyn Tx, law: &str) -> Result<i64, Error> {
    let sql = "SELECT count(*) FROM draft_law_version WHERE parent = $1";
    tx.query(sql, &[law.into()])?
        .first()
        .map_or(Ok(0), |row| row[0].int())
}

/// The versions of a draft law that were ever published, in the order in which they were.
pub(crate) fn frozen(tx: &mut dyn Tx, law: &str) -> Result<Vec<pb::DraftLawVersion>, Error> {
    let sql = "SELECT name FROM draft_law_version WHERE parent = $1 AND state <> $2 ORDER BY publish_time, ordinal";
    let draft = i64::from(State::Draft as i32);
    let names = store::texts(tx, sql, &[law.into(), draft.into()])?;
    names
        .iter()
        .map(|name| resource::get::<Versions>(tx, name))
        .collect()
}
