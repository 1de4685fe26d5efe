//! Handlers of answers to comments, and the steps that answers to recommendations share with them.

use common::{
    Error,
    context::{Context, NewName},
    date, mask,
    names::{self, check_collection},
    resource::{self, Kind, Read},
    store::Tx,
};
use kenes_proto::{Page, consultation as pb, gtype::Date};

use super::{Api, being, reference};
use crate::{
    domain::{comment as comments, outcome, point_answer, response as rules},
    registry::of_field,
    store::{
        asked,
        comment::{self, Comments},
        response::{self, Responses},
    },
};

/// The power that an answer needs.
const POWER: &str = "respond";

// === shared with recommendations and proposals

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
    check_referred(api, "response.", &new, &today).await?;
    Ok(new)
}

/// Refuses a body that is to decide and that the registry does not know, or that is not in being on `day`. `prefix` is where the
/// fields of the answer are in the request.
pub(super) async fn check_referred(
    api: &Api,
    prefix: &str,
    response: &pb::Response,
    day: &Date,
) -> Result<(), Error> {
    let mut known = Vec::new();
    for (field, details) in outcome::all(prefix, response) {
        let body = details.referred_to.as_str();
        if !body.is_empty() && !known.contains(&body) {
            being::check_addressee(api, &format!("{field}.referred_to"), body, day).await?;
            known.push(body);
        }
    }
    Ok(())
}

/// The same of an answer to something that has no points.
pub(super) async fn open_whole(
    api: &Api,
    context: &Context,
    sent: Option<pb::Response>,
) -> Result<pb::Response, Error> {
    let points = sent.as_ref().map_or(&[][..], |sent| &sent.point_answers);
    point_answer::refuse("response.", points)?;
    open(api, context, sent).await
}

/// Requires that the caller answers for `organization` today.
pub(super) async fn require(
    api: &Api,
    context: &Context,
    field: &str,
    organization: &str,
) -> Result<std::sync::Arc<kenes_proto::registry::Standing>, Error> {
    let standing = api.registry.require(context.caller(), organization, POWER);
    match standing.await {
        Ok(standing) => Ok(standing),
        Err(error) => {
            let error = of_field(error, field, organization);
            Err(being::explain(api, context, error, organization, "answer").await)
        }
    }
}

/// Writes an answer under `name.parent`, which exists and may be answered by this body.
pub(super) fn give(
    tx: &mut dyn Tx,
    context: &Context,
    name: &NewName,
    new: &pb::Response,
) -> Result<pb::Response, Error> {
    let mut new = new.clone();
    check_places(tx, "response.", &mut new)?;
    rules::complete(&mut new, None, date::local_day(context.now));
    response::create(tx, context, name.clone(), new)
}

/// Refuses places that are not in a published version, and fills in the wId of those that are. `prefix` is where the
/// fields of the answer are in the request.
pub(super) fn check_places(
    tx: &mut dyn Tx,
    prefix: &str,
    response: &mut pb::Response,
) -> Result<(), Error> {
    let points = response.point_answers.iter_mut().enumerate();
    let points = points.map(|(n, answer)| {
        let at = format!("{prefix}point_answers[{n}].implemented_in");
        (at, &mut answer.implemented_in)
    });
    let whole = (
        format!("{prefix}implemented_in"),
        &mut response.implemented_in,
    );
    for (field, places) in std::iter::once(whole).chain(points) {
        for (n, place) in places.iter_mut().enumerate() {
            reference::place(tx, &format!("{field}[{n}]"), place)?;
        }
    }
    for (field, details) in outcome::all_mut(prefix, response) {
        for (n, place) in details.provided_by.iter_mut().enumerate() {
            reference::place(tx, &format!("{field}.provided_by[{n}]"), place)?;
        }
        reference::draft(
            tx,
            &format!("{field}.superseded_by"),
            &details.superseded_by,
        )?;
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
    let new = open_whole(api, &context, request.response).await?;
    let (parent, id) = (&request.parent, &request.response_id);
    let name = context.new_name(parent, "responses", id, Responses::PREFIX);
    let work = move |tx: &mut dyn Tx, context: &Context| {
        let mut comment = resource::get::<Comments>(tx, &name.parent)?;
        comments::answer(&mut comment)?;
        asked::check_comment(tx, &comment, rules::responder(&new))?;
        Error::check(outcome::check_superseded("response.", &new, &comment))?;
        let answer = give(tx, context, &name, &new)?;
        let comment = resource::save::<Comments>(tx, &context.without_request_id(), comment)?;
        comment::note_answer(tx, &comment, &answer)?;
        Ok(answer)
    };
    api.app.write(context, work).await
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
