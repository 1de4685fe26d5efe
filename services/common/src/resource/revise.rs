//! One accepted write, as it is kept: the row of a revision and its leaf in the record.
//!
//! Owns what is committed to and under which salts. Which index the leaf gets is the store's to say.

use kenes_proto::record::Receipt;
use tlog::entry::{self, Entry, Slot};
use uuid::Uuid;

use crate::{
    Error,
    context::Context,
    names,
    store::{Lasts, Tx, Value, leaves},
    stored_body::StoredBody,
};

/// How a kind of resource stands in the record.
#[derive(Debug)]
pub struct Recorded<M> {
    /// What a leaf is about, by the method that wrote it.
    pub leaf: fn(method: &str) -> entry::Kind,
    /// What the resource is part of, for those who watch: the names of draft laws. `None`: what its parent is part of.
    pub topic: fn(&M) -> Option<String>,
    /// Takes out the part that says who somebody is, so that it can be erased by itself.
    pub identity: fn(&mut M) -> Option<M>,
    /// Where an answer carries its receipt. It is never stored.
    pub receipt: fn(&mut M) -> Option<&mut Option<Receipt>>,
}

impl<M> Recorded<M> {
    /// A resource like any other.
    pub const PLAIN: Self = Self {
        leaf: |_| entry::Kind::RESOURCE,
        topic: |_| None,
        identity: |_| None,
        receipt: |_| None,
    };
}

/// What belongs to several draft laws names each of them, with spaces between.
pub fn topic<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let mut names: Vec<&str> = names.filter(|name| !name.is_empty()).collect();
    names.sort_unstable();
    names.dedup();
    names.join(" ")
}

/// A revision that is about to be written.
#[derive(Debug)]
pub struct New<'a> {
    /// The resource.
    pub name: &'a str,
    /// Its revision, from 1.
    pub revision: i64,
    /// What its leaf is about.
    pub leaf: entry::Kind,
    /// The resource's `uid`.
    pub uid: Uuid,
    /// What it is part of, if it says so itself.
    pub topic: Option<String>,
    /// What it says.
    pub body: StoredBody,
}

/// Writes a revision and its leaf.
pub fn revise(tx: &mut dyn Tx, context: &Context, new: New<'_>) -> Result<(), Error> {
    context.in_time()?;
    let (parent, inherited) = parent(tx, new.name)?;
    let topic = new.topic.unwrap_or(inherited);
    let mut slots = Vec::with_capacity(3);
    let mut salt = |slot: Slot, bytes: &[u8]| -> Value {
        let salt = context.salt();
        slots.push((slot, entry::commit(&salt, slot, bytes)));
        salt.as_slice().into()
    };
    let body_salt = salt(Slot::BODY, new.body.content());
    let identity_salt = match new.body.identity() {
        [] => Value::Null,
        identity => salt(Slot::IDENTITY, identity),
    };
    let caller_salt = salt(Slot::CALLER, context.caller().as_bytes());
    let called_us = u64::try_from(context.now).unwrap_or(0);
    let time_ms = called_us / 1000;
    let mut leaf = Entry {
        kind: new.leaf,
        time_ms,
        called_us,
        record: *new.uid.as_bytes(),
        parent,
        revision: u32::try_from(new.revision).map_err(Error::internal)?,
        labels: entry::labels(context.method, &topic),
        slots,
    }
    .encode();
    let index = tx.append(&mut leaf, time_ms)?;
    let (id, digest) = context.request().unzip();
    let [identity_at, body] = new.body.into_columns()?;
    let sql = "INSERT INTO revision (name, revision, time, actor, method, request_id, request_digest, entry, leaf, body_salt, \
               identity_salt, caller_salt, topic, withheld, identity_at, body) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 0, $14, $15)";
    tx.put(
        sql,
        vec![
            new.name.into(),
            new.revision.into(),
            context.now.into(),
            context.caller().into(),
            context.method.into(),
            id.into(),
            digest.into(),
            leaves::integer(index)?,
            leaf.into(),
            body_salt,
            identity_salt,
            caller_salt,
            topic.into(),
            identity_at,
            body,
        ],
    )
}

/// The id of a resource's parent in the record, and what the parent is part of.
fn parent(tx: &mut dyn Tx, name: &str) -> Result<([u8; 16], String), Error> {
    let parent = names::parent(name);
    if parent.is_empty() {
        return Ok(([0; 16], String::new()));
    }
    let sql = "SELECT leaf, topic FROM revision WHERE name = $1 AND revision = 1";
    let rows = tx.recall(sql, &[parent.into()], Lasts::Always)?;
    let Some(row) = rows.first() else {
        return Ok(([0; 16], String::new()));
    };
    let id = entry::record_of(row[0].bytes()?)
        .ok_or_else(|| Error::internal(format!("the leaf of {parent} is damaged")))?;
    Ok((id, row[1].text()?.to_owned()))
}
