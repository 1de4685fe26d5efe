//! Checkpoints and the proofs under them.

use kenes_proto::{record as pb, types::ErrorReason as Reason};
use tlog::tree::Hash;

use super::Api;
use crate::{
    Error,
    context::Context,
    record::Published,
    record_api::index::{index_beyond, signed, size_beyond, unsigned},
};

pub(super) async fn checkpoint(
    api: &Api,
    _: Context,
    _: pb::FetchCheckpointRequest,
) -> Result<pb::Checkpoint, Error> {
    let published = api.app.log.newest().await?;
    Ok(pb::Checkpoint {
        log: published.checkpoint.origin.clone(),
        size: signed(published.checkpoint.size)?,
        root: published.checkpoint.root.to_vec(),
        note: published.note.clone(),
    })
}

pub(super) async fn inclusion(
    api: &Api,
    _: Context,
    request: pb::ProveInclusionRequest,
) -> Result<pb::InclusionProof, Error> {
    let published = api.app.log.newest().await?;
    let index = unsigned(request.index)?;
    let size = size(request.size, &published)?;
    if index >= published.checkpoint.size {
        return Err(index_beyond(index, &published));
    }
    if index >= size {
        let text = format!("must be below size, which is {size}");
        return Err(Error::invalid(Reason::RangeInvalid, "index", text));
    }
    let path = api.app.log.prove_inclusion(index, size).await?;
    Ok(pb::InclusionProof {
        index: request.index,
        size: signed(size)?,
        path: bytes(path),
        checkpoint: note(size, &published),
    })
}

pub(super) async fn consistency(
    api: &Api,
    _: Context,
    request: pb::ProveConsistencyRequest,
) -> Result<pb::ConsistencyProof, Error> {
    let published = api.app.log.newest().await?;
    let from = size(Some(request.from_size), &published)?;
    let to = size(request.to_size, &published)?;
    if from > to {
        let text = format!("must not be above to_size, which is {to}");
        return Err(Error::invalid(Reason::RangeInvalid, "from_size", text));
    }
    let path = api.app.log.prove_consistency(from, to).await?;
    Ok(pb::ConsistencyProof {
        from_size: request.from_size,
        to_size: signed(to)?,
        path: bytes(path),
        checkpoint: note(to, &published),
    })
}

/// The size that is meant: that of the newest checkpoint where none is named.
fn size(asked: Option<i64>, published: &Published) -> Result<u64, Error> {
    let Some(asked) = asked else {
        return Ok(published.checkpoint.size);
    };
    let asked = unsigned(asked)?;
    match asked > published.checkpoint.size {
        true => Err(size_beyond(asked, published)),
        false => Ok(asked),
    }
}

fn note(size: u64, published: &Published) -> String {
    match size == published.checkpoint.size {
        true => published.note.clone(),
        false => String::new(),
    }
}

fn bytes(path: Vec<Hash>) -> Vec<Vec<u8>> {
    path.into_iter().map(|hash| hash.to_vec()).collect()
}
