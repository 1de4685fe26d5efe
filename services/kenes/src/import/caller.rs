//! Calls any method of the contract, with messages that are known only by their descriptors.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use common::{
    context::{REPLAYED, SUBJECT},
    error::{Error, Kind},
};
use kenes_proto::types::ErrorReason as Reason;
use tokio::time::sleep;
use tonic::{
    Code, Request, Status, client::Grpc, metadata::AsciiMetadataValue, transport::Channel,
};

use super::{codec::Dynamic, statement::Statement};
use crate::exit::root;

/// How often a call is tried whose failure may pass. Each try has the same request id: nothing is written twice.
const TRIES: u32 = 6;
/// How long a call may take.
const DEADLINE: Duration = Duration::from_secs(30);

/// The two services.
#[derive(Debug)]
pub(crate) struct Caller {
    /// Methods of `kenes.registry.*` go here.
    pub(crate) registry: Channel,
    /// All others here.
    pub(crate) consultation: Channel,
    /// Whether anything was ever answered: a service that went away may come back, one that was never there will not.
    heard: AtomicBool,
}

/// What came of a call.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// It was carried out.
    Done,
    /// It had been carried out before, or what it makes was there.
    There,
    /// It was refused.
    Refused(Refusal),
}

/// Why a call was refused, or a line not understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// The contract's reason; empty where the service was not asked.
    pub(crate) reason: &'static str,
    /// What to do, in a sentence.
    pub(crate) message: String,
    /// The fields at fault: path, reason, description.
    pub(crate) fields: Vec<(String, String, String)>,
}

/// A service that does not answer.
#[derive(Debug)]
pub(crate) struct NoAnswer(pub(crate) String);

impl Caller {
    pub(crate) fn new(registry: Channel, consultation: Channel) -> Self {
        Self {
            registry,
            consultation,
            heard: AtomicBool::new(false),
        }
    }

    /// Makes a call in the name of `subject`, patiently.
    pub(crate) async fn call(
        &self,
        statement: &Statement,
        subject: &str,
    ) -> Result<Outcome, NoAnswer> {
        let mut tries = 1;
        loop {
            let status = match self.once(statement, subject).await {
                Ok(false) => return Ok(self.hear(Outcome::Done)),
                Ok(true) => return Ok(self.hear(Outcome::There)),
                Err(status) => status,
            };
            let error = Error::from_status(&status);
            let pause = match &error {
                // No reason of ours: something between here and the service, or nothing at all.
                None if passing(status.code()) => Some(Duration::from_millis(100 << tries)),
                None => None,
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
            if let Some(pause) = pause
                && tries < most
            {
                tries += 1;
                sleep(pause.min(Duration::from_secs(5))).await;
                continue;
            }
            let service = statement.method.parent_service();
            return match error {
                Some(error) if is_there(&error, statement) => Ok(self.hear(Outcome::There)),
                // Too busy for too long, or out of disk: the line is good, and so are those after it.
                Some(error) if pause.is_some() && error.kind() != Kind::Deadline => {
                    Err(NoAnswer(format!("{}: {error}", service.full_name())))
                }
                Some(error) => Ok(self.hear(Outcome::Refused(Refusal::of(&error)))),
                None if pause.is_some() => Err(NoAnswer(format!(
                    "{} does not answer: {}",
                    service.full_name(),
                    status.message()
                ))),
                None => Ok(Outcome::Refused(Refusal::unread(format!(
                    "{:?}: {}",
                    status.code(),
                    status.message()
                )))),
            };
        }
    }

    fn hear(&self, outcome: Outcome) -> Outcome {
        self.heard.store(true, Ordering::Relaxed);
        outcome
    }

    /// Tries once. Returns whether it had been answered before.
    async fn once(&self, statement: &Statement, subject: &str) -> Result<bool, Status> {
        let service = statement.method.parent_service();
        let channel = match service.package_name().starts_with("kenes.registry.") {
            true => &self.registry,
            false => &self.consultation,
        };
        let mut client = Grpc::new(channel.clone());
        client
            .ready()
            .await
            .map_err(|e| Status::unavailable(root(&e)))?;
        let mut request = Request::new(statement.request.clone());
        request.set_timeout(DEADLINE);
        let subject = AsciiMetadataValue::try_from(subject)
            .map_err(|_| Status::invalid_argument("the subject is not ASCII"))?;
        request.metadata_mut().insert(SUBJECT, subject);
        let path = format!("/{}/{}", service.full_name(), statement.method.name());
        let path = path.parse().map_err(|_| Status::internal("not a path"))?;
        let answer = client
            .unary(request, path, Dynamic(statement.method.output()))
            .await?;
        Ok(answer.metadata().contains_key(REPLAYED))
    }
}

/// Returns whether a failure of this code may be over soon.
fn passing(code: Code) -> bool {
    matches!(
        code,
        Code::Unavailable | Code::DeadlineExceeded | Code::Cancelled | Code::Unknown
    )
}

/// Returns whether the refusal says that what was to be made is there: the same request came before on another day (so that its
/// `@now` differs), or it was accepted and a redaction took it away since, or a resource has this very name.
fn is_there(error: &Error, statement: &Statement) -> bool {
    match error.reason() {
        Reason::RequestIdReused | Reason::RevisionErased | Reason::RevisionWithheld => true,
        Reason::ResourceExists => error.resource().is_some_and(|(_, name)| {
            name.strip_suffix(&statement.name)
                .is_some_and(|before| before.is_empty() || before.ends_with('/'))
        }),
        _ => false,
    }
}

impl Refusal {
    /// A line that is not understood.
    pub(crate) fn unread(message: impl Into<String>) -> Self {
        Self {
            reason: "",
            message: message.into(),
            fields: Vec::new(),
        }
    }

    fn of(error: &Error) -> Self {
        let fields = error.fields().iter();
        Self {
            reason: common::error::name(error.reason()),
            message: error.message().to_owned(),
            fields: fields
                .map(|f| (f.field.clone(), f.reason.clone(), f.description.clone()))
                .collect(),
        }
    }
}
