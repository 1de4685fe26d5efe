//! Resources in the store: the current state's columns in a table of their kind, every revision whole beside it.
//!
//! A [`Kind`] ties a message of the contract to its table. Everything AIP-shaped happens here once: names, etags, revisions,
//! soft deletion, lists, "as of". What a resource means is not known here.

mod history;
mod page;
mod replay;
mod revise;

use kenes_proto::types::ErrorReason as Reason;
use prost::Message;
use prost_reflect::ReflectMessage;
use prost_types::{FieldMask, Timestamp};
use uuid::Uuid;

use crate::{
    Error, Violation,
    context::{Context, NewName},
    date, mask, names,
    store::{Table, Tx, Value},
    validate,
};
pub use history::{History, Revision, get_revision, revisions};
pub(crate) use history::{erased, shown};
pub use page::{Total, list, list_rendered};
pub use revise::{New, Recorded, revise, topic};

/// How long a soft-deleted resource stays at least.
const PURGE_AFTER: i64 = 30 * 24 * 3600 * 1_000_000;

/// The kept counter of all revisions of the service: how many writes its record holds.
pub const REVISIONS: &str = "revisions";

/// A kind of resource. Written by [`kind!`](crate::kind).
pub trait Kind: 'static {
    /// Its message in the contract.
    type Message: Message + ReflectMessage + Default + Clone + Send + 'static;
    /// Its type in the contract: `registry.kenes/Organization`.
    const TYPE: &'static str;
    /// The field that holds it in an update: `organization`.
    const FIELD: &'static str;

    /// Its table.
    fn table() -> &'static Table;
    /// The values of the table's own columns.
    fn columns(message: &Self::Message) -> Vec<Value>;
    /// What every resource has.
    fn head(message: &Self::Message) -> Head<'_>;
    /// The same, to fill in.
    fn head_mut(message: &mut Self::Message) -> HeadMut<'_>;
    /// Whether it is soft-deleted.
    fn is_deleted(message: &Self::Message) -> bool {
        let _ = message;
        false
    }
    /// When it was deleted and may be purged, for kinds that are soft-deleted.
    fn deletion(
        message: &mut Self::Message,
    ) -> Option<(&mut Option<Timestamp>, &mut Option<Timestamp>)> {
        let _ = message;
        None
    }
    /// How it stands in the record.
    const RECORDED: Recorded<Self::Message> = Recorded::PLAIN;
}

/// What every resource has.
#[derive(Debug)]
#[expect(missing_docs, reason = "the contract describes these fields")]
pub struct Head<'a> {
    pub name: &'a str,
    pub etag: &'a str,
    pub create_time: Option<&'a Timestamp>,
}

/// What every resource has, to fill in.
#[derive(Debug)]
#[expect(missing_docs, reason = "the contract describes these fields")]
pub struct HeadMut<'a> {
    pub name: &'a mut String,
    pub uid: &'a mut String,
    pub etag: &'a mut String,
    pub create_time: &'a mut Option<Timestamp>,
    pub update_time: &'a mut Option<Timestamp>,
}

/// Declares a kind: `kind!(Organizations: pb::Organization, "registry.kenes/Organization", "organization", TABLE, columns, deletable)`,
/// and after a semicolon how it stands in the record where that is not [`Recorded::PLAIN`].
#[macro_export]
macro_rules! kind {
    ($(#[$doc:meta])* $kind:ident: $message:ty, $type:literal, $field:literal, $table:path, $columns:path $(, $deletable:ident)? $(; $recorded:path)?) => {
        $(#[$doc])*
        #[derive(Debug)]
        pub(crate) struct $kind;

        impl $crate::resource::Kind for $kind {
            type Message = $message;
            const TYPE: &'static str = $type;
            const FIELD: &'static str = $field;

            fn table() -> &'static $crate::store::Table {
                &$table
            }
            fn columns(message: &$message) -> Vec<$crate::store::Value> {
                $columns(message)
            }
            fn head(message: &$message) -> $crate::resource::Head<'_> {
                $crate::resource::Head {
                    name: &message.name,
                    etag: &message.etag,
                    create_time: message.create_time.as_ref(),
                }
            }
            fn head_mut(message: &mut $message) -> $crate::resource::HeadMut<'_> {
                $crate::resource::HeadMut {
                    name: &mut message.name,
                    uid: &mut message.uid,
                    etag: &mut message.etag,
                    create_time: &mut message.create_time,
                    update_time: &mut message.update_time,
                }
            }
            $($crate::kind!(@$deletable $message);)?
            $(const RECORDED: $crate::resource::Recorded<$message> = $recorded;)?
        }
    };
    (@deletable $message:ty) => {
        fn is_deleted(message: &$message) -> bool {
            message.delete_time.is_some()
        }
        fn deletion(
            message: &mut $message,
        ) -> Option<(&mut Option<prost_types::Timestamp>, &mut Option<prost_types::Timestamp>)> {
            Some((&mut message.delete_time, &mut message.purge_time))
        }
    };
}

// === reading

/// The resource, if there is one of this name, deleted or not.
pub fn find<K: Kind>(tx: &mut dyn Tx, name: &str) -> Result<Option<K::Message>, Error> {
    // No name holds a NUL, and PostgreSQL would not even look for one.
    if name.contains('\0') {
        return Ok(None);
    }
    let rows = tx.query(K::table().select(), &[name.into()])?;
    rows.first()
        .map(|row| decode::<K>(row[0].bytes()?))
        .transpose()
}

/// The resource, or `RESOURCE_NOT_FOUND`.
pub fn get<K: Kind>(tx: &mut dyn Tx, name: &str) -> Result<K::Message, Error> {
    find::<K>(tx, name)?.ok_or_else(|| Error::not_found(K::TYPE, name))
}

/// The resource if it is there and not deleted: `RESOURCE_NOT_FOUND`, `RESOURCE_DELETED`.
pub fn live<K: Kind>(tx: &mut dyn Tx, name: &str) -> Result<K::Message, Error> {
    let message = get::<K>(tx, name)?;
    match K::is_deleted(&message) {
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
        Some(message) if !K::is_deleted(&message) => Ok(message),
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
    let row = rows
        .first()
        .ok_or_else(|| Error::not_found(K::TYPE, name).with("as_of_time", time.to_string()))?;
    decode::<K>(shown(name, row)?)
}

/// The resources of these names, in this order; all or an error.
pub fn batch_get<K: Kind>(tx: &mut dyn Tx, names: &[String]) -> Result<Vec<K::Message>, Error> {
    names.iter().map(|name| get::<K>(tx, name)).collect()
}

fn decode<K: Kind>(body: &[u8]) -> Result<K::Message, Error> {
    K::Message::decode(body).map_err(Error::internal)
}

// === writing

/// Refuses with `RESOURCE_EXISTS` if the name that the caller chose is taken. [`create`] asks it too; ask it first where a
/// resource sent a second time would otherwise be refused for standing in its own way.
pub fn vacant<K: Kind>(tx: &mut dyn Tx, new: &NewName) -> Result<(), Error> {
    let name = new.name.as_str();
    if !new.chosen || tx.query(K::table().select(), &[name.into()])?.is_empty() {
        return Ok(());
    }
    let text = format!("{name} exists; choose another id");
    Err(Error::exists(Reason::ResourceExists, K::TYPE, name, text))
}

/// Writes the first revision of a resource. `message`'s output-only fields are the service's business by now.
pub fn create<K: Kind>(
    tx: &mut dyn Tx,
    context: &Context,
    new: NewName,
    mut message: K::Message,
) -> Result<K::Message, Error> {
    vacant::<K>(tx, &new)?;
    let now = date::timestamp(context.now);
    let head = K::head_mut(&mut message);
    *head.name = new.name;
    *head.uid = new.uid;
    *head.create_time = Some(now);
    *head.update_time = Some(now);
    write::<K>(tx, context, 1, message)
}

/// Writes the next revision of a resource that was read in this transaction.
pub fn save<K: Kind>(
    tx: &mut dyn Tx,
    context: &Context,
    mut message: K::Message,
) -> Result<K::Message, Error> {
    let revision = revision(K::head(&message).etag)
        .ok_or_else(|| Error::internal("saved without being read"))?;
    *K::head_mut(&mut message).update_time = Some(date::timestamp(context.now));
    write::<K>(tx, context, revision + 1, message)
}

/// Writes a resource that may have been taken out of its table before: then it is the same one again, and its revisions go
/// on where they ended.
pub fn put<K: Kind>(
    tx: &mut dyn Tx,
    context: &Context,
    new: NewName,
    mut message: K::Message,
) -> Result<K::Message, Error> {
    let sql = "SELECT body FROM revision WHERE name = $1 ORDER BY revision DESC LIMIT 1";
    let rows = tx.query(sql, &[new.name.as_str().into()])?;
    let Some(row) = rows.first() else {
        return create::<K>(tx, context, new, message);
    };
    keep_head::<K>(&mut decode::<K>(row[0].bytes()?)?, &mut message);
    save::<K>(tx, context, message)
}

/// Makes `message` the same resource as `before`, at the same revision.
pub fn keep_head<K: Kind>(before: &mut K::Message, message: &mut K::Message) {
    let (before, head) = (K::head_mut(before), K::head_mut(message));
    before.name.clone_into(head.name);
    before.uid.clone_into(head.uid);
    before.etag.clone_into(head.etag);
    *head.create_time = *before.create_time;
    *head.update_time = *before.update_time;
}

/// Refuses with `ETAG_MISMATCH` unless `etag` is empty or the resource's present one.
pub fn check_etag<K: Kind>(message: &K::Message, etag: &str) -> Result<(), Error> {
    let head = K::head(message);
    match etag.is_empty() || etag == head.etag {
        true => Ok(()),
        false => Err(Error::stale(K::TYPE, head.name, head.etag)),
    }
}

/// Loads the live resource, checks the etag that the caller acts on, lets `change` decide and saves.
pub fn change<K: Kind>(
    tx: &mut dyn Tx,
    context: &Context,
    name: &str,
    etag: &str,
    change: impl FnOnce(&mut dyn Tx, &mut K::Message) -> Result<(), Error>,
) -> Result<K::Message, Error> {
    let mut message = live::<K>(tx, name)?;
    check_etag::<K>(&message, etag)?;
    change(tx, &mut message)?;
    save::<K>(tx, context, message)
}

/// An AIP-134 update: what the mask names of `patch` replaces what is present, and the result obeys the contract's rules.
/// The caller checks its own rules on the result and saves it.
pub fn merge<K: Kind>(
    tx: &mut dyn Tx,
    patch: &K::Message,
    mask: Option<&FieldMask>,
) -> Result<(K::Message, K::Message), Error> {
    let present = live::<K>(tx, K::head(patch).name)?;
    check_etag::<K>(&present, K::head(patch).etag)?;
    let merged = mask::merge(&present, patch, mask)?;
    check_shape(K::FIELD, &merged)?;
    Ok((present, merged))
}

/// The contract's rules on a merged resource; violations are named from the request's point of view.
fn check_shape<M: ReflectMessage>(field: &str, message: &M) -> Result<(), Error> {
    validate::check(message).map_err(|error| {
        let violations = error.fields().iter().map(|v| Violation {
            field: format!("{field}.{}", v.field),
            ..v.clone()
        });
        match error.fields().is_empty() {
            true => error,
            false => Error::violations(violations.collect(), error.reason()),
        }
    })
}

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

/// The revision number in an etag.
pub(crate) fn revision(etag: &str) -> Option<i64> {
    etag.strip_prefix('"')?.strip_suffix('"')?.parse().ok()
}

fn write<K: Kind>(
    tx: &mut dyn Tx,
    context: &Context,
    revision: i64,
    mut message: K::Message,
) -> Result<K::Message, Error> {
    *K::head_mut(&mut message).etag = format!("\"{revision}\"");
    let deleted = K::deletion(&mut message)
        .and_then(|(time, _)| time.as_ref().map(date::micros))
        .unwrap_or(0);
    let head = K::head(&message);
    let created = head.create_time.map_or(0, date::micros);
    let mut args = vec![
        head.name.into(),
        names::parent(head.name).into(),
        revision.into(),
        created.into(),
        context.now.into(),
        deleted.into(),
    ];
    args.extend(K::columns(&message));
    tx.execute(K::table().upsert(), &args)?;
    let name = head.name.to_owned();
    let uid = Uuid::try_parse(K::head_mut(&mut message).uid).map_err(Error::internal)?;
    // In protobuf, two messages one after the other are one, merged: what says who comes last, and can go by itself.
    let topic = (K::RECORDED.topic)(&message);
    let identity = (K::RECORDED.identity)(&mut message);
    let mut body = message.encode_to_vec();
    let identity_at = body.len();
    if let Some(identity) = identity {
        identity.encode(&mut body).map_err(Error::internal)?;
        message
            .merge(&body[identity_at..])
            .map_err(Error::internal)?;
    }
    let new = New {
        name: &name,
        revision,
        leaf: (K::RECORDED.leaf)(context.method),
        uid,
        topic,
        body,
        identity_at,
    };
    revise(tx, context, new)?;
    tx.add(REVISIONS, 1)?;
    Ok(message)
}
