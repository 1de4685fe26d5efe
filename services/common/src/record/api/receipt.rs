//! The receipt of any write, afterwards.

use kenes_proto::{
    record::{self as pb, fetch_receipt_request::Entry as Asked},
    types::ErrorReason as Reason,
};

use super::{Api, index_beyond, unsigned};
use crate::{
    Error,
    kit::Context,
    record::stored,
    store::{Tx, Value},
};

/// The type of what is asked for by name.
const REVISION: &str = "record.kenes/Revision";

pub(super) async fn fetch(
    api: &Api,
    context: Context,
    request: pb::FetchReceiptRequest,
) -> Result<pb::Receipt, Error> {
    let (actor, place) = match request.entry {
        Some(Asked::Index(index)) => at(api, &context, unsigned(index)?, request.revision).await?,
        Some(Asked::Name(name)) => of(api, &context, name, request.revision).await?,
        None => return Err(Error::internal("a required oneof without a value")),
    };
    let mut receipt = match place {
        Some(place) => api.kit.log.receipt_again(place).await?,
        None => None,
    };
    // Nobody wrote what was made anonymous: a caller without a name is not who did.
    let theirs = !actor.is_empty() && context.caller() == actor;
    if let Some(receipt) = receipt.as_mut().filter(|_| !theirs) {
        receipt.salts.clear();
    }
    api.kit.shown(place, receipt)
}

/// Who wrote the entry at a place, and the place.
async fn at(
    api: &Api,
    context: &Context,
    index: u64,
    revision: i64,
) -> Result<(String, Option<u64>), Error> {
    if revision != 0 {
        let text = "goes with name; an index is already one revision";
        return Err(Error::invalid(Reason::FieldInvalid, "revision", text));
    }
    let published = api.kit.log.published();
    if index >= published.checkpoint.size {
        return Err(index_beyond(index, &published));
    }
    let actor = move |tx: &mut dyn Tx| {
        let sql = "SELECT actor FROM revision WHERE entry = $1";
        let rows = tx.query(sql, &[stored::integer(index)?])?;
        let row = rows.first().ok_or_else(|| stored::missing(index))?;
        row[0].text().map(ToOwned::to_owned)
    };
    Ok((api.kit.read(context, actor).await?, Some(index)))
}

/// Who wrote a revision of a resource, and its place, if it gets one soon.
async fn of(
    api: &Api,
    context: &Context,
    name: String,
    revision: i64,
) -> Result<(String, Option<u64>), Error> {
    let asked = name.clone();
    let found = move |tx: &mut dyn Tx| {
        let sql = "SELECT actor, revision, entry FROM revision WHERE name = $1 AND revision >= $2 AND revision <= $3 \
                   ORDER BY revision DESC LIMIT 1";
        // 0 is the newest.
        let most = if revision == 0 { i64::MAX } else { revision };
        let rows = tx.query(sql, &[asked.as_str().into(), revision.into(), most.into()])?;
        let Some(row) = rows.first() else {
            return Ok(None);
        };
        let place = match &row[2] {
            Value::Null => None,
            place => Some(stored::number(place)?),
        };
        Ok(Some((row[0].text()?.to_owned(), row[1].int()?, place)))
    };
    match api.kit.read(context, found).await? {
        Some((actor, _, Some(place))) => Ok((actor, Some(place))),
        Some((actor, revision, None)) => Ok((actor, api.kit.log.place(&name, revision).await?)),
        None if revision == 0 => Err(Error::not_found(REVISION, name)),
        None => Err(Error::not_found(
            REVISION,
            format!("{name}/revisions/{revision}"),
        )),
    }
}
