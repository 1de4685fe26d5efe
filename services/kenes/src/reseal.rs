//! `kenes registry reseal`: ends the use of the secret by which applications are sealed. What that takes is in `registry::seal`.

use common::{
    error::{Kind, cause},
    store::Upgrade,
};

use crate::{Exit, Failure, config::Renewal, exit::say, open};

pub(crate) async fn run(config: Renewal) -> Result<(), Failure> {
    // Held until the end: nobody seals by the old one meanwhile.
    let (store, _lock) = open::store(config.which, &config.database, Upgrade::Refuse).await?;
    let ended = registry::seal::end(&store, &config.files.key).await;
    open::close(vec![store]).await;
    let ended = ended.map_err(|error| match error.kind() {
        Kind::Refused => Failure::new(Exit::Failed, cause(&error)),
        _ => open::unopened(&config.database, &error),
    })?;
    say(match ended {
        true => "the next application makes a new secret",
        false => "no secret was used; the next application makes one",
    });
    Ok(())
}
