//! The handlers that every family has, written once: `GetPost = Posts::get` in a table of contents.
//!
//! Owns the standard methods (AIP-131 to 135, 231) and the transitions. What a family does differently is in its hooks
//! ([`Family`]), or is a handler of its own.

use kenes_proto::{
    Page,
    methods::{
        Batch, BatchOf, Conditional, Create, Listing, Named, Paged, Resource, RevisionOf,
        Revisions, Update,
    },
};
use prost_types::Timestamp;

use super::{Kind, Revision};
use crate::{
    Error,
    context::{Context, Reading},
    date, list, mask, names,
    store::Tx,
};

/// Handlers that read, of every kind.
pub trait Read: Kind {
    /// One resource, as it is or as the record held it.
    fn get<R: Named>(
        tx: &mut dyn Tx,
        context: &Context,
        request: &R,
    ) -> Result<Self::Message, Error> {
        let time = request.as_of_time();
        let mut found = super::get_as_of::<Self>(tx, request.name(), time)?;
        let reading = Reading::of(context);
        let reading = time.map_or(reading, |time| reading.as_of(date::micros(time)));
        Self::render(tx, &mut found, &reading)?;
        Ok(found)
    }

    /// A page of resources. Its parent is there, or is a wildcard.
    fn list<R: Listing>(tx: &mut dyn Tx, context: &Context, request: &R) -> Result<Page, Error> {
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
        let mut page = super::list(tx, &query, Self::total(one), Self::narrower)?;
        Self::render_page(tx, &mut page.resources, one, &Reading::of(context))?;
        Ok(page)
    }

    /// Several resources in the order of their names, all or an error.
    fn batch_get<R: Batch, A: BatchOf<Resource = Self::Message>>(
        tx: &mut dyn Tx,
        context: &Context,
        request: &R,
    ) -> Result<A, Error> {
        let mut found = super::batch_get::<Self>(tx, request.names())?;
        for message in &mut found {
            Self::render(tx, message, &Reading::of(context))?;
        }
        Ok(A::of(found))
    }

    /// A page of the revisions of a resource, newest first.
    fn list_revisions<R, A>(tx: &mut dyn Tx, context: &Context, request: &R) -> Result<A, Error>
    where
        R: Named + Paged,
        A: Revisions<Revision: RevisionOf<Resource = Self::Message>>,
    {
        let (size, token) = (request.page_size(), request.page_token());
        let history = super::revisions::<Self>(tx, request.name(), size, token)?;
        let revisions = history.revisions.into_iter();
        let revisions = revisions.map(|found| revision::<Self, _>(tx, context, found));
        Ok(A::of(
            revisions.collect::<Result<_, _>>()?,
            history.next_page_token,
        ))
    }

    /// One revision.
    fn get_revision<R, A>(tx: &mut dyn Tx, context: &Context, request: &R) -> Result<A, Error>
    where
        R: Named,
        A: RevisionOf<Resource = Self::Message>,
    {
        let found = super::get_revision::<Self>(tx, request.name())?;
        revision::<Self, A>(tx, context, found)
    }
}

impl<K: Kind> Read for K {}

/// A revision is read for the time at which it was written.
fn revision<K: Kind, A: RevisionOf<Resource = K::Message>>(
    tx: &mut dyn Tx,
    context: &Context,
    found: Revision<K::Message>,
) -> Result<A, Error> {
    let time: Timestamp = found.create_time;
    let mut snapshot = found.snapshot;
    if let Some(message) = &mut snapshot {
        K::render(
            tx,
            message,
            &Reading::of(context).as_of(date::micros(&time)),
        )?;
    }
    Ok(A::of(found.name, snapshot, time, found.actor, found.method))
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
    fn before_undelete(tx: &mut dyn Tx, present: &Self::Message) -> Result<(), Error> {
        let _ = (tx, present);
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
            Self::before_undelete,
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
