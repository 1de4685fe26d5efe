//! The whole record read again: every leaf against its tile, every body against its leaf, every tile against the one above it,
//! and the root against what was signed.
//!
//! A start reads only as much as it takes to never sign another history, so that it is quick however large the log is. The rest is
//! read here: by every start in the background, a million entries in a minute or two; before anything is signed, where the last run
//! ended in distrust; and by `kenes fsck`, when somebody asks. Owns what must hold,
//! and names the first entry where it does not.

mod reading;

use std::time::Duration;

use tlog::{Damage, note::Checkpoint};

use crate::{
    Error,
    error::Kind,
    pace::Pace,
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

/// After a store that was too busy, or away, or took too long.
const LATER: Duration = Duration::from_secs(1);

/// Reads the record whole, tile by tile. Returns how many entries there are, or the [`Damage`]. A store that is busy for a while is
/// waited for.
pub async fn whole(store: &Store, signed: &Checkpoint, pace: Pace) -> Result<u64, Error> {
    let size = read(store, pace, leaves::size).await?;
    let mut reading = Reading::begin(signed, size)?;
    while reading.size() < size {
        unread(size - reading.size());
        let tile = move |tx: &mut dyn Tx| {
            let mut next = reading.clone();
            next.tile(tx, size)?;
            Ok(next)
        };
        reading = read(store, pace, tile).await?;
    }
    unread(0);
    read(store, pace, move |tx| no_more_tiles(tx, size)).await?;
    Ok(size)
}

/// Takes one step; again and again while the store is busy.
async fn read<T: Send + 'static>(
    store: &Store,
    pace: Pace,
    work: impl FnMut(&mut dyn Tx) -> Result<T, Error> + Clone + Send + 'static,
) -> Result<T, Error> {
    loop {
        match pace.step(store.read("CheckLog", work.clone())).await {
            Err(error) if is_passing(&error) && !store.is_distrusted() => {
                tokio::time::sleep(LATER).await;
            }
            outcome => return outcome,
        }
    }
}

fn is_passing(error: &Error) -> bool {
    matches!(
        error.kind(),
        Kind::Exhausted | Kind::Unavailable | Kind::Deadline
    )
}

/// Tells how many entries are still to be read.
fn unread(entries: u64) {
    metrics::gauge!("kenes_log_unchecked_entries").set(u32::try_from(entries).unwrap_or(u32::MAX));
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
