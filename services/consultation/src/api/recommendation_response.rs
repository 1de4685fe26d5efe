//! Handlers of answers to recommendations, and the correction of any answer.

use common::{Error, context::Context, date, resource, store::Tx};
use kenes_proto::{Page, consultation as pb};

use super::{
    Api,
    response::{check_collection, check_places, get_in, give, list_in, open, require},
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
    let new = match open(api, &context, request.response).await {
        Ok(new) => new,
        Err(error) => return api.app.unless_retried(&context, error).await,
    };
    let name = context.new_name(&request.parent, "responses", &request.response_id, "r");
    api.app
        .write(context, move |tx, context| {
            let mut it = resource::get::<Recommendations>(tx, &name.parent)?;
            let responder = rules::responder(&new);
            rules::check_addressee(responder, recommendation::asked(&it))?;
            response::check_first(tx, &name.parent, responder)?;
            let answered = recommendations::answered(tx, &name.parent, context.now)?;
            recommendation::answer(&mut it, responder, &answered)?;
            let answer = give(tx, context, &name, &new)?;
            resource::save::<Recommendations>(tx, &context.without_request_id(), it)?;
            Ok(answer)
        })
        .await
}

pub(super) async fn get(
    api: &Api,
    context: Context,
    request: pb::GetResponseRequest,
) -> Result<pb::Response, Error> {
    get_in(api, context, COLLECTION, request).await
}

pub(super) async fn list(
    api: &Api,
    context: Context,
    request: pb::ListResponsesRequest,
) -> Result<Page, Error> {
    list_in(api, context, COLLECTION, request, |tx, parent| {
        resource::get::<Recommendations>(tx, parent).map(drop)
    })
    .await
}

pub(super) async fn correct(
    api: &Api,
    context: Context,
    request: pb::CorrectResponseRequest,
) -> Result<pb::Response, Error> {
    let today = date::local_day(context.now);
    let name = request.name.clone();
    let allowed = async {
        let find = move |tx: &mut dyn Tx| resource::get::<Responses>(tx, &name);
        let given = api.app.read(&context, find).await?;
        rules::check_correction(&request, &given, today)?;
        require(api, &context, "name", rules::responder(&given)).await
    };
    if let Err(error) = allowed.await {
        return api.app.unless_retried(&context, error).await;
    }
    api.app
        .write(context, move |tx, context| {
            let mut given = resource::get::<Responses>(tx, &request.name)?;
            resource::check_etag::<Responses>(&given, &request.etag)?;
            let mut request = request.clone();
            check_places(tx, "implemented_in", &mut request.implemented_in)?;
            rules::correct(&mut given, request, context.now);
            response::save(tx, context, given)
        })
        .await
}
