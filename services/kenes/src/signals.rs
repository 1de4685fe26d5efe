//! The signals that a process of ours hears: those that ask it to stop, and one that would end it on the spot.

use crate::{Exit, Failure};

/// The signal of a process that writes past its limit on the size of files. Its number on every system we know.
#[cfg(unix)]
const FILE_TOO_LARGE: i32 = 25;

/// The signals that ask the process to stop.
pub(crate) struct Signals {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
}

/// From now on a limit on the size of files (`ulimit -f`) fails the write that meets it, as a full disk does. Otherwise it ends
/// the process.
pub(crate) fn outlive_limits() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        // Once listened to, a signal has lost its own effect for good. Without it there is nothing to do.
        drop(signal(SignalKind::from_raw(FILE_TOO_LARGE)));
    }
}

impl Signals {
    #[cfg(unix)]
    pub(crate) fn new() -> Result<Self, Failure> {
        use tokio::signal::unix::{SignalKind, signal};
        let listen = |kind| {
            signal(kind).map_err(|e| {
                Failure::new(Exit::Unavailable, format!("cannot listen to signals: {e}"))
            })
        };
        Ok(Self {
            terminate: listen(SignalKind::terminate())?,
            interrupt: listen(SignalKind::interrupt())?,
        })
    }

    #[cfg(unix)]
    pub(crate) async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }

    #[cfg(not(unix))]
    pub(crate) fn new() -> Result<Self, Failure> {
        Ok(Self {})
    }

    #[cfg(not(unix))]
    pub(crate) async fn next(&mut self) {
        drop(tokio::signal::ctrl_c().await);
    }
}
