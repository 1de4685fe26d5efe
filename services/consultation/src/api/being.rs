//! That organizations which take part in a recommendation are in being today, and what is said of one that is not.

use common::{Error, context::Context, date};
use kenes_proto::{consultation::Addressee, types::ErrorReason as Reason};

use super::Api;
use crate::{domain::being, registry::of_field};

/// Refuses an addressee that the registry does not know, or that is not in being today: `REFERENCE_NOT_FOUND`,
/// `ADDRESSEE_NOT_IN_BEING`. Without an answer nobody is addressed: `REGISTRY_UNAVAILABLE`.
pub(super) async fn check_addressee(
    api: &Api,
    context: &Context,
    field: &str,
    organization: &str,
) -> Result<(), Error> {
    let found = api.registry.organization(organization).await;
    let found = found.map_err(|error| of_field(error, field, organization))?;
    match being::absence(&found, &date::local_day(context.now)) {
        None => Ok(()),
        Some(text) => {
            let reason = Reason::AddresseeNotInBeing;
            Err(Error::refused(reason, organization, text))
        }
    }
}

/// The same of all addressees of a draft.
pub(super) async fn check_addressees(
    api: &Api,
    context: &Context,
    addressees: &[Addressee],
) -> Result<(), Error> {
    for (n, addressee) in addressees.iter().enumerate() {
        let field = format!("recommendation.addressees[{n}].organization");
        check_addressee(api, context, &field, &addressee.organization).await?;
    }
    Ok(())
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
