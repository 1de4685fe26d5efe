//! Full tiles, and the nodes of the tree that they and the leaves make.

use error::Error;
use tlog::{
    Damage,
    frontier::{Frontier, Full, TILE, inner, partial},
    tree::{Hash, Nodes, leaf_hash},
};

use super::{integer, leaves, size};
use crate::Tx;

/// Returns a full tile.
pub fn tile(tx: &mut dyn Tx, level: u8, number: u64) -> Result<Option<Vec<u8>>, Error> {
    let sql = "SELECT hashes FROM tile WHERE level = $1 AND number = $2";
    let rows = tx.query(sql, &[i64::from(level).into(), integer(number)?])?;
    let Some(row) = rows.first() else {
        return Ok(None);
    };
    match row[0].bytes()? {
        hashes if hashes.len() == TILE * 32 => Ok(Some(hashes.to_vec())),
        _ => Err(Damage::of(format!(
            "tile {level}/{number} has a wrong length"
        ))),
    }
}

/// Checks that a tile that became full is the one that is stored.
pub fn check_tile(tx: &mut dyn Tx, full: &Full) -> Result<(), Error> {
    let (level, number) = (full.level, full.number);
    match tile(tx, level, number)? {
        Some(stored) if stored == full.hashes => Ok(()),
        Some(_) => Err(Damage::of(format!(
            "the leaves of tile {level}/{number} do not hash to it"
        ))),
        None => Err(Damage::of(format!("tile {level}/{number} is missing"))),
    }
}

/// Keeps a tile that became full.
pub fn put_tile(tx: &mut dyn Tx, tile: Full) -> Result<(), Error> {
    let sql = "INSERT INTO tile (level, number, hashes) VALUES ($1, $2, $3)";
    let args = vec![
        i64::from(tile.level).into(),
        integer(tile.number)?,
        tile.hashes.into(),
    ];
    tx.put(sql, args)
}

/// Returns the frontier of the tree of all leaves.
pub fn frontier(tx: &mut dyn Tx) -> Result<Frontier, Error> {
    let size = size(tx)?;
    frontier_of(tx, size)
}

/// Returns the frontier of the tree of the first `size` leaves: a few hundred leaves and tiles are read, however many there are.
pub fn frontier_of(tx: &mut dyn Tx, size: u64) -> Result<Frontier, Error> {
    let mut rows = Vec::new();
    for level in 0..8_u8 {
        let hashes = size.checked_shr(8 * u32::from(level)).unwrap_or(0);
        if hashes == 0 {
            break;
        }
        let first = hashes - partial(size, usize::from(level));
        rows.push(match level {
            0 => leaves(tx, first, hashes)?
                .iter()
                .map(|leaf| leaf_hash(leaf))
                .collect(),
            _ => (first..hashes)
                .map(|n| top(tx, level - 1, n))
                .collect::<Result<_, _>>()?,
        });
    }
    Frontier::of(size, rows)
}

fn top(tx: &mut dyn Tx, level: u8, number: u64) -> Result<Hash, Error> {
    tile(tx, level, number)?
        .and_then(|hashes| inner(&hashes, 8, 0))
        .ok_or_else(|| Damage::of(format!("tile {level}/{number} is missing")))
}

/// The nodes of the tree: those at the frontier from memory, the others from full tiles, each of which is read once.
pub struct Tree<'t> {
    tx: &'t mut dyn Tx,
    frontier: &'t Frontier,
    read: Vec<(u8, u64, Vec<u8>)>,
}

impl<'t> Tree<'t> {
    /// The tree of which `frontier` is the frontier.
    pub fn new(tx: &'t mut dyn Tx, frontier: &'t Frontier) -> Self {
        Self {
            tx,
            frontier,
            read: Vec::new(),
        }
    }
}

impl Nodes for Tree<'_> {
    fn node(&mut self, level: u8, index: u64) -> Result<Hash, Error> {
        if let Some(hash) = self.frontier.node(level, index) {
            return Ok(hash);
        }
        let (row, up) = (level / 8, level % 8);
        let number = index >> (8 - up);
        let at = match self
            .read
            .iter()
            .position(|(l, n, _)| (*l, *n) == (row, number))
        {
            Some(at) => at,
            None => {
                let hashes = tile(self.tx, row, number)?
                    .ok_or_else(|| Damage::of(format!("tile {row}/{number} is missing")))?;
                self.read.push((row, number, hashes));
                self.read.len() - 1
            }
        };
        inner(&self.read[at].2, up, index - (number << (8 - up)))
            .ok_or_else(|| Error::internal(format!("no node {level}/{index}")))
    }
}
