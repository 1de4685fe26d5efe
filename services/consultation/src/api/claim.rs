//! Claims put to the registry before what makes them is written.

use common::Error;

use crate::{
    Registry,
    domain::claim::{self as rules, Claim, Spoken},
    registry::RegistryError,
};

/// Settles a claim as the registry answers, or leaves it waiting where there is no answer; refuses what the registry denies
/// of the actor in `field`.
pub(super) async fn settle<S: Spoken + Send>(
    registry: &Registry,
    field: &str,
    claim: &Claim,
    spoken: &mut S,
    now: i64,
) -> Result<(), Error> {
    match registry.answer(claim).await {
        Ok(answer) => {
            claim.check(field, &answer)?;
            rules::settle(spoken, claim, &answer, now);
        }
        Err(RegistryError::Unanswered) => rules::wait(spoken),
        Err(RegistryError::Refused(error)) => return Err(error),
    }
    Ok(())
}

/// Refuses what the registry denies of the actor in `field`; where it does not answer, nobody is held up.
pub(super) async fn check(registry: &Registry, field: &str, claim: &Claim) -> Result<(), Error> {
    match registry.answer(claim).await {
        Ok(answer) => claim.check(field, &answer),
        Err(RegistryError::Unanswered) => Ok(()),
        Err(RegistryError::Refused(error)) => Err(error),
    }
}
