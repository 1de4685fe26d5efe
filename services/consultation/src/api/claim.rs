//! Claims put to the registry before what makes them is written.

use common::Error;

use crate::{
    Registry,
    domain::claim::{self as rules, Answer, Claim, Spoken},
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
    match ask(registry, claim).await? {
        Some(answer) => {
            claim.check(field, &answer)?;
            rules::settle(spoken, claim, &answer, now);
        }
        None => rules::wait(spoken),
    }
    Ok(())
}

/// Returns what the registry says of a claim, `None` where it does not answer.
pub(super) async fn ask(registry: &Registry, claim: &Claim) -> Result<Option<Answer>, Error> {
    match registry.answer(claim).await {
        Ok(answer) => Ok(Some(answer)),
        Err(RegistryError::Unanswered) => Ok(None),
        Err(RegistryError::Refused(error)) => Err(error),
    }
}

/// Refuses what the registry denies of the actor in `field`; where it does not answer, nobody is held up.
pub(super) async fn check(registry: &Registry, field: &str, claim: &Claim) -> Result<(), Error> {
    let answer = ask(registry, claim).await?;
    answer.map_or(Ok(()), |answer| claim.check(field, &answer))
}
