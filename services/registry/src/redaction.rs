//! How persons are erased, and the steps of it that happen without a caller: what was approved is carried out, also after
//! a crash.

use common::{
    Error,
    app::App,
    context::Context,
    date,
    redaction::{self as steps, Redactable},
    resource,
    store::Tx,
};
use kenes_proto::{
    record::{self, redaction::Action},
    registry as pb,
};

use crate::{
    domain::redaction as rules,
    store::{
        code,
        mandate::{self, Mandates},
        person::Persons,
    },
};

/// The scheme of legal bases.
const BASES: &str = "redaction-bases";

/// How persons are erased.
pub(crate) struct RedactablePersons;

impl Redactable for RedactablePersons {
    type Kind = Persons;
    const COLLECTION: &'static str = "persons";

    fn check(person: &pb::Person, _: Action) -> Result<(), Error> {
        rules::check(person)
    }

    fn check_basis(tx: &mut dyn Tx, context: &Context, basis: &str) -> Result<(), Error> {
        let day = date::local_number(context.now);
        let wrong = code::check(tx, "basis_code", BASES, basis, day)?;
        Error::check(wrong.into_iter().collect())
    }

    fn also(tx: &mut dyn Tx, name: &str) -> Result<Vec<(String, String, Action)>, Error> {
        let held = mandate::held_by(tx, name)?.into_iter();
        Ok(held
            .map(|mandate| (mandate.name, mandate.etag, Action::Anonymise))
            .collect())
    }

    fn publish(
        tx: &mut dyn Tx,
        context: &Context,
        person: pb::Person,
        redaction: &record::Redaction,
    ) -> Result<(), Error> {
        for mut held in mandate::held_by(tx, &person.name)? {
            rules::strip(&mut held, date::local_day(context.now));
            resource::save::<Mandates>(tx, context, held)?;
        }
        let left = rules::erase(person, &redaction.name, context.now);
        resource::save::<Persons>(tx, context, left).map(drop)
    }

    fn forget(_: &mut dyn Tx, _: &record::Redaction) -> Result<(), Error> {
        Ok(())
    }
}

/// Carries out an approved erasure once it is signed; false if that takes too long.
pub async fn finish(app: &App, name: &str) -> Result<bool, Error> {
    steps::finish::<RedactablePersons>(app, &(), name).await
}

/// Carries out what was approved, now and whenever something is left over, until `stop`.
pub async fn keep_finishing(app: App, stop: impl Future<Output = ()>) {
    steps::keep_finishing::<RedactablePersons>(app, (), stop).await;
}
