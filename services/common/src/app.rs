//! The path of a request, the same for every RPC: check the shape, name the caller, run, and turn any refusal into a status.
//!
//! [`serve!`](crate::serve) answers a service's methods from a table with a line an RPC; a handler is a plain function over a
//! transaction, `(tx, context, request) -> Result<answer, Error>`, and fits one screen. Owns nothing of what a method means.

mod derivation;
mod kinds;
mod receipt;
mod serve;

use kenes_proto::methods::{Access, Method, Request};
use prost::Message;
use tonic::{Response, Status, metadata::MetadataMap};

use crate::{
    Error,
    clock::{Clock, Ids},
    context::{self, Context, Reading},
    error::Kind,
    record::Log,
    store::{Migration, Store, Tx},
    validate,
};
pub use derivation::{Progress, VERSION, derive_columns};
pub use kinds::{AnyKind, Kinds};

/// What a service is, as plain data.
#[derive(Clone, Copy, Debug)]
pub struct Definition {
    /// Its name in errors and in references to its resources: `registry.kenes`.
    pub domain: &'static str,
    /// Its schema.
    pub migrations: &'static [Migration],
    /// The kinds of resources that it keeps.
    pub kinds: Kinds,
}

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
    /// The kinds of resources that it keeps.
    pub kinds: Kinds,
}

impl App {
    /// The context of a call whose request has the shape that the contract demands, by a caller who may be asked for.
    pub fn open<M: Method>(
        &self,
        metadata: &MetadataMap,
        request: &mut M::Request,
    ) -> Result<Context, Error> {
        let checked = validate::admit(request);
        // What an update says is checked after it was merged.
        if M::Request::ACCESS != Access::Update {
            checked?;
        }
        let context = self.reading(M::NAME, metadata)?;
        match M::Request::ACCESS {
            Access::Read => Ok(context),
            Access::Write | Access::Update => {
                context.writing(&*request, request.request_id(), request.validate_only())
            }
        }
    }

    /// The context of a call that reads.
    pub fn reading(&self, method: &'static str, metadata: &MetadataMap) -> Result<Context, Error> {
        Context::reading(self.domain, method, self.clock.now(), &self.ids, metadata)
    }

    /// A context for what the service does by itself, in its own name.
    pub fn own(&self, method: &'static str) -> Context {
        Context::own(self.domain, method, self.clock.now(), &self.ids)
    }

    /// Runs a handler in a transaction of the kind that its method needs.
    pub async fn run<M, F>(
        &self,
        context: &Context,
        request: M::Request,
        handler: F,
    ) -> Result<M::Answer, Error>
    where
        M: Method,
        F: Fn(&mut dyn Tx, &Context, &M::Request) -> Result<M::Answer, Error> + Send + 'static,
    {
        let call = context.clone();
        match M::Request::ACCESS {
            Access::Read => {
                self.read(context, move |tx| handler(tx, &call, &request))
                    .await
            }
            Access::Write | Access::Update => {
                let work = move |tx: &mut dyn Tx, call: &Context| handler(tx, call, &request);
                self.write(call, work).await
            }
        }
    }

    /// Runs a write, and returns what it wrote as a reader sees it. A retry of an accepted request gets its first answer and
    /// writes nothing.
    pub async fn write<T, F>(&self, context: Context, mut work: F) -> Result<T, Error>
    where
        T: Message + Default + Send + 'static,
        F: FnMut(&mut dyn Tx, &Context) -> Result<T, Error> + Send + 'static,
    {
        let (kinds, call) = (self.kinds, context.clone());
        let (answer, receipt) = self
            .store
            .with_receipt(context.method, context.mode(), move |tx| {
                let mut answer = match call.replay(tx)? {
                    Some(answer) => answer,
                    None => work(tx, &call)?,
                };
                kinds.render(tx, &mut answer, &Reading::of(&call))?;
                Ok(answer)
            })
            .await?;
        context.keep_receipt(receipt);
        Ok(answer)
    }

    /// The first answer to a write that was accepted before and now is refused with `error`, or that refusal. What is refused
    /// before a transaction begins may have been accepted when it was first sent.
    pub async fn first_answer<T>(&self, context: &Context, error: Error) -> Result<T, Error>
    where
        T: Message + Default + Send + 'static,
    {
        let (kinds, call) = (self.kinds, context.clone());
        let earlier = self.read(context, move |tx| {
            let mut earlier = call.replay::<T>(tx)?;
            if let Some(answer) = &mut earlier {
                kinds.render(tx, answer, &Reading::of(&call))?;
            }
            Ok(earlier)
        });
        earlier.await?.ok_or(error)
    }

    /// Runs a read on one consistent state.
    pub async fn read<T, F>(&self, context: &Context, work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnMut(&mut dyn Tx) -> Result<T, Error> + Send + 'static,
    {
        self.store.read(context.method, work).await
    }

    /// What the caller is sent: the answer, or the status of the refusal. Once the store is distrusted no answer leaves.
    pub fn close<M: Method>(
        &self,
        metadata: &MetadataMap,
        context: &Context,
        outcome: Result<M::Answer, Error>,
    ) -> Result<Response<M::Answer>, Status> {
        self.store
            .trusted(outcome)
            .map(|answer| context.respond(answer))
            .map_err(|error| self.refuse(M::NAME, metadata, error))
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
        error
            .in_language(context::language(metadata))
            .into_status(self.domain)
    }
}
