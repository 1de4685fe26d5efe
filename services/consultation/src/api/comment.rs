//! Handlers of comments.

use std::sync::Arc;

use common::{
    Error,
    context::Context,
    names,
    resource::{self, Total},
    store::Tx,
};
use kenes_proto::{
    Page,
    consultation::{self as pb, comment::State},
    registry::Standing,
    types::ErrorReason as Reason,
};

use super::Api;
use crate::{
    domain::{
        comment::{self as rules, StandingAnswer},
        consultation::{Window, check_version},
        standing,
    },
    registry::RegistryError,
    store::{
        comment::{self, Carried, Comments},
        consultation, counts,
        hearing::Hearings,
    },
};

/// The hot path: whatever can be decided outside the writer is, and the writer reads no body.
pub(super) async fn create(
    api: &Api,
    context: Context,
    request: pb::CreateCommentRequest,
) -> Result<pb::Comment, Error> {
    let mut new = rules::open(request.comment.unwrap_or_default(), context.now);
    rules::check(&new)?;
    match claim(api, &context, &new).await {
        Ok(Claim::None) => {}
        Ok(Claim::Confirmed(standing)) => {
            let word = StandingAnswer::Standing(&standing);
            rules::settle(&mut new, context.caller(), word, context.now);
        }
        Ok(Claim::Unanswered) => rules::wait(&mut new),
        Err(error) => {
            let earlier = api.app.unless_retried(&context, error).await?;
            return carried(api, &context, earlier).await;
        }
    }
    let name = context.new_name(&request.parent, "comments", &request.comment_id, "c");
    let uid = name.uid.clone();
    let written = api
        .app
        .write(context.clone(), move |tx, context| {
            let window = consultation::window(tx, &name.parent)?;
            let mut new = new.clone();
            place(tx, &window, &name.parent, context.now, &mut new)?;
            let mut comment = comment::create(tx, context, name.clone(), new)?;
            Carried::default().fill(tx, &mut comment)?;
            Ok(comment)
        })
        .await?;
    match written.uid == uid {
        true => Ok(written),
        // The answer to a retry is what was stored, without what is known only when it is read.
        false => carried(api, &context, written).await,
    }
}

/// Refuses a comment outside its consultation, and finds the provisions that it names.
fn place(
    tx: &mut dyn Tx,
    window: &Window,
    consultation: &str,
    now: i64,
    comment: &mut pb::Comment,
) -> Result<(), Error> {
    window.check(consultation, now, rules::version(comment))?;
    if let Some(target) = &mut comment.target {
        comment::locate(tx, target)?;
    }
    if let Some(target) = comment
        .proposed_change
        .as_mut()
        .and_then(|c| c.target.as_mut())
    {
        let field = "comment.proposed_change.target.version";
        check_version(&window.versions, field, &target.version)?;
        comment::locate(tx, target)?;
    }
    if !comment.hearing.is_empty() {
        resource::referred::<Hearings>(tx, "comment.hearing", &comment.hearing)?;
    }
    Ok(())
}

/// What is known of the claim to speak for an organization.
enum Claim {
    /// None is made.
    None,
    /// The registry confirmed it.
    Confirmed(Arc<Standing>),
    /// The registry could not be asked.
    Unanswered,
}

async fn claim(api: &Api, context: &Context, comment: &pb::Comment) -> Result<Claim, Error> {
    let organization = rules::on_behalf_of(comment);
    if organization.is_empty() {
        return Ok(Claim::None);
    }
    let asked = api
        .registry
        .standing(context.caller(), organization, rules::POWER, context.now);
    match asked.await {
        Ok(standing) => {
            standing::check(&standing, context.caller(), organization)?;
            rules::check_person(comment, &standing)?;
            Ok(Claim::Confirmed(standing))
        }
        Err(RegistryError::Unanswered) => Ok(Claim::Unanswered),
        Err(RegistryError::Refused(error)) if error.reason() == Reason::ResourceNotFound => {
            let field = "comment.author.on_behalf_of";
            let text = format!("{organization} does not exist");
            Err(Error::invalid(Reason::ReferenceNotFound, field, text))
        }
        Err(RegistryError::Refused(error)) => Err(error),
    }
}

pub(super) async fn get(
    api: &Api,
    context: Context,
    request: pb::GetCommentRequest,
) -> Result<pb::Comment, Error> {
    api.app
        .read(&context, move |tx| {
            let time = request.as_of_time.as_ref();
            let mut comment = resource::get_as_of::<Comments>(tx, &request.name, time)?;
            Carried::default().fill(tx, &mut comment)?;
            Ok(comment)
        })
        .await
}

pub(super) async fn list(
    api: &Api,
    context: Context,
    request: pb::ListCommentsRequest,
) -> Result<Page, Error> {
    api.app
        .read(&context, move |tx| {
            let parent = (request.parent != "consultations/-").then_some(request.parent.as_str());
            if let Some(parent) = parent {
                consultation::require(tx, parent)?;
            }
            let query = common::query!(Comments, request, parent, false);
            let received = counts::received(&request.parent);
            let total = parent.map_or(Total::Counted, |_| Total::Kept(&received));
            let mut page = resource::list(tx, &query, total)?;
            Carried::default().append(tx, &mut page.resources)?;
            Ok(page)
        })
        .await
}

pub(super) async fn batch_get(
    api: &Api,
    context: Context,
    request: pb::BatchGetCommentsRequest,
) -> Result<pb::BatchGetCommentsResponse, Error> {
    let elsewhere =
        |name: &str| request.parent != "consultations/-" && names::parent(name) != request.parent;
    if let Some(n) = request.names.iter().position(|name| elsewhere(name)) {
        let say = format!("is not a comment of {}", request.parent);
        let field = format!("names[{n}]");
        return Err(Error::invalid(Reason::FieldInvalid, field, say));
    }
    api.app
        .read(&context, move |tx| {
            let mut comments = resource::batch_get::<Comments>(tx, &request.names)?;
            let mut carried = Carried::default();
            for comment in &mut comments {
                carried.fill(tx, comment)?;
            }
            Ok(pb::BatchGetCommentsResponse { comments })
        })
        .await
}

pub(super) async fn withdraw(
    api: &Api,
    context: Context,
    request: pb::WithdrawCommentRequest,
) -> Result<pb::Comment, Error> {
    rules::check_reasons(&request.reasons)?;
    let work = move |tx: &mut dyn Tx, context: &Context| {
        let (name, etag) = (&request.name, &request.etag);
        resource::change::<Comments>(tx, context, name, etag, |tx, it| {
            rules::check_author_is(&comment::submitter(tx, name)?, context.caller())?;
            rules::end(it, State::Withdrawn, context.now, request.reasons.clone())?;
            comment::leave(tx, it)
        })
    };
    let written = api.app.write(context.clone(), work).await?;
    carried(api, &context, written).await
}

pub(super) async fn disavow(
    api: &Api,
    context: Context,
    request: pb::DisavowCommentRequest,
) -> Result<pb::Comment, Error> {
    rules::check_reasons(&request.reasons)?;
    let name = request.name.clone();
    let read = api
        .app
        .read(&context, move |tx| resource::get::<Comments>(tx, &name));
    if let Err(error) = may_disavow(api, &context, &read.await?).await {
        let earlier = api.app.unless_retried(&context, error).await?;
        return carried(api, &context, earlier).await;
    }
    let work = move |tx: &mut dyn Tx, context: &Context| {
        let (name, etag) = (&request.name, &request.etag);
        resource::change::<Comments>(tx, context, name, etag, |tx, it| {
            rules::end(it, State::Disavowed, context.now, request.reasons.clone())?;
            comment::leave(tx, it)
        })
    };
    let written = api.app.write(context.clone(), work).await?;
    carried(api, &context, written).await
}

/// Refuses a caller without a mandate, of whatever power, of the organization that the comment claims to speak for.
async fn may_disavow(api: &Api, context: &Context, comment: &pb::Comment) -> Result<(), Error> {
    let organization = rules::on_behalf_of(comment);
    let denied =
        || rules::not_the_author("only the organization named in author.on_behalf_of disavows");
    if organization.is_empty() {
        return Err(denied());
    }
    match api.registry.mandated(context.caller(), organization).await {
        Ok(true) => Ok(()),
        Ok(false) => Err(denied()),
        Err(error) if error.reason() == Reason::ResourceNotFound => Err(denied()),
        Err(error) => Err(error),
    }
}

/// A comment that was written, with what is known only when it is read.
async fn carried(api: &Api, context: &Context, comment: pb::Comment) -> Result<pb::Comment, Error> {
    api.app
        .read(context, move |tx| {
            let mut comment = comment.clone();
            Carried::default().fill(tx, &mut comment)?;
            Ok(comment)
        })
        .await
}
