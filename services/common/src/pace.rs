//! How fast work goes that nobody waits for, beside what somebody does.
//!
//! Such work is done in steps of a few milliseconds, and rests after each for a multiple of what it took: so it has a fixed share of one
//! core, and less of a busy machine, on which a step takes longer. Owns the share, and no work.

use std::time::Duration;

use tokio::time::{Instant, sleep};

/// For each moment of work so many of rest: a sixth of a core at most.
const REST: u32 = 5;
/// The longest rest: what waited for something else has not worked so long.
const LONGEST: Duration = Duration::from_secs(1);

/// The pace of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// Somebody waits for it.
    AtOnce,
    /// It rests after each step.
    Beside,
}

// === impl Pace

impl Pace {
    /// Takes a step, and rests after it.
    pub async fn step<T>(self, step: impl Future<Output = T>) -> T {
        let begun = Instant::now();
        let done = step.await;
        sleep(self.rest(begun.elapsed())).await;
        done
    }

    /// How long to rest after a step that took so long.
    fn rest(self, took: Duration) -> Duration {
        match self {
            Self::AtOnce => Duration::ZERO,
            Self::Beside => took.saturating_mul(REST).min(LONGEST),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_works_beside_others_rests_longer_the_longer_a_step_took() {
        let ms = Duration::from_millis;
        assert_eq!(Pace::Beside.rest(ms(4)), ms(20));
        assert_eq!(Pace::Beside.rest(ms(600)), ms(1_000));
        assert_eq!(Pace::AtOnce.rest(ms(600)), Duration::ZERO);
    }
}
