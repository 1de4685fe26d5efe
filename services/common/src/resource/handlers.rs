//! The handlers that every family has, written once: `GetPost = Posts::get` in a table of contents.
//!
//! Owns the standard methods (AIP-131 to 135, 231) and the transitions. What a family does differently is in its hooks
//! ([`Family`]), or is a handler of its own.

use kenes_proto::{
    Page,
    methods::{
        Batch, BatchOf, Conditional, Create, Excerpted, Listing, Named, Paged, Resource,
        RevisionOf, Revisions, Update,
    },
    types::ErrorReason as Reason,
};
use prost::Message;
use prost_types::Timestamp;

use super::{
    Kind, Pages, Revision,
    page::{FRAME, LARGEST},
};
use crate::{
    Error,
    context::{Context, Reading},
    date,
    excerpt::Excerpt,
    list, mask, names,
    store::Tx,
};

/// How far ahead of ours the clock of a caller may be who asks for the present moment, in microseconds.
const AHEAD: i64 = 60_000_000;

/// Handlers that read, of every kind.
pub trait Read: Kind {
    /// One resource, as it is or as the record held it.
    fn get<R: Named + Excerpted>(
        tx: &mut dyn Tx,
        context: &Context,
        request: &R,
    ) -> Result<Self::Message, Error> {
        let excerpt = Excerpt::of::<Self::Message>(request)?;
        let time = request.as_of_time();
        let reading = reading(context, time)?;
        let mut found = super::get_as_of::<Self>(tx, request.name(), time)?;
        Self::render(tx, &mut found, &reading)?;
        excerpt.cut(found)
    }

    /// A page of resources. Its parent is there, or is a wildcard.
    fn list<R: Listing + Excerpted>(
        tx: &mut dyn Tx,
        context: &Context,
        request: &R,
    ) -> Result<Page, Error> {
        let excerpt = Excerpt::of::<Self::Message>(request)?;
        let parent = request.parent();
        names::check_wildcard("parent", parent.unwrap_or_default())?;
        let one = parent.filter(|parent| !names::is_wildcard(parent));
        if let (Some(kind), Some(parent)) = (Self::PARENT, one) {
            (kind.exists)(tx, parent)?;
        }
        let query = list::Query {
            table: Self::table().schema(),
            parent,
            page_size: request.page_size(),
            page_token: request.page_token(),
            filter: request.filter(),
            order_by: request.order_by(),
            show_deleted: request.show_deleted(),
            now: context.now,
        };
        let collection = Self::Message::COLLECTION;
        let total = Self::total(one);
        super::list(tx, collection, &query, total, &excerpt, |tx, page| {
            Self::render_page(tx, page, one, &Reading::of(context))
        })
    }

    /// Several resources in the order of their names, all or an error: `ANSWER_TOO_LARGE` where they do not fit into an answer.
    fn batch_get<R: Batch + Excerpted, A: BatchOf<Resource = Self::Message>>(
        tx: &mut dyn Tx,
        context: &Context,
        request: &R,
    ) -> Result<A, Error> {
        let excerpt = Excerpt::of::<Self::Message>(request)?;
        let time = request.as_of_time();
        let reading = reading(context, time)?;
        let (mut found, mut bytes) = (Vec::new(), 0);
        for name in request.names() {
            let mut message = super::get_as_of::<Self>(tx, name, time)?;
            Self::render(tx, &mut message, &reading)?;
            let message = excerpt.cut(message)?;
            bytes += message.encoded_len() + FRAME;
            if bytes > LARGEST && !found.is_empty() {
                return Err(too_large(found.len()));
            }
            found.push(message);
        }
        Ok(A::of(found))
    }

    /// A page of the revisions of a resource, newest first.
    fn list_revisions<R, A>(tx: &mut dyn Tx, context: &Context, request: &R) -> Result<A, Error>
    where
        R: Named + Paged + Excerpted,
        A: Revisions<Revision: RevisionOf<Resource = Self::Message>>,
    {
        let excerpt = Excerpt::of::<Self::Message>(request)?;
        let pages = Pages {
            name: request.name(),
            page_size: request.page_size(),
            page_token: request.page_token(),
        };
        let history = super::revisions::<Self>(tx, context, pages, &excerpt)?;
        let revisions = history.revisions.into_iter().map(of_its_kind);
        Ok(A::of(revisions.collect(), history.next_page_token))
    }

    /// One revision.
    fn get_revision<R, A>(tx: &mut dyn Tx, context: &Context, request: &R) -> Result<A, Error>
    where
        R: Named + Excerpted,
        A: RevisionOf<Resource = Self::Message>,
    {
        let excerpt = Excerpt::of::<Self::Message>(request)?;
        super::get_revision::<Self>(tx, context, request.name(), &excerpt).map(of_its_kind)
    }
}

impl<K: Kind> Read for K {}

/// For when a resource is read: now, or as the record held it at a time that has come.
fn reading(context: &Context, time: Option<&Timestamp>) -> Result<Reading, Error> {
    let reading = Reading::of(context);
    let Some(time) = time.map(date::micros) else {
        return Ok(reading);
    };
    if time > context.now.saturating_add(AHEAD) {
        let now = date::timestamp(context.now);
        let say = format!("give a moment that has come: here it is {now}");
        return Err(Error::invalid(Reason::FieldInvalid, "as_of_time", say));
    }
    Ok(reading.as_of(time.min(context.now)))
}

/// The refusal of a batch of which only the first `fit` fit into an answer.
fn too_large(fit: usize) -> Error {
    let text = format!(
        "the answer would be larger than {LARGEST} bytes: ask for at most {fit} of these at once, or for less of them with \
         language_code and view"
    );
    Error::oversize(Reason::AnswerTooLarge, text).with("limit_bytes", LARGEST.to_string())
}

/// A revision as the methods of its own family return it.
fn of_its_kind<A: RevisionOf>(found: Revision<A::Resource>) -> A {
    A::of(
        found.name,
        found.snapshot,
        found.create_time,
        found.actor,
        found.method,
    )
}

/// What a family decides when its resources are written.
pub trait Family: Kind {
    /// Refuses a resource that may not be written so, and fills in what the service decides. `present` is what the record
    /// holds, `None` where the resource is created; its name is set.
    fn before_write(
        tx: &mut dyn Tx,
        context: &Context,
        present: Option<&Self::Message>,
        new: &mut Self::Message,
    ) -> Result<(), Error>;

    /// Writes what follows from it for other resources.
    fn after_write(
        tx: &mut dyn Tx,
        context: &Context,
        present: Option<&Self::Message>,
        written: &Self::Message,
    ) -> Result<(), Error> {
        let _ = (tx, context, present, written);
        Ok(())
    }

    /// Refuses to delete a resource that must stay.
    fn before_delete(tx: &mut dyn Tx, present: &Self::Message) -> Result<(), Error> {
        let _ = (tx, present);
        Ok(())
    }

    /// Refuses to bring back a resource that no longer fits.
    fn before_undelete(
        tx: &mut dyn Tx,
        context: &Context,
        present: &Self::Message,
    ) -> Result<(), Error> {
        let _ = (tx, context, present);
        Ok(())
    }

    /// Creates a resource under a parent that lives.
    fn create<R: Create<Resource = Self::Message>>(
        tx: &mut dyn Tx,
        context: &Context,
        request: &R,
    ) -> Result<Self::Message, Error> {
        let mut new = request.resource().cloned().unwrap_or_default();
        mask::strip(&mut new);
        let collection = Self::Message::COLLECTION;
        let name = context.new_name(request.parent(), collection, request.id(), Self::PREFIX);
        if let Some(kind) = Self::PARENT {
            (kind.live)(tx, &name.parent)?;
        }
        super::vacant::<Self>(tx, &name)?;
        new.head_mut().name.clone_from(&name.name);
        Self::before_write(tx, context, None, &mut new)?;
        let written = super::create::<Self>(tx, context, name, new)?;
        Self::after_write(tx, context, None, &written)?;
        Ok(written)
    }

    /// Changes what the mask names.
    fn update<R: Update<Resource = Self::Message>>(
        tx: &mut dyn Tx,
        context: &Context,
        request: &R,
    ) -> Result<Self::Message, Error> {
        let none = Self::Message::default();
        let patch = request.resource().unwrap_or(&none);
        let (present, mut merged) = super::merge::<Self>(tx, patch, request.update_mask())?;
        Self::before_write(tx, context, Some(&present), &mut merged)?;
        let written = super::save::<Self>(tx, context, merged)?;
        Self::after_write(tx, context, Some(&present), &written)?;
        Ok(written)
    }

    /// Soft-deletes.
    fn delete<R: Conditional>(
        tx: &mut dyn Tx,
        context: &Context,
        request: &R,
    ) -> Result<Self::Message, Error> {
        super::delete::<Self>(
            tx,
            context,
            request.name(),
            request.etag(),
            Self::before_delete,
        )
    }

    /// Brings a soft-deleted resource back.
    fn undelete<R: Conditional>(
        tx: &mut dyn Tx,
        context: &Context,
        request: &R,
    ) -> Result<Self::Message, Error> {
        super::undelete::<Self>(
            tx,
            context,
            request.name(),
            request.etag(),
            |tx, present| Self::before_undelete(tx, context, present),
        )
    }
}

/// A transition: the rule decides, on the live resource, the request and the time of the call.
pub trait Change: Kind {
    /// The handler of the method whose rule this is.
    fn change<R: Conditional + 'static>(
        rule: fn(&mut Self::Message, &R, i64) -> Result<(), Error>,
    ) -> impl Fn(&mut dyn Tx, &Context, &R) -> Result<Self::Message, Error> + Send + 'static {
        move |tx, context, request| {
            super::change::<Self>(tx, context, request, |_, message| {
                rule(message, request, context.now)
            })
        }
    }
}

impl<K: Kind> Change for K {}
