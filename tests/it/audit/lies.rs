//! A record that is shown by somebody who stands between, and changes what the real one says.

use std::sync::{Arc, Mutex, PoisonError};

use common::{
    server::Service,
    testing::{self, Running},
};
use kenes_proto::record::{
    self as pb,
    record_service_server::{RecordService, RecordServiceServer},
};
use tonic::{Request, Response, Status, async_trait};

use crate::record::Records;

type Lie = Box<dyn Fn(&mut Vec<pb::Entry>) + Send>;

/// It runs until it is dropped.
pub(super) struct Liar {
    pub(super) running: Running,
    says: Arc<Mutex<Says>>,
}

/// What is said instead.
struct Says {
    /// Of all the entries.
    entries: Lie,
    /// Of the checkpoint.
    note: Option<String>,
}

struct Between {
    real: Records,
    says: Arc<Mutex<Says>>,
}

impl Liar {
    /// Who says what the real one says, for now.
    pub(super) async fn of(real: Records) -> Self {
        let says = Arc::new(Mutex::new(Says {
            entries: Box::new(|_| {}),
            note: None,
        }));
        let between = Between {
            real,
            says: Arc::clone(&says),
        };
        let service =
            Service::new("registry.kenes").with_unlimited(RecordServiceServer::new(between));
        Self {
            running: testing::start(service).await,
            says,
        }
    }

    /// Shows other entries from now on.
    pub(super) fn lie(&self, lie: impl Fn(&mut Vec<pb::Entry>) + Send + 'static) {
        let mut says = self.says.lock().unwrap_or_else(PoisonError::into_inner);
        says.entries = Box::new(lie);
    }

    /// Shows another checkpoint from now on.
    pub(super) fn sign(&self, note: &str) {
        let mut says = self.says.lock().unwrap_or_else(PoisonError::into_inner);
        says.note = Some(note.to_owned());
    }
}

type Answer<T> = Result<Response<T>, Status>;

#[async_trait]
impl RecordService for Between {
    async fn fetch_checkpoint(
        &self,
        request: Request<pb::FetchCheckpointRequest>,
    ) -> Answer<pb::Checkpoint> {
        let mut answer = self.real.clone().fetch_checkpoint(request).await?;
        let says = self.says.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(note) = &says.note {
            answer.get_mut().note.clone_from(note);
        }
        Ok(answer)
    }

    async fn prove_inclusion(
        &self,
        request: Request<pb::ProveInclusionRequest>,
    ) -> Answer<pb::InclusionProof> {
        self.real.clone().prove_inclusion(request).await
    }

    async fn prove_consistency(
        &self,
        request: Request<pb::ProveConsistencyRequest>,
    ) -> Answer<pb::ConsistencyProof> {
        self.real.clone().prove_consistency(request).await
    }

    async fn list_entries(
        &self,
        request: Request<pb::ListEntriesRequest>,
    ) -> Answer<pb::ListEntriesResponse> {
        let from = usize::try_from(request.get_ref().from_index).expect("an index");
        let whole = pb::ListEntriesRequest {
            from_index: 0,
            page_size: 1000,
        };
        let mut answer = self.real.clone().list_entries(whole).await?;
        let entries = &mut answer.get_mut().entries;
        let says = self.says.lock().unwrap_or_else(PoisonError::into_inner);
        (says.entries)(entries);
        entries.drain(..from.min(entries.len()));
        Ok(answer)
    }

    async fn fetch_receipt(
        &self,
        request: Request<pb::FetchReceiptRequest>,
    ) -> Answer<pb::Receipt> {
        self.real.clone().fetch_receipt(request).await
    }

    async fn list_revisions(
        &self,
        request: Request<pb::ListRevisionsRequest>,
    ) -> Answer<pb::ListRevisionsResponse> {
        self.real.clone().list_revisions(request).await
    }

    async fn get_revision(&self, request: Request<pb::GetRevisionRequest>) -> Answer<pb::Revision> {
        self.real.clone().get_revision(request).await
    }
}
