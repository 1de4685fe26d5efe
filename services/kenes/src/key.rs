//! `kenes key`: prints the keys of a log, and gives it a new one.
//!
//! What a change of keys is, and in which order, is in `common::record::keys`.

use common::{
    clock::{Clock, Ids},
    context::Context,
    error::cause,
    record::rotation,
    store::Upgrade,
};

use crate::{
    Exit, Failure,
    cli::KeyShow,
    config::{self, Renewal},
    exit::say,
    open,
};

/// `kenes key show`
pub(crate) fn show(args: &KeyShow) -> Result<(), Failure> {
    let logs = config::show(args)?;
    if logs.is_empty() {
        let text = format!("{}: no log has signed anything here", args.folder.display());
        return Err(Failure::new(Exit::Failed, text));
    }
    for files in logs {
        for key in rotation::keys(&files).map_err(|e| Failure::new(Exit::Failed, cause(&e)))? {
            say(key);
        }
    }
    Ok(())
}

/// `kenes key rotate`
pub(crate) async fn rotate(config: Renewal) -> Result<(), Failure> {
    let which = config.which;
    // Held until the end: nobody else signs meanwhile.
    let (store, _lock) = open::store(which, &config.database, Upgrade::Refuse).await?;
    let now = Clock::system().now();
    let context = Context::own(which.definition().domain, "RotateKey", now, &Ids::random());
    let handover = rotation::rotate(&store, &config.files, &context).await;
    open::close(vec![store]).await;
    let handover = handover.map_err(|error| open::unopened(&config.database, &error))?;
    eprintln!(
        "kenes: {} signs with a new key from now on; the old one:",
        which.name()
    );
    eprintln!("  {}", handover.previous);
    say(handover.next);
    Ok(())
}
