//! Resources as they stood at one place of the log: what an export reads, page by page, while others write.
//!
//! A resource is as the last of its entries before that place wrote it. Entries are never taken away, so the same place gives the
//! same resources; but what a redaction hides or erases is shown by nobody, and in its stead comes what the redaction left in
//! public. Owns the statements and the token; the exports are the services'.

use std::ops::ControlFlow;

use kenes_proto::types::ErrorReason as Reason;

use super::Kind;
use crate::{
    Error, date, list,
    store::{Tx, Value, leaves},
    stored_body,
};

/// How long a snapshot is good, in microseconds: 30 days. What is promised of it outlives no further release.
const KEPT: i64 = 30 * 86_400_000_000;
/// What tokens are of.
const SNAPSHOT: &str = "snapshot";
const POSITION: &str = "position";
/// What is recorded when a resource goes.
const DELETION: &str = "Delete";

/// A place of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// How many entries are before it.
    size: i64,
    /// When it was taken, in microseconds since 1970.
    time: i64,
}

/// A resource as it stood there.
#[derive(Clone, Debug)]
pub struct Found {
    /// Its name.
    pub name: String,
    /// What it said, encoded. `None`: it was deleted, or a redaction left nothing of it.
    pub body: Option<Vec<u8>>,
}

impl Snapshot {
    /// The one that a token names, or where that is empty the place of now. `of` is the export that the token must be of.
    pub fn open(tx: &mut dyn Tx, of: &str, token: &str, now: i64) -> Result<Self, Error> {
        let size = i64::try_from(leaves::size(tx)?).map_err(Error::internal)?;
        let present = Self { size, time: now };
        if token.is_empty() {
            return Ok(present);
        }
        let values = list::open_values(SNAPSHOT, of, token).ok().flatten();
        let named = match values.as_deref() {
            Some([Value::Int(size), Value::Int(time)]) => Self {
                size: *size,
                time: *time,
            },
            _ => return Err(mismatch(SNAPSHOT)),
        };
        if named.size > present.size {
            return Err(mismatch(SNAPSHOT));
        }
        if now.saturating_sub(named.time) > KEPT {
            let since = date::timestamp(named.time);
            let text = format!(
                "the snapshot was taken at {since}; it is good for 30 days: export again without one"
            );
            return Err(Error::refused(Reason::SnapshotExpired, SNAPSHOT, text));
        }
        Ok(named)
    }

    /// Its token.
    pub fn token(&self, of: &str) -> Result<String, Error> {
        let values = [self.size.into(), self.time.into()];
        list::seal_values(SNAPSHOT, of, &values)
    }

    /// The token of a position in an export of it.
    pub fn position(&self, of: &str, values: &[Value]) -> Result<String, Error> {
        list::seal_values(POSITION, &self.named(of), values)
    }

    /// What such a token holds; `None` for the beginning.
    pub fn open_position(&self, of: &str, token: &str) -> Result<Option<Vec<Value>>, Error> {
        list::open_values(POSITION, &self.named(of), token).map_err(|_| mismatch(POSITION))
    }

    fn named(&self, of: &str) -> String {
        format!("{}/{}/{of}", self.size, self.time)
    }

    /// When it was taken, in microseconds since 1970.
    pub fn time(&self) -> i64 {
        self.time
    }

    /// The resource of this name, if it stood there and was not deleted.
    pub fn find<K: Kind>(&self, tx: &mut dyn Tx, name: &str) -> Result<Option<K::Message>, Error> {
        let body = self.body(tx, name)?;
        body.map(|body| stored_body::decode(&Value::Bytes(body)))
            .transpose()
    }

    /// The same, or `RESOURCE_NOT_FOUND`.
    pub fn get<K: Kind>(&self, tx: &mut dyn Tx, name: &str) -> Result<K::Message, Error> {
        self.find::<K>(tx, name)?
            .ok_or_else(|| Error::not_found(K::TYPE, name))
    }

    /// The same, encoded.
    pub fn body(&self, tx: &mut dyn Tx, name: &str) -> Result<Option<Vec<u8>>, Error> {
        let sql = "SELECT name, revision, method, withheld, body, body_salt FROM revision WHERE name = $1 AND entry + 0 < $2 \
                   ORDER BY revision DESC LIMIT 1";
        let rows = tx.query(sql, &[name.into(), self.size.into()])?;
        match rows.into_iter().next() {
            Some(row) => Ok(shown(tx, row)?.body),
            None => Ok(None),
        }
    }

    /// The resources whose names are after `after` and before `end`, in the order of their names: at most `most`, and about
    /// `bytes` of them, but at least one where there is one. Also those without a body, so that a page is never empty before
    /// the end.
    pub fn between(
        &self,
        tx: &mut dyn Tx,
        (after, end): (&str, &str),
        most: i64,
        bytes: usize,
    ) -> Result<Vec<Found>, Error> {
        // Not the index of the log: the names are found by theirs.
        let sql = "SELECT r.name, r.revision, r.method, r.withheld, r.body, r.body_salt FROM revision r \
                   WHERE r.name > $1 AND r.name < $2 AND r.entry + 0 < $3 AND NOT EXISTS (SELECT 1 FROM revision n \
                   WHERE n.name = r.name AND n.revision > r.revision AND n.entry + 0 < $3) ORDER BY r.name LIMIT $4";
        let args = [after.into(), end.into(), self.size.into(), most.into()];
        read(tx, sql, &args, bytes)
    }

    /// The resources that these rows of another table are of. The statement begins with `FROM`, its table is `t`, and ends with
    /// its order and limit; `condition` is what of `t` is wanted, and `args` are its arguments from `$2` on.
    pub fn of_table(
        &self,
        tx: &mut dyn Tx,
        (table, condition, order): (&str, &str, &str),
        args: Vec<Value>,
        bytes: usize,
    ) -> Result<Vec<Found>, Error> {
        let sql = format!(
            "SELECT r.name, r.revision, r.method, r.withheld, r.body, r.body_salt FROM {table} t JOIN revision r \
             ON r.name = t.name AND r.revision = (SELECT max(n.revision) FROM revision n WHERE n.name = t.name \
             AND n.entry + 0 < $1) WHERE {condition} ORDER BY {order}"
        );
        let size = std::iter::once(Value::Int(self.size));
        let args: Vec<Value> = size.chain(args).collect();
        read(tx, &sql, &args, bytes)
    }
}

/// The resources that a statement finds: the name, revision, method, `withheld`, body and salt of each.
fn read(tx: &mut dyn Tx, sql: &str, args: &[Value], bytes: usize) -> Result<Vec<Found>, Error> {
    let (mut rows, mut read) = (Vec::new(), 0);
    tx.each(sql, args, &mut |row| {
        let cells = (0..row.width()).map(|at| row.value(at));
        read += row.bytes(4)?.len();
        rows.push(cells.collect::<Result<Vec<_>, _>>()?);
        Ok(match read >= bytes {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        })
    })?;
    let rows = rows.into_iter();
    rows.map(|row| shown(tx, row)).collect()
}

/// What may be shown of a row: `name, revision, method, withheld, body, body_salt`.
fn shown(tx: &mut dyn Tx, row: Vec<Value>) -> Result<Found, Error> {
    let name = row[0].text()?.to_owned();
    let deleted = row[2].text()?.starts_with(DELETION);
    if !deleted && row[3].int()? == 0 && row[5] != Value::Null {
        let body = row.into_iter().nth(4);
        let body = body.map(|body| body.bytes().map(<[u8]>::to_vec));
        return Ok(Found {
            name,
            body: body.transpose()?,
        });
    }
    let mut body = None;
    if !deleted {
        let sql = "SELECT body FROM revision WHERE name = $1 AND revision > $2 AND withheld = 0 AND body_salt IS NOT NULL \
                   ORDER BY revision LIMIT 1";
        let rows = tx.query(sql, &[row[0].clone(), row[1].clone()])?;
        body = rows.first().map(|row| row[0].bytes().map(<[u8]>::to_vec));
    }
    Ok(Found {
        name,
        body: body.transpose()?,
    })
}

/// That a token is not of the export it came with.
fn mismatch(field: &str) -> Error {
    let say = "is none of this export: begin again without one";
    Error::invalid(Reason::SnapshotMismatch, field, say)
}
