//! `kenes recover`: goes on with a log whose database lost what was signed.
//!
//! What that is, and in which order, is in `common::record::recovery`.

use common::{
    clock::{Clock, Ids},
    context::Context,
    error::{Kind, cause},
    record::recovery,
};
use tlog::Damage;

use crate::{
    Exit, Failure,
    config::Recovery,
    exit::say,
    open::{self, unopened},
};

pub(crate) async fn run(config: Recovery) -> Result<(), Failure> {
    let which = config.of.which;
    // Held until the end: nobody else signs meanwhile.
    let (store, suspect, _lock) =
        open::suspected(which, &config.of.database, &config.of.files).await?;
    let now = Clock::system().now();
    let context = Context::own(which.definition().domain, "RecoverLog", now, &Ids::random());
    let recovered = recovery::recover(&store, &config.of.files, &context, &config.reason);
    let recovered = recovered.await;
    open::close(vec![store]).await;
    let recovered = recovered.map_err(|error| match error.kind() {
        Kind::Refused if !Damage::is(&error) => Failure::new(Exit::Failed, cause(&error)),
        _ => unopened(&config.of.database, &error),
    })?;
    if suspect.reason().is_some() {
        suspect
            .clear()
            .map_err(|error| unopened(&config.of.database, &error))?;
    }
    let former = &recovered.former;
    eprintln!(
        "kenes: {} had signed {} entries of the log {}; {} are left, and the log goes on from there as {}",
        which.name(),
        former.size,
        former.origin,
        recovered.kept,
        recovered.next.name()
    );
    eprintln!("The key of the log before, for receipts that were given until now:");
    eprintln!("  {}", recovered.previous);
    say(recovered.next);
    Ok(())
}
