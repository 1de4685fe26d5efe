//! Reads the log and keeps the index: one task, which has the index's writer.
//!
//! Only what is signed is read, so what was read is never taken back. An index that cannot be used is built anew beside the old one,
//! and takes its place once it has read all; a restart goes on where the last commit was.

use std::{
    convert::Infallible,
    path::{Path, PathBuf},
    sync::{Arc, PoisonError},
    time::Duration,
};

use common::{Error, app::App, error::cause, hex, record::Published, store::Tx};
use search::{Failure, Index, Purge, Writer};
use sha2::{Digest, Sha256};
use tokio::{
    sync::watch,
    time::{Instant, sleep, sleep_until},
};

use super::{
    Search,
    feed::{self, Batch},
    handle::Shared,
    values::{self, Values},
};
use crate::store::search as stored;

/// So long after the first that is not committed, all of it is.
const COMMIT: Duration = Duration::from_millis(400);
/// While an index is built it is committed after so many entries.
const BUILT: u64 = 50_000;
/// Between two looks at the log, should nobody tell of what is new.
const IDLE: Duration = Duration::from_secs(1);
/// What is signed within this time is read at once.
const GATHER: Duration = Duration::from_millis(20);
/// Between two looks at how far the purging is.
const PURGING: Duration = Duration::from_millis(50);
/// Before an index that failed is opened again.
const AGAIN: Duration = Duration::from_secs(5);

/// What the reading is called in the store.
const METHOD: &str = "IndexSearch";

/// Follows the log, until `stop`.
pub async fn keep_indexing(app: App, search: Search, stop: impl Future<Output = ()>) {
    let mut stop = std::pin::pin!(stop);
    let Some((shared, folder)) = search.to_keep() else {
        return stop.await;
    };
    loop {
        shared.status.send_modify(|status| status.following = true);
        let ended = tokio::select! {
            () = &mut stop => return,
            ended = follow(&app, shared, &folder) => ended,
        };
        let Err(error) = ended;
        tracing::warn!(
            cause = cause(&error),
            "the index of searches is opened again"
        );
        shared.status.send_modify(|status| {
            status.index = None;
            status.purged = false;
        });
        tokio::select! {
            () = &mut stop => return,
            () = sleep(AGAIN) => {}
        }
    }
}

/// The index that is kept, and how far it is.
struct Kept<'a> {
    app: &'a App,
    shared: &'a Arc<Shared>,
    /// Where the values of what was read are kept.
    values: PathBuf,
    index: Index,
    /// Whether it is built beside the one that was there.
    building: bool,
    /// Entries that are given to the index; up to which of them all is committed.
    read: u64,
    committed: u64,
    /// When the first was given that is not committed.
    since: Option<Instant>,
    purging: bool,
}

async fn follow(app: &App, shared: &Arc<Shared>, folder: &Path) -> Result<Infallible, Error> {
    let log = identity(app).await?;
    let (file, name) = (
        values::file_of(folder),
        app.ids.fresh(app.clock.now()).to_string(),
    );
    let kept = Arc::clone(shared);
    let values = file.clone();
    let log = blocking(move || {
        let values = Values::open(&values, &name)?;
        let log = format!("{log} {}", values.name());
        *kept.values.write().unwrap_or_else(PoisonError::into_inner) = values;
        Ok(log)
    })
    .await?;
    let size = app.log.published().checkpoint.size;
    let (place, name) = (folder.to_owned(), log.clone());
    let (index, building) = blocking(move || open(&place, &name, size)).await?;
    let opened = index.clone();
    let mut writer = blocking(move || opened.writer()).await?;
    let position = index.position();
    let mut kept = Kept {
        app,
        shared,
        values: file,
        index,
        building,
        read: position,
        committed: position,
        since: None,
        purging: true,
    };
    kept.tell();
    let mut published = app.log.follow();
    let mut hurried = false;
    loop {
        let size = published.borrow_and_update().checkpoint.size;
        if kept.read < size {
            writer = kept.read_on(writer, size).await?;
        }
        let caught_up = kept.read >= size;
        let due = match kept.building {
            true => caught_up || kept.read - kept.committed >= BUILT,
            false => kept.is_due() || (hurried && caught_up),
        };
        if kept.since.is_some() && due {
            writer = kept.commit(writer).await?;
        }
        if kept.building && caught_up && kept.since.is_none() {
            kept.take_over().await?;
        }
        if kept.purging && kept.since.is_none() {
            writer = kept.purge(writer).await?;
        }
        if !caught_up {
            continue;
        }
        // Whoever hurries may wait for what is signed a moment later.
        hurried = tokio::select! {
            changed = gathered(&mut published, hurried) => {
                changed.map_err(Error::internal)?;
                hurried
            }
            () = shared.hurry.notified() => true,
            () = kept.next() => false,
        };
    }
}

/// Waits until something is signed and, unless somebody waits for it, until more is: what is read at once costs less.
async fn gathered(
    published: &mut watch::Receiver<Arc<Published>>,
    hurried: bool,
) -> Result<(), watch::error::RecvError> {
    published.changed().await?;
    if !hurried {
        sleep(GATHER).await;
    }
    Ok(())
}

/// What tells one log from another: its name, which it keeps for good, and its first leaf.
async fn identity(app: &App) -> Result<String, Error> {
    let mut published = app.log.follow();
    let begun = published.wait_for(|published| published.checkpoint.size > 0);
    begun.await.map_err(Error::internal)?;
    let read = |tx: &mut dyn Tx| stored::leaf(tx, 0);
    let leaf = app.store.read(METHOD, read).await?;
    let leaf = leaf.ok_or_else(|| Error::internal("a log without its first entry"))?;
    let digest = Sha256::digest(leaf);
    Ok(format!(
        "{} {}",
        app.log.verifier().name(),
        hex(&digest[..8])
    ))
}

/// Opens the index of a log of so many entries, or begins another; whether it does.
fn open(folder: &Path, log: &str, size: u64) -> Result<(Index, bool), Failure> {
    let why = match Index::open(folder, log) {
        Ok(index) if index.position() <= size => return Ok((index, false)),
        Ok(index) => format!(
            "it has read {} entries of a log of {size}",
            index.position()
        ),
        Err(unusable) => unusable.to_string(),
    };
    tracing::info!(why, size, "the index of searches is built from the record");
    Index::rebuild(folder, log).map(|index| (index, true))
}

/// Runs what waits for the disk.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
) -> Result<T, Error> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(Error::internal)?.map_err(Error::internal)
}

// === impl Kept

impl Kept<'_> {
    fn is_due(&self) -> bool {
        self.since.is_some_and(|since| since.elapsed() >= COMMIT)
    }

    /// When there is something to do, if nobody says so before.
    async fn next(&self) {
        match self.since {
            Some(since) => sleep_until(since + COMMIT).await,
            None if self.purging => sleep(PURGING).await,
            None => sleep(IDLE).await,
        }
    }

    /// Reads on, as much as is read at once.
    async fn read_on(&mut self, mut writer: Writer, size: u64) -> Result<Writer, Error> {
        let from = self.read;
        let read = move |tx: &mut dyn Tx| feed::read(tx, from, size);
        let batch: Batch = self.app.store.read(METHOD, read).await?;
        self.read = batch.until;
        self.since.get_or_insert_with(Instant::now);
        let numbered = {
            let mut values = self
                .shared
                .values
                .write()
                .unwrap_or_else(PoisonError::into_inner);
            batch.numbered(&mut values)
        };
        let (writer, erased) = blocking(move || {
            let erased = feed::give(&mut writer, &numbered)?;
            Ok((writer, erased))
        })
        .await?;
        self.purging |= erased;
        Ok(writer)
    }

    async fn commit(&mut self, mut writer: Writer) -> Result<Writer, Error> {
        let (read, shared, file) = (self.read, Arc::clone(self.shared), self.values.clone());
        let writer = blocking(move || {
            let values = shared.values.read().unwrap_or_else(PoisonError::into_inner);
            let (new, count) = values.unkept();
            drop(values);
            if !new.is_empty() {
                values::append(&file, &new)?;
                let mut values = shared
                    .values
                    .write()
                    .unwrap_or_else(PoisonError::into_inner);
                values.are_kept(count);
            }
            writer.commit(read).map(|()| writer)
        })
        .await?;
        (self.committed, self.since) = (read, None);
        if self.building {
            let size = self.app.log.published().checkpoint.size;
            tracing::info!(read, size, "the index of searches is built");
        }
        self.tell();
        Ok(writer)
    }

    /// What was built beside the old one takes its place.
    async fn take_over(&mut self) -> Result<(), Error> {
        let index = self.index.clone();
        blocking(move || index.swap()).await?;
        self.building = false;
        tracing::info!(
            entries = self.read,
            "the index of searches is built, and searched from now on"
        );
        self.tell();
        Ok(())
    }

    async fn purge(&mut self, mut writer: Writer) -> Result<Writer, Error> {
        let purge = move || {
            let state = writer.purge()?;
            Ok((writer, state))
        };
        let (writer, state) = blocking(purge).await?;
        self.purging = state == Purge::Underway;
        self.tell();
        Ok(writer)
    }

    fn tell(&self) {
        let unread = self.app.log.published().checkpoint.size;
        metrics::gauge!("kenes_search_unread_entries")
            .set(u32::try_from(unread.saturating_sub(self.committed)).unwrap_or(u32::MAX));
        metrics::gauge!("kenes_search_purging").set(u8::from(self.purging));
        self.shared.status.send_modify(|status| {
            status.index = (!self.building).then(|| self.index.clone());
            status.read = self.committed;
            status.purged = !self.purging;
        });
    }
}
