//! The table of mandates.

use common::{
    Error, date, kind,
    resource::{self, Recorded},
    store::{Column, Table, Tx, Type, Value},
};
use kenes_proto::registry as pb;

use crate::domain::period::Period;

static TABLE: Table = Table::new(
    "mandate",
    &[
        Column::unsorted("person", "person", Type::Text),
        Column::unsorted("subject", "subject", Type::Text),
        Column::new("start_date", "start_date", Type::Date),
        Column::new("end_date", "end_date", Type::Date),
    ],
    Some(("start_date", "end_date")),
    "create_time",
);

kind!(
    /// Mandates of organizations.
    Mandates: pb::Mandate, "registry.kenes/Mandate", "mandate", TABLE, columns; RECORDED
);

const RECORDED: Recorded<pb::Mandate> = Recorded {
    // What tells who somebody is elsewhere, and the paper, which names people.
    identity: |mandate| {
        Some(pb::Mandate {
            subject: std::mem::take(&mut mandate.subject),
            basis: mandate.basis.take(),
            ..pb::Mandate::default()
        })
    },
    ..Recorded::PLAIN
};

fn columns(mandate: &pb::Mandate) -> Vec<Value> {
    vec![
        mandate.person.as_str().into(),
        mandate.subject.as_str().into(),
        date::earliest(mandate.start_date.as_ref()).into(),
        date::upper(mandate.end_date.as_ref()).into(),
    ]
}

/// Another mandate of the organization that the same person, or the same subject, holds on some day of `period`.
pub(crate) fn overlapping(
    tx: &mut dyn Tx,
    parent: &str,
    mandate: &pb::Mandate,
    period: Period,
) -> Result<Option<String>, Error> {
    let sql = "SELECT name FROM mandate WHERE parent = $1 AND name <> $2 AND (person = $3 OR subject = $4) \
               AND start_date <= $5 AND (end_date = 0 OR end_date >= $6) ORDER BY name LIMIT 1";
    let args = [
        parent.into(),
        mandate.name.as_str().into(),
        mandate.person.as_str().into(),
        mandate.subject.as_str().into(),
        period.last().into(),
        period.first.into(),
    ];
    super::first_resource_name(tx, sql, &args)
}

/// A mandate of this organization.
pub(crate) fn of_organization(tx: &mut dyn Tx, name: &str) -> Result<Option<String>, Error> {
    let sql = "SELECT name FROM mandate WHERE parent = $1 ORDER BY name LIMIT 1";
    super::first_resource_name(tx, sql, &[name.into()])
}

/// A mandate of this person.
pub(crate) fn of_person(tx: &mut dyn Tx, name: &str) -> Result<Option<String>, Error> {
    let sql = "SELECT name FROM mandate WHERE person = $1 ORDER BY name LIMIT 1";
    super::first_resource_name(tx, sql, &[name.into()])
}

/// All mandates of this person, present and ended.
pub(crate) fn held_by(tx: &mut dyn Tx, name: &str) -> Result<Vec<pb::Mandate>, Error> {
    let sql = "SELECT name FROM mandate WHERE person = $1 ORDER BY name";
    let rows = tx.query(sql, &[name.into()])?;
    rows.iter()
        .map(|row| resource::get::<Mandates>(tx, row[0].text()?))
        .collect()
}
