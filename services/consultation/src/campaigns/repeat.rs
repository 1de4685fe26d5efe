//! The answers given to campaigns, repeated under each of their comments as if they were given to that alone.

use common::{
    Error,
    app::App,
    context::Context,
    names,
    resource::{self, Kind},
    store::{Mode, Tx},
};
use kenes_proto::{consultation as pb, types::ErrorReason as Reason};

use super::{METHOD, keep};
use crate::{
    domain::{campaign as rules, comment as comments, outcome, response as answers},
    store::{
        asked,
        campaign::{self, Member},
        comment::{self, Comments},
        response::{self, Responses},
    },
};

/// So many comments are answered in one transaction, and so many transactions are between two notes that somebody is at it.
const AT_ONCE: i64 = 50;
const PAGES: usize = 20;

/// Repeats what was answered to campaigns of a consultation and does not stand under each of their comments yet.
pub(super) async fn run(app: &App, consultation: &str) -> Result<(), Error> {
    let name = consultation.to_owned();
    let read = move |tx: &mut dyn Tx| campaign::answers(tx, &name);
    for answer in app.read(&app.own(METHOD), read).await? {
        let mut after = Some(Member {
            difference: -1,
            ..Member::default()
        });
        for page in 1.. {
            let Some(from) = after.take() else { break };
            // The answers look like any other in the record: the method is that of an answer.
            let (context, answer) = (app.own("CreateResponse"), answer.clone());
            let repeat = move |tx: &mut dyn Tx| repeat(tx, &context, &answer, &from);
            after = app.store.write(METHOD, Mode::Commit, repeat).await?;
            if page % PAGES == 0 {
                keep(app, consultation).await?;
            }
        }
    }
    Ok(())
}

/// Answers some comments after one of them; returns the last, if there may be more.
fn repeat(
    tx: &mut dyn Tx,
    context: &Context,
    answer: &str,
    after: &Member,
) -> Result<Option<Member>, Error> {
    let given = resource::get::<Responses>(tx, answer)?;
    let responder = answers::responder(&given);
    let members = campaign::unanswered(tx, names::parent(answer), responder, after, AT_ONCE)?;
    for member in &members {
        let mut comment = resource::get::<Comments>(tx, &member.comment)?;
        if !comments::stands(&comment) || !may_answer(tx, &given, &comment)? {
            continue;
        }
        comments::answer(&mut comment)?;
        let name = context.new_name(&comment.name, "responses", "", Responses::PREFIX);
        let repeated = response::create(tx, context, name, rules::repeated(&given))?;
        let comment = resource::save::<Comments>(tx, context, comment)?;
        comment::note_answer(tx, &comment, &repeated)?;
    }
    Ok(members.into_iter().last())
}

/// Whether who answered the campaign would be let to answer this comment with the same.
fn may_answer(tx: &mut dyn Tx, given: &pb::Response, comment: &pb::Comment) -> Result<bool, Error> {
    if !outcome::check_superseded("response.", given, comment).is_empty() {
        return Ok(false);
    }
    match asked::check_comment(tx, comment, answers::responder(given)) {
        Ok(()) => Ok(true),
        Err(error) if error.reason() == Reason::AddresseeMismatch => Ok(false),
        Err(error) => Err(error),
    }
}
