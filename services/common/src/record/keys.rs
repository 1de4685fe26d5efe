//! The keys of a log as the log itself records them: the first one, and each one that takes over from the one before.
//!
//! Owns the entries. How a key is changed for another is `rotation`'s, what signs checkpoints `signer`'s.

use kenes_proto::record as pb;
use tlog::{
    entry,
    note::{Fault, Malformed, Note, Signer, Verifier},
};

use crate::{
    Error,
    context::Context,
    date,
    resource::{self, New},
    store::{Mode, Store, leaves},
    stored_body::StoredBody,
};

/// A key that took over from another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handover {
    /// The key before.
    pub previous: Verifier,
    /// The key after.
    pub next: Verifier,
}

/// Makes the log's first key an entry of the log, unless it is one.
pub(super) async fn record_first(
    store: &Store,
    context: &Context,
    key: &Verifier,
) -> Result<(), Error> {
    record(store, context, key, None).await
}

pub(super) async fn record(
    store: &Store,
    context: &Context,
    key: &Verifier,
    handover: Option<(&Signer, &Signer)>,
) -> Result<(), Error> {
    let mut entry = pb::LogKey {
        name: name(key),
        log: key.name().to_owned(),
        verifier_key: key.to_string(),
        create_time: Some(date::timestamp(context.now)),
        ..pb::LogKey::default()
    };
    if let Some((old, new)) = handover {
        entry.previous_verifier_key = old.verifier().to_string();
        let text = statement(&entry);
        entry.handover = format!("{text}\n{}{}", old.line(&text), new.line(&text));
    }
    let context = context.clone();
    store
        .write("CreateLogKey", Mode::Commit, move |tx| {
            if leaves::index(tx, &entry.name, 1)?.is_some() {
                return Ok(());
            }
            let new = New {
                name: &entry.name,
                revision: 1,
                leaf: entry::Kind::KEY,
                uid: context.fresh(),
                topic: None,
                body: StoredBody::encode(&entry, None)?,
            };
            resource::revise(tx, &context, new)
        })
        .await
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
    if previous.name() != next.name() {
        return Err(Fault::WrongOrigin(next.name().to_owned()));
    }
    let note = Note::parse(&entry.handover).map_err(Fault::Malformed)?;
    if note.text() != statement(entry) {
        return Err(malformed("the handover is of other keys"));
    }
    note.signed_by(&previous)?;
    note.signed_by(&next)?;
    Ok(Some(Handover { previous, next }))
}

/// Returns what both keys sign.
fn statement(entry: &pb::LogKey) -> String {
    format!("{}\n{}\n", entry.previous_verifier_key, entry.verifier_key)
}

pub(super) fn name(key: &Verifier) -> String {
    format!("keys/{}", key.id())
}

#[cfg(test)]
mod tests;
