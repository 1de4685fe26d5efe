//! Handlers of campaigns: their comments, the words in which these differ, and answers to all of them at once.

use common::{
    Error,
    context::Context,
    date,
    list::{self, mismatch, open_values, seal_values},
    names, resource,
    resource::Kind,
    store::{Tx, Value},
};
use kenes_proto::{
    Page,
    consultation::{self as pb, text_part::Side as Told},
    types::ErrorReason as Reason,
};

use super::{
    Api,
    response::{get_in, give, list_in, open_whole},
};
use crate::{
    domain::{
        campaign as rules,
        near::{
            WHOLE,
            diff::{Side, diff},
        },
        response as answers,
    },
    store::{
        asked,
        campaign::{self, Campaigns, Member},
        comment::Comments,
        response::Responses,
    },
};

/// What the tokens of a campaign's comments are of.
const LIST: &str = "campaign_comments";
const COLLECTION: &str = "consultations";

pub(super) fn list_comments(
    tx: &mut dyn Tx,
    _: &Context,
    request: &pb::ListCampaignCommentsRequest,
) -> Result<pb::ListCampaignCommentsResponse, Error> {
    let name = &request.campaign;
    let after = match open_values(LIST, name, &request.page_token)?.as_deref() {
        None => Member {
            difference: -1,
            ..Member::default()
        },
        Some(
            [
                Value::Int(difference),
                Value::Int(time),
                Value::Text(comment),
            ],
        ) => Member {
            difference: *difference,
            submit_time: *time,
            comment: comment.clone(),
        },
        Some(_) => return Err(mismatch()),
    };
    resource::get::<Campaigns>(tx, name)?;
    let size = list::page_size(request.page_size);
    let limit = i64::try_from(size + 1).map_err(Error::internal)?;
    let mut found = campaign::members(tx, name, &after, limit)?;
    let more = found.len() > size;
    found.truncate(size);
    let next_page_token = match found.last() {
        Some(last) if more => {
            let place = [
                Value::Int(last.difference),
                Value::Int(last.submit_time),
                last.comment.as_str().into(),
            ];
            seal_values(LIST, name, &place)?
        }
        _ => String::new(),
    };
    Ok(pb::ListCampaignCommentsResponse {
        campaign_comments: found.into_iter().map(shown).collect(),
        next_page_token,
    })
}

fn shown(member: Member) -> pb::CampaignComment {
    let shared = i64::from(WHOLE) - member.difference;
    pb::CampaignComment {
        comment: member.comment,
        shared_permille: i32::try_from(shared).unwrap_or_default(),
        submit_time: Some(date::timestamp(member.submit_time)),
    }
}

pub(super) fn compare(
    tx: &mut dyn Tx,
    _: &Context,
    request: &pb::CompareCampaignCommentRequest,
) -> Result<pb::CompareCampaignCommentResponse, Error> {
    resource::get::<Campaigns>(tx, &request.campaign)?;
    let member = campaign::member(tx, &request.campaign, &request.comment)?;
    let representative = campaign::representative(tx, &request.campaign)?;
    let (Some(member), Some(representative)) = (member, representative) else {
        let say = format!("is no comment of {}", request.campaign);
        return Err(Error::invalid(Reason::FieldInvalid, "comment", say));
    };
    let first = resource::get::<Comments>(tx, &representative)?;
    let second = resource::get::<Comments>(tx, &request.comment)?;
    let (first, second) = (rules::said(&first), rules::said(&second));
    let parts = diff(&first, &second).into_iter();
    let parts = parts.map(|(side, text)| {
        let side = match side {
            Side::Both => Told::Both,
            Side::First => Told::Representative,
            Side::Second => Told::Comment,
        };
        pb::TextPart {
            side: side.into(),
            text,
        }
    });
    Ok(pb::CompareCampaignCommentResponse {
        representative,
        campaign_comment: Some(shown(member)),
        parts: parts.collect(),
    })
}

// === answers

pub(super) async fn respond(
    api: &Api,
    context: Context,
    request: pb::CreateResponseRequest,
) -> Result<pb::Response, Error> {
    check_of_campaign("parent", &request.parent)?;
    let new = open_whole(api, &context, request.response).await?;
    rules::check_size(&new)?;
    let (parent, id) = (&request.parent, &request.response_id);
    let name = context.new_name(parent, "responses", id, Responses::PREFIX);
    let work = move |tx: &mut dyn Tx, context: &Context| {
        let mut campaign = resource::get::<Campaigns>(tx, &name.parent)?;
        rules::answer(&mut campaign)?;
        let consultation = names::parent(&name.parent);
        asked::check_consultation(tx, consultation, answers::responder(&new))?;
        let answer = give(tx, context, &name, &new)?;
        resource::save::<Campaigns>(tx, &context.without_request_id(), campaign)?;
        Ok(answer)
    };
    api.app.write(context, work).await
}

pub(super) fn response(
    tx: &mut dyn Tx,
    context: &Context,
    request: &pb::GetResponseRequest,
) -> Result<pb::Response, Error> {
    check_of_campaign("name", &request.name)?;
    get_in(tx, context, COLLECTION, request)
}

pub(super) fn responses(
    tx: &mut dyn Tx,
    context: &Context,
    request: &pb::ListResponsesRequest,
) -> Result<Page, Error> {
    check_of_campaign("parent", &request.parent)?;
    list_in::<Campaigns>(tx, context, COLLECTION, request)
}

/// Refuses what is not of a campaign.
fn check_of_campaign(field: &str, name: &str) -> Result<(), Error> {
    match name.split('/').nth(2) {
        Some("campaigns") => Ok(()),
        _ => {
            let say = "must be of a campaign; other answers are with other services";
            Err(Error::invalid(Reason::FieldInvalid, field, say))
        }
    }
}
