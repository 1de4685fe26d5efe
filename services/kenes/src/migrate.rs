//! `kenes registry migrate`, `kenes consultation migrate`: brings a schema up to date.

use common::store::Upgrade;

use crate::{
    Failure,
    config::Migrate,
    open::{self, definition, place, schema},
};

pub(crate) async fn run(config: Migrate) -> Result<(), Failure> {
    let steps = definition(config.which).migrations;
    drop(open::store(config.which, &config.database, Upgrade::Apply).await?);
    println!(
        "{}: {} schema {}",
        place(&config.database),
        config.which.name(),
        schema(steps)
    );
    Ok(())
}
