//! Time and identifiers as arguments: nothing else in Kenes asks the system for either.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{SystemTime, UNIX_EPOCH},
};

use uuid::Uuid;

/// Microseconds since 1970, from wherever the owner of the clock says.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> i64 + Send + Sync>);

impl Clock {
    /// The clock of the machine.
    pub fn system() -> Self {
        Self(Arc::new(machine))
    }

    /// A clock that its owner sets: tests, and the demo that replays a history. It follows the machine's clock while
    /// the hand stands at 0.
    pub fn by_hand(hand: Arc<AtomicI64>) -> Self {
        Self(Arc::new(move || match hand.load(Ordering::SeqCst) {
            0 => machine(),
            set => set,
        }))
    }

    /// Returns the time, in microseconds since 1970.
    pub fn now(&self) -> i64 {
        (self.0)()
    }
}

impl std::fmt::Debug for Clock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Clock({})", self.now())
    }
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
}
