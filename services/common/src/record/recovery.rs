//! A log whose database lost what was signed, for good, goes on without it: as a log of another name and with another key, so that
//! nobody takes one for the other, whose first entry says what the log before signed last, and why it ended.
//!
//! Owns that order, in which a crash at any moment leaves what can be begun again: the new key aside, the entry and the head of the
//! new log in one transaction, the file of what was signed last, and then the key in its place. The form of the entry is in `keys`.

use std::path::Path;

use kenes_proto::record as pb;
use tlog::{
    key as keys_of_logs,
    note::{Checkpoint, Signer, Verifier},
    tree::empty_root,
};

use super::{
    check,
    files::{Files, not_ours, refused, signer},
    key,
    keys::{self, Handover},
    last_signed::LastSigned,
    log::Log,
    opening::signed_frontier,
    origin::after,
    others, rotation,
};
use crate::{
    Error,
    context::Context,
    pace::Pace,
    store::{Mode, Store, Tx, leaves},
};

/// A log that goes on.
#[derive(Clone, Debug)]
pub struct Recovered {
    /// What the log before signed last.
    pub former: Checkpoint,
    /// The key of the log before, for its receipts.
    pub previous: Verifier,
    /// The key of the log that goes on.
    pub next: Verifier,
    /// So many entries are left.
    pub kept: u64,
}

/// Goes on with the log in `store` without what its database lost. Its service must not run, nor any of its replicas. Refuses where
/// nothing was lost, and where what is left is damaged.
pub async fn recover(
    store: &Store,
    files: &Files,
    context: &Context,
    reason: &str,
) -> Result<Recovered, Error> {
    let mut last_signed = LastSigned::open(&files.signed)?;
    let own = last_signed.note().map(ToOwned::to_owned);
    let (Some(note), Some(present)) =
        (others::largest(files, own.clone())?, key::read(&files.key)?)
    else {
        let (key, signed) = (files.key.display(), files.signed.display());
        return Err(refused(format!(
            "{key} or {signed} is missing: nobody can tell what was signed. A replica that has both can recover the log"
        )));
    };
    let aside = rotation::beside(&files.key, "next");
    let prepared = key::read(&aside)?;
    if let Some(der) = prepared.as_ref().filter(|der| opens(der, &note)) {
        // A run was cut short when all was done but for this.
        let previous = previous_of(store, der, &note).await?;
        rotation::swap(&files.key, &aside, &previous)?;
    } else {
        let old = signer(origin_of(&note), &present)?;
        let former = old.verifier().open(&note);
        let former = former.map_err(|fault| not_ours(&files.key, &fault))?;
        let head = store.read_needed("RecoverLog", leaves::head).await?;
        let begun = origin_of(&head) == after(&former.origin);
        if !begun && signed_frontier(store, &former).await.is_ok() {
            return Err(refused(format!(
                "nothing was lost of the {} entries that were signed with {}. If another replica signed more, recover the log \
                 with the --log-dir of that one",
                former.size,
                files.signed.display()
            )));
        }
        whole(store).await?;
        let der = match prepared.filter(|der| begun && opens(der, &head)) {
            Some(der) => der,
            None => prepare(&aside)?,
        };
        let new = signer(&after(&former.origin), &der)?;
        let entry = keys::going_on(&old, &new, &note, reason);
        let first = begin(store, context, new, entry).await?;
        last_signed.swap(own.as_deref(), &first)?;
        rotation::swap(&files.key, &aside, &old.verifier())?;
    }
    drop(last_signed);
    let log = Log::open(store, files, context).await?;
    let name = keys::name(log.verifier());
    let receipt = match log.index(&name, 1).await? {
        Some(index) => log.receipt(index).await?,
        None => None,
    };
    let receipt = receipt.ok_or_else(|| {
        refused("that the log goes on was recorded, and is not signed yet: start the service, which signs it")
    })?;
    let handover = recorded(store, name).await?;
    let former = handover
        .former
        .ok_or_else(|| refused("the log has a new key, and nothing was lost"))?;
    Ok(Recovered {
        former,
        previous: handover.previous,
        next: handover.next,
        kept: receipt.index,
    })
}

/// What is left may be damaged, too: that is not signed under any name.
async fn whole(store: &Store) -> Result<(), Error> {
    let nothing = Checkpoint {
        origin: String::new(),
        size: 0,
        root: empty_root(),
    };
    check::whole(store, &nothing, Pace::AtOnce).await.map(drop)
}

/// Writes a new key aside. One that a run left behind which was cut short has signed nothing.
fn prepare(aside: &Path) -> Result<Vec<u8>, Error> {
    key::remove(aside)?;
    let der = keys_of_logs::generate()?;
    key::write(aside, &der)?;
    Ok(der)
}

/// Begins the log that goes on, and returns its first checkpoint: that of what is left. Its first entry comes after.
async fn begin(
    store: &Store,
    context: &Context,
    key: Signer,
    entry: pb::LogKey,
) -> Result<String, Error> {
    let context = context.clone();
    store
        .write("RecoverLog", Mode::Commit, move |tx| {
            let size = leaves::size(tx)?;
            let first = key.sign(&Checkpoint {
                origin: key.name().to_owned(),
                size,
                root: leaves::frontier_of(tx, size)?.root(),
            });
            leaves::begin_anew(tx, &first, size)?;
            keys::put(tx, &context, entry.clone())?;
            Ok(first)
        })
        .await
}

/// Returns the key from which that of a note took over.
async fn previous_of(store: &Store, der: &[u8], note: &str) -> Result<Verifier, Error> {
    let key = signer(origin_of(note), der)?.verifier();
    Ok(recorded(store, keys::name(&key)).await?.previous)
}

/// Returns what the entry of a key says of the one before.
async fn recorded(store: &Store, name: String) -> Result<Handover, Error> {
    let entry = move |tx: &mut dyn Tx| {
        keys::recorded(tx, &name)?
            .ok_or_else(|| refused(format!("{name} is not recorded in the log")))
    };
    let entry = store.read_needed("RecoverLog", entry).await?;
    keys::handover(&entry)
        .map_err(|fault| Error::internal(format!("{}: {fault:?}", entry.name)))?
        .ok_or_else(|| refused("the first key of a log took over from none"))
}

/// Returns whether a key signed the note.
fn opens(der: &[u8], note: &str) -> bool {
    signer(origin_of(note), der).is_ok_and(|signer| signer.verifier().open(note).is_ok())
}

fn origin_of(note: &str) -> &str {
    note.lines().next().unwrap_or_default()
}
