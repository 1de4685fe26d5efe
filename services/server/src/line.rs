//! What a call can know of the connection that it is on, say to it, and take of what it shares with others. Owns no socket.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore, SemaphorePermit},
    time::Instant,
};
use tokio_util::sync::CancellationToken;

use crate::memory::{Held, Memory, Share};

/// Messages of a connection that are read at once.
const TURNS: usize = 32;
/// Streams of a connection that are open at once: nobody takes all there are with a few connections.
const STREAMS: usize = 64;
/// What a connection may keep of unread answers and unfinished messages, in bytes.
const SHARE: usize = 32 << 20;

/// What a call can know of the connection that it is on, and say to it. In the extensions of every request.
#[derive(Clone, Debug)]
pub struct Line {
    going: CancellationToken,
    stuck: CancellationToken,
    patience: Duration,
    shared: Arc<Shared>,
}

/// What the calls of a connection share.
#[derive(Debug)]
struct Shared {
    turns: Semaphore,
    streams: Arc<Semaphore>,
    share: Share,
    /// Calls in hand, and since when there are none.
    calls: Mutex<(usize, Instant)>,
    /// Answers that were handed out and wait to be read, since when.
    unread: Mutex<HashMap<u64, Instant>>,
    next: AtomicU64,
}

/// A call of a connection, until it is dropped.
#[derive(Debug)]
pub(super) struct Busy(Arc<Shared>);

/// A large answer that waits to be read, until this is dropped.
#[derive(Debug)]
pub(super) struct Unread {
    shared: Arc<Shared>,
    number: u64,
    _held: Held,
}

impl Line {
    /// The line of a connection whose streams may wait so long to be read, with memory of its own.
    pub fn new(patience: Duration) -> Self {
        Self::sharing(patience, &Memory::new(SHARE))
    }

    /// The same with a share of all the memory that there is.
    pub(super) fn sharing(patience: Duration, memory: &Memory) -> Self {
        Self {
            going: CancellationToken::new(),
            stuck: CancellationToken::new(),
            patience,
            shared: Arc::new(Shared {
                turns: Semaphore::new(TURNS),
                streams: Arc::new(Semaphore::new(STREAMS)),
                share: Share::of(memory, SHARE),
                calls: Mutex::new((0, Instant::now())),
                unread: Mutex::default(),
                next: AtomicU64::new(0),
            }),
        }
    }

    /// Waits until another message of this connection may be read.
    pub(super) async fn turn(&self) -> Option<SemaphorePermit<'_>> {
        self.shared.turns.acquire().await.ok()
    }

    /// Returns the permit of a stream, if this connection has not too many.
    pub(super) fn stream(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.shared.streams).try_acquire_owned().ok()
    }

    /// Keeps so many bytes of a message, if there is room.
    pub(super) fn hold(&self, bytes: usize) -> Option<Held> {
        self.shared.share.hold(bytes)
    }

    /// A call begins.
    pub(super) fn begin(&self) -> Busy {
        let mut calls = locked(&self.shared.calls);
        calls.0 += 1;
        Busy(Arc::clone(&self.shared))
    }

    /// Returns how long there has been no call.
    pub(super) fn idle(&self) -> Duration {
        match *locked(&self.shared.calls) {
            (0, since) => since.elapsed(),
            _ => Duration::ZERO,
        }
    }

    /// A part of an answer of so many bytes is handed out, if there is room for it until it is read.
    pub(super) fn hand_out(&self, bytes: usize) -> Option<Unread> {
        let held = self.hold(bytes)?;
        let number = self.shared.next.fetch_add(1, Ordering::Relaxed);
        locked(&self.shared.unread).insert(number, Instant::now());
        Some(Unread {
            shared: Arc::clone(&self.shared),
            number,
            _held: held,
        })
    }

    /// Whether an answer has waited to be read for longer than it may.
    pub(super) fn is_stuck(&self) -> bool {
        let unread = locked(&self.shared.unread);
        unread.values().any(|since| since.elapsed() > self.patience)
    }

    /// Returns how long a stream waits to be read.
    pub fn patience(&self) -> Duration {
        self.patience
    }

    /// Resolves when the connection is asked to go: it is old, or the server stops. Streams end then, and say how to go on.
    pub async fn going(&self) {
        self.going.cancelled().await;
    }

    /// The caller reads nothing on a stream, not even its end. The connection is asked to go, and cut after a while.
    pub fn give_up(&self) {
        self.stuck.cancel();
    }

    /// Tells the streams that the connection was asked to go.
    pub(super) fn tell(&self) {
        self.going.cancel();
    }

    /// Resolves when a stream has given up.
    pub(super) async fn given_up(&self) {
        self.stuck.cancelled().await;
    }
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Unread {
    /// Some of it was read.
    pub(super) fn goes_on(&self) {
        locked(&self.shared.unread).insert(self.number, Instant::now());
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        let mut calls = locked(&self.0.calls);
        calls.0 -= 1;
        calls.1 = Instant::now();
    }
}

impl Drop for Unread {
    fn drop(&mut self) {
        locked(&self.shared.unread).remove(&self.number);
    }
}
