//! The table of provisions, and the questions that comments ask of it.

use common::{
    Error, kind, names, resource,
    store::{Column, Table, Tx, Type, Value},
};
use kenes_proto::{consultation as pb, types::ErrorReason as Reason};

use crate::domain::provision as rules;

static TABLE: Table = Table::new(
    "provision",
    &[
        Column::new("position", "order", Type::Int),
        Column::hidden("eid", Type::Text),
        Column::unsorted("wid", "wid", Type::Text),
        Column::unsorted("element", "element", Type::Text),
        Column::unsorted("parent_provision", "parent_provision", Type::Text),
        Column::unsorted(
            "change_from_base",
            "change_from_base",
            Type::Enum("kenes.consultation.v1.ChangeKind"),
        ),
        Column::hidden("text_kk", Type::Text),
        Column::hidden("text_ru", Type::Text),
        Column::hidden("text_en", Type::Text),
    ],
    None,
    "order",
);

kind!(
    /// Provisions of versions.
    Provisions: pb::Provision, "consultation.kenes/Provision", "provision", TABLE, columns
);

fn columns(provision: &pb::Provision) -> Vec<Value> {
    let digest = |language| Value::from(rules::digest(provision, language));
    vec![
        i64::from(provision.order).into(),
        provision.eid.as_str().into(),
        provision.wid.as_str().into(),
        provision.element.as_str().into(),
        provision.parent_provision.as_str().into(),
        i64::from(provision.change_from_base).into(),
        digest("kk"),
        digest("ru"),
        digest("en"),
    ]
}

/// The name of a provision.
pub(crate) fn name(version: &str, eid: &str) -> String {
    names::child(version, "provisions", eid)
}

/// The provision with this eId in a version, as stored: without its count of comments.
pub(crate) fn find(
    tx: &mut dyn Tx,
    version: &str,
    eid: &str,
) -> Result<Option<pb::Provision>, Error> {
    resource::find::<Provisions>(tx, &name(version, eid))
}

/// The wId of the provision with this eId in a version, if there is one: one indexed look, for every comment.
pub(crate) fn wid(tx: &mut dyn Tx, version: &str, eid: &str) -> Result<Option<String>, Error> {
    let sql = "SELECT wid FROM provision WHERE name = $1";
    let rows = tx.query(sql, &[name(version, eid).into()])?;
    rows.first()
        .map(|row| row[0].text().map(str::to_owned))
        .transpose()
}

/// All provisions of a version in reading order, as stored.
pub(crate) fn all(tx: &mut dyn Tx, version: &str) -> Result<Vec<pb::Provision>, Error> {
    let sql = "SELECT r.body FROM provision t JOIN revision r ON r.name = t.name AND r.revision = t.revision \
               WHERE t.parent = $1 ORDER BY t.position, t.name";
    let rows = tx.query(sql, &[version.into()])?;
    rows.iter()
        .map(|row| prost::Message::decode(row[0].bytes()?).map_err(Error::internal))
        .collect()
}

/// Takes all provisions out of a version whose text is replaced; their revisions stay.
pub(crate) fn clear(tx: &mut dyn Tx, version: &str) -> Result<(), Error> {
    tx.execute("DELETE FROM provision WHERE parent = $1", &[version.into()])
        .map(drop)
}

/// The refusal where a version has no provision with an eId.
pub(crate) fn unknown(version: &str, eid: &str) -> Error {
    Error::absent(
        Reason::EidUnknown,
        "consultation.kenes/Provision",
        name(version, eid),
        format!("{version} has no provision with the eId {eid}; ListProvisions gives them"),
    )
}

#[cfg(test)]
mod tests {
    #[test]
    fn lists_can_read_the_table() {
        common::list::check(&super::TABLE).expect("a sound table");
    }
}
