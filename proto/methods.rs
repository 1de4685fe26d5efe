//! What the contract says of its methods and their messages, as traits: so that what is the same for all of them is written once.
//!
//! The implementations are generated with the messages (`methods_build.rs`). Owns no behaviour.

use std::pin::Pin;

use prost::bytes::Bytes;
use prost_types::{FieldMask, Timestamp};
use tonic::{Extensions, Response, Status, metadata::MetadataMap};

/// A unary method.
pub trait Method: Send + Sync + 'static {
    /// Its name: `CreateComment`.
    const NAME: &'static str;
    /// What it takes.
    type Request: Request;
    /// What it returns.
    type Answer: prost::Message + Default + 'static;
}

/// A call of a method, before its request is read.
#[derive(Debug)]
pub struct Call {
    /// The metadata that came with it.
    pub metadata: MetadataMap,
    /// What the server found out about it, such as who calls.
    pub extensions: Extensions,
    /// The request, encoded.
    pub request: Bytes,
}

/// The encoded answer to a call.
pub type Answering<'a> = Pin<Box<dyn Future<Output = Result<Response<Bytes>, Status>> + Send + 'a>>;

/// What answers a method, in the name of an `A`.
pub type Handler<A> = for<'a> fn(&'a A, Call) -> Answering<'a>;

/// Whoever answers a method.
pub trait Serves<M: Method>: Sized {
    /// What answers it.
    const HANDLER: Handler<Self>;
}

/// A service without streams.
pub trait Service {
    /// Its full name: `kenes.consultation.v1.CommentService`.
    const NAME: &'static str;
}

/// Whoever answers all methods of a service, which is who [`Serves`] each of them.
pub trait ServesAll<S: Service>: Sized + Send + Sync + 'static {
    /// What answers the method of this name.
    fn handler(method: &str) -> Option<Handler<Self>>;
}

/// A server of a service with streams, before it is limited.
pub trait Limited {
    /// The same, taking requests of at most `largest` bytes: also compressed with gzip, and then so large when they are
    /// inflated.
    #[must_use]
    fn limited(self, largest: usize) -> Self;
}

/// What a method does to the record; it follows from the fields of its request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Nothing. Anybody may call it.
    Read,
    /// It writes: the request has `validate_only`, and needs a caller. Its `request_id` is its own or, in a batch, one a part.
    Write,
    /// It writes what a mask names: the resource is checked after it was merged, not as it was sent.
    Update,
}

/// The request of a method.
pub trait Request:
    prost::Message + prost_reflect::ReflectMessage + Default + Clone + 'static
{
    /// What the method does to the record.
    const ACCESS: Access;
    /// The caller's id for the request; empty where there is none.
    fn request_id(&self) -> &str {
        ""
    }
    /// Whether the caller only wants to know what the method would return.
    fn validate_only(&self) -> bool {
        false
    }
}

/// A request that names a resource.
pub trait Named {
    /// The resource.
    fn name(&self) -> &str;
    /// The time of recording for which it is read, if not now.
    fn as_of_time(&self) -> Option<&Timestamp> {
        None
    }
}

/// A request that says how much of a resource it wants to see.
pub trait Excerpted {
    /// The one language of its texts; empty for all.
    fn language_code(&self) -> &str;
    /// Whether with bodies.
    fn view(&self) -> crate::types::View;
}

/// A request that names a resource and the etag that the caller acts on.
pub trait Conditional: Named {
    /// The etag; empty asks for no check.
    fn etag(&self) -> &str;
}

/// A request that asks for a page.
pub trait Paged {
    /// How many to return; 0 is the default.
    fn page_size(&self) -> i32;
    /// Where to go on.
    fn page_token(&self) -> &str;
}

/// A request that lists resources.
pub trait Listing: Paged {
    /// Which to return.
    fn filter(&self) -> &str;
    /// In what order.
    fn order_by(&self) -> &str;
    /// Whose children; none at the top.
    fn parent(&self) -> Option<&str> {
        None
    }
    /// Whether soft-deleted ones are returned too.
    fn show_deleted(&self) -> bool {
        false
    }
}

/// A request that carries a resource.
pub trait Carries {
    /// The resource's message.
    type Resource;
    /// The resource.
    fn resource(&self) -> Option<&Self::Resource>;
    /// The same, to fill in.
    fn resource_mut(&mut self) -> Option<&mut Self::Resource>;
}

/// A request that creates a resource.
pub trait Create: Carries {
    /// The id that the caller chose; empty for a fresh one.
    fn id(&self) -> &str {
        ""
    }
    /// The parent; empty at the top.
    fn parent(&self) -> &str {
        ""
    }
}

/// A request that updates a resource.
pub trait Update: Carries {
    /// What of it.
    fn update_mask(&self) -> Option<&FieldMask>;
}

/// A request for several resources.
pub trait Batch {
    /// Their names.
    fn names(&self) -> &[String];
    /// The time of recording for which they are read, if not now.
    fn as_of_time(&self) -> Option<&Timestamp>;
}

/// An answer of several resources.
pub trait BatchOf {
    /// Their message.
    type Resource;
    /// The answer with these, in this order.
    fn of(resources: Vec<Self::Resource>) -> Self;
}

/// A revision of a resource.
pub trait RevisionOf {
    /// The resource's message.
    type Resource;
    /// The revision with these fields.
    fn of(
        name: String,
        snapshot: Option<Self::Resource>,
        create_time: Timestamp,
        actor: String,
        method: String,
    ) -> Self;
}

/// A page of revisions.
pub trait Revisions {
    /// One of them.
    type Revision: RevisionOf;
    /// The page with these.
    fn of(revisions: Vec<Self::Revision>, next_page_token: String) -> Self;
}

/// When a resource was deleted and may be purged, to fill in.
pub type Deletion<'a> = (&'a mut Option<Timestamp>, &'a mut Option<Timestamp>);

/// A resource of the contract.
pub trait Resource:
    prost::Message + prost_reflect::ReflectMessage + Default + Clone + 'static
{
    /// Its type: `registry.kenes/Organization`.
    const TYPE: &'static str;
    /// The collection it lies in: `organizations`.
    const COLLECTION: &'static str;
    /// The field that holds it in a request: `organization`.
    const FIELD: &'static str;
    /// What every resource has.
    fn head(&self) -> Head<'_>;
    /// The same, to fill in.
    fn head_mut(&mut self) -> HeadMut<'_>;
    /// Whether it is soft-deleted.
    fn is_deleted(&self) -> bool {
        false
    }
    /// When it was deleted and may be purged, where that can be.
    fn deletion(&mut self) -> Option<Deletion<'_>> {
        None
    }
}

/// What every resource has.
#[derive(Clone, Copy, Debug)]
pub struct Head<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its etag.
    pub etag: &'a str,
    /// When it was created.
    pub create_time: Option<&'a Timestamp>,
}

/// What every resource has, to fill in.
#[derive(Debug)]
pub struct HeadMut<'a> {
    /// Its name.
    pub name: &'a mut String,
    /// Its UUID.
    pub uid: &'a mut String,
    /// Its etag.
    pub etag: &'a mut String,
    /// When it was created.
    pub create_time: &'a mut Option<Timestamp>,
    /// When it was changed last.
    pub update_time: &'a mut Option<Timestamp>,
}

include!(concat!(env!("OUT_DIR"), "/methods.rs"));
