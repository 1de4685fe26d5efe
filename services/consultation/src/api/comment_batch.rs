//! Several comments at once: all are recorded, or none, each as `comment` records it by itself.
//!
//! Owns what is different in a batch: the registry is asked once for each organization and day, refusals are collected before
//! anything is written, and a part that was accepted before gets its first answer, whatever is wrong with the others.

use std::collections::{HashMap, HashSet};

use common::{
    Error,
    context::{Context, NewName, Reading},
    date, resource,
    store::Tx,
};
use kenes_proto::{consultation as pb, methods::consultation::comment_service::CreateComment};
use tokio::task::JoinSet;

use super::{
    Api, claim,
    comment::{self, Round},
};
use crate::{
    domain::{
        claim::{Answer, Claim},
        comment::{self as rules, batch},
    },
    store::comment::{self as table, Comments},
};

/// One comment of a batch.
struct Part {
    /// The call that it would be by itself.
    call: Context,
    name: NewName,
    /// What the writer is to record, or why not: unless it was accepted before.
    new: Result<pb::Comment, Error>,
}

pub(super) async fn create(
    api: &Api,
    context: Context,
    request: pb::BatchCreateCommentsRequest,
) -> Result<pb::BatchCreateCommentsResponse, Error> {
    batch::check(&request)?;
    let parent = request.parent;
    let mut parts = Vec::with_capacity(request.requests.len());
    for part in request.requests {
        let call = context.part::<CreateComment>(&part)?;
        parts.push(Part {
            name: comment::new_name(&call, &parent, &part.comment_id),
            new: comment::open(part.comment, &call),
            call,
        });
    }
    for part in &mut parts {
        if let Ok(new) = &part.new
            && let Err(refusal) = comment::check_words(api, &part.call, new).await
        {
            part.new = Err(refusal);
        }
    }
    settle(api, &context, &mut parts).await?;
    let work = move |tx: &mut dyn Tx, now: &Context| record(tx, now, &parent, &parts);
    let mut answer = api.app.write(context.clone(), work).await?;
    let receipts = api.app.attach_receipts(&context, &mut answer.comments);
    receipts.await?;
    Ok(answer)
}

/// What the registry is asked once: of the caller and this organization, or of the caller alone, on this day.
type Question = (String, i64);
/// What it said; `None` where it does not answer.
type Answered = Result<Option<Answer>, Error>;

fn question(claim: &Claim) -> Question {
    (claim.organization.clone(), date::local_number(claim.as_of))
}

/// Settles the claims of all parts. What the registry refuses to say is a refusal of its parts alone.
async fn settle(api: &Api, context: &Context, parts: &mut [Part]) -> Result<(), Error> {
    let answers = ask(api, context, parts).await?;
    for part in parts {
        let Ok(new) = &mut part.new else {
            continue;
        };
        let Some(claim) = rules::claim(new, context.caller()) else {
            continue;
        };
        let answer = match answers.get(&question(&claim)) {
            Some(Err(refusal)) => {
                part.new = Err(refusal.again());
                continue;
            }
            Some(Ok(answer)) => answer.as_ref(),
            None => None,
        };
        if let Err(refusal) = comment::settle(new, &claim, answer, context.now) {
            part.new = Err(refusal);
        }
    }
    Ok(())
}

/// Asks the registry, at once, everything that the parts need to know, each question once.
async fn ask(
    api: &Api,
    context: &Context,
    parts: &[Part],
) -> Result<HashMap<Question, Answered>, Error> {
    let mut seen = HashSet::new();
    let mut questions = JoinSet::new();
    let opened = parts.iter().filter_map(|part| part.new.as_ref().ok());
    for claim in opened.filter_map(|new| rules::claim(new, context.caller())) {
        if seen.insert(question(&claim)) {
            let registry = api.registry.clone();
            questions.spawn(async move { (question(&claim), claim::ask(&registry, &claim).await) });
        }
    }
    let mut answers = HashMap::new();
    while let Some(answered) = questions.join_next().await {
        let (question, answer) = answered.map_err(Error::internal)?;
        answers.insert(question, answer);
    }
    Ok(answers)
}

/// What becomes of a part in the writer.
enum Decision {
    /// It was accepted before, and this was the answer.
    Replay(pb::Comment),
    New(pb::Comment),
}

/// Decides on all parts, and only then writes.
fn record(
    tx: &mut dyn Tx,
    context: &Context,
    parent: &str,
    parts: &[Part],
) -> Result<pb::BatchCreateCommentsResponse, Error> {
    let archived = |part: &Part| part.new.as_ref().is_ok_and(|new| new.archived);
    let round = Round::of(tx, parent, parts.iter().any(archived))?;
    let (mut decisions, mut refusals) = (Vec::with_capacity(parts.len()), Vec::new());
    for (n, part) in parts.iter().enumerate() {
        match decide(tx, &round, part) {
            Ok(decision) => decisions.push(decision),
            Err(refusal) if refusal.is_refusal() => refusals.push((batch::place(n), refusal)),
            Err(failure) => return Err(failure),
        }
    }
    Error::of_parts(refusals)?;
    let mut answer = pb::BatchCreateCommentsResponse::default();
    for (n, (part, decision)) in (0..).zip(parts.iter().zip(decisions)) {
        answer.comments.push(match decision {
            Decision::New(new) => table::create(tx, &part.call, part.name.clone(), new)?,
            Decision::Replay(before) => {
                answer.replayed_indexes.push(n);
                before
            }
        });
    }
    table::render(tx, &mut answer.comments, &Reading::of(context))?;
    Ok(answer)
}

fn decide(tx: &mut dyn Tx, round: &Round, part: &Part) -> Result<Decision, Error> {
    if let Some(before) = part.call.replay(tx)? {
        return Ok(Decision::Replay(before));
    }
    let mut new = match &part.new {
        Ok(new) => new.clone(),
        Err(refusal) => return Err(refusal.again()),
    };
    round.admit(tx, &mut new)?;
    resource::vacant::<Comments>(tx, &part.name)?;
    Ok(Decision::New(new))
}
