//! What of the record is in the database: leaves in their order, full tiles, and the nodes that both make.
//!
//! Owns the statements; the tree they serve is in `tree` and `frontier`.

use error::Error;
use tlog::{
    Damage,
    entry::{Entry, Salt, Slot},
    frontier::{Frontier, Full, TILE, inner, partial},
    tree::{Hash, Nodes, leaf_hash},
};

use crate::{Tx, Value};

/// A leaf as a receipt needs it: its bytes, and the salts that are not erased.
#[derive(Clone, Debug)]
pub struct LeafWithSalts {
    /// The leaf.
    pub leaf: Vec<u8>,
    /// The salts by slot.
    pub salts: Vec<(Slot, Salt)>,
}

/// How many leaves have their place.
pub fn size(tx: &mut dyn Tx) -> Result<u64, Error> {
    // Not `max(entry)`: PostgreSQL would be free to look at every row.
    let sql = "SELECT entry FROM revision WHERE entry >= 0 ORDER BY entry DESC LIMIT 1";
    match tx.query(sql, &[])?.first() {
        Some(row) => Ok(number(&row[0])? + 1),
        None => Ok(0),
    }
}

/// The leaves from `from` up to `to`. All of them, or the record has a hole, which is an error.
pub fn leaves(tx: &mut dyn Tx, from: u64, to: u64) -> Result<Vec<Vec<u8>>, Error> {
    let sql = "SELECT entry, leaf FROM revision WHERE entry >= $1 AND entry < $2 ORDER BY entry";
    let rows = tx.query(sql, &[integer(from)?, integer(to)?])?;
    let mut leaves = Vec::with_capacity(rows.len());
    for (row, expected) in rows.into_iter().zip(from..) {
        let [place, leaf] =
            <[Value; 2]>::try_from(row).map_err(|_| Error::internal("two columns"))?;
        if number(&place)? != expected {
            return Err(missing(expected));
        }
        leaves.push(leaf.bytes()?.to_vec());
    }
    match leaves.len() as u64 == to.saturating_sub(from) {
        true => Ok(leaves),
        false => Err(missing(from + leaves.len() as u64)),
    }
}

/// A full tile.
pub fn tile(tx: &mut dyn Tx, level: u8, number: u64) -> Result<Option<Vec<u8>>, Error> {
    let sql = "SELECT hashes FROM tile WHERE level = $1 AND number = $2";
    let rows = tx.query(sql, &[i64::from(level).into(), integer(number)?])?;
    let Some(row) = rows.first() else {
        return Ok(None);
    };
    match row[0].bytes()? {
        hashes if hashes.len() == TILE * 32 => Ok(Some(hashes.to_vec())),
        _ => Err(Damage::of(format!(
            "tile {level}/{number} has not its length"
        ))),
    }
}

/// Whether a tile that became full is the one that is stored.
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
    let args = [
        i64::from(tile.level).into(),
        integer(tile.number)?,
        tile.hashes.into(),
    ];
    tx.execute(sql, &args).map(drop)
}

/// The entries from `from` up to `to` as receipts need them. All of them, or the record has a hole, which is an error.
pub fn with_salts(tx: &mut dyn Tx, from: u64, to: u64) -> Result<Vec<LeafWithSalts>, Error> {
    let sql = "SELECT entry, leaf, body_salt, identity_salt FROM revision WHERE entry >= $1 AND entry < $2 ORDER BY entry";
    let rows = tx.query(sql, &[integer(from)?, integer(to)?])?;
    let mut entries = Vec::with_capacity(rows.len());
    for (row, expected) in rows.iter().zip(from..) {
        if number(&row[0])? != expected {
            return Err(missing(expected));
        }
        let mut salts = Vec::with_capacity(2);
        for (slot, salt) in [(Slot::BODY, &row[2]), (Slot::IDENTITY, &row[3])] {
            if *salt != Value::Null {
                let salt = salt.bytes()?.try_into();
                salts.push((
                    slot,
                    salt.map_err(|_| {
                        Damage::of(format!("a salt of entry {expected} is not 32 bytes"))
                    })?,
                ));
            }
        }
        let leaf = row[1].bytes()?.to_vec();
        entries.push(LeafWithSalts { leaf, salts });
    }
    match entries.len() as u64 == to.saturating_sub(from) {
        true => Ok(entries),
        false => Err(missing(from + entries.len() as u64)),
    }
}

/// The last checkpoint that a replica of this database announced; empty before the first.
pub fn head(tx: &mut dyn Tx) -> Result<String, Error> {
    let rows = tx.query("SELECT checkpoint FROM record_head", &[])?;
    let row = rows
        .first()
        .ok_or_else(|| Damage::of("the row of its head is missing"))?;
    row[0].text().map(ToOwned::to_owned)
}

/// Begins the log of a database with its first checkpoint, and answers the one it has: another replica may have been first.
pub fn begin(tx: &mut dyn Tx, checkpoint: &str) -> Result<String, Error> {
    tx.execute(
        "UPDATE record_head SET checkpoint = $1 WHERE checkpoint = ''",
        &[checkpoint.into()],
    )?;
    head(tx)
}

/// The place of a revision, if it is there and has one.
pub fn place(tx: &mut dyn Tx, name: &str, revision: i64) -> Result<Option<u64>, Error> {
    let sql = "SELECT entry FROM revision WHERE name = $1 AND revision = $2 AND entry >= 0";
    tx.query(sql, &[name.into(), revision.into()])?
        .first()
        .map(|row| number(&row[0]))
        .transpose()
}

/// Whether the first revision of a resource is there and has no place yet.
pub fn is_waiting(tx: &mut dyn Tx, name: &str) -> Result<bool, Error> {
    let sql = "SELECT time FROM revision WHERE name = $1 AND revision = 1 AND entry IS NULL";
    Ok(!tx.query(sql, &[name.into()])?.is_empty())
}

/// The frontier of the tree of all leaves that have their place.
pub fn frontier(tx: &mut dyn Tx) -> Result<Frontier, Error> {
    let size = size(tx)?;
    frontier_of(tx, size)
}

/// The frontier of the tree of the first `size` leaves: a few hundred leaves and tiles are read, however many there are.
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

/// The time of the last leaf, in milliseconds; 0 before the first.
pub fn last_time(tx: &mut dyn Tx) -> Result<u64, Error> {
    let size = size(tx)?;
    let last = leaves(tx, size.saturating_sub(1), size)?;
    let Some(leaf) = last.first() else {
        return Ok(0);
    };
    Entry::decode(leaf)
        .map(|entry| entry.time_ms)
        .ok_or_else(|| Damage::of(format!("leaf {} is no leaf", size - 1)))
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

/// The error of a hole in the record.
pub fn missing(place: u64) -> Error {
    Damage::of(format!("entry {place} is missing"))
}

/// A number of the record as the database holds it.
pub fn integer(number: u64) -> Result<Value, Error> {
    i64::try_from(number)
        .map(Value::Int)
        .map_err(Error::internal)
}

/// A number of the record from the database.
pub fn number(value: &Value) -> Result<u64, Error> {
    u64::try_from(value.int()?).map_err(Error::internal)
}
