//! The record's own RPCs, the same in every service: this file is the table of contents, a line a method.
//!
//! Each service adds them to what it serves with [`serve`]; they show its own log. Nothing here knows a kind of resource.

mod entries;
mod proofs;
mod receipt;

use std::sync::Arc;

use kenes_proto::{
    record::{self as pb, record_service_server::RecordServiceServer},
    types::ErrorReason as Reason,
};

use super::{Published, resources::Resources, tiles};
use crate::{Error, events, kit::Kit, server::Service};

/// The largest request in bytes: a few numbers, or a name.
const LARGEST: usize = 16 << 10;

/// What every handler is given.
#[derive(Clone, Debug)]
struct Api {
    kit: Kit,
    resources: Arc<Resources>,
}

/// Adds the record's services, and its tiles, to what a service has.
pub fn serve(service: Service, kit: &Kit) -> Service {
    let resources = Arc::new(Resources::of(kit.domain));
    let service = events::serve(service, kit, &resources);
    let api = Api {
        kit: kit.clone(),
        resources,
    };
    let mut service =
        service.with(RecordServiceServer::new(api).max_decoding_message_size(LARGEST));
    service.plain = Some(tiles::pages(kit));
    service
}

crate::service! {
    pb::record_service_server::RecordService, Api {
        read FetchCheckpoint fetch_checkpoint(pb::FetchCheckpointRequest) -> pb::Checkpoint = proofs::checkpoint;
        read ProveInclusion prove_inclusion(pb::ProveInclusionRequest) -> pb::InclusionProof = proofs::inclusion;
        read ProveConsistency prove_consistency(pb::ProveConsistencyRequest) -> pb::ConsistencyProof = proofs::consistency;
        read ListEntries list_entries(pb::ListEntriesRequest) -> pb::ListEntriesResponse = entries::list;
        read FetchReceipt fetch_receipt(pb::FetchReceiptRequest) -> pb::Receipt = receipt::fetch;
    }
}

/// A number of the record as a request has it: not negative, the contract says.
pub(crate) fn unsigned(number: i64) -> Result<u64, Error> {
    u64::try_from(number).map_err(Error::internal)
}

/// A number of the record as an answer has it.
pub(crate) fn signed(number: u64) -> Result<i64, Error> {
    i64::try_from(number).map_err(Error::internal)
}

/// The refusal of an index that is no entry of what is signed.
pub(crate) fn index_beyond(index: u64, published: &Published) -> Error {
    let size = published.checkpoint.size;
    let text = format!("index {index} is not signed yet: the log has {size} entries, from 0");
    Error::beyond(Reason::IndexBeyondLog, text)
        .with("size", size.to_string())
        .with("resume_index", size.to_string())
}

/// The refusal of a size that the log has not reached.
fn size_beyond(size: u64, published: &Published) -> Error {
    let present = published.checkpoint.size;
    let text = format!("the log has {present} entries, not {size} yet");
    Error::beyond(Reason::SizeBeyondLog, text).with("size", present.to_string())
}
