//! The load: so many callers, each asking again as soon as it is answered, for so long; or so many calls a second, whatever becomes
//! of those before.
//!
//! Owns both loops and the connections. Knows nothing of what is asked.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use tokio::task::JoinHandle;
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
    /// Notes what came of a call that was to begin at this time.
    fn note(&mut self, answer: Result<(), Status>, due: Instant) {
        match answer {
            Ok(()) => self.times.record(due.elapsed()),
            Err(status) => {
                self.refused += 1;
                self.first_refusal.get_or_insert(status);
            }
        }
    }

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
                load.note(call().await, sent);
            }
        }));
    }
    together(callers, begun).await
}

/// Makes so many calls a second, evenly, on `lanes` lanes: a call has its time, and where its lane is not free then, it waits, which
/// counts. So a server that stops for a moment is seen by all whose time that was.
pub(super) async fn at_rate<C, F>(
    per_second: f64,
    lanes: usize,
    time: Duration,
    caller: impl Fn(usize) -> C,
) -> Outcome<Load>
where
    C: FnMut() -> F + Send + 'static,
    F: Future<Output = Result<(), Status>> + Send,
{
    let begun = Instant::now();
    let count = u32::try_from(lanes)?;
    let mut callers = Vec::new();
    for n in 0..count {
        let mut call = caller(usize::try_from(n)?);
        callers.push(tokio::spawn(async move {
            let mut load = Load::default();
            for turn in 0.. {
                let after = f64::from(n + turn * count) / per_second;
                if after >= time.as_secs_f64() {
                    break;
                }
                let due = begun + Duration::from_secs_f64(after);
                tokio::time::sleep_until(due.into()).await;
                load.note(call().await, due);
            }
            load
        }));
    }
    together(callers, begun).await
}

async fn together(callers: Vec<JoinHandle<Load>>, begun: Instant) -> Outcome<Load> {
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
