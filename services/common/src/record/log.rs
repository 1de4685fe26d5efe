//! The log of a service, asked for receipts and proofs.
//!
//! Owns the questions. How it is opened is `opening`'s; the signing itself is `signer`'s, on a thread of its own.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use kenes_proto::types::ErrorReason as Reason;
use tlog::{
    note::Verifier,
    proof::Receipt,
    tree::{self, Hash},
};
use tokio::sync::{mpsc, oneshot, watch};

use super::{
    published::{PATIENCE, Published},
    signer::Wanted,
};
use crate::{
    Error,
    store::{
        Store, Tx,
        leaves::{self, Tree},
    },
};

/// When to come back to a replica that is behind others.
const AGAIN: Duration = Duration::from_secs(1);

/// The log of a service. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Log(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    store: Store,
    verifier: Verifier,
    key: PathBuf,
    published: watch::Receiver<Arc<Published>>,
    asked: mpsc::Sender<Wanted>,
}

impl Log {
    /// The log whose signer publishes and is asked through these.
    pub(super) fn of(
        store: Store,
        (verifier, key): (Verifier, &Path),
        published: watch::Receiver<Arc<Published>>,
        asked: mpsc::Sender<Wanted>,
    ) -> Self {
        Self(Arc::new(Inner {
            store,
            verifier,
            key: key.to_owned(),
            published,
            asked,
        }))
    }

    /// Returns the database that it is in.
    pub(super) fn store(&self) -> &Store {
        &self.0.store
    }

    /// Returns the file beside that of the log's key whose name ends so: `registry.seal` beside `registry.key`.
    pub fn beside(&self, extension: &str) -> PathBuf {
        self.0.key.with_extension(extension)
    }

    /// Returns the key that verifies the log's checkpoints. Its name is the log's origin.
    pub fn verifier(&self) -> &Verifier {
        &self.0.verifier
    }

    /// Returns what this replica signed last.
    pub fn published(&self) -> Arc<Published> {
        self.0.published.borrow().clone()
    }

    /// Returns the same, once it has all that any replica had signed when this was asked: to those who ask one after the other, the
    /// log must not shrink. `UNAVAILABLE` if that takes too long.
    pub async fn newest(&self) -> Result<Arc<Published>, Error> {
        if self.0.store.is_shared() {
            let told = self.0.store.read("FetchCheckpoint", leaves::told).await?;
            if let Some(last) = told.checked_sub(1)
                && !self.is_signed(last).await
            {
                let text = "this replica has not signed yet what another one did; try again";
                return Err(Error::unavailable(Reason::Unavailable, text, AGAIN));
            }
        }
        Ok(self.published())
    }

    /// Returns what this replica signed last, now and whenever that changes.
    pub fn follow(&self) -> watch::Receiver<Arc<Published>> {
        self.0.published.clone()
    }

    /// Returns the receipt for the entry at `index`, as soon as it is signed; `None` if that takes too long.
    pub async fn receipt(&self, index: u64) -> Result<Option<Receipt>, Error> {
        let receipts = self.receipts(vec![index]).await?;
        Ok(receipts.into_iter().next().flatten())
    }

    /// Returns the same for each of these entries, as soon as all are signed.
    pub async fn receipts(&self, indexes: Vec<u64>) -> Result<Vec<Option<Receipt>>, Error> {
        let (answer, receipts) = oneshot::channel();
        let wanted = Wanted {
            indexes: indexes.clone(),
            answer,
        };
        let signed = match self.0.asked.try_send(wanted) {
            Ok(()) => tokio::time::timeout(PATIENCE, receipts).await,
            Err(_) => return Ok(indexes.iter().map(|_| None).collect()),
        };
        let Ok(Ok(mut receipts)) = signed else {
            return Ok(indexes.iter().map(|_| None).collect());
        };
        // Those that are missing are older than the signer remembers.
        let missing = |receipts: &[Option<Receipt>]| receipts.iter().position(Option::is_none);
        if missing(&receipts).is_some() {
            let pairs = indexes.iter().zip(&receipts);
            let old = pairs.filter(|(_, receipt)| receipt.is_none());
            for receipt in self
                .old_receipts(old.map(|(index, _)| *index).collect())
                .await?
            {
                if let Some(at) = missing(&receipts) {
                    receipts[at] = Some(receipt);
                }
            }
        }
        Ok(receipts)
    }

    /// The same for a write of any time: one that is signed does not trouble the signer.
    pub async fn receipt_again(&self, index: u64) -> Result<Option<Receipt>, Error> {
        match index < self.published().checkpoint.size {
            true => Ok(self.old_receipts(vec![index]).await?.pop()),
            false => self.receipt(index).await,
        }
    }

    /// Waits until the entry at `index` is signed; false if that takes too long.
    pub async fn is_signed(&self, index: u64) -> bool {
        let mut published = self.follow();
        let signed = published.wait_for(|published| published.checkpoint.size > index);
        matches!(tokio::time::timeout(PATIENCE, signed).await, Ok(Ok(_)))
    }

    /// Returns the receipts of entries that are signed, in their order.
    async fn old_receipts(&self, indexes: Vec<u64>) -> Result<Vec<Receipt>, Error> {
        let published = self.published();
        self.0
            .store
            .read_needed("FetchReceipt", move |tx| {
                let mut entries = Vec::with_capacity(indexes.len());
                for index in &indexes {
                    let entry = leaves::with_salts(tx, *index, index + 1)?.pop();
                    entries.push(entry.ok_or_else(|| Error::internal("an entry without a row"))?);
                }
                // One tree for all: what their paths have in common is read once.
                let mut tree = Tree::new(tx, &published.frontier);
                let receipts = indexes.iter().zip(entries).map(|(index, entry)| {
                    let size = published.checkpoint.size;
                    Ok(Receipt {
                        index: *index,
                        leaf: entry.leaf,
                        salts: entry.salts,
                        path: tree::prove_inclusion(&mut tree, *index, size)?,
                        checkpoint: published.note.clone(),
                    })
                });
                receipts.collect()
            })
            .await
    }

    /// Returns the index of a revision in the log, once it has one; `None` if that takes too long.
    pub async fn index(&self, name: &str, revision: i64) -> Result<Option<u64>, Error> {
        let indexes = self.indexes(vec![(name.to_owned(), revision)]).await?;
        Ok(indexes.into_iter().next().flatten())
    }

    /// Returns the same for each of these revisions, once all have one.
    pub async fn indexes(&self, revisions: Vec<(String, i64)>) -> Result<Vec<Option<u64>>, Error> {
        let mut published = self.follow();
        let until = tokio::time::Instant::now() + PATIENCE;
        loop {
            published.borrow_and_update();
            let wanted = revisions.clone();
            let found = move |tx: &mut dyn Tx| {
                let each = wanted.iter();
                each.map(|(name, revision)| leaves::index(tx, name, *revision))
                    .collect::<Result<Vec<_>, _>>()
            };
            let indexes = self.0.store.read_needed("FetchReceipt", found).await?;
            if indexes.iter().all(Option::is_some) {
                return Ok(indexes);
            }
            match tokio::time::timeout_at(until, published.changed()).await {
                Ok(Ok(())) => {}
                Ok(Err(_)) | Err(_) => return Ok(indexes),
            }
        }
    }

    /// Returns the path from the leaf at `index` to the root of the tree of `size` leaves. Both within what is signed.
    pub async fn prove_inclusion(&self, index: u64, size: u64) -> Result<Vec<Hash>, Error> {
        let published = self.published();
        self.0
            .store
            .read_needed("ProveInclusion", move |tx| {
                tree::prove_inclusion(&mut Tree::new(tx, &published.frontier), index, size)
            })
            .await
    }

    /// Returns the hashes that show the tree of `from` leaves to be the beginning of that of `to`. Both within what is signed.
    pub async fn prove_consistency(&self, from: u64, to: u64) -> Result<Vec<Hash>, Error> {
        let published = self.published();
        self.0
            .store
            .read_needed("ProveConsistency", move |tx| {
                tree::prove_consistency(&mut Tree::new(tx, &published.frontier), from, to)
            })
            .await
    }
}
