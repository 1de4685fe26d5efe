//! Time and identifiers as arguments: nothing else in Kenes asks the system for either.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
    time::{SystemTime, UNIX_EPOCH},
};

use uuid::Uuid;

/// Microseconds since 1970, from wherever the owner of the clock says.
#[derive(Clone)]
pub struct Clock {
    now: Arc<dyn Fn() -> i64 + Send + Sync>,
    /// How it goes, where that is not in somebody's hand.
    pace: Option<Arc<Pace>>,
}

impl Clock {
    /// The clock of the machine.
    pub fn system() -> Self {
        Self {
            now: Arc::new(machine),
            pace: Some(Arc::new(Pace::begin(machine(), up()))),
        }
    }

    /// A clock that its owner sets: tests, and the demo that replays a history. It follows the machine's clock while
    /// the hand stands at 0.
    pub fn by_hand(hand: Arc<AtomicI64>) -> Self {
        Self {
            now: Arc::new(move || match hand.load(Ordering::SeqCst) {
                0 => machine(),
                set => set,
            }),
            pace: None,
        }
    }

    /// Returns the time, in microseconds since 1970.
    pub fn now(&self) -> i64 {
        (self.now)()
    }

    /// Returns by how many microseconds the clock, which shows `now`, jumped ahead since this process began, if it did and is not back.
    pub fn ahead(&self, now: i64) -> Option<i64> {
        self.pace.as_ref()?.ahead(now, up())
    }

    /// Returns the time, in seconds since 1970.
    pub fn seconds(&self) -> i64 {
        self.now().div_euclid(1_000_000)
    }
}

impl std::fmt::Debug for Clock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Clock({})", self.now())
    }
}

/// How a clock goes beside the time since the machine was started.
struct Pace(Mutex<Pair>);

/// What the clock showed, and how long the machine had been running then.
#[derive(Clone, Copy)]
struct Pair {
    shown: i64,
    up: i64,
}

impl Pace {
    /// A clock may gain so much at once: it is set right by that much, or by less.
    const LARGEST: i64 = 10 * 60 * 1_000_000;

    fn begin(shown: i64, up: i64) -> Self {
        Self(Mutex::new(Pair { shown, up }))
    }

    /// A clock that gains is followed, and so is one that loses a little: it is compared with what it showed last. What it showed
    /// before it jumped, either way, is what it is compared with until it is back.
    fn ahead(&self, shown: i64, up: i64) -> Option<i64> {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let ahead = (shown - last.shown) - (up - last.up);
        if ahead.abs() <= Self::LARGEST {
            *last = Pair { shown, up };
        }
        (ahead > Self::LARGEST).then_some(ahead)
    }
}

/// Returns how long the machine has been running, in microseconds, the time that it slept included.
fn up() -> i64 {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    let clock = rustix::time::ClockId::Boottime;
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    let clock = rustix::time::ClockId::Monotonic;
    let up = rustix::time::clock_gettime(clock);
    up.tv_sec * 1_000_000 + up.tv_nsec / 1_000
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one function that reads the machine's clock"
)]
fn machine() -> i64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since.as_micros()).unwrap_or(i64::MAX)
}

/// Where identifiers come from, given the time.
#[derive(Clone)]
pub struct Ids(Arc<dyn Fn(i64) -> Uuid + Send + Sync>);

impl Ids {
    /// Time-ordered identifiers (UUID version 7) with 74 random bits.
    pub fn random() -> Self {
        Self(Arc::new(|now| {
            let millis = u64::try_from(now / 1000).unwrap_or(0);
            uuid::Builder::from_unix_timestamp_millis(millis, &rand::random()).into_uuid()
        }))
    }

    /// Returns a fresh secret for a commitment of the record.
    pub fn salt(&self) -> [u8; 32] {
        rand::random()
    }

    /// Returns a fresh identifier for something that happens at `now`.
    pub fn fresh(&self, now: i64) -> Uuid {
        (self.0)(now)
    }
}

impl std::fmt::Debug for Ids {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Ids")
    }
}

/// Returns the last part of a resource name: a letter for the kind and the identifier in 26 characters, so that names sort by
/// time of making: `c-01jd8w3k5s7v9x1z3b5d7f9h1k`.
pub fn short(prefix: &str, id: Uuid) -> String {
    const DIGITS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    let bits = id.as_u128();
    let mut text = String::with_capacity(prefix.len() + 27);
    text.push_str(prefix);
    text.push('-');
    for digit in (0..26).rev() {
        text.push(char::from(DIGITS[(bits >> (5 * digit) & 31) as usize]));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_sort_by_time() {
        let ids = Ids::random();
        let names: Vec<String> = (0..1000)
            .map(|n| short("c", ids.fresh(1_700_000_000_000_000 + n * 1000)))
            .collect();
        assert!(names.is_sorted());
        assert!(names.iter().all(|n| crate::names::is_id(n)));
    }

    #[test]
    fn a_hand_at_zero_follows_the_machine() {
        let hand = Arc::new(AtomicI64::new(5));
        let clock = Clock::by_hand(Arc::clone(&hand));
        assert_eq!(clock.now(), 5);
        hand.store(0, Ordering::SeqCst);
        assert!(clock.now() > 1_700_000_000_000_000);
    }

    #[test]
    fn a_clock_that_jumps_ahead_is_doubted_until_it_is_back() {
        const MINUTE: i64 = 60 * 1_000_000;
        let pace = Pace::begin(0, 0);
        let mut up = 0;
        // By how much the clock is off, minute by minute, and how far ahead that is.
        for (off, ahead) in [
            (0, None),
            (10, None),
            (20, None),
            (31, Some(11)),
            (31, Some(11)),
            (525_600, Some(525_580)),
            (20, None),
            // Behind is not ahead, and the way back is no jump.
            (-2_880, None),
            (-2_880, None),
            (20, None),
            (10, None),
            (21, Some(11)),
        ] {
            up += MINUTE;
            let found = pace.ahead(up + off * MINUTE, up);
            assert_eq!(found, ahead.map(|ahead| ahead * MINUTE), "{off}");
        }
        assert_eq!(Clock::system().ahead(Clock::system().now()), None);
        assert_eq!(Clock::by_hand(Arc::default()).ahead(i64::MAX), None);
    }
}
