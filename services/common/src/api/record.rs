//! The record's own RPCs, the same in every service: this file is the table of contents, a line a method.
//!
//! They show the log of the service. Nothing here knows a kind of resource.

mod entries;
mod proofs;
mod receipt;

use std::sync::Arc;

use kenes_proto::record::{
    self as pb,
    record_service_server::{RecordService, RecordServiceServer},
};

use crate::{app::App, record::resources::Resources};

/// The largest request in bytes: a few numbers, or a name.
const LARGEST: usize = 16 << 10;

/// What every handler is given.
#[derive(Clone, Debug)]
struct Api {
    app: App,
    resources: Arc<Resources>,
}

/// The service that shows the log.
pub(super) fn service(
    app: &App,
    resources: &Arc<Resources>,
) -> RecordServiceServer<impl RecordService> {
    let api = Api {
        app: app.clone(),
        resources: Arc::clone(resources),
    };
    RecordServiceServer::new(api).max_decoding_message_size(LARGEST)
}

crate::service! {
    RecordService, Api {
        read FetchCheckpoint fetch_checkpoint(pb::FetchCheckpointRequest) -> pb::Checkpoint = proofs::checkpoint;
        read ProveInclusion prove_inclusion(pb::ProveInclusionRequest) -> pb::InclusionProof = proofs::inclusion;
        read ProveConsistency prove_consistency(pb::ProveConsistencyRequest) -> pb::ConsistencyProof = proofs::consistency;
        read ListEntries list_entries(pb::ListEntriesRequest) -> pb::ListEntriesResponse = entries::list;
        read FetchReceipt fetch_receipt(pb::FetchReceiptRequest) -> pb::Receipt = receipt::fetch;
    }
}
