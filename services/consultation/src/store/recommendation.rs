//! The table of recommendations, and what they rest on and are about.

use std::collections::HashSet;

use common::{
    Error,
    context::{Context, NewName},
    date, kind,
    resource::{self, Recorded, topic},
    store::{Column, Table, Tx, Type, Value},
    text,
};
use kenes_proto::consultation as pb;
use tlog::entry::Kind as Leaf;

use crate::domain::recommendation as rules;

static TABLE: Table = Table::new(
    "recommendation",
    &[
        Column::new("titles", "titles", Type::Folded),
        Column::unsorted(
            "kind",
            "kind",
            Type::Enum("kenes.consultation.v1.Recommendation.Kind"),
        ),
        Column::unsorted("body", "body", Type::Text),
        Column::unsorted(
            "state",
            "state",
            Type::Enum("kenes.consultation.v1.Recommendation.State"),
        ),
        Column::new("adopt_date", "adopt_date", Type::Date),
    ],
    None,
    "create_time desc",
);

kind!(
    /// Recommendations of consultative bodies.
    Recommendations: pb::Recommendation, "consultation.kenes/Recommendation", "recommendation", TABLE, columns; RECORDED
);

const RECORDED: Recorded<pb::Recommendation> = Recorded {
    leaf: |_| Leaf::STATUS,
    topic: |it| Some(topic(it.draft_laws.iter().map(String::as_str))),
    receipt: |it| Some(&mut it.receipt),
    ..Recorded::PLAIN
};

fn columns(it: &pb::Recommendation) -> Vec<Value> {
    vec![
        text::folded(&it.titles).into(),
        i64::from(it.kind).into(),
        it.body.as_str().into(),
        i64::from(it.state).into(),
        date::lower(it.adopt_date.as_ref()).into(),
    ]
}

/// Notes what a recommendation that was written now refers to, for those who ask from there.
pub(crate) fn tie(tx: &mut dyn Tx, it: &pb::Recommendation) -> Result<(), Error> {
    for table in [
        "DELETE FROM recommendation_comment WHERE recommendation = $1",
        "DELETE FROM recommendation_provision WHERE recommendation = $1",
    ] {
        tx.execute(table, &[it.name.as_str().into()])?;
    }
    let sql = "INSERT INTO recommendation_comment (recommendation, comment, version, wid) \
               SELECT $1, name, target_version, target_wid FROM comment WHERE name = $2";
    for comment in &it.based_on_comments {
        tx.execute(sql, &[it.name.as_str().into(), comment.as_str().into()])?;
    }
    let sql = "INSERT INTO recommendation_provision (version, eid, recommendation) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    for place in rules::places(it) {
        let place = [&place.version, &place.eid, &it.name];
        tx.execute(sql, &place.map(Value::from))?;
    }
    Ok(())
}

/// The names of the recommendations that rest on a comment. At most `limit`.
pub(crate) fn resting_on(tx: &mut dyn Tx, comment: &str, limit: i64) -> Result<Vec<String>, Error> {
    let sql = "SELECT recommendation FROM recommendation_comment WHERE comment = $1 ORDER BY recommendation LIMIT $2";
    names(tx, sql, &[comment.into(), limit.into()])
}

/// The names of the recommendations about this provision of a version; an empty `eid` is the version as a whole. At most
/// `limit`.
pub(crate) fn concerning(
    tx: &mut dyn Tx,
    version: &str,
    eid: &str,
    limit: i64,
) -> Result<Vec<String>, Error> {
    let sql = "SELECT recommendation FROM recommendation_provision WHERE version = $1 AND eid = $2 \
               ORDER BY recommendation LIMIT $3";
    names(tx, sql, &[version.into(), eid.into(), limit.into()])
}

/// The names of the comments on a provision that recommendations rest on. At most `limit`.
pub(crate) fn rested_on(
    tx: &mut dyn Tx,
    version: &str,
    wid: &str,
    limit: i64,
) -> Result<Vec<String>, Error> {
    let sql = "SELECT DISTINCT comment FROM recommendation_comment WHERE version = $1 AND wid = $2 \
               ORDER BY comment LIMIT $3";
    names(tx, sql, &[version.into(), wid.into(), limit.into()])
}

/// The bodies that had answered a recommendation by `time`, in microseconds.
pub(crate) fn answered(tx: &mut dyn Tx, name: &str, time: i64) -> Result<HashSet<String>, Error> {
    let sql = "SELECT responder FROM response WHERE parent = $1 AND create_time <= $2";
    Ok(names(tx, sql, &[name.into(), time.into()])?
        .into_iter()
        .collect())
}

fn names(tx: &mut dyn Tx, sql: &str, args: &[Value]) -> Result<Vec<String>, Error> {
    let rows = tx.query(sql, args)?;
    rows.iter()
        .map(|row| row[0].text().map(ToOwned::to_owned))
        .collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn lists_can_read_the_table() {
        common::list::check(&super::TABLE).expect("a sound table");
    }
}
