//! Rules of who takes part in a hearing.

use common::{Error, parts, text};
use kenes_proto::consultation::Participation;

use super::actor;

const MAX_TEXT: usize = 20_000;

/// What must hold of a participation by itself.
pub(crate) fn check(participation: &Participation) -> Result<(), Error> {
    let statements = &participation.statements;
    let mut wrong = parts::documents("participation.statements", statements);
    let who = participation.actor.clone().unwrap_or_default();
    wrong.extend(actor::check("participation.actor", &who));
    wrong.extend(text::check(
        "participation.summaries",
        &participation.summaries,
        MAX_TEXT,
        false,
    ));
    Error::check(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn somebody_takes_part() {
        let error = check(&Participation::default()).expect_err("nobody");
        assert_eq!(error.fields()[0].field, "participation.actor");
    }
}
