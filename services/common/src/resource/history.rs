//! The revisions of a resource: every accepted write, whole, newest first; and what is said where a redaction took one away.

use prost_types::Timestamp;

use super::{Kind, get, visible::visible};
use crate::{
    Error, date, list, names,
    store::{Tx, Value},
};

/// One revision of a resource.
#[derive(Debug)]
#[expect(missing_docs, reason = "the contract describes these fields")]
pub struct Revision<M> {
    pub name: String,
    /// `None`: a redaction erased or hides it.
    pub snapshot: Option<M>,
    pub create_time: Timestamp,
    pub actor: String,
    pub method: String,
}

/// A page of revisions.
#[derive(Debug)]
#[expect(missing_docs, reason = "the contract describes these fields")]
pub struct History<M> {
    pub revisions: Vec<Revision<M>>,
    pub next_page_token: String,
}

/// The revisions of a resource, newest first.
pub fn revisions<K: Kind>(
    tx: &mut dyn Tx,
    name: &str,
    page_size: i32,
    page_token: &str,
) -> Result<History<K::Message>, Error> {
    get::<K>(tx, name)?;
    let size = list::page_size(page_size);
    let below = list::open_number("revisions", name, page_token)?.unwrap_or(i64::MAX);
    let sql = "SELECT revision, body, body_salt, withheld, time, actor, method FROM revision \
               WHERE name = $1 AND revision < $2 ORDER BY revision DESC LIMIT $3";
    let limit = i64::try_from(size + 1).map_err(Error::internal)?;
    let rows = tx.query(sql, &[name.into(), below.into(), limit.into()])?;
    let more = rows.len() > size;
    let mut last = 0;
    let mut found = Vec::new();
    for row in rows.iter().take(size) {
        last = row[0].int()?;
        found.push(revision_of::<K>(name, row)?);
    }
    let next = if more {
        list::seal_number("revisions", name, last)?
    } else {
        String::new()
    };
    Ok(History {
        revisions: found,
        next_page_token: next,
    })
}

/// The revision of this name, `organizations/o/revisions/3`.
pub fn get_revision<K: Kind>(tx: &mut dyn Tx, name: &str) -> Result<Revision<K::Message>, Error> {
    let resource = names::parent(name);
    let sql = "SELECT revision, body, body_salt, withheld, time, actor, method FROM revision \
               WHERE name = $1 AND revision = $2";
    let number = names::id(name).parse::<i64>().unwrap_or(0);
    let rows = tx.query(sql, &[resource.into(), number.into()])?;
    let row = rows
        .first()
        .ok_or_else(|| Error::not_found(&format!("{}Revision", K::TYPE), name))?;
    visible(resource, row)?;
    revision_of::<K>(resource, row)
}

fn revision_of<K: Kind>(name: &str, row: &[Value]) -> Result<Revision<K::Message>, Error> {
    let snapshot = match visible(name, row) {
        Ok(body) => Some(body.decode()?),
        Err(error) if error.kind() == crate::error::Kind::Internal => return Err(error),
        Err(_) => None,
    };
    Ok(Revision {
        name: format!("{name}/revisions/{}", row[0].int()?),
        snapshot,
        create_time: date::timestamp(row[4].int()?),
        actor: row[5].text()?.to_owned(),
        method: row[6].text()?.to_owned(),
    })
}
