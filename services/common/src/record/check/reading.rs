//! The entries of the record, tile by tile, each against all that it must agree with.

use tlog::{
    Damage,
    entry::{self, Slot},
    frontier::{Frontier, TILE},
    note::Checkpoint,
    tree::{Hash, leaf_hash},
};

use super::Whole;
use crate::{
    Error,
    store::{Tx, Value, leaves},
    stored_body::StoredBody,
};

/// How far the record was read.
#[derive(Clone)]
pub(super) struct Reading {
    frontier: Frontier,
    time_ms: u64,
    signed: Checkpoint,
    whole: Whole,
}

impl Reading {
    /// Nothing was read yet of a record of this size.
    pub(super) fn begin(signed: &Checkpoint, size: u64) -> Result<Self, Error> {
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

    /// Returns how many entries were read.
    pub(super) fn size(&self) -> u64 {
        self.frontier.size()
    }

    /// Returns what was read.
    pub(super) fn end(self) -> Whole {
        Whole {
            entries: self.frontier.size(),
            ..self.whole
        }
    }

    /// Reads the entries of the next tile, full or not.
    pub(super) fn tile(&mut self, tx: &mut dyn Tx, size: u64) -> Result<(), Error> {
        let from = self.frontier.size();
        let to = size.min(from + TILE as u64);
        let hashes = leaves::tile(tx, 0, from / TILE as u64)?;
        if hashes.is_none() && to - from == TILE as u64 {
            return Err(Damage::of(format!(
                "tile 0/{} is missing",
                from / TILE as u64
            )));
        }
        let sql = "SELECT entry, leaf, body_salt, identity_salt, actor, identity_at, body, name, revision, caller_salt, time, \
                   method, topic FROM revision WHERE entry >= $1 AND entry < $2 ORDER BY entry";
        let rows = tx.query(sql, &[leaves::integer(from)?, leaves::integer(to)?])?;
        let mut indexes = from..to;
        for row in rows {
            let expected = indexes.next().unwrap_or(to);
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
        match indexes.next() {
            None => Ok(()),
            Some(index) => Err(leaves::missing(index)),
        }
    }

    /// An entry must be a leaf, no earlier than the one before it, that says what is kept beside it and commits to what is kept under
    /// it.
    fn entry(&mut self, index: u64, leaf: &[u8], row: &[Value]) -> Result<(), Error> {
        let entry = entry::follow(leaf, index, &mut self.time_ms)?;
        let revision = || -> Result<String, Error> {
            let (name, revision) = (row[7].text()?, row[8].int()?);
            Ok(format!("entry {index} ({name}, revision {revision})"))
        };
        let Some(body) = StoredBody::split(row[6].bytes()?, row[5].int()?) else {
            return Err(Damage::of(format!("{}: the body is cut", revision()?)));
        };
        let kept = (row[8].int()?, row[10].int()?);
        let said = (i64::from(entry.revision), entry.called_us.try_into().ok());
        let labels = entry::labels(row[11].text()?, row[12].text()?);
        for (what, is_so) in [
            ("revision", kept.0 == said.0),
            ("time", Some(kept.1) == said.1),
            ("method, or other draft laws,", labels == entry.labels),
        ] {
            if !is_so {
                return Err(Damage::of(format!(
                    "{} says another {what} than is kept beside it: that was changed",
                    revision()?
                )));
            }
        }
        let mut erased = false;
        for (slot, salt, bytes) in [
            (Slot::BODY, &row[2], body.content()),
            (Slot::IDENTITY, &row[3], body.identity()),
            (Slot::CALLER, &row[9], row[4].text()?.as_bytes()),
        ] {
            let holds = match (entry.commitment(slot), salt) {
                // Nothing was ever said: then nothing is kept.
                (None, Value::Null) => bytes.is_empty(),
                // Without its salt it was erased: then there is nothing to compare.
                (Some(_), Value::Null) => {
                    erased = true;
                    continue;
                }
                (commitment, salt) => {
                    let salt = salt.bytes()?.try_into().ok();
                    salt.is_some_and(|salt| commitment == Some(&entry::commit(&salt, slot, bytes)))
                }
            };
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
