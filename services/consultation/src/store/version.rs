//! The table of the versions of draft laws.

use common::{
    Error, date, kind,
    resource::{self, Recorded},
    store::{Column, Table, Tx, Type, Value},
};
use kenes_proto::consultation as pb;
use pb::draft_law_version::State;
use tlog::entry::Kind as Leaf;

static TABLE: Table = Table::new(
    "draft_law_version",
    &[
        Column::new("ordinal", "ordinal", Type::Int),
        Column::new("version_date", "version_date", Type::Date),
        Column::unsorted(
            "state",
            "state",
            Type::Enum("kenes.consultation.v1.DraftLawVersion.State"),
        ),
        Column::hidden("publish_time", Type::Time),
    ],
    None,
    "ordinal",
);

kind!(
    /// Versions of draft laws.
    Versions: pb::DraftLawVersion, "consultation.kenes/DraftLawVersion", "draft_law_version", TABLE, columns; RECORDED
);

const RECORDED: Recorded<pb::DraftLawVersion> = Recorded {
    leaf: |_| Leaf::VERSION,
    ..Recorded::PLAIN
};

fn columns(version: &pb::DraftLawVersion) -> Vec<Value> {
    vec![
        i64::from(version.ordinal).into(),
        date::lower(version.version_date.as_ref()).into(),
        i64::from(version.state).into(),
        version.publish_time.as_ref().map_or(0, date::micros).into(),
    ]
}

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
    let rows = tx.query(sql, &[law.into(), draft.into()])?;
    rows.iter()
        .map(|row| resource::get::<Versions>(tx, row[0].text()?))
        .collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn lists_can_read_the_table() {
        common::list::check(&super::TABLE).expect("a sound table");
    }
}
