//! How a running service knows its callers: what checks their tokens, and how that is said when it starts.

use std::sync::Arc;

use common::{clock::Clock, context::SUBJECT, server::Service};
use identity::{Revoked, Verifier};
use tokio_util::sync::CancellationToken;

use crate::{
    Exit, Failure,
    config::{Callers, local_keys},
    local_issuer,
    services::Background,
};

/// Has a service know its callers as it was told to, and adds what it does for that by itself.
pub(crate) fn guard(
    (service, mut background): (Service, Vec<Background>),
    callers: &Callers,
    clock: Clock,
    stop: &CancellationToken,
) -> Result<(Service, Vec<Background>), Failure> {
    let Callers::Known(known) = callers else {
        return Ok((service, background));
    };
    if let Some(folder) = &known.local
        && !local_keys(folder).exists()
    {
        local_issuer::open(folder)?;
    }
    let mut verifier = Verifier::new(&known.audience, known.issuers.clone());
    if let Some(file) = &known.revoked {
        let revoked = Revoked::open(file);
        let revoked = revoked.map_err(|problems| Failure {
            exit: Exit::Usage,
            problems,
        })?;
        verifier = verifier.without(revoked);
    }
    let verifier = Arc::new(verifier);
    let (keeping, stop) = (Arc::clone(&verifier), stop.clone());
    background.push(Box::pin(async move {
        keeping.keep_fresh(stop.cancelled_owned()).await;
    }));
    let service = service.known_by(verifier, move || clock.seconds());
    Ok((service, background))
}

/// How callers are known, for people.
pub(crate) fn described(callers: &Callers) -> String {
    match callers {
        Callers::Named => {
            format!("named by the metadata {SUBJECT}, and believed: for this machine only")
        }
        Callers::Known(known) => {
            let issuers: Vec<&str> = known.issuers.iter().map(|i| i.issuer.as_str()).collect();
            let issuers = issuers.join(", ");
            format!("by access tokens for {}, of {issuers}", known.audience)
        }
    }
}
