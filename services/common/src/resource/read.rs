//! Resources read: one, one that must be there, one that is referred to, one as it was.

use kenes_proto::{methods::Resource, types::ErrorReason as Reason};
use prost_types::Timestamp;

use super::{Kind, visible::visible};
use crate::{Error, date, store::Tx, stored_body};

/// The resource, if there is one of this name, deleted or not.
pub fn find<K: Kind>(tx: &mut dyn Tx, name: &str) -> Result<Option<K::Message>, Error> {
    // No name holds a NUL, and PostgreSQL would not even look for one.
    if name.contains('\0') {
        return Ok(None);
    }
    let rows = tx.query(&K::table().schema().select, &[name.into()])?;
    rows.first()
        .map(|row| stored_body::decode(&row[0]))
        .transpose()
}

/// Whether there is one of this name, deleted or not. Reads no body.
pub fn exists<K: Kind>(tx: &mut dyn Tx, name: &str) -> Result<bool, Error> {
    let sql = &K::table().schema().exists;
    Ok(!name.contains('\0') && !tx.query(sql, &[name.into()])?.is_empty())
}

/// The resource, or `RESOURCE_NOT_FOUND`.
pub fn get<K: Kind>(tx: &mut dyn Tx, name: &str) -> Result<K::Message, Error> {
    find::<K>(tx, name)?.ok_or_else(|| Error::not_found(K::TYPE, name))
}

/// The resource if it is there and not deleted: `RESOURCE_NOT_FOUND`, `RESOURCE_DELETED`.
pub fn live<K: Kind>(tx: &mut dyn Tx, name: &str) -> Result<K::Message, Error> {
    let message = get::<K>(tx, name)?;
    match message.is_deleted() {
        false => Ok(message),
        true => {
            let text = format!("{name} is deleted; undelete it first");
            Err(Error::refused(Reason::ResourceDeleted, name, text).about(K::TYPE, name))
        }
    }
}

/// The resource that `field` of a request refers to, or `REFERENCE_NOT_FOUND` on that field.
pub fn referred<K: Kind>(tx: &mut dyn Tx, field: &str, name: &str) -> Result<K::Message, Error> {
    match find::<K>(tx, name)? {
        Some(message) if !message.is_deleted() => Ok(message),
        _ => Err(Error::invalid(
            Reason::ReferenceNotFound,
            field,
            format!("{name} does not exist"),
        )
        .about(K::TYPE, name)),
    }
}

/// The resource as the record held it at `time`, or as it is.
pub fn get_as_of<K: Kind>(
    tx: &mut dyn Tx,
    name: &str,
    time: Option<&Timestamp>,
) -> Result<K::Message, Error> {
    let Some(time) = time else {
        return get::<K>(tx, name);
    };
    let sql = "SELECT revision, body, body_salt, withheld FROM revision WHERE name = $1 AND time <= $2 \
               ORDER BY revision DESC LIMIT 1";
    let rows = tx.query(sql, &[name.into(), date::micros(time).into()])?;
    match rows.first() {
        Some(row) => visible(name, row)?.decode(),
        None => Err(not_yet::<K>(tx, name, time)?),
    }
}

/// The refusal of a time before the resource was recorded, which says since when it is.
fn not_yet<K: Kind>(tx: &mut dyn Tx, name: &str, time: &Timestamp) -> Result<Error, Error> {
    let sql = "SELECT time FROM revision WHERE name = $1 AND revision = 1";
    let rows = tx.query(sql, &[name.into()])?;
    let Some(row) = rows.first() else {
        return Ok(Error::not_found(K::TYPE, name));
    };
    let since = date::timestamp(row[0].int()?).to_string();
    let text = format!("{name} was not recorded yet at {time}; its first revision is of {since}");
    let error = Error::absent(Reason::ResourceNotFound, K::TYPE, name, text);
    Ok(error.with("create_time", since))
}
