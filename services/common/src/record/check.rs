//! The whole record read again: every leaf against its tile, every body against its leaf, every tile against the one above it,
//! and the root against what was signed.
//!
//! A start reads only as much as it takes to never sign another history, so that it is quick however large the log is. The rest is
//! read here: by every start in the background, a million entries in some seconds; before anything is signed, where the last run
//! ended in distrust; and by `kenes fsck`, when somebody asks. Owns what must hold,
//! and names the first entry where it does not.

mod reading;

use std::time::Duration;

use tlog::{Damage, note::Checkpoint};

use crate::{
    Error,
    store::{Store, Tx, leaves},
};
use reading::Reading;

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

/// Reads the record whole, and pauses after every tile. Returns how many entries there are, or the [`Damage`].
pub async fn whole(store: &Store, signed: &Checkpoint, pause: Duration) -> Result<u64, Error> {
    let size = store.read("CheckLog", leaves::size).await?;
    let mut reading = Reading::begin(signed, size)?;
    while reading.size() < size {
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

/// Reads the record whole within one transaction; `step` is told how many entries were read, of how many.
pub fn within(
    tx: &mut dyn Tx,
    signed: &Checkpoint,
    step: &mut dyn FnMut(u64, u64),
) -> Result<Whole, Error> {
    let size = leaves::size(tx)?;
    let mut reading = Reading::begin(signed, size)?;
    while reading.size() < size {
        reading.tile(tx, size)?;
        step(reading.size(), size);
    }
    no_more_tiles(tx, size)?;
    Ok(reading.end())
}

/// Checks that there are as many tiles as a record of this size fills. More may have come since.
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
