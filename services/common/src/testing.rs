//! What tests need: a fresh database on the engine that was asked for, a clock that stands still, a service on port 0,
//! and calls to its replicas.
//!
//! `KENES_TEST_DATABASE=postgres://…` runs everything on PostgreSQL, each test in a schema of its own; without it every test has
//! an SQLite file in a temporary folder.

mod channel;
mod database;
mod hand;
mod service;

pub use channel::Channel;
pub use database::{Fresh, execute, fresh, sorted};
pub use hand::{DAY, Hand, NOON};
pub use service::{Running, app, start, start_with};
