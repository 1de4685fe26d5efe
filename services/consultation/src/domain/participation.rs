//! Rules of who takes part in a hearing.

use common::{Error, text};
use kenes_proto::consultation::Participation;

use super::document;

const MAX_TEXT: usize = 20_000;

/// What must hold of a participation by itself.
pub(crate) fn check(participation: &Participation) -> Result<(), Error> {
    let actor = participation.actor.clone().unwrap_or_default();
    let mut wrong: Vec<_> = document::check_actor("participation.actor", &actor)
        .into_iter()
        .collect();
    let statements = &participation.statements;
    wrong.extend(document::check_all("participation.statements", statements));
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
