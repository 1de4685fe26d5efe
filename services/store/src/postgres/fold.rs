//! Additions to counters, folded into one row each: every writer only ever adds a row.

use std::time::Duration;

use deadpool_postgres::Pool;
use error::Error;

use super::{LOCK, statement::Failed};

/// How often additions to counters are folded into one row each.
const FOLD_EVERY: Duration = Duration::from_secs(5);
/// Folds the additions of all writers into one row a counter, from time to time, by one replica.
pub(super) async fn fold(pool: Pool) {
    let sql = "WITH taken AS (DELETE FROM counter_delta RETURNING name, delta) \
               INSERT INTO counter (name, value) SELECT name, CAST(sum(delta) AS BIGINT) FROM taken GROUP BY name \
               ON CONFLICT (name) DO UPDATE SET value = counter.value + excluded.value";
    loop {
        tokio::time::sleep(FOLD_EVERY).await;
        let once = async {
            let mut client = pool.get().await.map_err(Error::internal)?;
            let tx = client.transaction().await?;
            if tx
                .query_one("SELECT pg_try_advisory_xact_lock($1)", &[&LOCK])
                .await?
                .get(0)
            {
                tx.execute(sql, &[]).await?;
            }
            tx.commit().await.map_err(Failed::from)
        };
        if let Err(error) = once.await {
            tracing::debug!(error = ?error, "counters are folded later");
        }
    }
}
