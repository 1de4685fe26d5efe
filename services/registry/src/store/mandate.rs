//! The table of mandates.

use common::{
    Error,
    context::Reading,
    date,
    resource::{self, Kind, Parent, Recorded},
    store::{self, Tx},
    table::{Table, column, table},
    verb::Verbs,
};
use kenes_proto::registry as pb;

use super::organization::Organizations;
use crate::domain::{mandate as rules, period::Period};

static TABLE: Table<pb::Mandate> = table("mandate")
    .active("start_date", "end_date")
    .order("create_time")
    .columns(&[
        column("person").text(|m| &m.person),
        column("subject").text(|m| &m.subject),
        column("start_date").date(|m| date::earliest(m.start_date.as_ref())),
        column("end_date").date(|m| date::upper(m.end_date.as_ref())),
    ]);

/// Mandates of organizations.
#[derive(Debug)]
pub(crate) struct Mandates;

impl Kind for Mandates {
    type Message = pb::Mandate;
    const PARENT: Option<Parent> = Parent::of::<Organizations>();
    const RECORDED: Recorded<pb::Mandate> = RECORDED;
    const RENDERED: bool = true;
    const VERBS: Verbs = &[("ApproveRedaction", "redacted"), ("EndMandate", "ended")];

    fn table() -> &'static Table<pb::Mandate> {
        &TABLE
    }

    fn render(_: &mut dyn Tx, mandate: &mut pb::Mandate, reading: &Reading) -> Result<(), Error> {
        rules::render(mandate, date::local_number(reading.as_of));
        Ok(())
    }
}

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
    store::first_text(tx, sql, &args)
}

/// A mandate of this organization.
pub(crate) fn of_organization(tx: &mut dyn Tx, name: &str) -> Result<Option<String>, Error> {
    let sql = "SELECT name FROM mandate WHERE parent = $1 ORDER BY name LIMIT 1";
    store::first_text(tx, sql, &[name.into()])
}

/// A mandate of this person.
pub(crate) fn of_person(tx: &mut dyn Tx, name: &str) -> Result<Option<String>, Error> {
    let sql = "SELECT name FROM mandate WHERE person = $1 ORDER BY name LIMIT 1";
    store::first_text(tx, sql, &[name.into()])
}

/// All mandates of this person, present and ended.
pub(crate) fn held_by(tx: &mut dyn Tx, name: &str) -> Result<Vec<pb::Mandate>, Error> {
    let sql = "SELECT name FROM mandate WHERE person = $1 ORDER BY name";
    let names = store::texts(tx, sql, &[name.into()])?;
    names
        .iter()
        .map(|name| resource::get::<Mandates>(tx, name))
        .collect()
}
