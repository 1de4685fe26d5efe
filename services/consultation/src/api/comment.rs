//! Handlers of comments.

use common::{
    Error,
    context::Context,
    names,
    resource::{self, Kind, Read},
    store::Tx,
};
use kenes_proto::{
    consultation::{self as pb, comment::State},
    types::ErrorReason as Reason,
};

use super::{Api, claim};
use crate::{
    domain::{comment as rules, window::Window},
    store::{
        comment::{self, Comments},
        consultation,
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
    if let Some(claim) = rules::claim(&new, context.caller()) {
        let field = "comment.author";
        claim::settle(&api.registry, field, &claim, &mut new, context.now).await?;
    }
    let (parent, id) = (&request.parent, &request.comment_id);
    let name = context.new_name(parent, "comments", id, Comments::PREFIX);
    let work = move |tx: &mut dyn Tx, context: &Context| {
        let window = consultation::window(tx, &name.parent)?;
        let mut new = new.clone();
        locate(tx, &window, &name.parent, context.now, &mut new)?;
        comment::create(tx, context, name.clone(), new)
    };
    api.app.write(context, work).await
}

/// Refuses a comment outside its consultation, and finds the provisions that it names.
fn locate(
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
        window.check_version("comment.proposed_change.target", &target.version)?;
        comment::locate(tx, target)?;
    }
    if !comment.hearing.is_empty() {
        resource::referred::<Hearings>(tx, "comment.hearing", &comment.hearing)?;
    }
    Ok(())
}

pub(super) fn batch_get(
    tx: &mut dyn Tx,
    context: &Context,
    request: &pb::BatchGetCommentsRequest,
) -> Result<pb::BatchGetCommentsResponse, Error> {
    let (parent, one) = (&request.parent, !names::is_wildcard(&request.parent));
    let elsewhere = |name: &String| one && names::parent(name) != parent;
    if let Some(n) = request.names.iter().position(elsewhere) {
        let field = format!("names[{n}]");
        let say = format!("is not a comment of {parent}");
        return Err(Error::invalid(Reason::FieldInvalid, field, say));
    }
    Comments::batch_get(tx, context, request)
}

pub(super) fn withdraw(
    tx: &mut dyn Tx,
    context: &Context,
    request: &pb::WithdrawCommentRequest,
) -> Result<pb::Comment, Error> {
    rules::check_reasons(&request.reasons)?;
    resource::change::<Comments>(tx, context, request, |tx, comment| {
        let submitter = comment::submitter(tx, &request.name)?;
        rules::check_author_is(&submitter, context.caller())?;
        let reasons = request.reasons.clone();
        rules::end(comment, State::Withdrawn, context.now, reasons)?;
        comment::leave(tx, comment)
    })
}

pub(super) fn disavow(
    tx: &mut dyn Tx,
    context: &Context,
    request: &pb::DisavowCommentRequest,
) -> Result<pb::Comment, Error> {
    resource::change::<Comments>(tx, context, request, |tx, comment| {
        let reasons = request.reasons.clone();
        rules::end(comment, State::Disavowed, context.now, reasons)?;
        comment::leave(tx, comment)
    })
}

/// Refuses a caller who is neither the person in whose name the comment was made nor holds a mandate, of whatever power, of the
/// organization that it claims to speak for.
pub(super) async fn may_disavow(
    api: &Api,
    context: &Context,
    request: &mut pb::DisavowCommentRequest,
) -> Result<(), Error> {
    rules::check_reasons(&request.reasons)?;
    let name = request.name.clone();
    let read = move |tx: &mut dyn Tx| resource::get::<Comments>(tx, &name);
    let comment = api.app.read(context, read).await?;
    let (person, organization) = (rules::person(&comment), rules::on_behalf_of(&comment));
    if !person.is_empty() && api.registry.is_person(context.caller(), person).await? {
        return Ok(());
    }
    let denied = || {
        rules::not_the_author(
            "only the person in author.person, or the organization in author.on_behalf_of, disavows",
        )
    };
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
