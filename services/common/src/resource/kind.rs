//! What a kind of resource is: a message of the contract tied to its table, and what of it is known only when it is read.

use bytes::Bytes;
use kenes_proto::methods::Resource;
use prost::Message;

use super::{Recorded, Total};
use crate::{
    Error, context::Reading, store::Tx, stored_body::StoredBody, table::Table, verb::Verbs,
};

/// A kind of resource.
pub trait Kind: Sized + 'static {
    /// Its message in the contract.
    type Message: Resource;
    /// Its type in the contract: `registry.kenes/Organization`.
    const TYPE: &'static str = <Self::Message as Resource>::TYPE;
    /// What fresh ids begin with.
    const PREFIX: &'static str = first_letter(<Self::Message as Resource>::COLLECTION);
    /// The kind of its parents. `None`: it lies at the top, or its parents are no resources.
    const PARENT: Option<Parent> = None;
    /// How it stands in the record.
    const RECORDED: Recorded<Self::Message> = Recorded::PLAIN;
    /// What its events are called where a method is not a standard one. Every method that writes it is here.
    const VERBS: Verbs = &[];
    /// Whether [`Kind::render`] does something: a list whose resources are answered as they are stored does not decode them.
    const RENDERED: bool = false;

    /// Its table.
    fn table() -> &'static Table<Self::Message>;

    /// Fills in what is known only when it is read: a state on the day, counts if they are wanted, what became of it since. What is
    /// stored never has it.
    fn render(
        tx: &mut dyn Tx,
        message: &mut Self::Message,
        reading: &Reading,
    ) -> Result<(), Error> {
        let _ = (tx, message, reading);
        Ok(())
    }

    /// The same for a page of resources as they are stored, children of `parent` if that is one. Texts that the request does
    /// not ask for are left out by then, so what is filled in depends on none and is none.
    fn render_page(
        tx: &mut dyn Tx,
        page: &mut [Bytes],
        parent: Option<&str>,
        reading: &Reading,
    ) -> Result<(), Error> {
        let _ = parent;
        if Self::RENDERED {
            for resource in page {
                let mut message = StoredBody::whole(&**resource).decode()?;
                Self::render(tx, &mut message, reading)?;
                *resource = message.encode_to_vec().into();
            }
        }
        Ok(())
    }

    /// Notes what was just written where other tables are asked for it, instead of what was noted before. An upgrade has it noted
    /// again.
    fn note(tx: &mut dyn Tx, written: &Self::Message) -> Result<(), Error> {
        let _ = (tx, written);
        Ok(())
    }

    /// Forgets what the resources of this kind are counted as, where that is not [noted](Kind::note) but added up as it changes: an
    /// upgrade is about to have each counted anew.
    fn uncount(tx: &mut dyn Tx) -> Result<(), Error> {
        let _ = tx;
        Ok(())
    }

    /// Counts one, of which nothing is counted.
    fn recount(tx: &mut dyn Tx, written: &Self::Message) -> Result<(), Error> {
        let _ = (tx, written);
        Ok(())
    }

    /// How a list of the children of `parent` knows its `total_size`.
    fn total(parent: Option<&str>) -> Total {
        let _ = parent;
        Total::Counted
    }
}

/// The kind of a resource's parent, without its type.
#[derive(Clone, Copy, Debug)]
pub struct Parent {
    /// Refuses a name under which there is none, deleted or not.
    pub exists: fn(&mut dyn Tx, &str) -> Result<(), Error>,
    /// Refuses a name under which there is none that lives.
    pub live: fn(&mut dyn Tx, &str) -> Result<(), Error>,
}

const fn first_letter(collection: &'static str) -> &'static str {
    collection.split_at(1).0
}
