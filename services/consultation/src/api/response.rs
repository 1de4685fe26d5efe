//! Handlers of answers to comments, and the steps that answers to recommendations share with them.

use common::{
    Error,
    context::{Context, NewName},
    date, mask,
    names::{self, check_collection},
    resource::{self, Kind, Read},
    store::Tx,
};
use kenes_proto::{Page, consultation as pb, types::ProvisionRef};

use super::{Api, reference};
use crate::{
    domain::{comment as comments, response as rules},
    registry::of_field,
    store::{
        comment::{self, Comments},
        consultation::Consultations,
        draft_law::DraftLaws,
        response::{self, Responses},
    },
};

/// The power that an answer needs.
const POWER: &str = "respond";

// === shared with recommendations

/// The answer of a request as it will be stored, by a body for which the caller may answer.
pub(super) async fn open(
    api: &Api,
    context: &Context,
    sent: Option<pb::Response>,
) -> Result<pb::Response, Error> {
    let mut new = sent.unwrap_or_default();
    mask::strip(&mut new);
    let today = date::local_day(context.now);
    rules::open(&mut new, today);
    Error::check(rules::check("response.", &new, today))?;
    let field = "response.responder.organization";
    let standing = require(api, context, field, rules::responder(&new)).await?;
    rules::sign(&mut new, &standing)?;
    Ok(new)
}

/// Requires that the caller answers for `organization` today.
pub(super) async fn require(
    api: &Api,
    context: &Context,
    field: &str,
    organization: &str,
) -> Result<std::sync::Arc<kenes_proto::registry::Standing>, Error> {
    let standing = api.registry.require(context.caller(), organization, POWER);
    standing
        .await
        .map_err(|error| of_field(error, field, organization))
}

/// Writes an answer under `name.parent`, which exists and may be answered by this body.
pub(super) fn give(
    tx: &mut dyn Tx,
    context: &Context,
    name: &NewName,
    new: &pb::Response,
) -> Result<pb::Response, Error> {
    let mut new = new.clone();
    check_places(tx, "response.implemented_in", &mut new.implemented_in)?;
    response::create(tx, context, name.clone(), new)
}

/// Refuses places that are not in a published version, and fills in the wId of those that are.
pub(super) fn check_places(
    tx: &mut dyn Tx,
    field: &str,
    places: &mut [ProvisionRef],
) -> Result<(), Error> {
    for (n, place) in places.iter_mut().enumerate() {
        reference::place(tx, &format!("{field}[{n}]"), place)?;
    }
    Ok(())
}

/// The answer of this name, as it is or as it read, if it is one in `collection`.
pub(super) fn get_in(
    tx: &mut dyn Tx,
    context: &Context,
    collection: &str,
    request: &pb::GetResponseRequest,
) -> Result<pb::Response, Error> {
    check_collection("name", collection, &request.name)?;
    Responses::get(tx, context, request)
}

/// A page of the answers under a parent in `collection`, which is a `K` where one is named.
pub(super) fn list_in<K: Kind>(
    tx: &mut dyn Tx,
    context: &Context,
    collection: &str,
    request: &pb::ListResponsesRequest,
) -> Result<Page, Error> {
    check_collection("parent", collection, &request.parent)?;
    if !names::is_wildcard(&request.parent) {
        resource::get::<K>(tx, &request.parent)?;
    }
    Responses::list(tx, context, request)
}

// === answers to comments

const COLLECTION: &str = "consultations";

pub(super) async fn create(
    api: &Api,
    context: Context,
    request: pb::CreateResponseRequest,
) -> Result<pb::Response, Error> {
    check_collection("parent", COLLECTION, &request.parent)?;
    let new = open(api, &context, request.response).await?;
    let (parent, id) = (&request.parent, &request.response_id);
    let name = context.new_name(parent, "responses", id, Responses::PREFIX);
    let work = move |tx: &mut dyn Tx, context: &Context| {
        let mut comment = resource::get::<Comments>(tx, &name.parent)?;
        comments::answer(&mut comment)?;
        check_asked(tx, &comment, rules::responder(&new))?;
        let answer = give(tx, context, &name, &new)?;
        let comment = resource::save::<Comments>(tx, &context.without_request_id(), comment)?;
        comment::note_answer(tx, &comment)?;
        Ok(answer)
    };
    api.app.write(context, work).await
}

/// Those who hold the consultation and those who wrote the draft answer comments.
fn check_asked(tx: &mut dyn Tx, comment: &pb::Comment, responder: &str) -> Result<(), Error> {
    let consultation = resource::get::<Consultations>(tx, names::parent(&comment.name))?;
    let law = names::parent(comments::version(comment));
    let developers =
        resource::find::<DraftLaws>(tx, law)?.map_or_else(Vec::new, |law| law.developers);
    let asked = std::iter::once(&consultation.organizer).chain(&developers);
    rules::check_addressee(responder, asked.map(String::as_str))
}

pub(super) fn get(
    tx: &mut dyn Tx,
    context: &Context,
    request: &pb::GetResponseRequest,
) -> Result<pb::Response, Error> {
    get_in(tx, context, COLLECTION, request)
}

pub(super) fn list(
    tx: &mut dyn Tx,
    context: &Context,
    request: &pb::ListResponsesRequest,
) -> Result<Page, Error> {
    list_in::<Comments>(tx, context, COLLECTION, request)
}
