//! Soft deletion, and back.

use kenes_proto::types::ErrorReason as Reason;

use super::{Kind, change, check_etag, get, save};
use crate::{Error, context::Context, date, store::Tx};

/// How long a soft-deleted resource stays at least.
const PURGE_AFTER: i64 = 30 * 24 * 3600 * 1_000_000;

/// Soft-deletes.
pub fn delete<K: Kind>(
    tx: &mut dyn Tx,
    context: &Context,
    name: &str,
    etag: &str,
) -> Result<K::Message, Error> {
    change::<K>(tx, context, name, etag, |_, message| {
        if let Some((delete_time, purge_time)) = K::deletion(message) {
            *delete_time = Some(date::timestamp(context.now));
            *purge_time = Some(date::timestamp(context.now + PURGE_AFTER));
        }
        Ok(())
    })
}

/// Brings a soft-deleted resource back.
pub fn undelete<K: Kind>(
    tx: &mut dyn Tx,
    context: &Context,
    name: &str,
    etag: &str,
) -> Result<K::Message, Error> {
    let mut message = get::<K>(tx, name)?;
    check_etag::<K>(&message, etag)?;
    match K::deletion(&mut message) {
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
