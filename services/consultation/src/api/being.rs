//! That organizations which take part in a recommendation are in being on the day of an act, and what is said of one that is
//! not.

use common::{Error, context::Context, date};
use kenes_proto::{
    consultation::Addressee, gtype::Date, registry::Organization, types::ErrorReason as Reason,
};

use super::Api;
use crate::{domain::being, registry::of_field};

/// Refuses an addressee that the registry does not know, or that is not in being on `day`: `REFERENCE_NOT_FOUND`,
/// `ADDRESSEE_NOT_IN_BEING`. Without an answer nobody is addressed: `REGISTRY_UNAVAILABLE`.
pub(super) async fn check_addressee(
    api: &Api,
    field: &str,
    organization: &str,
    day: &Date,
) -> Result<(), Error> {
    let found = known(api, field, organization).await?;
    there(organization, being::absence(&found, day))
}

/// The same of all that a draft names, but those that it named before, of which the day is not known yet: refuses one that can never
/// have been addressed.
pub(super) async fn check_named(
    api: &Api,
    context: &Context,
    addressees: &[Addressee],
    before: &[Addressee],
) -> Result<(), Error> {
    let today = date::local_day(context.now);
    let is_named = |name: &str| before.iter().any(|other| other.organization == name);
    let new = addressees.iter().enumerate();
    for (n, addressee) in new.filter(|(_, one)| !is_named(&one.organization)) {
        let field = format!("recommendation.addressees[{n}].organization");
        let found = known(api, &field, &addressee.organization).await?;
        there(&addressee.organization, being::never(&found, &today))?;
    }
    Ok(())
}

async fn known(api: &Api, field: &str, organization: &str) -> Result<Organization, Error> {
    let found = api.registry.organization(organization).await;
    found.map_err(|error| of_field(error, field, organization))
}

fn there(organization: &str, absence: Option<String>) -> Result<(), Error> {
    match absence {
        None => Ok(()),
        Some(text) => {
            let reason = Reason::AddresseeNotInBeing;
            Err(Error::refused(reason, organization, text))
        }
    }
}

/// A refusal for want of standing, with what is true of the organization and the caller. `act` is what the caller would
/// do, in words: `answer`.
pub(super) async fn explain(
    api: &Api,
    context: &Context,
    error: Error,
    organization: &str,
    act: &str,
) -> Error {
    match error.reason() {
        Reason::StandingNotMandated => {
            let caller = context.caller();
            let text = format!("{caller} holds no mandate to {act} for {organization} today");
            Error::denied(error.reason(), text).with("organization", organization)
        }
        Reason::StandingNotActive => {
            let today = date::local_day(context.now);
            let found = api.registry.organization(organization).await;
            match found.ok().and_then(|found| being::absence(&found, &today)) {
                Some(text) => Error::refused(error.reason(), organization, text),
                None => error,
            }
        }
        _ => error,
    }
}
