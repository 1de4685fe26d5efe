//! The path of a request, the same for every RPC: check the shape, name the caller, run, and turn any refusal into a status.
//!
//! [`service!`](crate::service) writes a service's one tonic impl from a table with a line an RPC; a handler is a plain async function
//! `(api, context, request) -> Result<answer, Error>` and fits one screen. Owns nothing of what a method means.

mod table;

use std::sync::PoisonError;

use kenes_proto::record as pb;
use prost::Message;
use tlog::proof;
use tonic::{Status, metadata::MetadataMap};

use crate::{
    Error,
    clock::{Clock, Ids},
    context::Context,
    error::{Kind, Language},
    record::Log,
    resource,
    store::{Mode, Store, Tx},
};

/// What a service's handlers are given: its store, its clock, its identifiers and its name in errors.
#[derive(Clone, Debug)]
pub struct App {
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

// === impl App

impl App {
    /// The context of a call that reads.
    pub fn reading(&self, method: &'static str, metadata: &MetadataMap) -> Result<Context, Error> {
        Context::reading(self.domain, method, self.clock.now(), &self.ids, metadata)
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
        self.reading(method, metadata)?
            .writing(request, request_id, validate_only)
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
        let kept = context.clone();
        let (method, mode) = (context.method, context.mode());
        let (answer, given) = self
            .store
            .with_receipt(method, mode, move |tx| match context.replay(tx)? {
                Some(answer) => Ok(answer),
                None => work(tx, &context),
            })
            .await?;
        *kept
            .receipt()
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = given;
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
        if context.mode() == Mode::WithReceipt {
            let given = context
                .receipt()
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
