//! The record's own RPCs, the same in every service: this file is the table of contents, a line a method.
//!
//! They show the log of the service. Nothing here knows a kind of resource.

mod entries;
mod proofs;
mod receipt;
mod revisions;

use std::sync::Arc;

use kenes_proto::record::record_service_server::{RecordService, RecordServiceServer};

use crate::{app::App, record::resources::Resources};

/// The largest request in bytes: a few numbers, or a name.
pub(super) const LARGEST: usize = 16 << 10;

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
    RecordServiceServer::new(api)
}

crate::serve! { Api, kenes_proto::methods::record::record_service {
    FetchCheckpoint = async proofs::checkpoint;
    ProveInclusion = async proofs::inclusion;
    ProveConsistency = async proofs::consistency;
    ListEntries = async entries::list;
    FetchReceipt = async receipt::fetch;
    ListRevisions = async revisions::list;
    GetRevision = async revisions::get;
} }
