//! The steps around a handler, the same for every RPC: the shape of the request, who calls, the transaction, a retry, the receipt,
//! the status of a refusal.
//!
//! What a method takes and returns is known only at both ends, where a request is decoded and an answer encoded. Between them an
//! answer is a [`Said`]: so this is compiled once, not once a method.

use std::any::Any;

use kenes_proto::methods::{Access, Call, Method, Request};
use prost::{Message, bytes::Bytes};
use prost_reflect::ReflectMessage;
use tonic::{Response, Status, metadata::MetadataMap};

use super::App;
use crate::{
    Error,
    context::{Context, Reading},
    store::Tx,
    stored_body::StoredBody,
    validate,
};

/// An answer, whatever its message is.
pub trait Said: Any + Send {
    /// As it is sent.
    fn encoded(&self) -> Bytes;
    /// To be looked into.
    fn as_any(&mut self) -> &mut dyn Any;
    /// To be had back.
    fn into_any(self: Box<Self>) -> Box<dyn Any>;
}

/// A handler with its request. It may run more than once.
pub type Work =
    Box<dyn FnMut(&mut dyn Tx, &Context) -> Result<Box<dyn Said>, Error> + Send + 'static>;

/// Decodes an answer that was stored.
pub(super) type Decode = fn(&StoredBody<&[u8]>) -> Result<Box<dyn Said>, Error>;

/// A call whose request has the shape that the contract demands, by a caller who may be asked for.
pub struct Open {
    /// Who calls, when, and whether it is a retry or a rehearsal.
    pub context: Context,
    metadata: MetadataMap,
    access: Access,
    decode: Decode,
    with_receipt: bool,
}

/// An answer without its type.
pub fn boxed<T: Message + 'static>(answer: T) -> Box<dyn Said> {
    Box::new(answer)
}

/// A handler with its request.
pub fn work<M: Method>(
    request: M::Request,
    handler: impl Fn(&mut dyn Tx, &Context, &M::Request) -> Result<M::Answer, Error> + Send + 'static,
) -> Work {
    Box::new(move |tx, context| handler(tx, context, &request).map(boxed))
}

/// The message of an answer, which is of the type that was put in.
pub(super) fn typed<T: 'static>(answer: Box<dyn Said>) -> Result<T, Error> {
    let answer = answer.into_any().downcast::<T>();
    let answer = answer.map_err(|_| Error::internal("an answer of another type"))?;
    Ok(*answer)
}

pub(super) fn decode<T: Message + Default + 'static>(
    body: &StoredBody<&[u8]>,
) -> Result<Box<dyn Said>, Error> {
    body.decode::<T>().map(boxed)
}

impl<T: Message + 'static> Said for T {
    fn encoded(&self) -> Bytes {
        self.encode_to_vec().into()
    }

    fn as_any(&mut self) -> &mut dyn Any {
        self
    }

    fn into_any(self: Box<Self>) -> Box<dyn Any> {
        self
    }
}

impl Open {
    /// The same call, whose answer carries the receipt of what it writes.
    #[must_use]
    pub fn receipt(mut self) -> Self {
        self.context = self.context.receipt();
        self.with_receipt = true;
        self
    }
}

impl App {
    /// Opens a call: reads its request, checks its shape and names its caller.
    pub fn open<M: Method>(&self, call: Call) -> Result<(Open, M::Request), Status> {
        let Call {
            metadata,
            extensions,
            request,
        } = call;
        // As the library of messages says it: the caller is told by the server what is wrong with it.
        let read = |bytes: &[u8]| {
            M::Request::decode(bytes).map_err(|error| Status::internal(error.to_string()))
        };
        let descriptor = M::Request::default().descriptor();
        validate::scan(&descriptor, &request).map_err(|e| self.refuse(M::NAME, &metadata, e))?;
        let mut request = read(&request)?;
        let mut encoded = request.encode_to_vec();
        let refused = |error| self.refuse(M::NAME, &metadata, error);
        let admitted = validate::admit(&descriptor, &encoded).map_err(refused)?;
        if let Some(unified) = admitted.unified {
            request = read(&unified)?;
            encoded = request.encode_to_vec();
        }
        let access = M::Request::ACCESS;
        // What an update says is checked after it was merged.
        let checked = match access {
            Access::Update => Ok(()),
            Access::Read | Access::Write => admitted.verdict,
        };
        let opened = checked
            .and_then(|()| self.reading(M::NAME, (&metadata, &extensions)))
            .and_then(|context| match access {
                Access::Read => Ok(context),
                Access::Write | Access::Update => {
                    context.writing(&encoded, request.request_id(), request.validate_only())
                }
            });
        let open = Open {
            context: opened.map_err(refused)?,
            access,
            decode: decode::<M::Answer>,
            with_receipt: false,
            metadata,
        };
        Ok((open, request))
    }

    /// Runs a handler in a transaction of the kind that its method needs, and returns what the caller is sent.
    pub async fn run(&self, open: Open, mut work: Work) -> Result<Response<Bytes>, Status> {
        let call = open.context.clone();
        let outcome = match open.access {
            Access::Read => {
                let read = self.read(&open.context, move |tx| work(tx, &call));
                read.await
            }
            Access::Write | Access::Update => self.write_any(call, open.decode, work).await,
        };
        self.close(open, outcome).await
    }

    /// What the caller is sent: the answer, or the status of the refusal. Once the store is distrusted no answer leaves.
    pub async fn close(
        &self,
        open: Open,
        outcome: Result<Box<dyn Said>, Error>,
    ) -> Result<Response<Bytes>, Status> {
        let context = &open.context;
        let outcome = match outcome {
            // Few refusals are retries, so what looks for them adds nothing to the size of every call.
            Err(error) if context.may_be_retry() => {
                Box::pin(self.first_answer_any(context, open.decode, error)).await
            }
            outcome => outcome,
        };
        let outcome = match open.with_receipt {
            true => self.receipt(context, outcome).await,
            false => outcome,
        };
        self.store
            .trusted(outcome)
            .map(|answer| context.respond(answer.encoded()))
            .map_err(|error| self.refuse(context.method, &open.metadata, error))
    }

    /// Runs a write, and returns what it wrote as a reader sees it. A retry of an accepted request gets its first answer and
    /// writes nothing.
    pub(super) async fn write_any(
        &self,
        context: Context,
        decode: Decode,
        mut work: Work,
    ) -> Result<Box<dyn Said>, Error> {
        let (kinds, call) = (self.kinds, context.clone());
        let request = context.request().map(|(id, _)| id);
        let (answer, receipt) = self
            .store
            .with_receipt(context.method, context.mode(), request, move |tx| {
                let mut answer = match call.replayed(tx, decode)? {
                    Some(answer) => answer,
                    None => {
                        call.in_time()?;
                        work(tx, &call)?
                    }
                };
                kinds.render(tx, answer.as_any(), &Reading::of(&call))?;
                Ok(answer)
            })
            .await?;
        context.keep_receipt(receipt);
        Ok(answer)
    }

    /// The first answer to a write that was accepted before and now is refused with `error`, or that refusal. What is refused
    /// before a transaction begins may have been accepted when it was first sent.
    pub(super) async fn first_answer_any(
        &self,
        context: &Context,
        decode: Decode,
        error: Error,
    ) -> Result<Box<dyn Said>, Error> {
        let (kinds, call) = (self.kinds, context.clone());
        let earlier = self.read(context, move |tx| {
            let mut earlier = call.replayed(tx, decode)?;
            if let Some(answer) = &mut earlier {
                kinds.render(tx, answer.as_any(), &Reading::of(&call))?;
            }
            Ok(earlier)
        });
        earlier.await?.ok_or(error)
    }
}
