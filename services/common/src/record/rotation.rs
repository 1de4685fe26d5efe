//! One key of a log takes over from another, so that a crash at any moment leaves a log that opens: the new key is written
//! aside, recorded with a note that both keys signed, the checkpoint over that entry is signed by both, and only then the files
//! change places.
//!
//! Owns that order and the files of former keys. The entries of keys are in `keys`.

use std::{
    fs,
    path::{Path, PathBuf},
};

use tlog::{
    key as keys_of_logs,
    note::{Fault, Note, Verifier},
};

use super::{
    files::{Files, refused, signer},
    key,
    keys::{Handover, name, record, taking_over},
    last_signed,
    log::Log,
};
use crate::{
    Error,
    context::Context,
    store::{Store, folder},
};

/// Returns the keys of the log whose files these are: the present one, and those before it that are still kept beside it.
pub fn keys(files: &Files) -> Result<Vec<Verifier>, Error> {
    let Some(note) = last_signed::peek(&files.signed)? else {
        return Err(refused(format!(
            "{}: nothing was signed yet: a log begins when its service starts",
            files.signed.display()
        )));
    };
    let origin = note.lines().next().unwrap_or_default();
    let mut keys = Vec::new();
    for file in std::iter::once(files.key.clone()).chain(kept(&files.key)) {
        let der = key::read(&file)?.ok_or_else(|| key::at(&file, &"the key is missing"))?;
        let key = signer(origin, &der)?.verifier();
        // One that was kept may be of the log before, under the name that this had.
        if file == files.key || file == beside(&files.key, &key.id()) {
            keys.push(key);
        }
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
    key::remove(&aside)?;
    let der = keys_of_logs::generate()?;
    let log = Log::open_with(store, files, context, Some(&der)).await?;
    key::write(&aside, &der)?;
    let origin = log.verifier().name().to_owned();
    let (old, new) = (signer(&origin, &present)?, signer(&origin, &der)?);
    let handover = Handover {
        previous: old.verifier(),
        next: new.verifier(),
        former: None,
    };
    record(store, context, taking_over(&old, &new)).await?;
    let name = name(&handover.next);
    let receipt = match log.index(&name, 1).await? {
        Some(index) => log.receipt(index).await?,
        None => None,
    };
    let Some(receipt) = receipt else {
        let text = "the new key was not recorded in the log in time; the old one goes on. Does a replica still run?";
        return Err(refused(text));
    };
    let note = Note::parse(&receipt.checkpoint).map_err(Fault::Malformed);
    let signed = note.and_then(|note| note.signed_by(&handover.next));
    signed.map_err(|fault| Error::internal(format!("not signed by both keys: {fault:?}")))?;
    swap(&files.key, &aside, &handover.previous)?;
    Ok(handover)
}

/// The key takes the place of the old one, which stays beside it.
pub(super) fn swap(file: &Path, next: &Path, previous: &Verifier) -> Result<(), Error> {
    fs::hard_link(file, beside(file, &previous.id()))
        .and_then(|()| fs::rename(next, file))
        .and_then(|()| folder::sync_folder(file))
        .map_err(|e| key::at(file, &e))
}

pub(super) fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    name.into()
}

/// Returns the files of the keys before, by their ids.
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
