//! Calls any method of the contract, patiently, with messages that are known only by their descriptors.
//!
//! Owns the conversation: tries, deadlines, and what is a refusal and what is no answer. What an answer means is the command's.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use bytes::Bytes;
use common::{
    context::REPLAYED,
    error::{Error, Kind},
};
use prost::Message;
use prost_reflect::{DynamicMessage, MethodDescriptor};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use tonic::{Code, Request, Status, client::Grpc, transport::Channel};

use super::{codec::Encoded, credentials::Credentials, refusal::Refusal};
use crate::{ServiceKind, exit::root};

/// How often a call is tried whose failure may pass. Each try has the same request id: nothing is written twice.
const TRIES: u32 = 6;
/// How long a call may take.
const DEADLINE: Duration = Duration::from_secs(30);

/// The two services.
#[derive(Debug)]
pub(crate) struct Caller {
    /// Methods of `kenes.registry.*` go here.
    registry: Channel,
    /// All others here.
    consultation: Channel,
    /// Whether anything was ever answered: a service that went away may come back, one that was never there will not.
    heard: AtomicBool,
    /// Once it is cancelled, nothing is tried again.
    stop: CancellationToken,
    credentials: Credentials,
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    /// The message.
    pub(crate) message: Bytes,
    /// Whether it had been given before, to the same request.
    pub(crate) replayed: bool,
}

/// Why a call has no answer.
#[derive(Debug)]
pub(crate) enum Fault {
    /// The service refused it.
    Refused(Error),
    /// Something else did, between here and the service.
    Foreign(Refusal),
    /// Nobody did.
    Silent(NoAnswer),
}

/// A service that does not answer.
#[derive(Debug)]
pub(crate) struct NoAnswer(pub(crate) String);

impl Caller {
    pub(crate) fn new(registry: Channel, consultation: Channel, stop: CancellationToken) -> Self {
        Self {
            registry,
            consultation,
            heard: AtomicBool::new(false),
            stop,
            credentials: Credentials::Named,
        }
    }

    /// The same, who tells the services so who calls.
    #[must_use]
    pub(crate) fn with(self, credentials: Credentials) -> Self {
        Self {
            credentials,
            ..self
        }
    }

    /// Makes a call in the name of `subject`; of nobody, where that is empty.
    pub(crate) async fn call(
        &self,
        method: &MethodDescriptor,
        request: &DynamicMessage,
        subject: &str,
    ) -> Result<Answer, Fault> {
        let request = Bytes::from(request.encode_to_vec());
        let mut tries = 1;
        loop {
            let status = match self.once(method, request.clone(), subject).await {
                Ok(answer) => {
                    self.heard.store(true, Ordering::Relaxed);
                    return Ok(answer);
                }
                Err(status) => status,
            };
            let error = Error::from_status(&status);
            let pause = match &error {
                // No reason of ours: something between here and the service, or nothing at all.
                None => passing(status.code()).then(|| Duration::from_millis(100 << tries)),
                Some(error) => match (error.kind(), error.retry()) {
                    // A message too large is exhausting, too, but says no time to come back.
                    (Kind::Exhausted, None) => None,
                    (Kind::Unavailable | Kind::Exhausted | Kind::Deadline, retry) => {
                        Some(retry.unwrap_or(Duration::from_millis(100 << tries)))
                    }
                    _ => None,
                },
            };
            let most = match error.is_some() || self.heard.load(Ordering::Relaxed) {
                true => TRIES,
                false => 2,
            };
            match pause {
                Some(pause) if tries < most && !self.stop.is_cancelled() => {
                    tries += 1;
                    tokio::select! {
                        () = sleep(pause.min(Duration::from_secs(5))) => {}
                        () = self.stop.cancelled() => {}
                    }
                }
                pause => return Err(self.fault(method, &status, error, pause.is_some())),
            }
        }
    }

    /// What a status means that is the last word.
    fn fault(
        &self,
        method: &MethodDescriptor,
        status: &Status,
        error: Option<Error>,
        may_pass: bool,
    ) -> Fault {
        let service = method.parent_service();
        let service = service.full_name();
        match error {
            // Too busy for too long, or out of disk: the line is good, and so are those after it.
            Some(error) if may_pass && error.kind() != Kind::Deadline => {
                Fault::Silent(NoAnswer(format!("{service}: {error}")))
            }
            Some(error) => {
                self.heard.store(true, Ordering::Relaxed);
                Fault::Refused(error)
            }
            None if may_pass => Fault::Silent(NoAnswer(format!(
                "{service} does not answer: {}",
                status.message()
            ))),
            None => Fault::Foreign(Refusal::unread(format!(
                "{:?}: {}",
                status.code(),
                status.message()
            ))),
        }
    }

    async fn once(
        &self,
        method: &MethodDescriptor,
        request: Bytes,
        subject: &str,
    ) -> Result<Answer, Status> {
        let service = method.parent_service();
        let (which, channel) = match service.package_name().starts_with("kenes.registry.") {
            true => (ServiceKind::Registry, &self.registry),
            false => (ServiceKind::Consultation, &self.consultation),
        };
        let mut client = Grpc::new(channel.clone());
        client
            .ready()
            .await
            .map_err(|e| Status::unavailable(root(&e)))?;
        let mut request = Request::new(request);
        request.set_timeout(DEADLINE);
        self.credentials
            .put(request.metadata_mut(), which, subject)?;
        let path = format!("/{}/{}", service.full_name(), method.name());
        let path = path.parse().map_err(|_| Status::internal("not a path"))?;
        let answer = client.unary(request, path, Encoded).await?;
        Ok(Answer {
            replayed: answer.metadata().contains_key(REPLAYED),
            message: answer.into_inner(),
        })
    }
}

/// Returns whether a failure of this code may be over soon.
fn passing(code: Code) -> bool {
    matches!(
        code,
        Code::Unavailable | Code::DeadlineExceeded | Code::Cancelled | Code::Unknown
    )
}
