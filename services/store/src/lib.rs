//! The store: one transaction contract over two engines.
//!
//! Domain rules and SQL are plain synchronous Rust over `&mut dyn Tx`; statements are written once, in portable SQL, with
//! `$1` arguments. Only `sqlite` and `postgres` name a driver. What every service's database holds besides its own tables
//! (revisions, counters) is in `migrations/`.

mod database;
mod engine;
mod failure;
pub mod folder;
pub mod leaves;
mod memory;
pub mod migrate;
mod postgres;
mod sequence;
mod sqlite;
mod store;
mod transaction;
mod tx;
mod value;
mod wanted;
mod writer;

pub use database::Database;
pub use engine::{Mode, PendingAnswer};
pub use failure::Distrust;
pub use memory::Lasts;
pub use migrate::{Migration, Upgrade};
pub use postgres::PostgresUrl;
pub use sqlite::{examine, renew, version as sqlite_version};
pub use store::Store;
pub use tx::{Seen, Tx, counter, counters, counters_between, first_text, forget_counters, texts};
pub use value::{Cells, Row, Value};

#[cfg(test)]
mod tests;
