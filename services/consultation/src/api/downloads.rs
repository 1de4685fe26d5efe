//! `AttachmentStreamService`, which sends files: at their readers' pace, a piece in memory at a time.

use std::sync::Arc;

use common::{
    Error,
    app::outflow::{Outflow, Outlet},
    attachments::Opened,
    context::Context,
};
use kenes_proto::{
    consultation::{self as pb, attachment_stream_service_server::AttachmentStreamService},
    types::ErrorReason as Reason,
};
use tonic::{Request, Response, Status};

use super::{Api, attachment};
use crate::{
    domain::attachment as rules,
    store::attachment::{self as table, Sight, State},
};

/// So many bytes make a chunk.
const CHUNK: u64 = 256 << 10;

pub(super) struct Downloads {
    pub(super) api: Arc<Api>,
}

#[tonic::async_trait]
impl AttachmentStreamService for Downloads {
    type DownloadAttachmentStream = Outflow<pb::AttachmentChunk>;

    async fn download_attachment(
        &self,
        request: Request<pb::DownloadAttachmentRequest>,
    ) -> Result<Response<Outflow<pb::AttachmentChunk>>, Status> {
        let (call, request) = self.api.app.open_stream("DownloadAttachment", request)?;
        let download = Download::open(&self.api, &call.context, &request).await;
        let download = download.map_err(|error| call.refuse(error))?;
        Ok(call.answer(|outlet| download.run(outlet)))
    }
}

/// A stretch of a file that may be sent.
struct Download {
    file: Opened,
    from: u64,
    to: u64,
}

impl Download {
    async fn open(
        api: &Api,
        context: &Context,
        request: &pb::DownloadAttachmentRequest,
    ) -> Result<Self, Error> {
        let absent = || Error::not_found(table::TYPE, &request.name);
        let file = attachment::find(api, context, &request.name).await?;
        let file = file.ok_or_else(absent)?;
        match (file.sight(context.caller()), file.state) {
            (Sight::Absent, _) => return Err(absent()),
            (Sight::Hidden | Sight::Removed, _) => return Err(rules::removed(&file.name)),
            (Sight::Whole, State::Stored) => {}
            (Sight::Whole, _) => {
                return Err(rules::incomplete(&file.name, file.received.unsigned_abs()));
            }
        }
        if request.offset > file.size {
            let say = format!("{} has {} bytes", file.name, file.size);
            return Err(Error::invalid(Reason::FieldInvalid, "offset", say));
        }
        let to = match request.length {
            0 => file.size,
            length => request.offset.saturating_add(length).min(file.size),
        };
        Ok(Self {
            file: api.app.attachments.open(file.hash()?).await?,
            from: request.offset.unsigned_abs(),
            to: to.unsigned_abs(),
        })
    }

    async fn run(self, outlet: Outlet<pb::AttachmentChunk>) -> Result<(), Error> {
        let mut at = self.from;
        while at < self.to {
            let wanted = CHUNK.min(self.to - at);
            let length = usize::try_from(wanted).map_err(Error::internal)?;
            let data = self.file.read(at, length).await?;
            if data.len() < length {
                return Err(Error::internal("a file that is shorter than it was"));
            }
            let offset = i64::try_from(at).map_err(Error::internal)?;
            outlet.send(pb::AttachmentChunk { offset, data }).await?;
            at += wanted;
        }
        Ok(())
    }
}
