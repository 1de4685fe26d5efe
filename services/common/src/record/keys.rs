//! The keys of a log as the log itself records them: the first one, and each one that takes over from the one before, in the same
//! log or in one that goes on without what a database lost.
//!
//! Owns the entries. How a key is changed for another is `rotation`'s, how a log goes on `recovery`'s, what signs checkpoints `signer`'s.

use kenes_proto::record as pb;
use prost::Message;
use tlog::{
    entry,
    note::{Checkpoint, Fault, Malformed, Note, Signer, Verifier},
};

use crate::{
    Error,
    context::Context,
    date,
    resource::{self, New},
    store::{Mode, Store, Tx, leaves},
    stored_body::StoredBody,
};

/// A key that took over from another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handover {
    /// The key before.
    pub previous: Verifier,
    /// The key after.
    pub next: Verifier,
    /// What the log before signed last, where this one goes on without what its database lost.
    pub former: Option<Checkpoint>,
}

/// Makes the log's first key an entry of the log, unless it is one.
pub(super) async fn record_first(
    store: &Store,
    context: &Context,
    key: &Verifier,
) -> Result<(), Error> {
    record(store, context, first(key)).await
}

/// Makes a key an entry of the log, unless it is one.
pub(super) async fn record(
    store: &Store,
    context: &Context,
    entry: pb::LogKey,
) -> Result<(), Error> {
    let context = context.clone();
    store
        .write("CreateLogKey", Mode::Commit, move |tx| {
            put(tx, &context, entry.clone())
        })
        .await
}

/// The same within a transaction.
pub(super) fn put(tx: &mut dyn Tx, context: &Context, mut entry: pb::LogKey) -> Result<(), Error> {
    if leaves::index(tx, &entry.name, 1)?.is_some() {
        return Ok(());
    }
    entry.create_time = Some(date::timestamp(context.now));
    let new = New {
        name: &entry.name,
        revision: 1,
        leaf: entry::Kind::KEY,
        uid: context.fresh(),
        topic: None,
        body: StoredBody::encode(&entry, None)?,
    };
    resource::revise(tx, context, new)
}

fn first(key: &Verifier) -> pb::LogKey {
    pb::LogKey {
        name: name(key),
        log: key.name().to_owned(),
        verifier_key: key.to_string(),
        ..pb::LogKey::default()
    }
}

/// Returns the entry of a key that takes over within its log.
pub(super) fn taking_over(old: &Signer, new: &Signer) -> pb::LogKey {
    signed_by_both(old, new, first(&new.verifier()))
}

/// Returns the entry of the key of a log that goes on without what the one before signed last, and says why.
pub(super) fn going_on(old: &Signer, new: &Signer, former: &str, reason: &str) -> pb::LogKey {
    let entry = pb::LogKey {
        former_checkpoint: former.to_owned(),
        reason: reason.to_owned(),
        ..first(&new.verifier())
    };
    signed_by_both(old, new, entry)
}

fn signed_by_both(old: &Signer, new: &Signer, entry: pb::LogKey) -> pb::LogKey {
    let mut entry = pb::LogKey {
        previous_verifier_key: old.verifier().to_string(),
        ..entry
    };
    let text = statement(&entry);
    entry.handover = format!("{text}\n{}{}", old.line(&text), new.line(&text));
    entry
}

/// Returns the handover in the entry of a key, which both keys must have signed; `None` in that of a log's first key.
pub fn handover(entry: &pb::LogKey) -> Result<Option<Handover>, Fault> {
    let malformed = |what: &str| Fault::Malformed(Malformed::at(1, what));
    let key = |text: &str| text.parse::<Verifier>().map_err(malformed);
    let next = key(&entry.verifier_key)?;
    if entry.previous_verifier_key.is_empty() {
        return Ok(None);
    }
    let previous = key(&entry.previous_verifier_key)?;
    let former = match entry.former_checkpoint.as_str() {
        "" => None,
        note => Some(previous.open(note)?),
    };
    // Only a log that goes on without what was lost has another name, and it always has.
    if (previous.name() == next.name()) == former.is_some() {
        return Err(Fault::WrongOrigin(next.name().to_owned()));
    }
    let note = Note::parse(&entry.handover).map_err(Fault::Malformed)?;
    if note.text() != statement(entry) {
        return Err(malformed("the handover is of other keys"));
    }
    note.signed_by(&previous)?;
    note.signed_by(&next)?;
    Ok(Some(Handover {
        previous,
        next,
        former,
    }))
}

/// Returns what both keys sign: which of them takes over from which and, where something was lost, what was signed last before.
fn statement(entry: &pb::LogKey) -> String {
    let former = entry.former_checkpoint.split("\n\n").next();
    let former = former.filter(|text| !text.is_empty());
    let former = former.map_or_else(String::new, |text| format!("{text}\n"));
    format!(
        "{}\n{}\n{former}",
        entry.previous_verifier_key, entry.verifier_key
    )
}

/// Returns a key of the log and those before it, as the log records them.
pub(super) fn and_before(tx: &mut dyn Tx, key: Verifier) -> Result<Vec<Verifier>, Error> {
    let mut keys = vec![key];
    while let Some(last) = keys.last() {
        let Some(entry) = recorded(tx, &name(last))? else {
            break;
        };
        let handover = handover(&entry)
            .map_err(|fault| Error::internal(format!("{}: {fault:?}", entry.name)))?;
        match handover {
            Some(handover) if handover.former.is_none() && !keys.contains(&handover.previous) => {
                keys.push(handover.previous);
            }
            _ => break,
        }
    }
    Ok(keys)
}

/// Returns the entry of a key.
pub(super) fn recorded(tx: &mut dyn Tx, name: &str) -> Result<Option<pb::LogKey>, Error> {
    let sql = "SELECT body FROM revision WHERE name = $1 AND revision = 1";
    let rows = tx.query(sql, &[name.into()])?;
    let body = rows.first().map(|row| row[0].bytes()).transpose()?;
    body.map(|body| pb::LogKey::decode(body).map_err(Error::internal))
        .transpose()
}

pub(super) fn name(key: &Verifier) -> String {
    format!("keys/{}", key.id())
}

#[cfg(test)]
mod tests;
