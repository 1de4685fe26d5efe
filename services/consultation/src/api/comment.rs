//! Handlers of comments.

use common::{
    Error,
    context::{Context, NewName},
    names,
    resource::{self, Kind, Read},
    store::Tx,
};
use kenes_proto::{
    consultation::{self as pb, comment::State},
    types::ErrorReason as Reason,
};

use super::{Api, claim, report};
use crate::{
    domain::{
        archive,
        claim::{self as claims, Answer, Claim},
        comment as rules,
        window::Window,
    },
    store::{
        attachment,
        comment::{self, Comments},
        comment_summary,
        consultation::{self, Consultations},
        draft_law::DraftLaws,
        hearing::Hearings,
        location,
    },
};

/// The hot path: whatever can be decided outside the writer is, and the writer reads no body but that of a provision whose words
/// are meant.
pub(super) async fn create(
    api: &Api,
    context: Context,
    request: pb::CreateCommentRequest,
) -> Result<pb::Comment, Error> {
    let mut new = open(request.comment, &context)?;
    if let Some(claim) = rules::claim(&new, context.caller()) {
        let answer = claim::ask(&api.registry, &claim).await?;
        settle(&mut new, &claim, answer.as_ref(), context.now)?;
    }
    check_words(api, &context, &new).await?;
    let name = new_name(&context, &request.parent, &request.comment_id);
    let work = move |tx: &mut dyn Tx, context: &Context| {
        let round = Round::of(tx, &name.parent, new.archived)?;
        let mut new = new.clone();
        round.admit(tx, &mut new)?;
        comment::create(tx, context, name.clone(), new)
    };
    api.app.write(context, work).await
}

/// Refuses words that do not stand where a comment says. A text may be long, so what is wrong is found before the writer's turn.
pub(super) async fn check_words(
    api: &Api,
    context: &Context,
    comment: &pb::Comment,
) -> Result<(), Error> {
    let places = rules::words(comment);
    match places.is_empty() {
        true => Ok(()),
        false => {
            let look = move |tx: &mut dyn Tx| location::check_words(tx, &places);
            api.app.read(context, look).await
        }
    }
}

/// A new comment of what a caller sent, which obeys the rules of a comment by itself.
pub(super) fn open(sent: Option<pb::Comment>, context: &Context) -> Result<pb::Comment, Error> {
    let new = rules::open(sent.unwrap_or_default(), context.now);
    rules::check(&new)?;
    Ok(new)
}

/// The name of a new comment.
pub(super) fn new_name(context: &Context, consultation: &str, id: &str) -> NewName {
    context.new_name(consultation, "comments", id, Comments::PREFIX)
}

/// What a consultation takes: read once for all comments of a call.
pub(super) struct Round {
    name: String,
    window: Window,
    archive: bool,
}

impl Round {
    /// That of this name. Whether it is an archive is only read, from its body, where a comment says that it is `archived`.
    pub(super) fn of(tx: &mut dyn Tx, name: &str, archived: bool) -> Result<Self, Error> {
        Ok(Self {
            window: consultation::window(tx, name)?,
            archive: archived && resource::get::<Consultations>(tx, name)?.archive,
            name: name.to_owned(),
        })
    }

    /// Refuses a comment outside its consultation, and finds the provisions that it names.
    pub(super) fn admit(&self, tx: &mut dyn Tx, comment: &mut pb::Comment) -> Result<(), Error> {
        archive::check_comment(comment, self.archive)?;
        let moment = rules::moment(comment);
        self.window
            .check(&self.name, moment, rules::version(comment))?;
        attachment::check(
            tx,
            "comment.attachments",
            &comment.name,
            &comment.attachments,
        )?;
        locate(tx, &self.window, comment)
    }
}

/// Finds the provisions that a comment names, and the hearing.
fn locate(tx: &mut dyn Tx, window: &Window, comment: &mut pb::Comment) -> Result<(), Error> {
    if let Some(target) = &mut comment.target {
        location::locate(tx, rules::TARGET, target)?;
    }
    let change = comment.proposed_change.as_mut();
    if let Some(changed) = change.and_then(|change| change.target.as_mut()) {
        window.check_version(rules::CHANGED, &changed.version)?;
        location::locate(tx, rules::CHANGED, changed)?;
        if let Some(target) = &comment.target {
            location::check_change(tx, rules::CHANGED, target, changed)?;
        }
    }
    if !comment.hearing.is_empty() {
        resource::referred::<Hearings>(tx, "comment.hearing", &comment.hearing)?;
    }
    Ok(())
}

/// Settles what a new comment claims by the registry's answer. What that denies is refused; of an archived comment it is
/// recorded, since nobody can mend it any more.
pub(super) fn settle(
    comment: &mut pb::Comment,
    claim: &Claim,
    answer: Option<&Answer>,
    now: i64,
) -> Result<(), Error> {
    let Some(answer) = answer else {
        claims::wait(comment);
        return Ok(());
    };
    if !comment.archived {
        claim.check("comment.author", answer)?;
    }
    claims::settle(comment, claim, answer, now);
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

pub(super) fn summarize(
    tx: &mut dyn Tx,
    _: &Context,
    request: &pb::SummarizeCommentsRequest,
) -> Result<pb::SummarizeCommentsResponse, Error> {
    resource::get::<DraftLaws>(tx, &request.draft_law)?;
    Ok(pb::SummarizeCommentsResponse {
        not_covered: report::not_covered(tx, &request.draft_law)?,
        ..comment_summary::of_law(tx, &request.draft_law)?
    })
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
        let (before, reasons) = (comment.clone(), request.reasons.clone());
        rules::end(comment, State::Withdrawn, context.now, reasons)?;
        comment::leave(tx, &before, comment)
    })
}

pub(super) fn disavow(
    tx: &mut dyn Tx,
    context: &Context,
    request: &pb::DisavowCommentRequest,
) -> Result<pb::Comment, Error> {
    resource::change::<Comments>(tx, context, request, |tx, comment| {
        let (before, reasons) = (comment.clone(), request.reasons.clone());
        rules::end(comment, State::Disavowed, context.now, reasons)?;
        comment::leave(tx, &before, comment)
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
