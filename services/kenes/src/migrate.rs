//! `kenes registry migrate`, `kenes consultation migrate`: brings a schema up to date.

use common::store::Upgrade;

use crate::{Failure, config::Migrate, open};

pub(crate) async fn run(config: Migrate) -> Result<(), Failure> {
    let which = config.which;
    let (store, _lock) = open::store(which, &config.database, Upgrade::Apply).await?;
    open::close(vec![store]).await;
    println!(
        "{}: {} schema {}",
        config.database,
        which.name(),
        which.schema()
    );
    Ok(())
}
