//! What is decided when hearings are written.

use common::{Error, context::Context, resource::Family, store::Tx};
use kenes_proto::consultation::{self as pb, hearing::State};

use super::reference;
use crate::{domain::hearing as rules, store::hearing::Hearings};

impl Family for Hearings {
    fn before_write(
        tx: &mut dyn Tx,
        _: &Context,
        present: Option<&pb::Hearing>,
        hearing: &mut pb::Hearing,
    ) -> Result<(), Error> {
        match present {
            Some(present) => rules::check_update(present, hearing)?,
            None => {
                rules::check(hearing)?;
                hearing.set_state(State::Tentative);
            }
        }
        let known = present.map_or(&[][..], |present| &present.draft_laws);
        reference::draft_laws(tx, "hearing.draft_laws", &hearing.draft_laws, known)
    }

    fn before_delete(_: &mut dyn Tx, hearing: &pb::Hearing) -> Result<(), Error> {
        rules::check_deletable(hearing)
    }
}
