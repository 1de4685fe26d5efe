//! What both services need and neither owns: errors, the store, lists, validation, the server.
//!
//! Depends on the contract only where a wire type is the point. Nothing here knows an organization from a comment.

pub mod app;
pub mod clock;
pub mod context;
pub mod contract;
pub mod date;
mod events;
pub mod list;
pub mod log;
pub mod mask;
pub mod names;
pub mod parts;
pub mod record;
pub mod record_api;
pub mod redaction;
pub mod resource;
pub mod span;
pub mod state;
pub mod stored_body;
pub mod subject;
pub mod table;
#[cfg(feature = "testing")]
pub mod testing;
pub mod text;
pub mod validate;

pub use ::{error, server, store};
pub use error::{Error, Language, Violation};
