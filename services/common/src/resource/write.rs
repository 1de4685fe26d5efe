//! Resources written: each accepted write is one more revision, its columns in the kind's table, and its leaf in the record.

use kenes_proto::{
    methods::{Conditional, Resource},
    types::ErrorReason as Reason,
};
use uuid::Uuid;

use super::{Kind, New, exists, live, revise};
use crate::{
    Error,
    context::{Context, NewName},
    date, names,
    store::Tx,
    stored_body::{self, StoredBody},
    verb,
};

/// The kept counter of all revisions of the service: how many writes its record holds.
pub const REVISIONS: &str = "revisions";

/// Refuses with `RESOURCE_EXISTS` if the name that the caller chose is taken. [`create`] asks it too; ask it first where a
/// resource sent a second time would otherwise be refused for standing in its own way.
pub fn vacant<K: Kind>(tx: &mut dyn Tx, new: &NewName) -> Result<(), Error> {
    let name = new.name.as_str();
    if !new.chosen || !exists::<K>(tx, name)? {
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
    let head = message.head_mut();
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
    let revision =
        revision(message.head().etag).ok_or_else(|| Error::internal("saved without being read"))?;
    // A clock may be behind that of another replica, or have been set back: no revision is earlier than the one before it.
    let context = context.not_before(date::moment(message.head_mut().update_time.as_ref()));
    *message.head_mut().update_time = Some(date::timestamp(context.now));
    write::<K>(tx, &context, revision + 1, message)
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
    keep_head::<K>(&mut stored_body::decode(&row[0])?, &mut message);
    save::<K>(tx, context, message)
}

/// Makes `message` the same resource as `before`, at the same revision.
pub fn keep_head<K: Kind>(before: &mut K::Message, message: &mut K::Message) {
    let (before, head) = (before.head_mut(), message.head_mut());
    before.name.clone_into(head.name);
    before.uid.clone_into(head.uid);
    before.etag.clone_into(head.etag);
    *head.create_time = *before.create_time;
    *head.update_time = *before.update_time;
}

/// Refuses with `ETAG_MISMATCH` unless `etag` is empty or the resource's present one.
pub fn check_etag<K: Kind>(message: &K::Message, etag: &str) -> Result<(), Error> {
    let head = message.head();
    match etag.is_empty() || etag == head.etag {
        true => Ok(()),
        false => Err(Error::stale(K::TYPE, head.name, head.etag)),
    }
}

/// Loads the live resource, checks the etag that the caller acts on, lets `change` decide and saves.
pub fn change<K: Kind>(
    tx: &mut dyn Tx,
    context: &Context,
    request: &impl Conditional,
    change: impl FnOnce(&mut dyn Tx, &mut K::Message) -> Result<(), Error>,
) -> Result<K::Message, Error> {
    let mut message = live::<K>(tx, request.name())?;
    check_etag::<K>(&message, request.etag())?;
    change(tx, &mut message)?;
    save::<K>(tx, context, message)
}

/// The revision number in an etag.
pub(crate) fn revision(etag: &str) -> Option<i64> {
    etag.strip_prefix('"')?.strip_suffix('"')?.parse().ok()
}

/// What the kind is called in the names of methods.
pub(crate) fn noun<K: Kind>() -> &'static str {
    K::TYPE.rsplit('/').next().unwrap_or_default()
}

fn write<K: Kind>(
    tx: &mut dyn Tx,
    context: &Context,
    revision: i64,
    mut message: K::Message,
) -> Result<K::Message, Error> {
    *message.head_mut().etag = format!("\"{revision}\"");
    let deleted = message
        .deletion()
        .and_then(|(time, _)| time.as_ref().map(date::micros))
        .unwrap_or(0);
    let head = message.head();
    let created = date::moment(head.create_time);
    let mut args = vec![
        head.name.into(),
        names::parent(head.name).into(),
        revision.into(),
        created.into(),
        context.now.into(),
        deleted.into(),
    ];
    args.extend(K::table().values(&message));
    tx.put(&K::table().schema().upsert, args)?;
    K::note(tx, &message)?;
    debug_assert!(
        verb::verb(noun::<K>(), K::VERBS, context.method).is_some(),
        "what {} does to {} has no verb among its events",
        context.method,
        K::TYPE
    );
    let name = head.name.to_owned();
    let uid = Uuid::try_parse(message.head_mut().uid).map_err(Error::internal)?;
    let topic = (K::RECORDED.topic)(&message);
    let identity = (K::RECORDED.identity)(&mut message);
    let body = StoredBody::encode(&message, identity.as_ref())?;
    body.put_identity_back(&mut message)?;
    let new = New {
        name: &name,
        revision,
        leaf: (K::RECORDED.leaf)(context.method),
        uid,
        topic,
        body,
    };
    revise(tx, context, new)?;
    tx.add(REVISIONS, 1)?;
    Ok(message)
}
