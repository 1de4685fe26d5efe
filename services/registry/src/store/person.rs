//! The table of persons.

use common::{
    Error,
    resource::Kind,
    store::Tx,
    table::{Table, column, table},
    verb::Verbs,
};
use kenes_proto::registry as pb;

use super::{mandate, membership, nomination, organization, tender};

static TABLE: Table<pb::Person> = table("person")
    .order("create_time")
    .indexed(&["create_time"])
    .columns(&[
        column("titles").folded(|person| &person.titles),
        column("public_profile").bool(|person| person.public_profile),
    ]);

/// People who sit in bodies and hold mandates.
#[derive(Debug)]
pub(crate) struct Persons;

impl Kind for Persons {
    type Message = pb::Person;
    const VERBS: Verbs = &[("ApproveRedaction", "redacted")];

    fn table() -> &'static Table<pb::Person> {
        &TABLE
    }
}

/// A membership, mandate or nomination, present or past, that refers to the person, or an association that they founded.
pub(crate) fn dependant(tx: &mut dyn Tx, name: &str) -> Result<Option<String>, Error> {
    for first in [
        membership::of_person,
        mandate::of_person,
        nomination::of_person,
        organization::founded_by,
        tender::of_member,
    ] {
        if let Some(found) = first(tx, name)? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}
