//! What is decided when milestones are written, and how one is accepted.

use common::{
    Error,
    context::Context,
    date, names,
    resource::{self, Family},
    store::Tx,
};
use kenes_proto::registry::{self as pb, milestone::State};

use super::reference::refer;
use crate::{
    domain::milestone as rules,
    store::{contract::Contracts, milestone::Milestones, organization::Organizations},
};

impl Family for Milestones {
    fn before_write(
        tx: &mut dyn Tx,
        _: &Context,
        present: Option<&pb::Milestone>,
        milestone: &mut pb::Milestone,
    ) -> Result<(), Error> {
        let contract = resource::get::<Contracts>(tx, names::parent(&milestone.name))?;
        Error::check(rules::check(milestone, &contract))?;
        rules::check_open(&contract, present)?;
        milestone.set_state(State::Scheduled);
        Ok(())
    }
}

pub(super) fn accept(
    tx: &mut dyn Tx,
    context: &Context,
    request: &pb::AcceptMilestoneRequest,
) -> Result<pb::Milestone, Error> {
    let today = date::local_day(context.now);
    resource::change::<Milestones>(tx, context, request, |tx, milestone| {
        let mut wrong = Vec::new();
        refer::<Organizations>(tx, "accepted_by", &request.accepted_by, &mut wrong)?;
        Error::check(wrong)?;
        let contract = resource::get::<Contracts>(tx, names::parent(&milestone.name))?;
        rules::accept(milestone, &contract, request, today)
    })
}
