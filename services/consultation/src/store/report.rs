//! The counters of reports: kept in the transaction that writes a comment or an answer, and read by nobody but a report.
//!
//! Owns that what a resource added before is taken away when it adds something else, and how an upgrade counts all anew.

use std::collections::{BTreeMap, HashMap};

use common::{
    Error, date, names,
    store::{self, Tx},
    stored_body::decode,
};
use kenes_proto::{
    consultation::{Comment, CommentReport, Consultation, Response},
    types::ProvisionRef,
};

use crate::domain::{
    comment as rules,
    report::{self, tally::Tally},
};

/// What the counters of comments begin with, and those of answers.
const COMMENTS: &str = "report/";
const ANSWERS: &str = "reply/";

// === as comments and answers come

/// Counts a new comment.
pub(crate) fn create(tx: &mut dyn Tx, comment: &Comment) -> Result<(), Error> {
    let names = report::of_comment(comment, &[]);
    let mut names = names.into_iter();
    names.try_for_each(|name| tx.add(&format!("{COMMENTS}{name}"), 1))
}

/// Counts a comment as it is `after` a change, and no longer as it was `before`.
pub(crate) fn change(tx: &mut dyn Tx, before: &Comment, after: &Comment) -> Result<(), Error> {
    let answers = match after.response_count {
        0 => Vec::new(),
        _ => answers_to(tx, &after.name)?,
    };
    replace(
        tx,
        report::of_comment(before, &answers),
        report::of_comment(after, &answers),
    )
}

/// Counts an answer that was just written, and its comment as one that has it. `before` is the answer as it was, if it was
/// corrected.
pub(crate) fn answer(
    tx: &mut dyn Tx,
    comment: &Comment,
    before: Option<&Response>,
    after: &Response,
) -> Result<(), Error> {
    let mut answers = answers_to(tx, &comment.name)?;
    answers.retain(|other| other.name != after.name);
    let [mut earlier, mut later] = [answers.clone(), answers];
    earlier.extend(before.cloned());
    later.push(after.clone());
    replace(
        tx,
        report::of_comment(comment, &earlier),
        report::of_comment(comment, &later),
    )?;
    if let Some(before) = before {
        let name = report::of_answer(comment, before);
        tx.add(&format!("{ANSWERS}{name}"), -1)?;
    }
    let name = report::of_answer(comment, after);
    tx.add(&format!("{ANSWERS}{name}"), 1)
}

/// The answers to a comment. Read here, as the comment of an answer is below: both tables ask for these counters.
fn answers_to(tx: &mut dyn Tx, comment: &str) -> Result<Vec<Response>, Error> {
    let sql = "SELECT r.body FROM response t JOIN revision r ON r.name = t.name AND r.revision = t.revision \
               WHERE t.parent = $1 ORDER BY t.name";
    let rows = tx.query(sql, &[comment.into()])?;
    rows.iter().map(|row| decode(&row[0])).collect()
}

fn replace(tx: &mut dyn Tx, before: Vec<String>, after: Vec<String>) -> Result<(), Error> {
    let mut deltas: BTreeMap<String, i64> = BTreeMap::new();
    for (names, delta) in [(before, -1), (after, 1)] {
        for name in names {
            *deltas.entry(name).or_default() += delta;
        }
    }
    deltas.retain(|_, delta| *delta != 0);
    let mut deltas = deltas.into_iter();
    deltas.try_for_each(|(name, delta)| tx.add(&format!("{COMMENTS}{name}"), delta))
}

// === anew

/// Forgets what is counted of comments, and counts those that no longer stand: of an erased one there is nothing to read but its
/// row.
pub(crate) fn uncount_comments(tx: &mut dyn Tx) -> Result<(), Error> {
    store::forget_counters(tx, COMMENTS)?;
    // 3 is withdrawn and 4 disavowed; the others that are not among those that stand are hidden or erased. What is cut off is
    // `draftLaws/` and `consultations/`.
    let sql = "INSERT INTO counter (name, value) \
               SELECT 'report/' || COALESCE(substr(v.parent, 11), '-') || '/' || substr(c.parent, 15) || '/left/' || \
               CASE c.state WHEN 3 THEN 'withdrawn' WHEN 4 THEN 'disavowed' ELSE 'redacted' END, count(*) \
               FROM comment c LEFT JOIN draft_law_version v ON v.name = c.target_version WHERE c.state > 2 \
               GROUP BY v.parent, c.parent, CASE c.state WHEN 3 THEN 'withdrawn' WHEN 4 THEN 'disavowed' ELSE 'redacted' END \
               ON CONFLICT (name) DO UPDATE SET value = counter.value + excluded.value";
    tx.execute(sql, &[]).map(drop)
}

/// Counts a comment, of which nothing is counted.
pub(crate) fn recount_comment(tx: &mut dyn Tx, comment: &Comment) -> Result<(), Error> {
    if !rules::stands(comment) {
        return Ok(());
    }
    let answers = match comment.response_count {
        0 => Vec::new(),
        _ => answers_to(tx, &comment.name)?,
    };
    replace(tx, Vec::new(), report::of_comment(comment, &answers))
}

/// Forgets what is counted of answers.
pub(crate) fn uncount_answers(tx: &mut dyn Tx) -> Result<(), Error> {
    store::forget_counters(tx, ANSWERS)
}

/// Counts an answer, of which nothing is counted, if it is one to a comment.
pub(crate) fn recount_answer(tx: &mut dyn Tx, answer: &Response) -> Result<(), Error> {
    let parent = names::parent(&answer.name);
    let sql = "SELECT target_version, submit_time FROM comment WHERE name = $1";
    let rows = tx.query(sql, &[parent.into()])?;
    let Some(row) = rows.first() else {
        return Ok(());
    };
    // Of an erased comment there is nothing else to read.
    let comment = Comment {
        name: parent.to_owned(),
        target: Some(ProvisionRef {
            version: row[0].text()?.to_owned(),
            ..ProvisionRef::default()
        }),
        submit_time: Some(date::timestamp(row[1].int()?)),
        ..Comment::default()
    };
    let name = report::of_answer(&comment, answer);
    tx.add(&format!("{ANSWERS}{name}"), 1)
}

// === read

/// The report of what is counted under these names, `law/` or `law/consultation/`, with all its provisions.
pub(crate) fn read(tx: &mut dyn Tx, scopes: &[String], now: i64) -> Result<CommentReport, Error> {
    let mut tally = Tally::default();
    for scope in scopes {
        for (name, count) in below(tx, COMMENTS, scope)? {
            let name = &name[COMMENTS.len()..];
            tally.add_comments(name, count).ok_or_else(unreadable)?;
        }
        for (name, count) in below(tx, ANSWERS, scope)? {
            let name = &name[ANSWERS.len()..];
            tally.add_answers(name, count).ok_or_else(unreadable)?;
        }
    }
    let mut due = BTreeMap::new();
    for consultation in tally.consultations() {
        let day = reply_due(tx, &format!("consultations/{consultation}"))?;
        due.insert(consultation, day);
    }
    Ok(tally.report(&due, date::local_number(now)))
}

/// How the comments of a consultation that stand were answered: how many with reasons, and the day, `yyyymmdd`, on which the last of
/// those that are answered first was; 0 for none.
pub(crate) fn answered(tx: &mut dyn Tx, consultation: &Consultation) -> Result<(i64, i64), Error> {
    let mut tally = Tally::default();
    for scope in report::scopes(consultation) {
        for part in ["cell", "first"] {
            for (name, count) in below(tx, COMMENTS, &format!("{scope}{part}/"))? {
                let name = &name[COMMENTS.len()..];
                tally.add_comments(name, count).ok_or_else(unreadable)?;
            }
        }
    }
    Ok((tally.reasoned(), tally.last_answer()))
}

fn unreadable() -> Error {
    Error::internal("a counter of reports cannot be read")
}

fn below(tx: &mut dyn Tx, prefix: &str, scope: &str) -> Result<HashMap<String, i64>, Error> {
    store::counters(tx, &format!("{prefix}{scope}"))
}

/// The day by which a consultation promises answers, `yyyymmdd`; 0 where it promises none.
fn reply_due(tx: &mut dyn Tx, consultation: &str) -> Result<i64, Error> {
    let sql = "SELECT reply_due_date FROM consultation WHERE name = $1";
    let rows = tx.query(sql, &[consultation.into()])?;
    rows.first().map_or(Ok(0), |row| row[0].int())
}

/// The consultations whose subject a draft law grew out of.
pub(crate) fn consultations_before(tx: &mut dyn Tx, law: &str) -> Result<Vec<String>, Error> {
    let sql = "SELECT name FROM consultation WHERE subject_draft_law = $1 ORDER BY name";
    store::texts(tx, sql, &[law.into()])
}
