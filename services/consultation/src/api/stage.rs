//! What is decided when stages are written, and the step from one to the next.

use common::{
    Error,
    context::{Context, NewName},
    date, mask, names,
    resource::{self, Family, Kind},
    store::Tx,
};
use kenes_proto::consultation as pb;

use crate::{
    domain::{enactment, stage as rules},
    store::{draft_law::DraftLaws, stage::Stages},
};

impl Family for Stages {
    fn before_write(
        tx: &mut dyn Tx,
        context: &Context,
        present: Option<&pb::Stage>,
        stage: &mut pb::Stage,
    ) -> Result<(), Error> {
        rules::check(stage)?;
        let law = resource::get::<DraftLaws>(tx, names::parent(&stage.name))?;
        enactment::check_phase(&law, stage, false)?;
        if present.is_some() {
            rules::check_present(&law.current_stage, stage)?;
        }
        rules::check_alone(&law.current_stage, stage, context.now)
    }
}

pub(super) fn advance(
    tx: &mut dyn Tx,
    context: &Context,
    request: &pb::AdvanceStageRequest,
) -> Result<pb::DraftLaw, Error> {
    let mut next = request.stage.clone().unwrap_or_default();
    mask::strip(&mut next);
    next.start_time.get_or_insert(date::timestamp(context.now));
    rules::check_next(&next)?;
    let (parent, id) = (&request.name, &request.stage_id);
    let name = context.new_name(parent, "stages", id, Stages::PREFIX);
    resource::change::<DraftLaws>(tx, context, request, |tx, law| {
        enactment::check_phase(law, &next, true)?;
        end_present(tx, context, law, &next, &request.outcome_code)?;
        law.current_stage = begin(tx, context, name, next)?;
        Ok(())
    })
}

fn end_present(
    tx: &mut dyn Tx,
    context: &Context,
    law: &pb::DraftLaw,
    next: &pb::Stage,
    outcome: &str,
) -> Result<(), Error> {
    if law.current_stage.is_empty() {
        return rules::check_first(outcome);
    }
    let mut present = resource::get::<Stages>(tx, &law.current_stage)?;
    rules::end(&mut present, next, outcome)?;
    resource::save::<Stages>(tx, &context.aside("EndStage"), present)?;
    Ok(())
}

fn begin(
    tx: &mut dyn Tx,
    context: &Context,
    name: NewName,
    next: pb::Stage,
) -> Result<String, Error> {
    resource::create::<Stages>(tx, &context.without_request_id(), name, next)
        .map(|stage| stage.name)
}
