//! What both services need and neither owns. Nothing here knows an organization from a comment.
//!
//! From the top: `record_api` and `redaction` serve the public record and the officers; `events` tells what is recorded; `app` runs a
//! call; `record` is the log of what is written; `resource` reads and writes resources and their revisions; `list` finds them, and
//! `context` says who calls and when. Below are the smaller things: dates, names, texts, masks, the rules of shape. The crates
//! `error`, `store` and `server` are shown again under their names. `tests/it/layers.rs` holds the order.

pub mod app;
pub mod attachments;
pub mod clock;
pub mod context;
pub mod contract;
pub mod coverage;
pub mod date;
mod events;
pub mod excerpt;
pub mod list;
pub mod log;
pub mod mask;
pub mod median;
pub mod money;
pub mod names;
pub mod pace;
pub mod parts;
pub mod record;
pub mod record_api;
pub mod redaction;
pub mod resource;
pub mod scheme;
pub mod secret;
pub mod sheet;
pub mod span;
pub mod state;
pub mod stored_body;
pub mod subject;
pub mod table;
#[cfg(feature = "testing")]
pub mod testing;
pub mod text;
pub mod validate;
pub mod verb;

pub use ::{error, server, store};
pub use error::{Error, Language, Violation};
pub use tlog::hex;
