//! The path of a request, the same for every RPC: check the shape, name the caller, run, and turn any refusal into a status.
//!
//! [`service!`](crate::service) writes a service's one tonic impl from a table with a line an RPC; a handler is a plain async function
//! `(api, context, request) -> Result<answer, Error>` and fits one screen. Owns nothing of what a method means.

mod table;

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use kenes_proto::{record as pb, types::ErrorReason as Reason};
use prost::Message;
use sha2::{Digest, Sha256};
use tonic::{Status, metadata::MetadataMap};
use uuid::Uuid;

use crate::{
    Error,
    clock::{Clock, Ids, short},
    error::Kind,
    names,
    phrases::Language,
    record::{Log, proof},
    resource,
    store::{Mode, Store, Tx, Value},
};

/// The metadata key that names the caller until callers are identified by tokens.
pub const SUBJECT: &str = "kenes-subject";

/// The metadata key of an answer that was given before, to the same request.
pub const REPLAYED: &str = "kenes-replayed";

/// What a service's handlers are given: its store, its clock, its identifiers and its name in errors.
#[derive(Clone, Debug)]
pub struct Kit {
    /// The service's database.
    pub store: Store,
    /// The log of what is written there.
    pub log: Log,
    /// The time.
    pub clock: Clock,
    /// Fresh identifiers.
    pub ids: Ids,
    /// The service's domain in errors and names: `registry.kenes`.
    pub domain: &'static str,
}

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
    ids: Ids,
    replayed: Replayed,
    /// The receipt of what the call wrote, where its answer is to carry it.
    receipt: Arc<Mutex<Option<proof::Receipt>>>,
}

/// Whether the answer is one that was given before. The call's metadata then says `kenes-replayed: true`, so that a client
/// that retries, or imports the same file twice, can tell what is new.
#[derive(Clone, Debug, Default)]
pub struct Replayed(Arc<AtomicBool>);

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

// === impl Kit

impl Kit {
    /// The context of a call that reads.
    pub fn reading(&self, method: &'static str, metadata: &MetadataMap) -> Result<Context, Error> {
        Ok(Context {
            method,
            now: self.clock.now(),
            domain: self.domain,
            caller: subject(metadata)?,
            request: None,
            mode: Mode::Rehearse,
            ids: self.ids.clone(),
            replayed: Replayed::default(),
            receipt: Arc::default(),
        })
    }

    /// The context of a call that writes: its caller is known.
    pub fn writing<M: Message>(
        &self,
        method: &'static str,
        metadata: &MetadataMap,
        request: &M,
        request_id: &str,
        validate_only: bool,
    ) -> Result<Context, Error> {
        let mut context = self.reading(method, metadata)?;
        let Some(caller) = &context.caller else {
            return Err(Error::unauthenticated(format!(
                "{method} needs a caller: send the metadata {SUBJECT}"
            )));
        };
        if !request_id.is_empty() {
            let id = Uuid::try_parse(request_id).map_err(|_| {
                Error::invalid(Reason::FieldInvalid, "request_id", "must be a UUID")
            })?;
            let mut hash = Sha256::new();
            for part in [
                method.as_bytes(),
                caller.as_bytes(),
                &request.encode_to_vec(),
            ] {
                hash.update((part.len() as u64).to_be_bytes());
                hash.update(part);
            }
            let mut digest = [0; 16];
            digest.copy_from_slice(&hash.finalize()[..16]);
            context.request = Some(RequestKey { id, digest });
        }
        context.mode = if validate_only {
            Mode::Rehearse
        } else {
            Mode::Commit
        };
        Ok(context)
    }

    /// A context for what the service does by itself, in its own name.
    pub fn own(&self, method: &'static str) -> Context {
        Context::own(self.domain, method, self.clock.now(), &self.ids)
    }

    /// Runs a write. A retry of an accepted request gets its first answer and writes nothing.
    pub async fn write<T, F>(&self, context: Context, mut work: F) -> Result<T, Error>
    where
        T: Message + Default + Send + 'static,
        F: FnMut(&mut dyn Tx, &Context) -> Result<T, Error> + Send + 'static,
    {
        let (method, mode, receipt) = (context.method, context.mode, Arc::clone(&context.receipt));
        let (answer, given) = self
            .store
            .attested(method, mode, move |tx| match context.replay(tx)? {
                Some(answer) => Ok(answer),
                None => work(tx, &context),
            })
            .await?;
        *receipt.lock().unwrap_or_else(PoisonError::into_inner) = given;
        Ok(answer)
    }

    /// Refuses with `error`, unless this very request was accepted before: then its first answer. For handlers that ask
    /// elsewhere before they write: what is refused today may have been accepted when it was first sent.
    pub async fn unless_retried<T>(&self, context: &Context, error: Error) -> Result<T, Error>
    where
        T: Message + Default + Send + 'static,
    {
        let context = context.clone();
        let earlier = self
            .store
            .read(context.method, move |tx| context.replay(tx))
            .await?;
        earlier.ok_or(error)
    }

    /// Puts the receipt into the answer of a call that wrote `K`, or once wrote it. A rehearsal has none.
    pub async fn attest<K: resource::Kind>(
        &self,
        context: &Context,
        mut answer: K::Message,
    ) -> Result<K::Message, Error> {
        if context.mode == Mode::Attest {
            let given = context
                .receipt
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .take();
            let receipt = match given {
                Some(receipt) => self.shown(Some(receipt.index), Some(receipt))?,
                None => self.receipt(K::head(&answer)).await?,
            };
            if let Some(place) = (K::RECORDED.receipt)(&mut answer) {
                *place = Some(receipt);
            }
        }
        Ok(answer)
    }

    /// The receipt of what was written before, or is only now given its place.
    async fn receipt(&self, head: resource::Head<'_>) -> Result<pb::Receipt, Error> {
        let revision = resource::revision(head.etag)
            .ok_or_else(|| Error::internal("an answer without its etag"))?;
        let place = self.log.place(head.name, revision).await?;
        let receipt = match place {
            Some(place) => self.log.receipt(place).await?,
            None => None,
        };
        self.shown(place, receipt)
    }

    /// A receipt as the contract has it.
    pub(crate) fn shown(
        &self,
        place: Option<u64>,
        receipt: Option<proof::Receipt>,
    ) -> Result<pb::Receipt, Error> {
        Ok(pb::Receipt {
            log: self.log.verifier().name().to_owned(),
            index: place
                .map(i64::try_from)
                .transpose()
                .map_err(Error::internal)?,
            pending: receipt.is_none(),
            proof: receipt.map(|receipt| receipt.text()).unwrap_or_default(),
        })
    }

    /// Runs a read on one consistent state.
    pub async fn read<T, F>(&self, context: &Context, work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnMut(&mut dyn Tx) -> Result<T, Error> + Send + 'static,
    {
        self.store.read(context.method, work).await
    }

    /// The status of a refusal; the one place where a refusal is logged.
    pub fn refuse(&self, method: &'static str, metadata: &MetadataMap, error: Error) -> Status {
        match error.kind() {
            Kind::Internal | Kind::Collision => {
                let cause = std::error::Error::source(&error)
                    .map(ToString::to_string)
                    .unwrap_or_default();
                tracing::error!(target: "audit", method, %error, cause, "failed");
            }
            _ => tracing::info!(target: "audit", method, %error, "refused"),
        }
        let accepted = metadata
            .get("accept-language")
            .and_then(|value| value.to_str().ok());
        error
            .in_language(accepted.and_then(Language::preferred))
            .into_status(self.domain)
    }
}

// === impl Context

impl Context {
    /// What the service of this domain does by itself, in its own name.
    pub fn own(domain: &'static str, method: &'static str, now: i64, ids: &Ids) -> Self {
        Self {
            method,
            now,
            domain,
            caller: Some(format!("{domain}|service")),
            request: None,
            mode: Mode::Commit,
            ids: ids.clone(),
            replayed: Replayed::default(),
            receipt: Arc::default(),
        }
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
    pub fn is_rehearsal(&self) -> bool {
        self.mode == Mode::Rehearse
    }

    /// Will know whether this call was answered as it was before.
    pub fn replayed(&self) -> Replayed {
        self.replayed.clone()
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
    pub fn attested(mut self) -> Self {
        if self.mode == Mode::Commit {
            self.mode = Mode::Attest;
        }
        self
    }

    /// The request's id and digest as a revision remembers them.
    pub(crate) fn request(&self) -> Option<(&[u8], &[u8])> {
        self.request
            .as_ref()
            .map(|key| (key.id.as_bytes().as_slice(), key.digest.as_slice()))
    }

    /// The same call without its request id: for the further resources that it writes, so that a retry finds the one it
    /// answers with.
    #[must_use]
    pub fn aside(&self) -> Self {
        Self {
            request: None,
            ..self.clone()
        }
    }

    /// The answer that this request got when it was first accepted.
    fn replay<T: Message + Default>(&self, tx: &mut dyn Tx) -> Result<Option<T>, Error> {
        let Some(key) = &self.request else {
            return Ok(None);
        };
        let sql = "SELECT name, revision, body, body_salt, withheld, request_digest FROM revision WHERE request_id = $1";
        let rows = tx.query(sql, &[key.id.as_bytes().as_slice().into()])?;
        self.replayed.0.store(!rows.is_empty(), Ordering::Relaxed);
        let Some(row) = rows.first() else {
            return Ok(None);
        };
        let name = row[0].text()?;
        if row[5] == Value::Null {
            // Whether it is the same request, nobody can tell any more.
            return Err(resource::erased(name, row[1].int()?));
        }
        if row[5].bytes()? != key.digest {
            let text = "this request_id was used for another request; make a fresh UUID for each new request";
            return Err(Error::exists(
                Reason::RequestIdReused,
                "kenes/Request",
                name,
                text,
            ));
        }
        let body = resource::shown(name, &row[1..5])?;
        T::decode(body).map(Some).map_err(Error::internal)
    }
}

impl Replayed {
    /// The answer as it is sent.
    pub fn response<T>(&self, answer: T) -> tonic::Response<T> {
        let mut response = tonic::Response::new(answer);
        if self.0.load(Ordering::Relaxed) {
            let yes = tonic::metadata::AsciiMetadataValue::from_static("true");
            response.metadata_mut().insert(REPLAYED, yes);
        }
        response
    }
}

/// The caller that the metadata names: 3 to 200 printable ASCII characters.
fn subject(metadata: &MetadataMap) -> Result<Option<String>, Error> {
    let Some(value) = metadata.get(SUBJECT) else {
        return Ok(None);
    };
    match value.to_str() {
        Ok(text) if (3..=200).contains(&text.len()) => Ok(Some(text.to_owned())),
        _ => Err(Error::unauthenticated(format!(
            "{SUBJECT} must be 3 to 200 printable ASCII characters"
        ))),
    }
}
