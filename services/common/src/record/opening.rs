//! A log is opened on its database, its key and its last signature. Owns what must be true before anything is signed.

use std::sync::Arc;

use tlog::{
    frontier::Frontier,
    key as keys_of_logs,
    note::{self, Checkpoint, Verifier},
    tree,
};
use tokio::sync::{mpsc, watch};

use super::{
    files::{Files, not_ours, refused, signer},
    key, keys,
    last_signed::LastSigned,
    log::Log,
    origin::first_name,
    others::{self, Others},
    published::Published,
    signer::{Memory, Signer},
};
use crate::{
    Error,
    context::Context,
    store::{Mode, Store, leaves},
};

/// Receipts that may be waited for at once.
const QUEUE: usize = 4096;

impl Log {
    /// Opens the log in `store`. Refuses, with the reason, to go on signing what does not follow from what was signed last.
    /// `context` is the service's own, for the first key's entry in a new log.
    pub async fn open(store: &Store, files: &Files, context: &Context) -> Result<Self, Error> {
        Self::open_with(store, files, context, None).await
    }

    /// The same, and what is signed from now on is signed with the key `next`, too.
    pub(super) async fn open_with(
        store: &Store,
        files: &Files,
        context: &Context,
        next: Option<&[u8]>,
    ) -> Result<Self, Error> {
        let mut last_signed = LastSigned::open(&files.signed)?;
        let (size, head) = store
            .read_needed("OpenLog", |tx| Ok((leaves::size(tx)?, leaves::head(tx)?)))
            .await?;
        let mut made = false;
        let der = match key::read(&files.key)? {
            Some(der) => der,
            // A new key would be another log's.
            None if last_signed.note().is_some() || size > 0 || !head.is_empty() => {
                return Err(refused(missing(store, files)));
            }
            None => {
                let der = keys_of_logs::generate()?;
                key::write(&files.key, &der)?;
                made = true;
                der
            }
        };
        let known = last_signed.note().map(ToOwned::to_owned);
        let is_known = known.is_some();
        let note = match known {
            Some(note) => note,
            // The empty tree is signed before anything is written: from here on a database without a last signature is one that
            // lost it.
            None if (size, head.is_empty()) == (0, true) => {
                begin(store, &der, files, context).await?
            }
            // A start that was cut short takes over what it began with, and so does a replica that joins an empty log.
            None if size == 0 => head.clone(),
            // What the database says is not enough: it may be a copy that is older than what was signed.
            None => match others::largest(files, files.told.clone())? {
                Some(told) => told,
                None => return Err(refused(unsigned(store, files, size))),
            },
        };
        if made && !is_ours(&note, &der)? {
            // Another replica began the log at the same moment, with the key that it made: this one is nobody's.
            key::remove(&files.key)?;
            return Err(refused(missing(store, files)));
        }
        let signer = signer(note.lines().next().unwrap_or_default(), &der)?;
        let (keys, checkpoint) = opened(store, files, &signer, &note).await?;
        let belongs = head.lines().next().unwrap_or(&checkpoint.origin);
        // One of another log altogether is not the one that was signed, as is seen below.
        if belongs != checkpoint.origin && first_name(belongs) == first_name(&checkpoint.origin) {
            return Err(refused(renamed(belongs, &checkpoint.origin, files)));
        }
        let frontier = signed_frontier(store, &checkpoint).await?;
        let mut others = Others::of(files);
        if let Some(others) = &mut others {
            agree(store, &keys, others).await?;
        }
        if !is_known {
            last_signed.swap(None, &note)?;
        }
        let published = Published {
            checkpoint,
            note,
            frontier,
        };
        let verifier = signer.verifier();
        keys::record_first(store, context, &verifier).await?;
        let signer = match next {
            Some(der) => signer.and(self::signer(verifier.name(), der)?),
            None => signer,
        };
        let (asked, inbox) = mpsc::channel(QUEUE);
        let (out, published) = watch::channel(Arc::new(published));
        let memory = Memory {
            last_signed,
            others,
            keys,
        };
        Signer::start(store.clone(), signer, memory, out, inbox)?;
        Ok(Self::of(
            store.clone(),
            (verifier, &files.key),
            published,
            asked,
        ))
    }
}

/// Returns what this replica signed last, if it ever did. It may be signed by a key before the present one.
pub async fn signed_before(store: &Store, files: &Files) -> Result<Option<Checkpoint>, Error> {
    let state = LastSigned::open(&files.signed)?;
    let (Some(note), Some(der)) = (state.note(), key::read(&files.key)?) else {
        return Ok(None);
    };
    let signer = signer(note.lines().next().unwrap_or_default(), &der)?;
    let (_, checkpoint) = opened(store, files, &signer, note).await?;
    Ok(Some(checkpoint))
}

/// Returns the keys of the log, the present one first, and what the note says: another replica may have changed the key since this one
/// signed.
async fn opened(
    store: &Store,
    files: &Files,
    signer: &note::Signer,
    note: &str,
) -> Result<(Vec<Verifier>, Checkpoint), Error> {
    let key = signer.verifier();
    let keys = store
        .read_needed("OpenLog", move |tx| keys::and_before(tx, key.clone()))
        .await?;
    let checkpoint = match others::opened(&keys, note) {
        Some(checkpoint) => checkpoint,
        None => {
            let opened = signer.verifier().open(note);
            opened.map_err(|fault| not_ours(&files.key, &fault))?
        }
    };
    Ok((keys, checkpoint))
}

/// What the other replicas signed must be in the database, as what this one signed.
async fn agree(store: &Store, keys: &[Verifier], others: &mut Others) -> Result<(), Error> {
    for news in others.news()? {
        let (keys, one) = (keys.to_vec(), news.clone());
        store
            .read_needed("OpenLog", move |tx| others::compare(tx, &keys, &one))
            .await?;
        others.agree(news.0, news.1);
    }
    Ok(())
}

/// Returns whether the key signed the note.
fn is_ours(note: &str, der: &[u8]) -> Result<bool, Error> {
    let signer = signer(note.lines().next().unwrap_or_default(), der)?;
    Ok(signer.verifier().open(note).is_ok())
}

/// Returns what is to be done where the key of a log is missing.
fn missing(store: &Store, files: &Files) -> String {
    let key = files.key.display();
    match store.is_shared() {
        true => format!(
            "{key}: the key of the log is missing. Another replica made it: copy the file of this name from its --log-dir to \
             here, readable by its owner only, and start again. No other key is made: it would be another log's"
        ),
        false => format!(
            "{key}: the key of the log is missing. Put it back beside the database; no other key is made: it would be another \
             log's"
        ),
    }
}

/// Returns what is to be done where it is not known what was signed last.
fn unsigned(store: &Store, files: &Files, size: u64) -> String {
    let signed = files.signed.display();
    let there =
        format!("{signed}: there is no last signature, but the database has {size} entries");
    match store.is_shared() {
        true => format!(
            "{there}. Say with --peer which replica runs on it: it is asked what was signed last; or copy the file of this name from \
             the --log-dir of one that was stopped"
        ),
        false => format!("{there}: put the file back beside the database"),
    }
}

/// Returns what is to be done where the database belongs to a log of another name than what was signed last.
fn renamed(belongs: &str, signed: &str, files: &Files) -> String {
    let last = files.signed.display();
    format!(
        "the database belongs to the log {belongs}, and {last} is of {signed}. Where the log was recovered on another replica \
         (`kenes recover`), move that file away, copy the key of that one, and say with --peer where it runs; where an old copy of \
         the database was put back, put back the newest one"
    )
}

/// Signs the empty tree of a log that begins, and returns the first checkpoint that its database has.
async fn begin(
    store: &Store,
    der: &[u8],
    files: &Files,
    context: &Context,
) -> Result<String, Error> {
    let origin = files
        .origin
        .clone()
        .unwrap_or_else(|| note::origin(context.domain(), der));
    let root = tree::empty_root();
    let note = signer(&origin, der)?.sign(&Checkpoint {
        origin,
        size: 0,
        root,
    });
    store
        .write("OpenLog", Mode::Commit, move |tx| leaves::begin(tx, &note))
        .await
}

/// Returns the frontier of the tree that was signed. The database must hold it, and may hold more.
pub(super) async fn signed_frontier(store: &Store, signed: &Checkpoint) -> Result<Frontier, Error> {
    let signed = signed.clone();
    store
        .read_needed("OpenLog", move |tx| {
            let size = leaves::size(tx)?;
            if size < signed.size {
                return Err(refused(format!(
                    "the database is older than what the log signed: it has {size} entries, and {} were signed. Put back the \
                     newest database; nothing is signed on an old one. If what is missing is lost for good, `kenes recover` goes \
                     on without it, and says so in the record",
                    signed.size
                )));
            }
            let frontier = leaves::frontier_of(tx, signed.size)?;
            match frontier.root() == signed.root {
                true => Ok(frontier),
                false => Err(refused(format!(
                    "the database is not the one that the log signed: its first {} entries have another root. Nothing is \
                     signed on it; `kenes fsck` names the entry",
                    signed.size
                ))),
            }
        })
        .await
}
