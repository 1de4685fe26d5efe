//! A circuit breaker: a registry that does not answer is left alone, and probed.
//!
//! Opens after 5 failures in a row, or when half of the last 20 questions failed; after 5 s one probe is let through, and its
//! outcome decides.

use std::sync::{Mutex, MutexGuard, PoisonError};

const IN_A_ROW: u32 = 5;
const WINDOW: usize = 20;
/// How long it stays open before a probe, in microseconds.
const OPEN_FOR: i64 = 5_000_000;

#[derive(Debug, Default)]
pub(super) struct Breaker(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    in_a_row: u32,
    /// Whether each of the last questions failed, newest last.
    last: Vec<bool>,
    /// When it opened, or was last probed.
    open_since: Option<i64>,
}

impl Breaker {
    /// Whether a question may be asked at `now` (microseconds).
    pub(super) fn admits(&self, now: i64) -> bool {
        let mut state = self.state();
        match state.open_since {
            None => true,
            // The clock may have been set back: then a probe is as good as any wait.
            Some(since) if now - since >= OPEN_FOR || now < since => {
                state.open_since = Some(now);
                true
            }
            Some(_) => false,
        }
    }

    pub(super) fn answered(&self) {
        let mut state = self.state();
        state.in_a_row = 0;
        if state.open_since.take().is_some() {
            state.last.clear();
        }
        state.remember(false);
    }

    pub(super) fn failed(&self, now: i64) {
        let mut state = self.state();
        state.in_a_row += 1;
        state.remember(true);
        let half =
            state.last.len() == WINDOW && state.last.iter().filter(|f| **f).count() * 2 >= WINDOW;
        if state.in_a_row >= IN_A_ROW || half {
            state.open_since = Some(now);
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn remember(&mut self, failed: bool) {
        if self.last.len() == WINDOW {
            self.last.remove(0);
        }
        self.last.push(failed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_failures_open_it_and_one_probe_closes_it() {
        let breaker = Breaker::default();
        for _ in 0..4 {
            breaker.failed(0);
        }
        assert!(breaker.admits(0));
        breaker.failed(0);
        assert!(!breaker.admits(OPEN_FOR - 1));
        assert!(breaker.admits(OPEN_FOR), "a probe");
        assert!(!breaker.admits(OPEN_FOR), "only one");
        breaker.failed(OPEN_FOR);
        assert!(!breaker.admits(OPEN_FOR + 1));
        assert!(breaker.admits(2 * OPEN_FOR));
        breaker.answered();
        assert!(breaker.admits(2 * OPEN_FOR));
        breaker.failed(2 * OPEN_FOR);
        assert!(breaker.admits(2 * OPEN_FOR), "the past is forgiven");
    }

    #[test]
    fn half_of_twenty_open_it() {
        let breaker = Breaker::default();
        for _ in 0..9 {
            breaker.failed(0);
            breaker.answered();
        }
        breaker.answered();
        assert!(breaker.admits(0));
        breaker.failed(0);
        assert!(!breaker.admits(0));
    }
}
