//! Entries as anybody may see them: what a redaction erased or hides is left out here, and nowhere else. Who called, and the
//! secret that would let others guess at it, are not read at all.
//!
//! Owns the statements that read entries with what they commit to, and how much is read at once.

use tlog::{Damage, entry::Entry};

use crate::{
    Error,
    store::{
        Row, Tx, Value,
        leaves::{in_order, integer, missing, number},
    },
    stored_body::StoredBody,
};

/// An entry with what of it may be shown.
#[derive(Clone, Debug)]
pub struct PublicEntry {
    /// Its index.
    pub index: u64,
    /// Its leaf, and what that says.
    pub leaf: Vec<u8>,
    /// What the leaf says.
    pub entry: Entry,
    /// The resource.
    pub name: String,
    /// Its revision.
    pub revision: i64,
    /// When it was written, in microseconds.
    pub time: i64,
    /// The method that wrote it.
    pub method: String,
    /// The draft laws it is part of, with spaces between.
    pub topic: String,
    /// What it says.
    pub body: StoredBody,
    /// The salt of the body.
    pub body_salt: Vec<u8>,
    /// The salt of the part that says who somebody is.
    pub identity_salt: Vec<u8>,
    /// Whether a redaction hides it.
    pub withheld: bool,
}

/// Returns the entries from `from` on, before `to`: as many as have about so many bytes, but at least one.
pub fn page(tx: &mut dyn Tx, from: u64, to: u64, bytes: usize) -> Result<Vec<PublicEntry>, Error> {
    let to = from + fitting(tx, from, to, bytes)?;
    let sql = "SELECT entry, leaf, name, revision, time, method, topic, withheld, body, identity_at, body_salt, \
               identity_salt FROM revision WHERE entry >= $1 AND entry < $2 ORDER BY entry";
    in_order(tx, sql, from, to, shown)
}

/// Returns how many entries from `from` on, before `to`, have about so many bytes.
fn fitting(tx: &mut dyn Tx, from: u64, to: u64, most: usize) -> Result<u64, Error> {
    let sql = "SELECT CAST(length(body) AS BIGINT) FROM revision WHERE entry >= $1 AND entry < $2 ORDER BY entry";
    let rows = tx.query(sql, &[integer(from)?, integer(to)?])?;
    let (mut bytes, mut count) = (0, 0);
    for row in &rows {
        bytes += usize::try_from(row[0].int()?).map_err(Error::internal)?;
        if count > 0 && bytes > most {
            break;
        }
        count += 1;
    }
    match count == 0 && from < to {
        true => Err(missing(from)),
        false => Ok(count),
    }
}

fn shown(row: &Row) -> Result<PublicEntry, Error> {
    let index = number(&row[0])?;
    let leaf = row[1].bytes()?.to_vec();
    let entry =
        Entry::decode(&leaf).ok_or_else(|| Damage::of(format!("entry {index} is no leaf")))?;
    let withheld = row[7].int()? != 0;
    let mut shown = PublicEntry {
        index,
        leaf,
        entry,
        name: row[2].text()?.to_owned(),
        revision: row[3].int()?,
        time: row[4].int()?,
        method: row[5].text()?.to_owned(),
        topic: row[6].text()?.to_owned(),
        body: StoredBody::whole(Vec::new()),
        body_salt: Vec::new(),
        identity_salt: Vec::new(),
        withheld,
    };
    if withheld {
        return Ok(shown);
    }
    let bytes = row[8].bytes()?;
    let body = StoredBody::split(bytes, row[9].int()?).unwrap_or(StoredBody::whole(bytes));
    // Without its salt a part was erased.
    let (mut content, mut identity): (&[u8], &[u8]) = (&[], &[]);
    if !matches!(row[10], Value::Null) {
        shown.body_salt = row[10].bytes()?.to_vec();
        content = body.content();
    }
    if !matches!(row[11], Value::Null) {
        shown.identity_salt = row[11].bytes()?.to_vec();
        identity = body.identity();
    }
    shown.body = StoredBody::copy(content, identity);
    Ok(shown)
}
