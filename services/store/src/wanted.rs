//! Whether a read is still wanted: its caller waits for it, and it has not taken too long.
//!
//! Owns the question, which is asked before a read and while it runs. How one that is wanted no more is stopped is each engine's
//! own.

use std::{
    sync::{Arc, Weak},
    time::{Duration, Instant},
};

use error::Error;
use tokio::time::timeout;

/// While something is waited for, it is asked so often whether it is still wanted.
const LOOK: Duration = Duration::from_millis(5);

/// The caller, who waits for as long as this is kept.
#[derive(Debug, Default)]
pub(crate) struct Caller(Arc<()>);

/// What is known of a read where it runs.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    caller: Weak<()>,
    /// When it has taken too long.
    until: Option<Instant>,
    /// When what is asked in a hurry has.
    sooner: Option<Instant>,
}

// === impl Caller

impl Caller {
    /// Returns what is to be known of the read that the caller waits for.
    pub(crate) fn wants(&self) -> Wanted {
        Wanted {
            caller: Arc::downgrade(&self.0),
            until: None,
            sooner: None,
        }
    }
}

// === impl Wanted

impl Wanted {
    /// From now on it may take so long.
    pub(crate) fn within(mut self, most: Option<Duration>) -> Self {
        self.until = most.and_then(from_now);
        self
    }

    /// What is asked from now on may take so long; `None` ends the hurry.
    pub(crate) fn hurry(&mut self, most: Option<Duration>) {
        self.sooner = most.and_then(from_now);
    }

    /// Whether it is wanted no more.
    pub(crate) fn is_over(&self) -> bool {
        let bounds = [self.until, self.sooner];
        let past = |bound: Option<Instant>| bound.is_some_and(|bound| Instant::now() >= bound);
        self.caller.strong_count() == 0 || bounds.into_iter().any(past)
    }

    /// Waits for what is asked; `None` once that is wanted no more.
    pub(crate) async fn wait<F: Future + Unpin>(&self, mut asked: F) -> Option<F::Output> {
        loop {
            match timeout(LOOK, &mut asked).await {
                Ok(answer) => return Some(answer),
                Err(_) if self.is_over() => return None,
                Err(_) => {}
            }
        }
    }

    /// Refuses to go on with what is wanted no more.
    pub(crate) fn check(&self) -> Result<(), Error> {
        match self.is_over() {
            true => Err(Error::too_long()),
            false => Ok(()),
        }
    }
}

fn from_now(most: Duration) -> Option<Instant> {
    Instant::now().checked_add(most)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Option<Duration> = Some(Duration::from_mins(1));
    const NONE: Option<Duration> = Some(Duration::ZERO);

    #[test]
    fn a_read_is_wanted_by_who_is_there_and_for_so_long() {
        let caller = Caller::default();
        let mut wanted = caller.wants().within(LONG);
        assert!(!wanted.is_over() && wanted.check().is_ok());
        assert!(caller.wants().within(NONE).is_over());
        wanted.hurry(NONE);
        assert!(wanted.is_over());
        wanted.hurry(None);
        assert!(!wanted.is_over());
        drop(caller);
        assert!(wanted.is_over() && wanted.check().is_err());
    }
}
