//! The table of persons.

use common::{
    Error, kind,
    store::{Column, Table, Tx, Type, Value},
    text,
};
use kenes_proto::registry as pb;

use super::{mandate, membership};

static TABLE: Table = Table::new(
    "person",
    &[
        Column::new("titles", "titles", Type::Folded),
        Column::unsorted("public_profile", "public_profile", Type::Bool),
    ],
    None,
    "create_time",
);

kind!(
    /// People who sit in bodies and hold mandates.
    Persons: pb::Person, "registry.kenes/Person", "person", TABLE, columns, deletable
);

fn columns(person: &pb::Person) -> Vec<Value> {
    vec![
        text::folded(&person.titles).into(),
        person.public_profile.into(),
    ]
}

/// A membership or mandate, present or ended, that refers to the person.
pub(crate) fn dependant(tx: &mut dyn Tx, name: &str) -> Result<Option<String>, Error> {
    match membership::of_person(tx, name)? {
        None => mandate::of_person(tx, name),
        found => Ok(found),
    }
}
