//! How one question is put to the registry: how long it may take, how often it is tried, and when it is not asked at all.
//!
//! Owns what counts as an answer. What is asked, and what no answer means, is for the others.

use std::time::Duration;

use common::{Error, clock::Clock, error::Kind};
use rand::Rng;
use tokio::{
    sync::Semaphore,
    time::{Instant, sleep, timeout_at},
};
use tonic::{
    Code, Status,
    transport::{Channel, Endpoint},
};

use super::breaker::Breaker;

/// How long one question may take, both tries together.
const DEADLINE: Duration = Duration::from_millis(800);
/// Questions on their way at once; more count as unanswered.
const IN_FLIGHT: usize = 64;

/// Why there is no answer.
#[derive(Debug)]
pub(crate) enum RegistryError {
    /// The registry answered, and refused.
    Refused(Error),
    /// No usable answer: unreachable, too slow, overloaded, or not to be believed.
    Unanswered,
}

/// The way to the registry.
#[derive(Debug)]
pub(super) struct Connection {
    channel: Channel,
    clock: Clock,
    breaker: Breaker,
    permits: Semaphore,
}

// === impl Connection

impl Connection {
    /// A connection to `address`, which is opened when it is first needed.
    pub(super) fn to(address: &str, clock: Clock) -> Result<Self, Error> {
        let endpoint = Endpoint::from_shared(address.to_owned())
            .map_err(Error::internal)?
            .connect_timeout(Duration::from_millis(500))
            .tcp_nodelay(true)
            .http2_keep_alive_interval(Duration::from_secs(10))
            .keep_alive_timeout(Duration::from_secs(5))
            .keep_alive_while_idle(true);
        // Seen from the start: an alert cannot tell a counter that is not there from one that stands still.
        metrics::counter!("kenes_registry_unanswered_total").increment(0);
        metrics::counter!("kenes_registry_disbelieved_total").increment(0);
        Ok(Self {
            channel: endpoint.connect_lazy(),
            clock,
            breaker: Breaker::default(),
            permits: Semaphore::new(IN_FLIGHT),
        })
    }

    /// Asks within the deadline, at most twice, unless the breaker is open.
    pub(super) async fn ask<T, F>(&self, call: impl Fn(Channel) -> F) -> Result<T, RegistryError>
    where
        F: Future<Output = Result<tonic::Response<T>, Status>>,
    {
        let Ok(_permit) = self.permits.try_acquire() else {
            return Err(RegistryError::Unanswered);
        };
        if !self.breaker.admits(self.clock.now()) {
            return Err(RegistryError::Unanswered);
        }
        let deadline = Instant::now() + DEADLINE;
        let mut tries = 0;
        loop {
            tries += 1;
            let answer = timeout_at(deadline, call(self.channel.clone())).await;
            let status = match answer {
                Ok(Ok(answer)) => {
                    self.breaker.answered();
                    return Ok(answer.into_inner());
                }
                Ok(Err(status)) => status,
                Err(_) => Status::deadline_exceeded("no answer"),
            };
            // Only what the registry itself decided counts as its answer; a proxy's NOT_FOUND does not.
            if let Some(error) = Error::from_status(&status)
                && is_decision(error.kind())
            {
                self.breaker.answered();
                return Err(RegistryError::Refused(error));
            }
            let pause = Duration::from_millis(rand::rng().random_range(10..60));
            if tries < 2
                && status.code() != Code::DeadlineExceeded
                && Instant::now() + pause < deadline
            {
                sleep(pause).await;
                continue;
            }
            self.breaker.failed(self.clock.now());
            metrics::counter!("kenes_registry_unanswered_total").increment(1);
            tracing::warn!(code = ?status.code(), message = status.message(), tries, "the registry did not answer");
            return Err(RegistryError::Unanswered);
        }
    }

    /// Counts an answer about `name` that cannot be believed as none.
    pub(super) fn disbelieve(&self, name: &str, fault: &str) -> RegistryError {
        self.breaker.failed(self.clock.now());
        metrics::counter!("kenes_registry_disbelieved_total").increment(1);
        tracing::warn!(name, fault, "the registry's answer is not believed");
        RegistryError::Unanswered
    }
}

/// Whether an error of this kind is a decision about what was asked, rather than trouble on the way.
fn is_decision(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Invalid
            | Kind::Refused
            | Kind::NotFound
            | Kind::Exists
            | Kind::Denied
            | Kind::Unauthenticated
    )
}
