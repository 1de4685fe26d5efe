//! What both services need and neither owns: errors, the store, lists, validation, the server.
//!
//! Depends on the contract only where a wire type is the point. Nothing here knows an organization from a comment.

pub mod clock;
pub mod date;
pub mod error;
mod events;
pub mod kit;
pub mod list;
pub mod log;
pub mod mask;
pub mod names;
pub mod parts;
pub mod phrases;
pub mod record;
pub mod redaction;
pub mod resource;
pub mod server;
pub mod store;
#[cfg(feature = "testing")]
pub mod testing;
pub mod text;
pub mod validate;
pub mod wire;

pub use error::{Error, Violation};
