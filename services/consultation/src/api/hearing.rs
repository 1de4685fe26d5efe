//! What is decided when hearings are written.

use common::{
    Error,
    context::Context,
    resource::{self, Family},
    store::Tx,
};
use kenes_proto::{
    consultation::{
        self as pb,
        hearing::{Access, State},
    },
    methods::Conditional,
};

use super::{Api, reference};
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
        if hearing.access() == Access::Unspecified {
            hearing.set_access(Access::Open);
        }
        let known = present.map_or(&[][..], |present| &present.draft_laws);
        reference::draft_laws(tx, "hearing.draft_laws", &hearing.draft_laws, known)
    }

    fn before_delete(_: &mut dyn Tx, hearing: &pb::Hearing) -> Result<(), Error> {
        rules::check_deletable(hearing)
    }
}

/// The moment for which the registry is asked about those who take part in a hearing.
pub(super) async fn asked_for(api: &Api, context: &Context, parent: &str) -> Result<i64, Error> {
    let (now, parent) = (context.now, parent.to_owned());
    let read = move |tx: &mut dyn Tx| {
        let found = resource::find::<Hearings>(tx, &parent)?;
        Ok(found.map_or(now, |found| rules::asked_for(&found, now)))
    };
    api.app.read(context, read).await
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
