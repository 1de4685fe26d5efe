//! Handlers of answers to recommendations, and the correction of any answer.

use common::{
    Error,
    context::Context,
    date,
    names::{self, check_collection},
    resource::{self, Kind},
    store::Tx,
};
use kenes_proto::{Page, consultation as pb};

use super::{
    Api,
    response::{check_places, check_referred, get_in, give, list_in, open, require},
};
use crate::{
    domain::{addressee, outcome, point_answer, recommendation, response as rules},
    store::{
        answers, attachment,
        comment::{self as comments, Comments},
        recommendation::{self as recommendations, Recommendations},
        response::{self, Responses},
    },
};

const COLLECTION: &str = "recommendations";
/// Where comments are.
const COMMENTED: &str = "consultations/";

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
        let mut new = new.clone();
        let mut asked = resource::get::<Recommendations>(tx, &name.parent)?;
        let responder = rules::responder(&new).to_owned();
        rules::check_addressee(&responder, addressee::asked(&asked))?;
        response::check_first(tx, &name.parent, &responder)?;
        recommendation::check_sent(&asked)?;
        let points = addressee::asked_of(&asked, &responder);
        point_answer::settle("response.", &mut new, &asked, &points, None)?;
        let answer = give(tx, context, &name, &new)?;
        asked.response_count += 1;
        let answers = recommendations::answers(tx, &name.parent, None)?;
        recommendation::close(&mut asked, &answers);
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
    let today = date::local_day(context.now);
    let corrected = rules::check_correction(request, &given, today)?;
    let responder = rules::responder(&given);
    require(api, context, "name", responder).await?;
    check_referred(api, "", &corrected, &today).await
}

pub(super) fn correct(
    tx: &mut dyn Tx,
    context: &Context,
    request: &pb::CorrectResponseRequest,
) -> Result<pb::Response, Error> {
    let given = resource::get::<Responses>(tx, &request.name)?;
    resource::check_etag::<Responses>(&given, &request.etag)?;
    let mut corrected = given.clone();
    rules::correct(&mut corrected, request, context.now);
    check_places(tx, "", &mut corrected)?;
    attachment::check(tx, "documents", &given.name, &corrected.documents)?;
    let parent = names::parent(&given.name);
    let today = date::local_day(context.now);
    if !parent.starts_with(COLLECTION) {
        point_answer::refuse("", &corrected.point_answers)?;
        rules::complete(&mut corrected, Some(&given), today);
        let corrected = response::save(tx, context, corrected)?;
        if parent.starts_with(COMMENTED) {
            let comment = resource::get::<Comments>(tx, parent)?;
            Error::check(outcome::check_superseded("", &corrected, &comment))?;
            answers::correct(tx, &comment, &given, &corrected)?;
            comments::settle_round(tx, &comment, corrected.update_time.as_ref())?;
        }
        return Ok(corrected);
    }
    let mut asked = resource::get::<Recommendations>(tx, parent)?;
    let points = addressee::asked_of(&asked, rules::responder(&given));
    point_answer::settle("", &mut corrected, &asked, &points, Some(&given))?;
    rules::complete(&mut corrected, Some(&given), today);
    let corrected = response::save(tx, context, corrected)?;
    let answers = recommendations::answers(tx, parent, None)?;
    match recommendation::close(&mut asked, &answers) {
        true => {
            resource::save::<Recommendations>(tx, &context.without_request_id(), asked)?;
        }
        false => recommendations::note_correction(tx, &asked)?,
    }
    Ok(corrected)
}
