//! The service of files: its methods stream, so it is served by its own trait and not by a table of contents.
//!
//! Owns nothing but the way in: what is sent is `bulk`'s and `comparative_table`'s.

use std::sync::Arc;

use kenes_proto::consultation::{self as pb, export_service_server::ExportService};
use tonic::{Request, Response, Status};

use super::{Api, bulk, comparative_table};
use common::app::outflow::Outflow;

/// What the methods are given.
pub(super) struct Exports {
    pub(super) api: Arc<Api>,
    pub(super) rooms: comparative_table::Rooms,
}

type Answer = Result<Response<Outflow<pb::ExportChunk>>, Status>;

#[tonic::async_trait]
impl ExportService for Exports {
    type ExportCommentsStream = Outflow<pb::ExportChunk>;
    type ExportDraftLawStream = Outflow<pb::ExportChunk>;
    type ExportComparativeTableStream = Outflow<pb::ExportChunk>;

    async fn export_comments(&self, request: Request<pb::ExportCommentsRequest>) -> Answer {
        let app = &self.api.app;
        let (call, request) = app.open_stream("ExportComments", request)?;
        let export = bulk::comments(app, &call.context, request).await;
        let export = export.map_err(|error| call.refuse(error))?;
        Ok(call.answer(|outlet| export.run(outlet)))
    }

    async fn export_draft_law(&self, request: Request<pb::ExportDraftLawRequest>) -> Answer {
        let app = &self.api.app;
        let (call, request) = app.open_stream("ExportDraftLaw", request)?;
        let export = bulk::draft_law(app, &call.context, request).await;
        let export = export.map_err(|error| call.refuse(error))?;
        Ok(call.answer(|outlet| export.run(outlet)))
    }

    async fn export_comparative_table(
        &self,
        request: Request<pb::ExportComparativeTableRequest>,
    ) -> Answer {
        let app = &self.api.app;
        let (call, request) = app.open_stream("ExportComparativeTable", request)?;
        let table = comparative_table::open(&self.api, &call.context, request).await;
        let table = table.map_err(|error| call.refuse(error))?;
        let rooms = self.rooms.clone();
        Ok(call.answer(|outlet| table.run(rooms, outlet)))
    }
}
