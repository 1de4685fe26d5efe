//! The entries of the log, for those who check all of it.

use kenes_proto::record::{self as pb, EntryKind};

use super::Api;
use crate::record_api::index::{index_beyond, signed, unsigned};
use crate::{
    Error,
    context::Context,
    date, list,
    record::{
        resources::Resources,
        shown::{self, PublicEntry},
    },
};

/// About as many bytes of bodies are in one page.
const PAGE_BYTES: usize = 2 << 20;

pub(super) async fn list(
    api: &Api,
    context: Context,
    request: pb::ListEntriesRequest,
) -> Result<pb::ListEntriesResponse, Error> {
    let published = api.app.log.newest().await?;
    let (from, size) = (unsigned(request.from_index)?, published.checkpoint.size);
    if from > size {
        return Err(index_beyond(from, &published));
    }
    let to = size.min(from + list::page_size(request.page_size) as u64);
    let page = api
        .app
        .read(&context, move |tx| shown::page(tx, from, to, PAGE_BYTES))
        .await?;
    Ok(pb::ListEntriesResponse {
        next_index: signed(from + page.len() as u64)?,
        entries: page
            .into_iter()
            .map(|entry| message(&api.resources, entry))
            .collect::<Result<_, _>>()?,
        size: signed(size)?,
        checkpoint: published.note.clone(),
    })
}

fn message(resources: &Resources, shown: PublicEntry) -> Result<pb::Entry, Error> {
    let resource = resources.find(&shown.name);
    let (body, identity) = shown.body.into_parts();
    let time_ms = i64::try_from(shown.entry.time_ms).map_err(Error::internal)?;
    Ok(pb::Entry {
        index: signed(shown.index)?,
        leaf: shown.leaf,
        entry_time: Some(date::timestamp(time_ms.saturating_mul(1000))),
        kind: EntryKind::try_from(i32::from(shown.entry.kind.0))
            .unwrap_or_default()
            .into(),
        message_type: resource
            .map(|resource| resource.message.clone())
            .unwrap_or_default(),
        resource: shown.name,
        revision: shown.revision,
        method: shown.method,
        revision_time: Some(date::timestamp(shown.time)),
        draft_laws: shown
            .topic
            .split_whitespace()
            .map(ToOwned::to_owned)
            .collect(),
        body,
        identity,
        body_salt: shown.body_salt,
        shown_identity_salt: shown.identity_salt,
        withheld: shown.withheld,
    })
}
