//! The table of persons.

use common::{
    Error,
    resource::Kind,
    store::Tx,
    table::{Table, column, table},
};
use kenes_proto::registry as pb;

use super::{mandate, membership};

static TABLE: Table<pb::Person> = table("person").order("create_time").columns(&[
    column("titles").folded(|person| &person.titles),
    column("public_profile").bool(|person| person.public_profile),
]);

/// People who sit in bodies and hold mandates.
#[derive(Debug)]
pub(crate) struct Persons;

impl Kind for Persons {
    type Message = pb::Person;

    fn table() -> &'static Table<pb::Person> {
        &TABLE
    }
}

/// A membership or mandate, present or ended, that refers to the person.
pub(crate) fn dependant(tx: &mut dyn Tx, name: &str) -> Result<Option<String>, Error> {
    match membership::of_person(tx, name)? {
        None => mandate::of_person(tx, name),
        found => Ok(found),
    }
}
