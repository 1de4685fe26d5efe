//! Soft deletion, and back.

use kenes_proto::{methods::Resource, types::ErrorReason as Reason};

use super::{Kind, check_etag, get, live, save};
use crate::{Error, context::Context, date, store::Tx};

/// How long a soft-deleted resource stays at least.
const PURGE_AFTER: i64 = 30 * 24 * 3600 * 1_000_000;

/// Soft-deletes what `may` be deleted.
pub fn delete<K: Kind>(
    tx: &mut dyn Tx,
    context: &Context,
    name: &str,
    etag: &str,
    may: impl FnOnce(&mut dyn Tx, &K::Message) -> Result<(), Error>,
) -> Result<K::Message, Error> {
    let mut message = live::<K>(tx, name)?;
    check_etag::<K>(&message, etag)?;
    may(tx, &message)?;
    if let Some((delete_time, purge_time)) = message.deletion() {
        *delete_time = Some(date::timestamp(context.now));
        *purge_time = Some(date::timestamp(context.now + PURGE_AFTER));
    }
    save::<K>(tx, context, message)
}

/// Brings back a soft-deleted resource that `may` be.
pub fn undelete<K: Kind>(
    tx: &mut dyn Tx,
    context: &Context,
    name: &str,
    etag: &str,
    may: impl FnOnce(&mut dyn Tx, &K::Message) -> Result<(), Error>,
) -> Result<K::Message, Error> {
    let mut message = get::<K>(tx, name)?;
    check_etag::<K>(&message, etag)?;
    if message.is_deleted() {
        may(tx, &message)?;
    }
    match message.deletion() {
        Some((delete_time @ Some(_), purge_time)) => {
            *delete_time = None;
            *purge_time = None;
        }
        _ => {
            let text = format!("{name} is not deleted");
            return Err(Error::exists(
                Reason::ResourceNotDeleted,
                K::TYPE,
                name,
                text,
            ));
        }
    }
    save::<K>(tx, context, message)
}
