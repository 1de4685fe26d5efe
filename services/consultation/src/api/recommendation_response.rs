//! Handlers of answers to recommendations, and the correction of any answer.

use common::{
    Error,
    context::Context,
    date,
    names::check_collection,
    resource::{self, Kind},
    store::Tx,
};
use kenes_proto::{Page, consultation as pb};

use super::{
    Api,
    response::{check_places, get_in, give, list_in, open, require},
};
use crate::{
    domain::{recommendation, response as rules},
    store::{
        recommendation::{self as recommendations, Recommendations},
        response::{self, Responses},
    },
};

const COLLECTION: &str = "recommendations";

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
        let mut asked = resource::get::<Recommendations>(tx, &name.parent)?;
        let responder = rules::responder(&new);
        rules::check_addressee(responder, recommendation::asked(&asked))?;
        response::check_first(tx, &name.parent, responder)?;
        let answered = recommendations::answered(tx, &name.parent, context.now)?;
        recommendation::answer(&mut asked, responder, &answered)?;
        let answer = give(tx, context, &name, &new)?;
        resource::save::<Recommendations>(tx, &context.without_request_id(), asked)?;
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
    list_in::<Recommendations>(tx, context, COLLECTION, request)
}

/// Requires that the caller answers for the body that gave the answer.
pub(super) async fn may_correct(
    api: &Api,
    context: &Context,
    request: &mut pb::CorrectResponseRequest,
) -> Result<(), Error> {
    let name = request.name.clone();
    let find = move |tx: &mut dyn Tx| resource::get::<Responses>(tx, &name);
    let given = api.app.read(context, find).await?;
    rules::check_correction(request, &given, date::local_day(context.now))?;
    let responder = rules::responder(&given);
    require(api, context, "name", responder).await.map(drop)
}

pub(super) fn correct(
    tx: &mut dyn Tx,
    context: &Context,
    request: &pb::CorrectResponseRequest,
) -> Result<pb::Response, Error> {
    let mut given = resource::get::<Responses>(tx, &request.name)?;
    resource::check_etag::<Responses>(&given, &request.etag)?;
    let mut request = request.clone();
    check_places(tx, "implemented_in", &mut request.implemented_in)?;
    rules::correct(&mut given, request, context.now);
    response::save(tx, context, given)
}
