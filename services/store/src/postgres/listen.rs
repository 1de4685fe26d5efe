//! What other replicas committed, heard as it happens.

use std::time::Duration;

use deadpool_postgres::Connect;
use tokio_postgres::{Client, Config, Error};

use super::connect::Connector;

/// After the server went away.
const PAUSE: Duration = Duration::from_millis(250);
const CHANNEL: &str = "SELECT 'kenes_' || md5(current_schema())";
const SIZE: &str = "SELECT entry + 1 FROM revision WHERE entry >= 0 ORDER BY entry DESC LIMIT 1";

/// Listens for as long as it is polled.
pub(super) async fn listen(config: Config, connector: Connector) {
    loop {
        if let Err(error) = once(&config, &connector).await {
            tracing::debug!(%error, "the database does not tell what others wrote");
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// Listens until the connection is over.
async fn once(config: &Config, connector: &Connector) -> Result<(), Error> {
    let (client, driver) = connector.connect(config).await?;
    let channel: String = client.query_one(CHANNEL, &[]).await?.get(0);
    client.batch_execute(&format!("LISTEN {channel}")).await?;
    let there = size(&client).await?;
    // Also where nothing was added: whoever signs compares.
    connector
        .size
        .send_modify(|known| *known = there.max(*known));
    drop(driver.await);
    Ok(())
}

async fn size(client: &Client) -> Result<u64, Error> {
    let last = client.query_opt(SIZE, &[]).await?;
    let size: i64 = last.map_or(0, |row| row.get(0));
    Ok(u64::try_from(size).unwrap_or(0))
}
