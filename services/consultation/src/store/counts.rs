//! How many comments there are: the counters that are kept as comments come and go, and their names.
//!
//! A comment counts for its consultation, its version and its provision as long as it stands. Of a consultation it is also
//! kept how many it ever received, and how many of those were withdrawn, disavowed or redacted since: each is one of them, as in
//! `kenes audit`, which counts the same in the log.

use std::collections::{HashMap, HashSet};

use common::{
    Error,
    context::Reading,
    names,
    store::{self, Tx, Value},
};
use kenes_proto::{
    consultation::{self as pb, comment::State},
    record::redaction::Action,
};

use super::answers;

/// The collection of the provisions of a version.
const PROVISIONS: &str = "provisions";

/// The comments that stand on a resource: a consultation, a version, a provision.
fn on(resource: &str) -> String {
    format!("comments/{resource}")
}

/// All comments that a consultation was ever sent.
pub(crate) fn received(consultation: &str) -> String {
    format!("received/{consultation}")
}

/// Those of them that left like this one: withdrawn, or disavowed, and not redacted.
pub(crate) fn left(comment: &pb::Comment) -> String {
    let consultation = names::parent(&comment.name);
    match comment.state() {
        State::Disavowed => disavowed(consultation),
        _ => withdrawn(consultation),
    }
}

fn withdrawn(consultation: &str) -> String {
    format!("withdrawn/{consultation}")
}

fn disavowed(consultation: &str) -> String {
    format!("disavowed/{consultation}")
}

/// Those of them that are hidden or erased.
pub(crate) fn redacted(consultation: &str) -> String {
    format!("redacted/{consultation}")
}

/// Adds `delta` wherever the comment counts while it stands.
pub(crate) fn add(tx: &mut dyn Tx, comment: &pb::Comment, delta: i64) -> Result<(), Error> {
    if comment.response_count > 0 {
        answers::add_answered(tx, comment, delta)?;
    }
    tx.add(&on(names::parent(&comment.name)), delta)?;
    let Some(target) = &comment.target else {
        return Ok(());
    };
    tx.add(&on(&target.version), delta)?;
    match target.eid.as_str() {
        "" => Ok(()),
        eid => tx.add(&on(&names::child(&target.version, PROVISIONS, eid)), delta),
    }
}

/// Fills in how many comments a consultation has, by what became of them until the time that is read.
pub(crate) fn fill(
    tx: &mut dyn Tx,
    consultation: &mut pb::Consultation,
    reading: &Reading,
) -> Result<(), Error> {
    if !reading.counted {
        return Ok(());
    }
    if reading.as_of < reading.now {
        return fill_past(tx, consultation, reading.as_of);
    }
    let name = &consultation.name;
    consultation.comment_count = store::counter(tx, &on(name))?;
    consultation.received_comment_count = store::counter(tx, &received(name))?;
    consultation.withdrawn_comment_count = store::counter(tx, &withdrawn(name))?;
    consultation.disavowed_comment_count = store::counter(tx, &disavowed(name))?;
    consultation.redacted_comment_count = store::counter(tx, &redacted(name))?;
    Ok(())
}

/// The same of a time that has passed, which no counter keeps. Comments that stand now stood then, so only those that left since
/// are looked at one by one. (The number of the last state in which one stands is written out: the index is of the others only.)
fn fill_past(tx: &mut dyn Tx, consultation: &mut pb::Consultation, time: i64) -> Result<(), Error> {
    const LEFT: &str = "SELECT c.name FROM comment c JOIN revision r ON r.name = c.name \
                        WHERE c.parent = $1 AND c.state > 2 AND r.time <= $2 AND r.method = $3";
    const REDACTED: &str = "SELECT c.name FROM comment c JOIN redaction d ON d.parent = c.name \
                            JOIN revision r ON r.name = d.name WHERE c.parent = $1 AND c.state > 2 \
                            AND r.time <= $2 AND r.method = 'ApproveRedaction' AND d.action <> $3";
    let mut names = |sql: &str, what: Value| -> Result<HashSet<String>, Error> {
        let args = [consultation.name.as_str().into(), time.into(), what];
        Ok(store::texts(tx, sql, &args)?.into_iter().collect())
    };
    let redacted = names(REDACTED, i64::from(Action::Anonymise as i32).into())?;
    let withdrawn = names(LEFT, "WithdrawComment".into())?;
    let disavowed = names(LEFT, "DisavowComment".into())?;
    let count = |names: &HashSet<String>| i64::try_from(names.len()).map_err(Error::internal);
    consultation.received_comment_count = received_until(tx, consultation, time)?;
    consultation.redacted_comment_count = count(&redacted)?;
    consultation.withdrawn_comment_count = count(&(&withdrawn - &redacted))?;
    consultation.disavowed_comment_count = count(&(&disavowed - &redacted))?;
    consultation.comment_count = consultation.received_comment_count
        - consultation.redacted_comment_count
        - consultation.withdrawn_comment_count
        - consultation.disavowed_comment_count;
    Ok(())
}

/// How many comments a consultation had been sent by then. In a live round they were submitted when they were recorded, and an
/// index tells; those of an archive say when they were made.
fn received_until(
    tx: &mut dyn Tx,
    consultation: &pb::Consultation,
    time: i64,
) -> Result<i64, Error> {
    let sql = match consultation.archive {
        false => "SELECT count(*) FROM comment WHERE parent = $1 AND submit_time <= $2",
        true => "SELECT count(*) FROM comment WHERE parent = $1 AND create_time <= $2",
    };
    let rows = tx.query(sql, &[consultation.name.as_str().into(), time.into()])?;
    rows.first().map_or(Ok(0), |row| row[0].int())
}

/// Returns how many comments stand on the consultation, version or provision of this name.
pub(crate) fn standing(tx: &mut dyn Tx, name: &str) -> Result<i64, Error> {
    store::counter(tx, &on(name))
}

/// How many comments stand on each provision of a version.
pub(crate) struct OnProvisions(HashMap<String, i64>);

impl OnProvisions {
    pub(crate) fn of(tx: &mut dyn Tx, version: &str) -> Result<Self, Error> {
        store::counters(tx, &on(&names::child(version, PROVISIONS, ""))).map(Self)
    }

    /// The names of those that comments stand on, in order.
    pub(crate) fn names(&self) -> Vec<String> {
        let standing = self.0.iter().filter(|(_, count)| **count > 0);
        let mut names: Vec<String> = standing
            .filter_map(|(counter, _)| counter.strip_prefix(&on("")))
            .map(ToOwned::to_owned)
            .collect();
        names.sort_unstable();
        names
    }

    pub(crate) fn fill(&self, mut provision: pb::Provision) -> pb::Provision {
        let count = self.0.get(&on(&provision.name));
        provision.comment_count = count.copied().unwrap_or(0);
        provision
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_index_is_of_comments_that_no_longer_stand() {
        assert_eq!([State::Published as i32, State::Answered as i32], [1, 2]);
        let left = [
            State::Withdrawn,
            State::Disavowed,
            State::Hidden,
            State::Redacted,
        ];
        assert!(left.iter().all(|state| *state as i32 > 2));
    }
}
