//! The receipt of any write, afterwards.

use kenes_proto::{
    record::{self as pb, fetch_receipt_request::Entry as Asked},
    types::ErrorReason as Reason,
};

use super::Api;
use crate::record_api::index::{index_beyond, unsigned};
use crate::{
    Error,
    context::Context,
    store::{Tx, Value, leaves},
};

/// The type of what is asked for by name.
const REVISION: &str = "record.kenes/Revision";

pub(super) async fn fetch(
    api: &Api,
    context: Context,
    request: pb::FetchReceiptRequest,
) -> Result<pb::Receipt, Error> {
    let (actor, index) = match request.entry {
        Some(Asked::Index(index)) => at(api, &context, unsigned(index)?, request.revision).await?,
        Some(Asked::Name(name)) => of(api, &context, name, request.revision).await?,
        None => return Err(Error::internal("a required oneof without a value")),
    };
    let mut receipt = match index {
        Some(index) => api.app.log.receipt_again(index).await?,
        None => None,
    };
    // Nobody wrote what was made anonymous: a caller without a name is not who did.
    let theirs = !actor.is_empty() && context.caller() == actor;
    if let Some(receipt) = receipt.as_mut().filter(|_| !theirs) {
        receipt.salts.clear();
    }
    api.app.receipt_of(index, receipt)
}

/// Who wrote the entry at a index, and the index.
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
    let published = api.app.log.newest().await?;
    if index >= published.checkpoint.size {
        return Err(index_beyond(index, &published));
    }
    let actor = move |tx: &mut dyn Tx| {
        let sql = "SELECT actor FROM revision WHERE entry = $1";
        let rows = tx.query(sql, &[leaves::integer(index)?])?;
        let row = rows.first().ok_or_else(|| leaves::missing(index))?;
        row[0].text().map(ToOwned::to_owned)
    };
    Ok((
        api.app.store.read_needed(context.method, actor).await?,
        Some(index),
    ))
}

/// Who wrote a revision of a resource, and its index, if it gets one soon.
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
        let index = match &row[2] {
            Value::Null => None,
            index => Some(leaves::number(index)?),
        };
        Ok(Some((row[0].text()?.to_owned(), row[1].int()?, index)))
    };
    match api.app.store.read_needed(context.method, found).await? {
        Some((actor, _, Some(index))) => Ok((actor, Some(index))),
        Some((actor, revision, None)) => Ok((actor, api.app.log.index(&name, revision).await?)),
        None if revision == 0 => Err(Error::not_found(REVISION, name)),
        None => Err(Error::not_found(
            REVISION,
            format!("{name}/revisions/{revision}"),
        )),
    }
}
