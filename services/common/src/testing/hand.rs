//! A clock that stands still until it is moved.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use crate::{clock::Clock, date};

/// Noon of the day on which tests begin, in microseconds: 2026-05-25T12:00:00Z.
pub const NOON: i64 = 1_779_710_400_000_000;
/// A day in microseconds.
pub const DAY: i64 = 24 * 3600 * 1_000_000;

/// A clock for tests: it stands still until it is moved.
#[derive(Clone, Debug)]
pub struct Hand(Arc<AtomicI64>);

impl Default for Hand {
    fn default() -> Self {
        Self(Arc::new(AtomicI64::new(NOON)))
    }
}

impl Hand {
    /// Returns the clock that shows this hand.
    pub fn clock(&self) -> Clock {
        Clock::by_hand(Arc::clone(&self.0))
    }

    /// Moves the clock by microseconds, forward or back.
    pub fn pass(&self, micros: i64) {
        self.0.fetch_add(micros, Ordering::SeqCst);
    }

    /// Sets the clock to a time, `2026-05-25T12:00:00Z`.
    pub fn set(&self, time: &str) {
        self.0
            .store(date::parse_time(time).expect("a time"), Ordering::SeqCst);
    }

    /// Returns what it shows.
    pub fn now(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }
}
