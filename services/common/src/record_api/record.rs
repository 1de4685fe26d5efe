//! The record's own RPCs, the same in every service: this file is the table of contents, a line a method.
//!
//! They show the log of the service. Nothing here knows a kind of resource.

mod entries;
mod proofs;
mod receipt;
mod revisions;

use std::sync::Arc;

use kenes_proto::methods::record::record_service;

use crate::{app::App, record::resources::Resources, server::Service};

/// The largest request in bytes: a few numbers, or a name.
const LARGEST: usize = 16 << 10;

/// What every handler is given.
#[derive(Clone, Debug)]
struct Api {
    app: App,
    resources: Arc<Resources>,
}

/// Adds the service that shows the log.
pub(super) fn serve(service: Service, app: &App, resources: &Arc<Resources>) -> Service {
    let api = Arc::new(Api {
        app: app.clone(),
        resources: Arc::clone(resources),
    });
    service.answered_by::<record_service::All, _>(&api, LARGEST)
}

crate::serve! { Api, record_service {
    FetchCheckpoint = async proofs::checkpoint;
    ProveInclusion = async proofs::inclusion;
    ProveConsistency = async proofs::consistency;
    ListEntries = async entries::list;
    FetchReceipt = async receipt::fetch;
    ListRevisions = async revisions::list;
    GetRevision = async revisions::get;
} }
