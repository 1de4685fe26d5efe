//! The kinds of resources that a service keeps, as one list of plain data.
//!
//! Owns how an answer of any of them is made what a reader sees, where it carries its receipt, its revisions whatever it is, and
//! its columns read again.

use std::any::Any;

use kenes_proto::{
    methods::Resource,
    record::{self as pb, Receipt},
};
use prost_reflect::ReflectMessage;

use crate::{
    Error,
    context::{Context, Reading},
    excerpt::Excerpt,
    resource::{self, Derived, Kind, Pages},
    store::Tx,
    table::Schema,
    verb::Verbs,
};

/// The kinds of a service.
#[derive(Clone, Copy, Debug)]
pub struct Kinds(pub &'static [AnyKind]);

/// A kind without its type.
#[derive(Clone, Copy, Debug)]
pub struct AnyKind {
    render: fn(&mut dyn Tx, &mut dyn Any, &Reading) -> Result<bool, Error>,
    receipt: for<'a> fn(&'a mut dyn Any) -> Option<Written<'a>>,
    pub(super) schema: fn() -> &'static Schema,
    pub(super) derive: fn(&mut dyn Tx, &str) -> Result<Option<Derived>, Error>,
    verbs: fn() -> (&'static str, Verbs),
    message: fn() -> String,
    revisions: Answer<pb::ListRevisionsRequest, pb::ListRevisionsResponse>,
    revision: Answer<pb::GetRevisionRequest, pb::Revision>,
}

/// A handler that reads.
type Answer<R, A> = fn(&mut dyn Tx, &Context, &R) -> Result<A, Error>;

/// A resource that a write returns: what it is, and where its receipt goes.
pub(super) struct Written<'a> {
    pub(super) name: String,
    pub(super) etag: String,
    pub(super) receipt: &'a mut Option<Receipt>,
}

impl AnyKind {
    /// This kind.
    pub const fn of<K: Kind>() -> Self {
        Self {
            render: |tx, answer, reading| match answer.downcast_mut::<K::Message>() {
                Some(message) => K::render(tx, message, reading).map(|()| true),
                None => Ok(false),
            },
            receipt: |answer| {
                let message = answer.downcast_mut::<K::Message>()?;
                let head = message.head();
                let (name, etag) = (head.name.to_owned(), head.etag.to_owned());
                let receipt = (K::RECORDED.receipt)(message)?;
                Some(Written {
                    name,
                    etag,
                    receipt,
                })
            },
            schema: || K::table().schema(),
            derive: resource::derive::<K>,
            verbs: || (resource::noun::<K>(), K::VERBS),
            message: || K::Message::default().descriptor().full_name().to_owned(),
            revisions: revisions::<K>,
            revision: revision::<K>,
        }
    }

    /// The name of its message: `kenes.consultation.v1.Comment`.
    pub fn message(&self) -> String {
        (self.message)()
    }

    /// A page of the revisions of one of them.
    pub(crate) fn revisions(
        &self,
        tx: &mut dyn Tx,
        context: &Context,
        request: &pb::ListRevisionsRequest,
    ) -> Result<pb::ListRevisionsResponse, Error> {
        (self.revisions)(tx, context, request)
    }

    /// One revision.
    pub(crate) fn revision(
        &self,
        tx: &mut dyn Tx,
        context: &Context,
        request: &pb::GetRevisionRequest,
    ) -> Result<pb::Revision, Error> {
        (self.revision)(tx, context, request)
    }
}

impl Kinds {
    /// The kind whose message has this name.
    pub(crate) fn find(self, message: &str) -> Option<AnyKind> {
        self.0
            .iter()
            .copied()
            .find(|kind| kind.message() == message)
    }

    /// Their tables.
    pub fn schemas(self) -> Vec<&'static Schema> {
        self.0.iter().map(|kind| (kind.schema)()).collect()
    }

    /// What the events of each are called, by its noun.
    pub fn verbs(self) -> Vec<(&'static str, Verbs)> {
        self.0.iter().map(|kind| (kind.verbs)()).collect()
    }

    /// Fills in what is known only when a resource is read, if the answer is one.
    pub(super) fn render(
        self,
        tx: &mut dyn Tx,
        answer: &mut dyn Any,
        reading: &Reading,
    ) -> Result<(), Error> {
        for kind in self.0 {
            if (kind.render)(tx, answer, reading)? {
                break;
            }
        }
        Ok(())
    }

    /// The resource that an answer is, if it can carry a receipt.
    pub(super) fn written(self, answer: &mut dyn Any) -> Option<Written<'_>> {
        // Two looks: what the first one finds could not be returned from the loop while it goes on.
        let at = self
            .0
            .iter()
            .position(|kind| (kind.receipt)(answer).is_some())?;
        (self.0[at].receipt)(answer)
    }
}

fn revisions<K: Kind>(
    tx: &mut dyn Tx,
    context: &Context,
    request: &pb::ListRevisionsRequest,
) -> Result<pb::ListRevisionsResponse, Error> {
    let excerpt = Excerpt::of::<K::Message>(request)?;
    let pages = Pages {
        name: &request.name,
        page_size: request.page_size,
        page_token: &request.page_token,
    };
    let history = resource::revisions::<K>(tx, context, pages, &excerpt)?;
    let revisions = history.revisions.into_iter();
    Ok(pb::ListRevisionsResponse {
        revisions: revisions.map(resource::Revision::of_any_kind).collect(),
        next_page_token: history.next_page_token,
    })
}

fn revision<K: Kind>(
    tx: &mut dyn Tx,
    context: &Context,
    request: &pb::GetRevisionRequest,
) -> Result<pb::Revision, Error> {
    let excerpt = Excerpt::of::<K::Message>(request)?;
    let found = resource::get_revision::<K>(tx, context, &request.name, &excerpt)?;
    Ok(found.of_any_kind())
}
