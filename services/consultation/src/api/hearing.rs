//! What is decided when hearings are written.

use common::{
    Error,
    context::Context,
    resource::{self, Family},
    store::Tx,
};
use kenes_proto::{
    consultation::{self as pb, hearing::State},
    methods::Conditional,
};

use super::reference;
use crate::{
    domain::hearing as rules,
    store::{hearing::Hearings, recommendation},
};

impl Family for Hearings {
    fn before_write(
        tx: &mut dyn Tx,
        _: &Context,
        present: Option<&pb::Hearing>,
        hearing: &mut pb::Hearing,
    ) -> Result<(), Error> {
        match present {
            Some(present) => {
                rules::check_update(present, hearing)?;
                if rules::is_moved(present, hearing) {
                    recommendation::check_unused(tx, &present.name)?;
                }
            }
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

/// The handler of a transition after which the hearing is not where it was: never of a session at which something was
/// adopted.
pub(super) fn unless_used<R: Conditional + 'static>(
    rule: fn(&mut pb::Hearing, &R, i64) -> Result<(), Error>,
) -> impl Fn(&mut dyn Tx, &Context, &R) -> Result<pb::Hearing, Error> + Send + 'static {
    move |tx, context, request| {
        resource::change::<Hearings>(tx, context, request, |tx, hearing| {
            rule(hearing, request, context.now)?;
            recommendation::check_unused(tx, &hearing.name)
        })
    }
}
