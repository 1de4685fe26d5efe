//! The log of a service: opened on its database, its key and its last signature; then asked for receipts and proofs.
//!
//! Owns what must be true before anything is signed, and the questions. The signing itself is `signer`'s, on a thread of its own.

use std::sync::Arc;

use tlog::{
    frontier::Frontier,
    key as keys_of_logs,
    note::{self, Checkpoint, Verifier},
    proof::Receipt,
    tree::{self, Hash},
};
use tokio::sync::{mpsc, oneshot, watch};

use super::{
    files::{Files, not_ours, refused, signer},
    key, keys,
    last_signed::LastSigned,
    published::{PATIENCE, Published},
    signer::{Asked, Signer, Wanted},
};
use crate::{
    Error,
    context::Context,
    store::{
        Mode, Store,
        leaves::{self, Tree},
    },
};

/// Receipts that may be waited for at once.
const QUEUE: usize = 4096;

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
        let mut state = LastSigned::open(&files.signed)?;
        let (size, head) = store
            .read("OpenLog", |tx| Ok((leaves::size(tx)?, leaves::head(tx)?)))
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
                let der = keys_of_logs::generate()?;
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
        let frontier = follow(store, &checkpoint).await?;
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
            log.index(&name, 1).await?;
        }
        Ok(log)
    }

    /// Returns the key that verifies the log's checkpoints. Its name is the log's origin.
    pub fn verifier(&self) -> &Verifier {
        &self.0.verifier
    }

    /// Returns what was signed last.
    pub fn published(&self) -> Arc<Published> {
        self.0.published.borrow().clone()
    }

    /// Returns what was signed last, now and whenever that changes.
    pub fn follow(&self) -> watch::Receiver<Arc<Published>> {
        self.0.published.clone()
    }

    /// Returns the receipt for the entry at `place`, as soon as it is signed; `None` if that takes too long.
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

    /// Returns the same for a write of any time: one that is signed does not trouble the signer.
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
                let entry = leaves::with_salts(tx, place, place + 1)?.pop();
                let entry = entry.ok_or_else(|| Error::internal("an entry without a row"))?;
                let path = tree::prove_inclusion(
                    &mut Tree::new(tx, &published.frontier),
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

    /// Returns the place of a revision in the log, once it has one; `None` if that takes too long.
    pub async fn index(&self, name: &str, revision: i64) -> Result<Option<u64>, Error> {
        let mut published = self.follow();
        let until = tokio::time::Instant::now() + PATIENCE;
        loop {
            published.borrow_and_update();
            let name = name.to_owned();
            let place = self
                .0
                .store
                .read("FetchReceipt", move |tx| leaves::index(tx, &name, revision))
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

    /// Returns the path from the leaf at `index` to the root of the tree of `size` leaves. Both within what is signed.
    pub async fn prove_inclusion(&self, index: u64, size: u64) -> Result<Vec<Hash>, Error> {
        let published = self.published();
        self.0
            .store
            .read("ProveInclusion", move |tx| {
                tree::prove_inclusion(&mut Tree::new(tx, &published.frontier), index, size)
            })
            .await
    }

    /// Returns the hashes that show the tree of `from` leaves to be the beginning of that of `to`. Both within what is signed.
    pub async fn prove_consistency(&self, from: u64, to: u64) -> Result<Vec<Hash>, Error> {
        let published = self.published();
        self.0
            .store
            .read("ProveConsistency", move |tx| {
                tree::prove_consistency(&mut Tree::new(tx, &published.frontier), from, to)
            })
            .await
    }
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
        .write("OpenLog", Mode::Commit, move |tx| leaves::begin(tx, &note))
        .await
}

/// Returns the frontier of the tree that was signed. The database must hold it, and may hold more.
async fn follow(store: &Store, signed: &Checkpoint) -> Result<Frontier, Error> {
    let signed = signed.clone();
    store
        .read("OpenLog", move |tx| {
            let size = leaves::size(tx)?;
            if size < signed.size {
                return Err(refused(format!(
                    "the database is older than what the log signed: it has {size} entries, and {} were signed. Put back the \
                     newest database; nothing is signed on an old one",
                    signed.size
                )));
            }
            let frontier = leaves::frontier_of(tx, signed.size)?;
            match frontier.root() == signed.root {
                true => Ok(frontier),
                false => Err(refused(format!(
                    "the database is not the one that the log signed: its first {} entries have another root. Nothing is \
                     signed on it; `kenes fsck` names the place",
                    signed.size
                ))),
            }
        })
        .await
}
