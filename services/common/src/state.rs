//! States of resources in what is said to people, and the refusal of what a state does not allow. Which states there are and
//! what they allow is for the services.

use kenes_proto::types::ErrorReason as Reason;

use crate::Error;

/// The name of a state without the prefix of its enum: `DRAFT`. `name` is that in the contract, `STATE_DRAFT`.
pub fn short(name: &'static str) -> &'static str {
    name.trim_start_matches("STATE_")
}

/// Refuses an act, in words (`be sent`), on a resource whose state is none of `allowed`: `STATE_TRANSITION_FORBIDDEN`.
/// `name_of` is the function that the contract's enums have for it, `as_str_name`.
pub fn require<S: Copy + PartialEq>(
    (resource, state): (&str, S),
    allowed: &[S],
    act: &str,
    name_of: fn(&S) -> &'static str,
) -> Result<(), Error> {
    if allowed.contains(&state) {
        return Ok(());
    }
    let names = allowed.iter().map(|state| short(name_of(state)));
    let text = format!(
        "{resource} is {} and cannot {act}: it must be {}",
        short(name_of(&state)),
        names.collect::<Vec<_>>().join(" or ")
    );
    let reason = Reason::StateTransitionForbidden;
    Err(Error::refused(reason, resource, text))
}

#[cfg(test)]
mod tests {
    use kenes_proto::consultation::hearing::State;

    use super::*;

    #[test]
    fn a_refusal_says_which_state_it_needs() {
        let say = |state, allowed: &[State]| {
            let outcome = require(
                ("hearings/h", state),
                allowed,
                "be moved",
                State::as_str_name,
            );
            outcome.map_err(|error| (error.reason(), error.message().to_owned()))
        };
        let allowed = [State::Tentative, State::Confirmed];
        assert_eq!(say(State::Confirmed, &allowed), Ok(()));
        let text = "hearings/h is PASSED and cannot be moved: it must be TENTATIVE or CONFIRMED";
        assert_eq!(
            say(State::Passed, &allowed),
            Err((Reason::StateTransitionForbidden, text.to_owned()))
        );
    }
}
