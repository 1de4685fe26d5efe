//! What a health check asks.

use std::time::Duration;

use tonic::transport::Endpoint;

use super::problems::Problems;
use crate::{Failure, cli};

/// What a health check asks.
#[derive(Clone, Debug)]
pub struct Healthcheck {
    /// The service.
    pub endpoint: Endpoint,
    /// One of its gRPC services; empty for the whole.
    pub service: String,
    /// How long to wait.
    pub timeout: Duration,
}

/// Returns a health check, from what was typed.
pub fn healthcheck(args: &cli::Healthcheck) -> Result<Healthcheck, Failure> {
    let mut problems = Problems::default();
    let endpoint = problems.service("--address", &args.address);
    let timeout = problems.time("--timeout", &args.timeout);
    problems.end()?;
    Ok(Healthcheck {
        endpoint,
        service: args.service.clone(),
        timeout,
    })
}
