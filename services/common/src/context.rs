//! One call: who makes it, when, under which request id, and the fresh names and salts that it may need.
//!
//! Owns what of a call the resources and the record must know. How a call runs is `app`'s, how what it asks for is read is
//! in `reading`.

mod reading;

use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use kenes_proto::{
    methods::{Method, Request as _},
    types::ErrorReason as Reason,
};
use prost::{Message, bytes::Bytes};
use sha2::{Digest, Sha256};
use tlog::proof;
use tonic::{
    Extensions, Response,
    metadata::{AsciiMetadataValue, MetadataMap},
};
use uuid::Uuid;

use crate::{
    Error,
    clock::{Ids, short},
    error::Language,
    names,
    server::Caller,
    store::Mode,
    subject,
};

/// Below so many bytes an answer is sent as it is: the time of compressing it is worth more than what it saves.
const WORTH_COMPRESSING: usize = 1 << 10;

pub use crate::server::SUBJECT;
pub use reading::Reading;

/// The metadata key of an answer that was given before, to the same request.
pub const REPLAYED: &str = "kenes-replayed";

/// One call: who calls, when, and whether it is a retry or a rehearsal.
#[derive(Clone, Debug)]
pub struct Context {
    /// The method's name: `CreateComment`.
    pub method: &'static str,
    /// The time of the call, in microseconds since 1970. One call has one time.
    pub now: i64,
    domain: &'static str,
    caller: Option<String>,
    request: Option<RequestKey>,
    mode: Mode,
    writes: bool,
    /// By how many microseconds the clock jumped ahead, if it did.
    ahead: Option<i64>,
    ids: Ids,
    language: Option<Language>,
    /// What became of it so far.
    progress: Arc<Progress>,
}

/// Somebody has to look at a clock that jumped.
const CLOCK_LOOKED_AT: Duration = Duration::from_mins(1);

/// What became of a call so far.
#[derive(Debug, Default)]
struct Progress {
    /// Whether it is known if the request was accepted before.
    looked_up: AtomicBool,
    /// Whether it was.
    replayed: AtomicBool,
    /// The receipt of what the call wrote, where its answer is to carry it.
    receipt: Mutex<Option<proof::Receipt>>,
}

/// What makes a retry a retry: the caller's id for the request, and a digest of all it asks.
#[derive(Clone, Copy, Debug)]
struct RequestKey {
    id: Uuid,
    digest: [u8; 16],
}

/// A name for a resource that is being created.
#[derive(Clone, Debug)]
pub struct NewName {
    /// The full relative name.
    pub name: String,
    /// The parent's name, empty at the top.
    pub parent: String,
    /// The resource's UUID.
    pub uid: String,
    /// Whether the caller chose it, so that it may be taken.
    pub chosen: bool,
}

// === impl Context

impl Context {
    /// The same call, at this time if its own is earlier.
    #[must_use]
    pub fn not_before(&self, time: i64) -> Self {
        Self {
            now: self.now.max(time),
            ..self.clone()
        }
    }

    /// A call that reads: by whom the server knows it or, where the service knows nobody, by whom the metadata says.
    pub fn reading(
        domain: &'static str,
        method: &'static str,
        now: i64,
        ids: &Ids,
        (metadata, extensions): (&MetadataMap, &Extensions),
    ) -> Result<Self, Error> {
        let caller = match extensions.get::<Caller>() {
            Some(Caller(known)) => known.as_ref().map(|identity| identity.subject.clone()),
            None => named(metadata)?,
        };
        Ok(Self {
            caller,
            language: language(metadata),
            mode: Mode::ValidateOnly,
            ..Self::own(domain, method, now, ids)
        })
    }

    /// The same call as one that writes: its caller is known, and a retry of it is told by the caller's id for the request.
    pub fn writing(
        mut self,
        request: &[u8],
        request_id: &str,
        validate_only: bool,
    ) -> Result<Self, Error> {
        let Some(caller) = &self.caller else {
            let method = self.method;
            let text = format!("{method} needs a caller: send the metadata {SUBJECT}");
            return Err(Error::unauthenticated(Reason::SubjectMissing, text));
        };
        if !request_id.is_empty() {
            let id = Uuid::try_parse(request_id).map_err(|_| {
                Error::invalid(Reason::FieldInvalid, "request_id", "must be a UUID")
            })?;
            let mut hash = Sha256::new();
            for part in [self.method.as_bytes(), caller.as_bytes(), request] {
                hash.update((part.len() as u64).to_be_bytes());
                hash.update(part);
            }
            let mut digest = [0; 16];
            digest.copy_from_slice(&hash.finalize()[..16]);
            self.request = Some(RequestKey { id, digest });
        }
        self.writes = true;
        if !validate_only {
            self.mode = Mode::Commit;
        }
        Ok(self)
    }

    /// A call that is a part of this one, as it would be by itself: a retry of it is told by its own request id.
    pub fn part<M: Method>(&self, request: &M::Request) -> Result<Self, Error> {
        let part = Self {
            method: M::NAME,
            progress: Arc::default(),
            ..self.without_request_id()
        };
        let encoded = request.encode_to_vec();
        part.writing(&encoded, request.request_id(), self.is_validate_only())
    }

    /// The same call as one of which nobody may learn who made it: another stands for the caller, and a retry of it is told by
    /// what `blind` makes of its digest.
    #[must_use]
    pub fn unnamed(self, blind: impl FnOnce(&[u8]) -> Vec<u8>) -> Self {
        let request = self.request.map(|key| {
            let mut digest = [0; 16];
            let blinded = blind(&key.digest).into_iter();
            digest
                .iter_mut()
                .zip(blinded)
                .for_each(|(to, from)| *to = from);
            RequestKey { digest, ..key }
        });
        Self {
            caller: Some(format!("{}|sealed", self.domain)),
            request,
            ..self
        }
    }

    /// What the service of this domain does by itself, in its own name.
    pub fn own(domain: &'static str, method: &'static str, now: i64, ids: &Ids) -> Self {
        Self {
            method,
            now,
            domain,
            caller: Some(format!("{domain}|service")),
            request: None,
            mode: Mode::Commit,
            writes: false,
            ahead: None,
            ids: ids.clone(),
            language: None,
            progress: Arc::default(),
        }
    }

    /// The same call by a clock that jumped ahead, if it did.
    #[must_use]
    pub fn doubting(self, ahead: Option<i64>) -> Self {
        Self { ahead, ..self }
    }

    /// Checks that the time of the call is not in doubt: what is written stands in the record with it, and the log never goes back.
    pub fn in_time(&self) -> Result<(), Error> {
        let Some(ahead) = self.ahead else {
            return Ok(());
        };
        let text = format!(
            "the clock of the service jumped ahead by {} minutes, so nothing is written: it goes on once the clock is back, or, if the \
             clock is right now, once the service was started again",
            ahead / 60_000_000
        );
        Err(Error::unavailable(
            Reason::Unavailable,
            text,
            CLOCK_LOOKED_AT,
        ))
    }

    /// The service's domain: `registry.kenes`.
    pub fn domain(&self) -> &'static str {
        self.domain
    }

    /// Who calls. Empty for a reader that did not say.
    pub fn caller(&self) -> &str {
        self.caller.as_deref().unwrap_or_default()
    }

    /// Whether the call only wants to know what a write would answer.
    pub fn is_validate_only(&self) -> bool {
        self.mode == Mode::ValidateOnly
    }

    /// Whether it is a caller's write, or the rehearsal of one.
    pub fn writes(&self) -> bool {
        self.writes
    }

    /// A fresh identifier.
    pub fn fresh(&self) -> Uuid {
        self.ids.fresh(self.now)
    }

    /// A name in `collection` under `parent` (empty at the top): with the id that the caller chose, or a fresh one.
    pub fn new_name(&self, parent: &str, collection: &str, chosen: &str, prefix: &str) -> NewName {
        let uid = self.fresh();
        let id = if chosen.is_empty() {
            short(prefix, uid)
        } else {
            chosen.to_owned()
        };
        NewName {
            name: names::child(parent, collection, &id),
            parent: parent.to_owned(),
            uid: uid.hyphenated().to_string(),
            chosen: !chosen.is_empty(),
        }
    }

    /// A fresh secret for a commitment of the record.
    pub(crate) fn salt(&self) -> [u8; 32] {
        self.ids.salt()
    }

    /// The same call, whose answer carries the receipt of what it writes.
    #[must_use]
    pub fn receipt(mut self) -> Self {
        if self.mode == Mode::Commit {
            self.mode = Mode::WithReceipt;
        }
        self
    }

    /// The request's id and digest as a revision remembers them.
    pub(crate) fn request(&self) -> Option<(&[u8], &[u8])> {
        self.request
            .as_ref()
            .map(|key| (key.id.as_bytes().as_slice(), key.digest.as_slice()))
    }

    /// What becomes of the call's write.
    pub(crate) fn mode(&self) -> Mode {
        self.mode
    }

    /// Keeps the receipt of what the call wrote.
    pub(crate) fn keep_receipt(&self, receipt: Option<proof::Receipt>) {
        *self.receipt_kept() = receipt;
    }

    /// The receipt of what the call wrote, if it had one at once.
    pub(crate) fn take_receipt(&self) -> Option<proof::Receipt> {
        self.receipt_kept().take()
    }

    fn receipt_kept(&self) -> MutexGuard<'_, Option<proof::Receipt>> {
        let kept = &self.progress.receipt;
        kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Says whether the request was accepted before, now that this was looked up.
    pub(crate) fn set_replayed(&self, replayed: bool) {
        self.progress.looked_up.store(true, Ordering::Relaxed);
        self.progress.replayed.store(replayed, Ordering::Relaxed);
    }

    /// Whether a refusal of this call may be one of a request that was accepted before: it has an id that was not looked up.
    pub fn may_be_retry(&self) -> bool {
        self.request.is_some() && !self.progress.looked_up.load(Ordering::Relaxed)
    }

    /// The answer as it is sent. One that was given before says so in its metadata, so that a client that retries, or imports
    /// the same file twice, can tell what is new. It is compressed, where the caller accepts that, only if it is long.
    pub(crate) fn respond(&self, answer: Bytes) -> Response<Bytes> {
        let short = answer.len() < WORTH_COMPRESSING;
        let mut response = Response::new(answer);
        if short {
            response.disable_compression();
        }
        if self.progress.replayed.load(Ordering::Relaxed) {
            let yes = AsciiMetadataValue::from_static("true");
            response.metadata_mut().insert(REPLAYED, yes);
        }
        response
    }

    /// What the call does to further resources, under a name of its own: `SupersedeDraftLawVersion`. A retry finds the one it
    /// answers with.
    #[must_use]
    pub fn aside(&self, method: &'static str) -> Self {
        Self {
            method,
            ..self.without_request_id()
        }
    }

    /// The same call without its request id: for the further resources that it writes, so that a retry finds the one it
    /// answers with.
    #[must_use]
    pub fn without_request_id(&self) -> Self {
        Self {
            request: None,
            ..self.clone()
        }
    }
}

/// The language that the metadata prefers, if that is one of ours.
pub(crate) fn language(metadata: &MetadataMap) -> Option<Language> {
    let accepted = metadata.get("accept-language")?;
    Language::preferred(accepted.to_str().ok()?)
}

/// The caller that the metadata names.
fn named(metadata: &MetadataMap) -> Result<Option<String>, Error> {
    let mut said = metadata.get_all(SUBJECT).iter();
    let Some(value) = said.next() else {
        return Ok(None);
    };
    match value.to_str() {
        _ if said.next().is_some() => {
            let text = format!("{SUBJECT} must be there once: who calls is one");
            Err(Error::unauthenticated(Reason::SubjectMissing, text))
        }
        Ok(text) if subject::is_valid(text) => Ok(Some(text.to_owned())),
        _ => {
            let text = format!("{SUBJECT} {}", subject::RULE);
            Err(Error::unauthenticated(Reason::SubjectMissing, text))
        }
    }
}
