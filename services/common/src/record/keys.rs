//! The keys of a log as the log itself records them: the first one, and each one that takes over from the one before.
//!
//! Owns the entries and the order in which a key is changed for another, so that a crash at any moment leaves a log that opens:
//! the new key is written aside, recorded with a note that both keys signed, the checkpoint over that entry is signed by both,
//! and only then the files change places. What signs checkpoints is `signer`.

use std::{
    fs,
    path::{Path, PathBuf},
};

use kenes_proto::record as pb;
use prost::Message;

use super::{
    entry, key,
    log::{Files, Log, refused, signer},
    note::{Fault, Malformed, Note, Signer, Verifier},
    state, stored,
};
use crate::{
    Error, date,
    kit::Context,
    resource::{self, New},
    store::{Mode, Store},
};

/// A key that took over from another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handover {
    /// The key before.
    pub previous: Verifier,
    /// The key after.
    pub next: Verifier,
}

/// The keys of the log whose files these are: the present one, and those before it that are still kept beside it.
pub fn keys(files: &Files) -> Result<Vec<Verifier>, Error> {
    let Some(note) = state::peek(&files.signed)? else {
        return Err(refused(format!(
            "{}: nothing was signed yet: a log begins when its service starts",
            files.signed.display()
        )));
    };
    let origin = note.lines().next().unwrap_or_default();
    let mut keys = Vec::new();
    for file in std::iter::once(files.key.clone()).chain(kept(&files.key)) {
        let der = key::read(&file)?.ok_or_else(|| key::at(&file, &"the key is missing"))?;
        keys.push(signer(origin, &der)?.verifier());
    }
    Ok(keys)
}

/// Gives the log a new key. Its service must not run; with it every replica, each of which needs the new key afterwards.
pub async fn rotate(store: &Store, files: &Files, context: &Context) -> Result<Handover, Error> {
    let Some(present) = key::read(&files.key)? else {
        return Err(key::at(
            &files.key,
            &"there is no key to be changed for another",
        ));
    };
    // A key that a run left behind which was cut short has signed nothing that matters.
    let aside = beside(&files.key, "next");
    match fs::remove_file(&aside) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            return Err(key::at(&aside, &error));
        }
        _ => {}
    }
    let der = key::generate()?;
    let log = Log::open_with(store, files, context, Some(&der)).await?;
    key::write(&aside, &der)?;
    let origin = log.verifier().name().to_owned();
    let (old, new) = (signer(&origin, &present)?, signer(&origin, &der)?);
    let handover = Handover {
        previous: old.verifier(),
        next: new.verifier(),
    };
    record(store, context, &handover.next, Some((&old, &new))).await?;
    let name = name(&handover.next);
    let place = log.place(&name, 1).await?;
    let receipt = match place {
        Some(place) => log.receipt(place).await?,
        None => None,
    };
    let Some(receipt) = receipt else {
        let text = "the new key did not find its place in the log; the old one goes on. Does a replica still run?";
        return Err(refused(text));
    };
    let note = Note::parse(&receipt.checkpoint).map_err(Fault::Malformed);
    let signed = note.and_then(|note| note.signed_by(&handover.next));
    signed.map_err(|fault| Error::internal(format!("not signed by both keys: {fault:?}")))?;
    swap(&files.key, &aside, &handover.previous)?;
    Ok(handover)
}

/// The key takes the place of the old one, which stays beside it.
fn swap(file: &Path, next: &Path, previous: &Verifier) -> Result<(), Error> {
    fs::hard_link(file, beside(file, &previous.id()))
        .and_then(|()| fs::rename(next, file))
        .and_then(|()| key::sync_folder(file))
        .map_err(|e| key::at(file, &e))
}

/// Makes the log's first key an entry of the log, unless it is one.
pub(super) async fn record_first(
    store: &Store,
    context: &Context,
    key: &Verifier,
) -> Result<(), Error> {
    record(store, context, key, None).await
}

async fn record(
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
            if stored::place(tx, &entry.name, 1)?.is_some() || stored::is_waiting(tx, &entry.name)?
            {
                return Ok(());
            }
            let body = entry.encode_to_vec();
            let new = New {
                name: &entry.name,
                revision: 1,
                leaf: entry::Kind::KEY,
                uid: context.fresh(),
                topic: None,
                identity_at: body.len(),
                body,
            };
            resource::revise(tx, &context, new)
        })
        .await
}

/// The handover in the entry of a key, which both keys must have signed; `None` in that of a log's first key.
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

/// What both keys sign.
fn statement(entry: &pb::LogKey) -> String {
    format!("{}\n{}\n", entry.previous_verifier_key, entry.verifier_key)
}

fn name(key: &Verifier) -> String {
    format!("keys/{}", key.id())
}

fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    name.into()
}

/// The files of the keys before, by their ids.
fn kept(file: &Path) -> Vec<PathBuf> {
    let folder = file.parent().and_then(|folder| fs::read_dir(folder).ok());
    let is_id = |ending: &str| ending.len() == 8 && ending.bytes().all(|b| b.is_ascii_hexdigit());
    let mut kept: Vec<PathBuf> = folder
        .into_iter()
        .flatten()
        .flatten()
        .map(|found| found.path())
        .filter(|path| {
            path.file_stem() == file.file_name()
                && path
                    .extension()
                    .and_then(|ending| ending.to_str())
                    .is_some_and(is_id)
        })
        .collect();
    kept.sort();
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handover_is_signed_by_both_keys() {
        let fresh = |name: &str| signer(name, &key::generate().expect("a key")).expect("a name");
        let (old, new, other) = (fresh("log"), fresh("log"), fresh("log"));
        let text = |entry: &pb::LogKey| statement(entry);
        let entry = |before: &Signer, after: &Signer, signers: &[&Signer]| {
            let mut entry = pb::LogKey {
                verifier_key: after.verifier().to_string(),
                previous_verifier_key: before.verifier().to_string(),
                ..pb::LogKey::default()
            };
            let text = text(&entry);
            let lines: String = signers.iter().map(|signer| signer.line(&text)).collect();
            entry.handover = format!("{text}\n{lines}");
            entry
        };
        let sound = entry(&old, &new, &[&old, &new]);
        let expected = Handover {
            previous: old.verifier(),
            next: new.verifier(),
        };
        assert_eq!(handover(&sound), Ok(Some(expected)));
        for signers in [&[&old][..], &[&new], &[&old, &other], &[&other, &new]] {
            let forged = entry(&old, &new, signers);
            assert_eq!(handover(&forged), Err(Fault::UnknownKey));
        }
        let stranger = fresh("another");
        let foreign = entry(&old, &stranger, &[&old, &stranger]);
        assert!(matches!(handover(&foreign), Err(Fault::WrongOrigin(_))));
        let mut moved = entry(&old, &new, &[&old, &new]);
        moved.verifier_key = other.verifier().to_string();
        assert!(matches!(handover(&moved), Err(Fault::Malformed(_))));
        let mut first = sound;
        first.previous_verifier_key.clear();
        assert_eq!(handover(&first), Ok(None));
        first.verifier_key.clear();
        assert!(handover(&first).is_err());
    }
}
