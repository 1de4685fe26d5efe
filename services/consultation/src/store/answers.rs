//! How many answers comments got, by whom and with what outcome: counters kept for the consultation, the draft law, the version
//! and the provision of each comment, so that nobody has to look through the comments.

use std::collections::BTreeMap;

use common::{
    Error, names,
    store::{self, Tx},
};
use kenes_proto::consultation::{Comment, Response};

use super::report;
use crate::domain::{
    response as responses,
    trace::verdict::{self, Answers},
};

/// What is counted of answers.
const GIVEN: &str = "given";
const REASONED: &str = "reasoned";
const CARRIED_OUT: &str = "carried-out";

/// Counts a new answer to a comment.
pub(crate) fn add(tx: &mut dyn Tx, comment: &Comment, given: &Response) -> Result<(), Error> {
    let reasoned = verdict::is_reasoned(given);
    if reasoned {
        let sql = "INSERT INTO reasoned_response (response) VALUES ($1) ON CONFLICT DO NOTHING";
        tx.execute(sql, &[given.name.as_str().into()])?;
    }
    count(tx, comment, given, reasoned, 1)
}

/// Counts an answer as it is `corrected`, and no longer as it was `given`. Whether it was counted as one with reasons is kept: of
/// one older than the counters its reasons do not say.
pub(crate) fn correct(
    tx: &mut dyn Tx,
    comment: &Comment,
    given: &Response,
    corrected: &Response,
) -> Result<(), Error> {
    let sql = "DELETE FROM reasoned_response WHERE response = $1";
    let counted = tx.execute(sql, &[given.name.as_str().into()])?;
    count(tx, comment, given, counted > 0, -1)?;
    add(tx, comment, corrected)?;
    report::answer(tx, comment, Some(given), corrected)
}

/// Counts one more answer, or one less.
fn count(
    tx: &mut dyn Tx,
    comment: &Comment,
    response: &Response,
    reasoned: bool,
    delta: i64,
) -> Result<(), Error> {
    let mut measures = vec![GIVEN];
    measures.extend(reasoned.then_some(REASONED));
    let carried_out = responses::locations(response).next().is_some();
    measures.extend(carried_out.then_some(CARRIED_OUT));
    let (outcome, responder) = (response.outcome, responses::responder(response));
    for subject in subjects(comment) {
        for measure in &measures {
            let name = format!("{}{outcome}/{measure}/{responder}", by(&subject));
            tx.add(&name, delta)?;
        }
    }
    Ok(())
}

/// Counts a comment that has an answer now and counts itself, or one that had and no longer does.
pub(crate) fn add_answered(tx: &mut dyn Tx, comment: &Comment, delta: i64) -> Result<(), Error> {
    let mut subjects = subjects(comment).into_iter();
    subjects.try_for_each(|subject| tx.add(&format!("answered/{subject}"), delta))
}

/// How many of the comments of a consultation, draft law, version or provision have an answer.
pub(crate) fn answered(tx: &mut dyn Tx, subject: &str) -> Result<i64, Error> {
    store::counter(tx, &format!("answered/{subject}"))
}

/// The answers to the comments of a consultation, draft law, version or provision, by outcome and by whom.
pub(crate) fn to(tx: &mut dyn Tx, subject: &str) -> Result<Vec<Answers>, Error> {
    let prefix = by(subject);
    let mut found: BTreeMap<(i32, String), Answers> = BTreeMap::new();
    for (name, count) in store::counters(tx, &prefix)? {
        let mut parts = name[prefix.len()..].splitn(3, '/');
        let mut part = || parts.next().unwrap_or_default();
        let (outcome, measure, responder) = (part(), part(), part());
        let outcome = outcome.parse().map_err(Error::internal)?;
        let kept = found.entry((outcome, responder.to_owned())).or_default();
        *match measure {
            REASONED => &mut kept.reasoned,
            CARRIED_OUT => &mut kept.carried_out,
            _ => &mut kept.given,
        } += count;
    }
    let told = found
        .into_iter()
        .map(|((outcome, responder), kept)| Answers {
            responder,
            outcome,
            ..kept
        });
    Ok(told.filter(|answers| answers.given > 0).collect())
}

fn by(subject: &str) -> String {
    format!("answers/{subject}/by/")
}

/// Whatever the answers to a comment are counted for.
fn subjects(comment: &Comment) -> Vec<String> {
    let mut subjects = vec![names::parent(&comment.name).to_owned()];
    if let Some(target) = &comment.target {
        subjects.push(names::parent(&target.version).to_owned());
        subjects.push(target.version.clone());
        if !target.eid.is_empty() {
            subjects.push(names::child(&target.version, "provisions", &target.eid));
        }
    }
    subjects
}
