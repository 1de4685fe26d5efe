//! The log of a service: opened on its database, its key and its last signature; then asked for receipts and proofs.
//!
//! Owns what must be true before anything is signed, and the questions. The signing itself is `signer`'s, on a thread of its own.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use tokio::sync::{mpsc, oneshot, watch};

use super::{
    edge::Edge,
    entry::{Salt, Slot},
    key, keys,
    note::{self, Checkpoint, Fault, Verifier},
    proof::Receipt,
    signer::{Asked, Signer, Wanted},
    state::State,
    stored::{self, Tree},
    tree::{self, Hash},
};
use crate::{
    Error,
    kit::Context,
    store::{Mode, Store, migrate},
};

/// How long the answer to a write waits for its receipt.
pub(super) const PATIENCE: Duration = Duration::from_secs(2);
/// Receipts that may be waited for at once.
const QUEUE: usize = 4096;

/// Where a log keeps what is not in its database.
#[derive(Clone, Debug)]
pub struct Files {
    /// The private key.
    pub key: PathBuf,
    /// What was signed last.
    pub signed: PathBuf,
    /// The name of a log that begins. Made from the key where there is none.
    pub origin: Option<String>,
}

impl Files {
    /// The files of a log in `folder`, by the name of its service.
    pub fn within(folder: &Path, service: &str) -> Self {
        Self {
            key: folder.join(format!("{service}.key")),
            signed: folder.join(format!("{service}.signed")),
            origin: None,
        }
    }
}

/// What was signed last, with all that proofs at its edge need.
#[derive(Clone, Debug)]
pub struct Published {
    /// What it says.
    pub checkpoint: Checkpoint,
    /// As it was signed.
    pub note: String,
    /// The edge of its tree.
    pub edge: Edge,
}

/// The log of a service. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Log(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    store: Store,
    verifier: Verifier,
    published: watch::Receiver<Arc<Published>>,
    asked: mpsc::Sender<Asked>,
}

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
        let mut state = State::open(&files.signed)?;
        let (size, head) = store
            .read("OpenLog", |tx| Ok((stored::size(tx)?, stored::head(tx)?)))
            .await?;
        let der = match key::read(&files.key)? {
            Some(der) => der,
            // A new key would be another log's.
            None if state.note().is_some() || size > 0 || !head.is_empty() => {
                return Err(refused(format!(
                    "{}: the key of the log is missing",
                    files.key.display()
                )));
            }
            None => {
                let der = key::generate()?;
                key::write(&files.key, &der)?;
                der
            }
        };
        if state.note().is_none() {
            let note = match (size, head.is_empty()) {
                // The empty tree is signed before anything is written: from here on a database without a last signature is
                // one that lost it.
                (0, true) => begin(store, &der, files, context).await?,
                // A replica that joins others takes over what they signed, and a start that was cut short what it began with.
                _ if size == 0 || store.is_shared() && !head.is_empty() => head,
                _ => {
                    return Err(refused(format!(
                        "{}: there is no last signature, but the database has {size} entries: put the file back beside the \
                         database",
                        files.signed.display()
                    )));
                }
            };
            state.swap(None, &note)?;
        }
        let note = state.note().unwrap_or_default().to_owned();
        let signer = signer(note.lines().next().unwrap_or_default(), &der)?;
        let checkpoint = signer
            .verifier()
            .open(&note)
            .map_err(|fault| not_ours(&files.key, &fault))?;
        let edge = follow(store, &checkpoint).await?;
        let published = Published {
            checkpoint,
            note,
            edge,
        };
        let verifier = signer.verifier();
        keys::record_first(store, context, &verifier).await?;
        let signer = match next {
            Some(der) => signer.and(self::signer(verifier.name(), der)?),
            None => signer,
        };
        let (asked, inbox) = mpsc::channel(QUEUE);
        let (out, published) = watch::channel(Arc::new(published));
        Signer::start(store.clone(), signer, state, out, inbox)?;
        let log = Self(Arc::new(Inner {
            store: store.clone(),
            verifier,
            published,
            asked,
        }));
        // Where a leader gives the places, the first key must have its own before anything else can ask for one.
        if store.is_shared() {
            let name = format!("keys/{}", log.verifier().id());
            log.place(&name, 1).await?;
        }
        Ok(log)
    }

    /// The key that verifies the log's checkpoints. Its name is the log's origin.
    pub fn verifier(&self) -> &Verifier {
        &self.0.verifier
    }

    /// What was signed last.
    pub fn published(&self) -> Arc<Published> {
        self.0.published.borrow().clone()
    }

    /// What was signed last, now and whenever that changes.
    pub fn follow(&self) -> watch::Receiver<Arc<Published>> {
        self.0.published.clone()
    }

    /// The receipt for the entry at `place`, as soon as it is signed; `None` if that takes too long.
    pub async fn receipt(&self, place: u64) -> Result<Option<Receipt>, Error> {
        let (answer, receipt) = oneshot::channel();
        let wanted = Asked::Receipt(Wanted { place, answer });
        if self.0.asked.try_send(wanted).is_err() {
            return Ok(None);
        }
        match tokio::time::timeout(PATIENCE, receipt).await {
            Ok(Ok(Some(receipt))) => Ok(Some(receipt)),
            // It stands further back than the signer remembers.
            Ok(Ok(None)) => self.old_receipt(place).await.map(Some),
            Ok(Err(_)) | Err(_) => Ok(None),
        }
    }

    /// The same for a write of any time: one that is signed does not trouble the signer.
    pub async fn receipt_again(&self, place: u64) -> Result<Option<Receipt>, Error> {
        match place < self.published().checkpoint.size {
            true => self.old_receipt(place).await.map(Some),
            false => self.receipt(place).await,
        }
    }

    /// Waits until the entry at `place` is signed; false if that takes too long.
    pub async fn is_signed(&self, place: u64) -> bool {
        let mut published = self.follow();
        let signed = published.wait_for(|published| published.checkpoint.size > place);
        matches!(tokio::time::timeout(PATIENCE, signed).await, Ok(Ok(_)))
    }

    /// Forgets the salts that are remembered for the receipts of those who just wrote: some were erased.
    pub(crate) async fn forget(&self) {
        let (done, forgotten) = oneshot::channel();
        if self.0.asked.send(Asked::Forget(done)).await.is_ok() {
            drop(forgotten.await);
        }
    }

    async fn old_receipt(&self, place: u64) -> Result<Receipt, Error> {
        let published = self.published();
        self.0
            .store
            .read("FetchReceipt", move |tx| {
                let entry = stored::sealed(tx, place, place + 1)?.pop();
                let entry = entry.ok_or_else(|| Error::internal("an entry without a row"))?;
                let path = tree::prove_inclusion(
                    &mut Tree::new(tx, &published.edge),
                    place,
                    published.checkpoint.size,
                )?;
                Ok(Receipt {
                    index: place,
                    leaf: entry.leaf,
                    salts: entry.salts,
                    path,
                    checkpoint: published.note.clone(),
                })
            })
            .await
    }

    /// The place of a revision in the log, once it has one; `None` if that takes too long.
    pub async fn place(&self, name: &str, revision: i64) -> Result<Option<u64>, Error> {
        let mut published = self.follow();
        let until = tokio::time::Instant::now() + PATIENCE;
        loop {
            published.borrow_and_update();
            let name = name.to_owned();
            let place = self
                .0
                .store
                .read("FetchReceipt", move |tx| stored::place(tx, &name, revision))
                .await?;
            match place {
                Some(place) => return Ok(Some(place)),
                None => match tokio::time::timeout_at(until, published.changed()).await {
                    Ok(Ok(())) => {}
                    Ok(Err(_)) | Err(_) => return Ok(None),
                },
            }
        }
    }

    /// The path from the leaf at `index` to the root of the tree of `size` leaves. Both within what is signed.
    pub async fn prove_inclusion(&self, index: u64, size: u64) -> Result<Vec<Hash>, Error> {
        let published = self.published();
        self.0
            .store
            .read("ProveInclusion", move |tx| {
                tree::prove_inclusion(&mut Tree::new(tx, &published.edge), index, size)
            })
            .await
    }

    /// The hashes that show the tree of `from` leaves to be the beginning of that of `to`. Both within what is signed.
    pub async fn prove_consistency(&self, from: u64, to: u64) -> Result<Vec<Hash>, Error> {
        let published = self.published();
        self.0
            .store
            .read("ProveConsistency", move |tx| {
                tree::prove_consistency(&mut Tree::new(tx, &published.edge), from, to)
            })
            .await
    }
}

/// An entry as a receipt needs it: its leaf, and the salts that are not erased.
#[derive(Clone, Debug)]
pub struct Sealed {
    /// The leaf.
    pub leaf: Vec<u8>,
    /// The salts by slot.
    pub salts: Vec<(Slot, Salt)>,
}

pub(super) fn signer(origin: &str, der: &[u8]) -> Result<note::Signer, Error> {
    note::Signer::from_pkcs8(origin, der).ok_or_else(|| {
        refused(format!(
            "{origin:?} is no name for a log: it must be without spaces and plus signs"
        ))
    })
}

/// Signs the empty tree of a log that begins, and answers the first checkpoint that its database has.
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
        .write("OpenLog", Mode::Commit, move |tx| stored::begin(tx, &note))
        .await
}

/// What the log with these files signed last, if it ever did.
pub fn signed(files: &Files) -> Result<Option<Checkpoint>, Error> {
    let state = State::open(&files.signed)?;
    let (Some(note), Some(der)) = (state.note(), key::read(&files.key)?) else {
        return Ok(None);
    };
    let signer = signer(note.lines().next().unwrap_or_default(), &der)?;
    let opened = signer.verifier().open(note);
    opened
        .map(Some)
        .map_err(|fault| not_ours(&files.key, &fault))
}

/// The edge of the tree that was signed. The database must hold it, and may hold more.
async fn follow(store: &Store, signed: &Checkpoint) -> Result<Edge, Error> {
    let signed = signed.clone();
    store
        .read("OpenLog", move |tx| {
            let size = stored::size(tx)?;
            if size < signed.size {
                return Err(refused(format!(
                    "the database is older than what the log signed: it has {size} entries, and {} were signed. Put back the \
                     newest database; nothing is signed on an old one",
                    signed.size
                )));
            }
            let edge = stored::edge_of(tx, signed.size)?;
            match edge.root() == signed.root {
                true => Ok(edge),
                false => Err(refused(format!(
                    "the database is not the one that the log signed: its first {} entries have another root. Nothing is \
                     signed on it; `kenes fsck` names the place",
                    signed.size
                ))),
            }
        })
        .await
}

fn not_ours(file: &Path, fault: &Fault) -> Error {
    let text = match fault {
        Fault::UnknownKey | Fault::WrongSignature => {
            "this key did not sign what the log signed last: it is another log's".to_owned()
        }
        other => format!("what the log signed last does not read: {other:?}"),
    };
    refused(format!("{}: {text}", file.display()))
}

/// Why the log is not opened: no fault of the disk, but nothing may be signed.
pub(super) fn refused(text: impl Into<String>) -> Error {
    migrate::refused(text)
}
