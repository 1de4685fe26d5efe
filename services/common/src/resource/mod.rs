//! Resources in the store: the current state's columns in a table of their kind, every revision whole beside it.
//!
//! A [`Kind`] ties a message of the contract to its table. Everything AIP-shaped happens here once: names, etags, revisions,
//! soft deletion, lists, "as of". What a resource means is not known here.

mod deletion;
mod derive;
pub mod gaps;
mod handlers;
mod history;
mod kind;
mod page;
mod parent;
mod read;
mod replay;
mod revise;
mod snapshot;
mod update;
mod visible;
mod write;

pub use deletion::{delete, undelete};
pub(crate) use derive::{Derived, derive};
pub use handlers::{Change, Family, Read};
pub use history::{History, Pages, Revision, get_revision, revisions};
pub use kind::{Kind, Parent};
pub use page::{LARGEST, Total, fitting, list};
pub use read::{exists, find, get, get_as_of, live, referred};
pub use revise::{New, Recorded, revise, topic};
pub use snapshot::{Found, Snapshot};
pub use update::merge;
pub use write::{REVISIONS, change, check_etag, create, keep_head, put, save, vacant};
pub(crate) use write::{noun, revision};
