//! What is decided when nominations are written, and how one is accepted.

use common::{
    Error,
    context::Context,
    date, names,
    resource::{self, Family},
    store::Tx,
};
use kenes_proto::registry::{self as pb, nomination::State};

use super::reference::refer;
use crate::{
    domain::{membership::check_active_on, nomination as rules, organization::check_entitled},
    store::{
        membership::Memberships, nomination::Nominations, organization::Organizations,
        person::Persons, post::Posts,
    },
};

impl Family for Nominations {
    fn before_write(
        tx: &mut dyn Tx,
        context: &Context,
        present: Option<&pb::Nomination>,
        nomination: &mut pb::Nomination,
    ) -> Result<(), Error> {
        let body = resource::get::<Organizations>(tx, names::parent(&nomination.name))?;
        match present {
            None => rules::begin(nomination, date::local_day(context.now)),
            Some(present) => {
                nomination.nominate_date = nomination.nominate_date.or(present.nominate_date);
            }
        }
        let mut wrong = rules::check(&body, nomination, date::local_number(context.now));
        refer::<Persons>(tx, "nomination.person", &nomination.person, &mut wrong)?;
        let (field, name) = ("nomination.nominated_by", &nomination.nominated_by);
        let nominator = refer::<Organizations>(tx, field, name, &mut wrong)?;
        let post = refer::<Posts>(tx, "nomination.post", &nomination.post, &mut wrong)?;
        if let Some((post, nominator)) = post.as_ref().zip(nominator.as_ref()) {
            wrong.extend(rules::check_quota(post, nominator));
        }
        Error::check(wrong)?;
        let Some(nominator) = nominator else {
            return Ok(());
        };
        let day = date::earliest(nomination.nominate_date.as_ref());
        check_active_on([&body, &nominator], day)?;
        match present {
            None => check_entitled(&body, &nominator),
            Some(_) => Ok(()),
        }
    }
}

pub(super) fn accept(
    tx: &mut dyn Tx,
    context: &Context,
    request: &pb::AcceptNominationRequest,
) -> Result<pb::Nomination, Error> {
    let today = date::local_day(context.now);
    resource::change::<Nominations>(tx, context, request, |tx, nomination| {
        let (day, reasons) = (request.decide_date, &request.reasons);
        rules::decide(nomination, State::Accepted, day, reasons, today)?;
        let name = request.membership.as_str();
        let membership = resource::referred::<Memberships>(tx, "membership", name)?;
        rules::check_outcome(nomination, &membership)?;
        name.clone_into(&mut nomination.membership);
        Ok(())
    })
}
