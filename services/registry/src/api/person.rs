//! What is decided when persons are written.

use common::{
    Error,
    context::Context,
    resource::{Family, Kind},
    store::Tx,
};
use kenes_proto::{registry as pb, types::ErrorReason as Reason};

use crate::{
    domain::{person as rules, redaction},
    store::person::{self, Persons},
};

impl Family for Persons {
    fn before_write(
        _: &mut dyn Tx,
        _: &Context,
        _: Option<&pb::Person>,
        person: &mut pb::Person,
    ) -> Result<(), Error> {
        rules::check(person)
    }

    fn before_delete(tx: &mut dyn Tx, person: &pb::Person) -> Result<(), Error> {
        unused::<Self>(&person.name, person::dependant(tx, &person.name)?)
    }

    fn before_undelete(_: &mut dyn Tx, _: &Context, person: &pb::Person) -> Result<(), Error> {
        redaction::check(person)
    }
}

/// Refuses to delete `name` while another resource refers to it.
pub(super) fn unused<K: Kind>(name: &str, other: Option<String>) -> Result<(), Error> {
    let Some(other) = other else {
        return Ok(());
    };
    let text = format!("{other} refers to {name}, which stays as long as it does");
    Err(Error::refused(Reason::ResourceInUse, other, text).about(K::TYPE, name))
}
