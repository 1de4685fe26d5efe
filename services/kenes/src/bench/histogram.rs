//! A histogram of times: a fixed number of counters, each a 64th of its power of two wide.
//!
//! Owns how times are counted and read back. An error of at most 1.6 % is the price of never keeping the times themselves.

use std::time::Duration;

/// Counters a power of two.
const FINE: u64 = 64;
const FINE_BITS: u32 = FINE.trailing_zeros();

/// Times, counted.
#[derive(Clone, Debug)]
pub(super) struct Histogram {
    counts: Vec<u64>,
    total: u64,
}

impl Default for Histogram {
    fn default() -> Self {
        Self {
            counts: vec![0; counter(u64::MAX) + 1],
            total: 0,
        }
    }
}

impl Histogram {
    pub(super) fn record(&mut self, time: Duration) {
        self.counts[counter(u64::try_from(time.as_nanos()).unwrap_or(u64::MAX))] += 1;
        self.total += 1;
    }

    pub(super) fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.counts.iter_mut().zip(&other.counts) {
            *mine += theirs;
        }
        self.total += other.total;
    }

    pub(super) fn total(&self) -> u64 {
        self.total
    }

    /// Returns the time, in microseconds, that `share` of all times do not exceed; 0 if there are none.
    pub(super) fn quantile(&self, share: f64) -> f64 {
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a share of a count is a count"
        )]
        let rank = ((self.total as f64 * share).ceil() as u64).max(1);
        let mut seen = 0;
        for (at, count) in self.counts.iter().enumerate() {
            seen += count;
            if seen >= rank {
                return middle(at) / 1000.0;
            }
        }
        0.0
    }
}

/// Returns the counter of a number of nanoseconds.
fn counter(nanos: u64) -> usize {
    let counter = match nanos {
        0..FINE => nanos,
        _ => {
            let power = nanos.ilog2() - FINE_BITS;
            u64::from(power + 1) * FINE + ((nanos >> power) - FINE)
        }
    };
    usize::try_from(counter).unwrap_or(usize::MAX)
}

/// Returns the nanoseconds in the middle of a counter.
#[expect(clippy::cast_precision_loss, reason = "a counter has few digits")]
fn middle(at: usize) -> f64 {
    let at = at as u64;
    match at {
        0..FINE => at as f64,
        _ => (((at % FINE) + FINE) as f64 + 0.5) * 2_f64.powf((at / FINE - 1) as f64),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_within_two_percent() {
        let mut times = Histogram::default();
        for micros in 1..=10_000 {
            times.record(Duration::from_micros(micros));
        }
        for (share, true_value) in [(0.5, 5_000.0), (0.99, 9_900.0), (1.0, 10_000.0)] {
            let found = times.quantile(share);
            assert!(
                (found / true_value - 1.0).abs() < 0.02,
                "{share}: {found} for {true_value}"
            );
        }
        assert_eq!(times.total(), 10_000);
    }

    #[test]
    fn the_ends_of_the_scale_have_their_counters() {
        let mut times = Histogram::default();
        assert!(times.quantile(0.5).abs() < f64::EPSILON);
        times.record(Duration::ZERO);
        times.record(Duration::MAX);
        assert!(times.quantile(1.0) > 1e15);
        let counters: Vec<_> = (0..100_000).map(counter).collect();
        assert!(
            counters
                .windows(2)
                .all(|w| w[1] == w[0] || w[1] == w[0] + 1)
        );
    }

    #[test]
    fn merged_is_as_if_counted_together() {
        let (mut one, mut other) = (Histogram::default(), Histogram::default());
        one.record(Duration::from_micros(10));
        other.record(Duration::from_millis(10));
        one.merge(&other);
        assert_eq!(one.total(), 2);
        assert!(one.quantile(0.5) < 11.0 && one.quantile(1.0) > 9_000.0);
    }
}
