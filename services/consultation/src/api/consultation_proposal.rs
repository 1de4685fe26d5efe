//! Handlers of proposals to consult, and of the answers to them.

use common::{
    Error,
    context::Context,
    date, mask,
    names::check_collection,
    resource::{self, Kind},
    store::Tx,
};
use kenes_proto::{Page, consultation as pb};

use super::{
    Api, being, codes, reference,
    response::{get_in, give, list_in, open_whole},
};
use crate::{
    domain::{comment, consultation_proposal as rules, response as answers, standing},
    registry::of_field,
    store::{
        comment::submitter, consultation_proposal::ConsultationProposals, response::Responses,
    },
};

const COLLECTION: &str = "consultationProposals";

/// Submits a proposal for an organization that the registry confirms, to a body that it knows.
pub(super) async fn create(
    api: &Api,
    context: Context,
    request: pb::CreateConsultationProposalRequest,
) -> Result<pb::ConsultationProposal, Error> {
    let mut new = request.consultation_proposal.unwrap_or_default();
    mask::strip(&mut new);
    rules::open(&mut new, context.now);
    rules::check(&new)?;
    codes::check(api, &context, "consultation_proposal", &new).await?;
    confirm(api, &context, &mut new).await?;
    let id = &request.consultation_proposal_id;
    let name = context.new_name("", COLLECTION, id, ConsultationProposals::PREFIX);
    let work = move |tx: &mut dyn Tx, context: &Context| {
        let field = "consultation_proposal.subject";
        reference::subject(tx, field, new.subject.as_ref())?;
        resource::create::<ConsultationProposals>(tx, context, name.clone(), new.clone())
    };
    api.app.write(context, work).await
}

/// Asks the registry whether the caller speaks for the organization that proposes, and names the speaker.
async fn confirm(
    api: &Api,
    context: &Context,
    new: &mut pb::ConsultationProposal,
) -> Result<(), Error> {
    let Some(author) = &mut new.author else {
        return Ok(());
    };
    let organization = author.on_behalf_of.as_str();
    let asked = api
        .registry
        .require(context.caller(), organization, comment::POWER);
    let field = "consultation_proposal.author.on_behalf_of";
    let standing = asked
        .await
        .map_err(|error| of_field(error, field, organization))?;
    standing::name_holder("consultation_proposal.author.person", author, &standing)?;
    let today = date::local_day(context.now);
    being::check_addressee(api, "consultation_proposal.body", &new.body, &today).await
}

pub(super) fn withdraw(
    tx: &mut dyn Tx,
    context: &Context,
    request: &pb::WithdrawConsultationProposalRequest,
) -> Result<pb::ConsultationProposal, Error> {
    resource::change::<ConsultationProposals>(tx, context, request, |tx, proposal| {
        if submitter(tx, &request.name)? != context.caller() {
            return Err(comment::not_the_author(
                "only the subject that submitted a proposal withdraws it",
            ));
        }
        rules::withdraw(proposal, request)
    })
}

pub(super) async fn respond(
    api: &Api,
    context: Context,
    request: pb::CreateResponseRequest,
) -> Result<pb::Response, Error> {
    check_collection("parent", COLLECTION, &request.parent)?;
    let new = open_whole(api, &context, request.response).await?;
    let (parent, id) = (&request.parent, &request.response_id);
    let name = context.new_name(parent, "responses", id, Responses::PREFIX);
    let work = move |tx: &mut dyn Tx, context: &Context| {
        let mut proposal = resource::get::<ConsultationProposals>(tx, &name.parent)?;
        rules::answer(&mut proposal, answers::responder(&new))?;
        let answer = give(tx, context, &name, &new)?;
        resource::save::<ConsultationProposals>(tx, &context.without_request_id(), proposal)?;
        Ok(answer)
    };
    api.app.write(context, work).await
}

pub(super) fn response(
    tx: &mut dyn Tx,
    context: &Context,
    request: &pb::GetResponseRequest,
) -> Result<pb::Response, Error> {
    get_in(tx, context, COLLECTION, request)
}

pub(super) fn responses(
    tx: &mut dyn Tx,
    context: &Context,
    request: &pb::ListResponsesRequest,
) -> Result<Page, Error> {
    list_in::<ConsultationProposals>(tx, context, COLLECTION, request)
}
