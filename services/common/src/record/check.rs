//! The whole record read again: every leaf against its tile, every body against its leaf, every tile against the one above it,
//! and the root against what was signed.
//!
//! A start looks at logarithmically much, so that it takes no longer however large the log is: enough to never sign another
//! history. What it does not look at is looked at here: by every start in the background, in some seconds a million entries, and
//! before anything is signed where the last run ended in distrust. Owns what must hold, and names the first place where it does not.

use std::time::Duration;

use super::{
    Damage,
    edge::{Edge, TILE},
    entry::{self, Entry, Slot},
    note::Checkpoint,
    stored,
    tree::{Hash, leaf_hash},
};
use crate::{
    Error,
    store::{Store, Tx, Value},
};

/// Reads the record whole, and pauses after every tile. Answers how many entries there are, or the [`Damage`].
pub async fn whole(store: &Store, signed: &Checkpoint, pause: Duration) -> Result<u64, Error> {
    let size = store.read("CheckLog", stored::size).await?;
    if size < signed.size {
        return Err(Damage::of(format!(
            "{} entries were signed, {size} are there",
            signed.size
        )));
    }
    let mut reading = Reading {
        edge: Edge::default(),
        time_ms: 0,
        signed: signed.clone(),
    };
    reading.compare_root()?;
    while reading.edge.size() < size {
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

/// How far the record was read.
#[derive(Clone)]
struct Reading {
    edge: Edge,
    time_ms: u64,
    signed: Checkpoint,
}

impl Reading {
    /// Reads the entries of the next tile, full or not.
    fn tile(&mut self, tx: &mut dyn Tx, size: u64) -> Result<(), Error> {
        let from = self.edge.size();
        let to = size.min(from + TILE as u64);
        let hashes = stored::tile(tx, 0, from / TILE as u64)?;
        if hashes.is_none() && to - from == TILE as u64 {
            return Err(Damage::of(format!(
                "tile 0/{} is missing",
                from / TILE as u64
            )));
        }
        let sql = "SELECT entry, leaf, body_salt, identity_salt, actor, identity_at, body FROM revision \
                   WHERE entry >= $1 AND entry < $2 ORDER BY entry";
        let rows = tx.query(sql, &[stored::integer(from)?, stored::integer(to)?])?;
        let mut places = from..to;
        for row in rows {
            let expected = places.next().unwrap_or(to);
            if stored::number(&row[0])? != expected {
                return Err(stored::missing(expected));
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
            Some(place) => Err(stored::missing(place)),
        }
    }

    /// An entry must be a leaf, no earlier than the one before it, and commit to what is kept under it.
    fn entry(&mut self, place: u64, leaf: &[u8], row: &[Value]) -> Result<(), Error> {
        let entry =
            Entry::decode(leaf).ok_or_else(|| Damage::of(format!("entry {place} is no leaf")))?;
        if entry.time_ms < self.time_ms {
            return Err(Damage::of(format!(
                "entry {place} is earlier than the one before it"
            )));
        }
        self.time_ms = entry.time_ms;
        let body = row[6].bytes()?;
        let at = usize::try_from(row[5].int()?).unwrap_or(usize::MAX);
        let (body, who) = body
            .split_at_checked(at)
            .ok_or_else(|| Damage::of(format!("the body of entry {place} is cut")))?;
        let who = entry::identity(row[4].text()?, who);
        for (slot, salt, bytes) in [(Slot::BODY, &row[2], body), (Slot::IDENTITY, &row[3], &who)] {
            // Without its salt it was erased: then there is nothing to compare.
            let salt = match salt {
                Value::Null => continue,
                salt => salt.bytes()?.try_into().ok(),
            };
            let holds = salt.is_some_and(|salt| {
                entry.commitment(slot) == Some(&entry::commit(&salt, slot, bytes))
            });
            if !holds {
                return Err(Damage::of(format!(
                    "entry {place} does not commit to its {}: what is kept of it was changed",
                    slot.label()
                )));
            }
        }
        Ok(())
    }

    /// Adds a leaf to the tree; the tiles that it fills must be those that are kept.
    fn append(&mut self, tx: &mut dyn Tx, hash: Hash) -> Result<(), Error> {
        for full in self.edge.append(hash) {
            if full.level == 0 {
                // Its leaves were compared one by one.
                continue;
            }
            if stored::tile(tx, full.level, full.number)?.as_ref() != Some(&full.hashes) {
                return Err(Damage::of(format!(
                    "tile {}/{} is missing, or not what the tiles under it hash to",
                    full.level, full.number
                )));
            }
        }
        Ok(())
    }

    fn compare_root(&self) -> Result<(), Error> {
        match self.edge.size() == self.signed.size && self.edge.root() != self.signed.root {
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
    let found = rows.first().map_or(Ok(0), |row| stored::number(&row[0]))?;
    let now = stored::size(tx)?;
    match found == expected || now > size {
        true => Ok(()),
        false => Err(Damage::of(format!(
            "{found} tiles are kept, {size} entries fill {expected}"
        ))),
    }
}
