//! The whole record read again: every leaf against its tile, every body against its leaf, every tile against the one above it,
//! and the root against what was signed.
//!
//! A start looks at logarithmically much, so that it takes no longer however large the log is: enough to never sign another
//! history. What it does not look at is looked at here: by every start in the background, in some seconds a million entries, and
//! before anything is signed where the last run ended in distrust; `kenes fsck` does it when somebody asks. Owns what must hold,
//! and names the first place where it does not.

use std::time::Duration;

use tlog::{
    Damage,
    entry::{self, Slot},
    frontier::{Frontier, TILE},
    note::Checkpoint,
    tree::{Hash, leaf_hash},
};

use crate::{
    Error,
    store::{Store, Tx, Value, leaves},
    stored_body::StoredBody,
};

/// What was read and holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Whole {
    /// Entries.
    pub entries: u64,
    /// Full tiles.
    pub tiles: u64,
    /// Entries of which something was erased.
    pub erased: u64,
}

/// Reads the record whole, and pauses after every tile. Answers how many entries there are, or the [`Damage`].
pub async fn whole(store: &Store, signed: &Checkpoint, pause: Duration) -> Result<u64, Error> {
    let size = store.read("CheckLog", leaves::size).await?;
    let mut reading = Reading::begin(signed, size)?;
    while reading.frontier.size() < size {
        reading = store
            .read("CheckLog", move |tx| {
                let mut next = reading.clone();
                next.tile(tx, size)?;
                Ok(next)
            })
            .await?;
        tokio::time::sleep(pause).await;
    }
    store
        .read("CheckLog", move |tx| no_more_tiles(tx, size))
        .await?;
    Ok(size)
}

/// The same within one transaction; `step` is told how many entries were read, of how many.
pub fn within(
    tx: &mut dyn Tx,
    signed: &Checkpoint,
    step: &mut dyn FnMut(u64, u64),
) -> Result<Whole, Error> {
    let size = leaves::size(tx)?;
    let mut reading = Reading::begin(signed, size)?;
    while reading.frontier.size() < size {
        reading.tile(tx, size)?;
        step(reading.frontier.size(), size);
    }
    no_more_tiles(tx, size)?;
    reading.whole.entries = size;
    Ok(reading.whole)
}

/// How far the record was read.
#[derive(Clone)]
struct Reading {
    frontier: Frontier,
    time_ms: u64,
    signed: Checkpoint,
    whole: Whole,
}

impl Reading {
    fn begin(signed: &Checkpoint, size: u64) -> Result<Self, Error> {
        if size < signed.size {
            return Err(Damage::of(format!(
                "{} entries were signed, {size} are there",
                signed.size
            )));
        }
        let reading = Self {
            frontier: Frontier::default(),
            time_ms: 0,
            signed: signed.clone(),
            whole: Whole::default(),
        };
        reading.compare_root()?;
        Ok(reading)
    }

    /// Reads the entries of the next tile, full or not.
    fn tile(&mut self, tx: &mut dyn Tx, size: u64) -> Result<(), Error> {
        let from = self.frontier.size();
        let to = size.min(from + TILE as u64);
        let hashes = leaves::tile(tx, 0, from / TILE as u64)?;
        if hashes.is_none() && to - from == TILE as u64 {
            return Err(Damage::of(format!(
                "tile 0/{} is missing",
                from / TILE as u64
            )));
        }
        let sql = "SELECT entry, leaf, body_salt, identity_salt, actor, identity_at, body, name, revision FROM revision \
                   WHERE entry >= $1 AND entry < $2 ORDER BY entry";
        let rows = tx.query(sql, &[leaves::integer(from)?, leaves::integer(to)?])?;
        let mut places = from..to;
        for row in rows {
            let expected = places.next().unwrap_or(to);
            if leaves::number(&row[0])? != expected {
                return Err(leaves::missing(expected));
            }
            let leaf = row[1].bytes()?;
            let hash = leaf_hash(leaf);
            let at = usize::try_from(expected - from).map_err(Error::internal)? * 32;
            let known = hashes.as_ref().and_then(|hashes| hashes.get(at..at + 32));
            if known.is_some_and(|known| known != hash) {
                return Err(Damage::of(format!(
                    "entry {expected} does not hash to what its tile holds: one of the two was changed"
                )));
            }
            self.entry(expected, leaf, &row)?;
            self.append(tx, hash)?;
            self.compare_root()?;
        }
        match places.next() {
            None => Ok(()),
            Some(place) => Err(leaves::missing(place)),
        }
    }

    /// An entry must be a leaf, no earlier than the one before it, and commit to what is kept under it.
    fn entry(&mut self, place: u64, leaf: &[u8], row: &[Value]) -> Result<(), Error> {
        let entry = entry::follow(leaf, place, &mut self.time_ms)?;
        let revision = || -> Result<String, Error> {
            let (name, revision) = (row[7].text()?, row[8].int()?);
            Ok(format!("entry {place} ({name}, revision {revision})"))
        };
        let Some(body) = StoredBody::split(row[6].bytes()?, row[5].int()?) else {
            return Err(Damage::of(format!("{}: the body is cut", revision()?)));
        };
        let who = entry::identity(row[4].text()?, body.identity());
        let mut erased = false;
        for (slot, salt, bytes) in [
            (Slot::BODY, &row[2], body.content()),
            (Slot::IDENTITY, &row[3], &who),
        ] {
            // Without its salt it was erased: then there is nothing to compare.
            let salt = match salt {
                Value::Null => {
                    erased = true;
                    continue;
                }
                salt => salt.bytes()?.try_into().ok(),
            };
            let holds = salt.is_some_and(|salt| {
                entry.commitment(slot) == Some(&entry::commit(&salt, slot, bytes))
            });
            if !holds {
                return Err(Damage::of(format!(
                    "{} does not commit to its {}: what is kept of it was changed",
                    revision()?,
                    slot.label()
                )));
            }
        }
        self.whole.erased += u64::from(erased);
        Ok(())
    }

    /// Adds a leaf to the tree; the tiles that it fills must be those that are kept.
    fn append(&mut self, tx: &mut dyn Tx, hash: Hash) -> Result<(), Error> {
        for full in self.frontier.append(hash) {
            self.whole.tiles += 1;
            if full.level == 0 {
                // Its leaves were compared one by one.
                continue;
            }
            leaves::check_tile(tx, &full)?;
        }
        Ok(())
    }

    fn compare_root(&self) -> Result<(), Error> {
        match self.frontier.size() == self.signed.size && self.frontier.root() != self.signed.root {
            false => Ok(()),
            true => Err(Damage::of(format!(
                "the first {} entries have another root than the one that was signed",
                self.signed.size
            ))),
        }
    }
}

/// There are as many tiles as a record of this size fills. More may have come since.
fn no_more_tiles(tx: &mut dyn Tx, size: u64) -> Result<(), Error> {
    let mut full = size >> 8;
    let mut expected = 0;
    while full > 0 {
        expected += full;
        full >>= 8;
    }
    let rows = tx.query("SELECT count(*) FROM tile", &[])?;
    let found = rows.first().map_or(Ok(0), |row| leaves::number(&row[0]))?;
    let now = leaves::size(tx)?;
    match found == expected || now > size {
        true => Ok(()),
        false => Err(Damage::of(format!(
            "{found} tiles are kept, {size} entries fill {expected}"
        ))),
    }
}
