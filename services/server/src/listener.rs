//! Sockets: how many there are, and how they end.
//!
//! Owns the accept loop. Does not look into a connection. tonic's own transport is not used: it has no limit of connections, no
//! time limit before the first byte, and it waits for ever when it stops.

use std::{future::Future, io, pin::pin, sync::Arc, time::Duration};

use tokio::{
    net::TcpListener,
    task::JoinSet,
    time::{Instant, sleep, timeout},
};
use tokio_util::sync::CancellationToken;

use crate::{
    Settings,
    call::Calls,
    connection::{Connection, http},
    memory::Memory,
    peers::Peers,
};

/// Between a failed accept (no file descriptors, most likely) and the next.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);
/// Between two lines about the same trouble.
const COMPLAIN_EVERY: Duration = Duration::from_secs(5);

/// Accepts connections until `stop` resolves, then waits for them within the grace and cuts the rest.
pub(super) async fn run(
    listener: TcpListener,
    calls: Arc<Calls>,
    settings: &Settings,
    stop: impl Future<Output = ()>,
) {
    let draining = CancellationToken::new();
    let connection = Connection {
        http: Arc::new(http(settings)),
        calls,
        settings: Arc::new(settings.clone()),
        memory: Memory::new(settings.max_memory),
        draining: draining.clone(),
    };
    let gauge = metrics::gauge!("kenes_server_connections");
    let refused = metrics::counter!("kenes_server_connections_refused_total");
    gauge.increment(0);
    refused.increment(0);
    let mut open = JoinSet::new();
    let mut complaint = Complaint::default();
    let peers = Peers::default();
    let mut count = 0_u32;
    let mut stop = pin!(stop);
    loop {
        tokio::select! {
            biased;
            () = &mut stop => break,
            Some(_) = open.join_next() => gauge.decrement(1),
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) if open.len() < settings.max_connections => {
                    let Some(place) = peers.admit(peer.ip(), settings.max_connections_per_address) else {
                        refused.increment(1);
                        complaint.make(|| tracing::warn!(%peer, "connections refused: limit of an address reached"));
                        continue;
                    };
                    count = count.wrapping_add(1);
                    gauge.increment(1);
                    let age = vary(settings.max_connection_age, count);
                    let connection = connection.clone();
                    open.spawn(async move {
                        let _place = place;
                        connection.run(stream, age).await;
                    });
                }
                // Closed at once, so that the caller knows and may try another server.
                Ok(_) => {
                    refused.increment(1);
                    complaint.make(|| tracing::warn!(limit = settings.max_connections, "connections refused: limit reached"));
                }
                Err(e) if of_the_peer(&e) => {}
                Err(e) => {
                    complaint.make(|| tracing::error!(error = %e, "cannot accept connections"));
                    sleep(ACCEPT_PAUSE).await;
                }
            }
        }
    }
    drop(listener);
    draining.cancel();
    let drained = async {
        while open.join_next().await.is_some() {
            gauge.decrement(1);
        }
    };
    if timeout(settings.shutdown_grace, drained).await.is_err() {
        tracing::warn!(connections = open.len(), "cut at the end of the grace");
        #[expect(clippy::cast_precision_loss, reason = "a few thousand at most")]
        gauge.decrement(open.len() as f64);
    }
}

/// Returns whether an accept failed because of the one connection that it was about.
fn of_the_peer(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, Interrupted};
    matches!(
        error.kind(),
        ConnectionAborted | ConnectionRefused | ConnectionReset | Interrupted
    )
}

/// `age` give or take a tenth, spread evenly over successive connections: those that came together do not go together.
fn vary(age: Duration, count: u32) -> Duration {
    // Multiples of the golden ratio never bunch.
    let share = f64::from(count.wrapping_mul(0x9E37_79B9)) / f64::from(u32::MAX);
    age.mul_f64(0.9 + 0.2 * share)
}

/// Trouble that comes many times a second and deserves a line now and then.
#[derive(Default)]
struct Complaint(Option<Instant>);

impl Complaint {
    fn make(&mut self, log: impl FnOnce()) {
        if self.0.is_none_or(|last| last.elapsed() >= COMPLAIN_EVERY) {
            self.0 = Some(Instant::now());
            log();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_stay_within_a_tenth_and_differ() {
        let age = Duration::from_secs(1000);
        let ages: Vec<_> = (1..=1000).map(|count| vary(age, count)).collect();
        assert!(ages.iter().all(|a| (900..=1100).contains(&a.as_secs())));
        let early = ages.iter().filter(|a| **a < age).count();
        assert!((450..=550).contains(&early), "{early}");
    }

    #[test]
    fn trouble_is_told_once_in_a_while() {
        let (mut complaint, mut told) = (Complaint::default(), 0);
        for _ in 0..100 {
            complaint.make(|| told += 1);
        }
        assert_eq!(told, 1);
    }
}
