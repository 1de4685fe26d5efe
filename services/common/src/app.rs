//! The path of a request, the same for every RPC: check the shape, name the caller, run, and turn any refusal into a status.
//!
//! [`serve!`](crate::serve) answers a service's methods from a table with a line an RPC; a handler is a plain function over a
//! transaction, `(tx, context, request) -> Result<answer, Error>`, and fits one screen. Owns nothing of what a method means.

mod call;
mod derivation;
mod kinds;
pub mod outflow;
mod receipt;
mod serve;

use prost::Message;
use tonic::{Extensions, Status, metadata::MetadataMap};

use crate::{
    Error,
    attachments::Attachments,
    clock::{Clock, Ids},
    context::{self, Context},
    error::Kind,
    record::Log,
    store::{Migration, Store, Tx},
};
use call::typed;
pub use call::{Open, Said, Work, boxed, work};
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

/// What a service's handlers are given: its store, its files, its clock, its identifiers and its name in errors.
#[derive(Clone, Debug)]
pub struct App {
    /// The service's database.
    pub store: Store,
    /// The log of what is written there.
    pub log: Log,
    /// The files that were uploaded to it.
    pub attachments: Attachments,
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
    /// The context of a call that reads.
    pub fn reading(
        &self,
        method: &'static str,
        (metadata, extensions): (&MetadataMap, &Extensions),
    ) -> Result<Context, Error> {
        let now = self.clock.now();
        let said = (metadata, extensions);
        let context = Context::reading(self.domain, method, now, &self.ids, said)?;
        Ok(context.doubting(self.clock.ahead(now)))
    }

    /// A context for what the service does by itself, in its own name.
    pub fn own(&self, method: &'static str) -> Context {
        let now = self.clock.now();
        Context::own(self.domain, method, now, &self.ids).doubting(self.clock.ahead(now))
    }

    /// Runs a write, and returns what it wrote as a reader sees it. A retry of an accepted request gets its first answer and
    /// writes nothing.
    pub async fn write<T, F>(&self, context: Context, mut work: F) -> Result<T, Error>
    where
        T: Message + Default + 'static,
        F: FnMut(&mut dyn Tx, &Context) -> Result<T, Error> + Send + 'static,
    {
        let work: Work = Box::new(move |tx, context| work(tx, context).map(boxed));
        typed(self.write_any(context, call::decode::<T>, work).await?)
    }

    /// The first answer to a write that was accepted before and now is refused with `error`, or that refusal.
    pub async fn first_answer<T>(&self, context: &Context, error: Error) -> Result<T, Error>
    where
        T: Message + Default + 'static,
    {
        let decode = call::decode::<T>;
        typed(self.first_answer_any(context, decode, error).await?)
    }

    /// Runs a read on one consistent state. What must be known before a write does not wait behind what others only ask.
    pub async fn read<T, F>(&self, context: &Context, work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnMut(&mut dyn Tx) -> Result<T, Error> + Send + 'static,
    {
        match context.writes() {
            true => self.store.read_needed(context.method, work).await,
            false => self.store.read(context.method, work).await,
        }
    }

    /// The status of a refusal; the one place where a refusal is logged.
    pub fn refuse(&self, method: &'static str, metadata: &MetadataMap, error: Error) -> Status {
        match error.kind() {
            Kind::Internal => {
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
