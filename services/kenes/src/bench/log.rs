//! What the log costs: bytes an entry on the disk, and the time that a start takes with so many entries.

use std::{path::Path, time::Instant};

use common::store::{Database, Store, Upgrade};
use kenes_proto::record::{FetchCheckpointRequest, record_service_client::RecordServiceClient};
use tonic::transport::Endpoint;

use super::{Outcome, process::Server};

/// What of a page file the log takes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Size {
    /// Entries.
    pub(super) entries: u64,
    /// Bytes of leaves, salts and indexes in the rows of revisions, with the lengths that the rows keep of them.
    pub(super) rows: u64,
    /// Bytes of the pages of the index over the entries and of the tiles.
    pub(super) pages: u64,
    /// Bytes of all pages of the database.
    pub(super) database: u64,
}

impl Size {
    /// Reads a database of SQLite that nobody serves.
    pub(super) async fn of(file: &Path) -> Outcome<Self> {
        let store = Store::open(
            &Database::Sqlite(file.to_owned()),
            consultation::MIGRATIONS,
            Upgrade::Refuse,
        )
        .await?;
        let size = store.read("bench", |tx| {
            let sql = "SELECT count(*), CAST(sum(length(leaf) + coalesce(length(body_salt), 0) + \
                       coalesce(length(identity_salt), 0) + coalesce(length(caller_salt), 0) + 4 + 6) AS BIGINT) FROM revision WHERE entry >= 0";
            let rows = tx.query(sql, &[])?;
            let sql = "SELECT CAST(coalesce(sum(CASE WHEN name IN ('revision_entry', 'tile', 'sqlite_autoindex_tile_1') THEN pgsize END), \
                       0) AS BIGINT), CAST(sum(pgsize) AS BIGINT) FROM dbstat";
            let pages = tx.query(sql, &[])?;
            let number = |value: &common::store::Value| value.int().map(|n| u64::try_from(n).unwrap_or(0));
            Ok(Self {
                entries: number(&rows[0][0])?,
                rows: number(&rows[0][1])?,
                pages: number(&pages[0][0])?,
                database: number(&pages[0][1])?,
            })
        });
        Ok(size.await?)
    }

    /// Bytes an entry.
    #[expect(clippy::cast_precision_loss, reason = "fewer than 2^52 bytes")]
    pub(super) fn per_entry(&self) -> f64 {
        (self.rows + self.pages) as f64 / self.entries.max(1) as f64
    }
}

/// Starts a server. Returns how long it took until it answered a call, in seconds.
pub(super) async fn start(arguments: &[&str], log: &Path) -> Outcome<f64> {
    let begun = Instant::now();
    let server = Server::start(arguments, log).await?;
    let channel = Endpoint::from_shared(format!("http://{}", server.address))?.connect_lazy();
    // It listens before it has opened its store: only an answer shows that it serves.
    let mut client = RecordServiceClient::new(channel);
    client.fetch_checkpoint(FetchCheckpointRequest {}).await?;
    Ok(begun.elapsed().as_secs_f64())
}

/// Returns what to say of it besides the table.
pub(super) fn remark(size: &Size, start: f64, comments: u64) -> String {
    format!(
        "the log: {} entries, {:.0} bytes an entry for leaf, salts, indexes and tiles; a start takes {start:.2} s.\n\
         the database: {} bytes a comment, all tables and indexes.",
        size.entries,
        size.per_entry(),
        size.database / comments.max(1),
    )
}
