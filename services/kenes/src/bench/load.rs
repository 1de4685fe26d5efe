//! The load: so many callers, each asking again as soon as it is answered, for so long.
//!
//! Owns the closed loop and the connections. Knows nothing of what is asked.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use tonic::{
    Status,
    transport::{Channel, Endpoint},
};

use super::{Outcome, histogram::Histogram};

/// Connections of the load to a server.
pub(super) const CONNECTIONS: usize = 4;

/// Channels with a connection each.
#[derive(Clone, Debug)]
pub(super) struct Channels(Arc<[Channel]>);

impl Channels {
    pub(super) async fn connect(address: &str) -> Outcome<Self> {
        let endpoint = Endpoint::from_shared(format!("http://{address}"))?.tcp_nodelay(true);
        let mut channels = Vec::new();
        for _ in 0..CONNECTIONS {
            channels.push(endpoint.connect().await?);
        }
        Ok(Self(channels.into()))
    }

    /// Returns the channel of a caller.
    pub(super) fn of(&self, caller: usize) -> Channel {
        self.0[caller % self.0.len()].clone()
    }
}

/// What came of a load.
#[derive(Debug, Default)]
pub(super) struct Load {
    pub(super) times: Histogram,
    /// Refusals, and the first of them.
    pub(super) refused: u64,
    pub(super) first_refusal: Option<Status>,
    pub(super) took: Duration,
}

impl Load {
    /// Calls answered a second.
    #[expect(clippy::cast_precision_loss, reason = "fewer than 2^52 calls")]
    pub(super) fn rate(&self) -> f64 {
        self.times.total() as f64 / self.took.as_secs_f64()
    }
}

/// When a load is over.
#[derive(Clone, Copy, Debug)]
pub(super) enum Until {
    Time(Duration),
    /// After so many calls in all.
    Calls(u64),
}

/// Keeps `in_flight` calls in flight. `caller(n)` makes the n-th caller, who makes its calls.
pub(super) async fn run<C, F>(
    in_flight: usize,
    until: Until,
    caller: impl Fn(usize) -> C,
) -> Outcome<Load>
where
    C: FnMut() -> F + Send + 'static,
    F: Future<Output = Result<(), Status>> + Send,
{
    let begun = Instant::now();
    let asked = Arc::new(AtomicU64::new(0));
    let mut callers = Vec::new();
    for n in 0..in_flight {
        let (mut call, asked) = (caller(n), Arc::clone(&asked));
        callers.push(tokio::spawn(async move {
            let mut load = Load::default();
            loop {
                let over = match until {
                    Until::Time(time) => begun.elapsed() >= time,
                    Until::Calls(calls) => asked.fetch_add(1, Ordering::Relaxed) >= calls,
                };
                if over {
                    return load;
                }
                let sent = Instant::now();
                match call().await {
                    Ok(()) => load.times.record(sent.elapsed()),
                    Err(status) => {
                        load.refused += 1;
                        load.first_refusal.get_or_insert(status);
                    }
                }
            }
        }));
    }
    let mut all = Load::default();
    for caller in callers {
        let load = caller.await?;
        all.times.merge(&load.times);
        all.refused += load.refused;
        all.first_refusal = all.first_refusal.or(load.first_refusal);
    }
    all.took = begun.elapsed();
    Ok(all)
}
