//! Answers about who speaks, kept for a short while and in bounded number.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use common::date;

/// The longest an answer is kept, in microseconds.
pub(super) const LONGEST_KEPT: i64 = 60 * 1_000_000;

/// The most answers kept.
const CAPACITY: usize = 20_000;

/// Who, for whom, with which power, on which day.
pub(super) type Key = (String, String, String, i64);

pub(super) fn key(subject: &str, organization: &str, power: &str, as_of: i64) -> Key {
    (
        subject.to_owned(),
        organization.to_owned(),
        power.to_owned(),
        date::local_number(as_of),
    )
}

/// Answers of one sort, each with the time until which it is kept.
#[derive(Debug)]
pub(super) struct Cache<T>(Mutex<HashMap<Key, (Arc<T>, i64)>>);

impl<T> Default for Cache<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T> Cache<T> {
    pub(super) fn get(&self, key: &Key, now: i64) -> Option<Arc<T>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(key)
            .filter(|(_, until)| now < *until)
            .map(|(answer, _)| Arc::clone(answer))
    }

    /// Keeps an answer until `until` (microseconds).
    pub(super) fn put(&self, key: Key, answer: Arc<T>, until: i64) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= CAPACITY {
            // Rare and cheap enough: what is kept lives a minute, so starting anew costs one question each.
            kept.clear();
        }
        kept.insert(key, (answer, until));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_kept_until_its_time_and_never_for_another_day() {
        let cache = Cache::<()>::default();
        let noon = 1_779_710_400_000_000;
        let asked = key("demo|aigul", "o", "comment", noon);
        cache.put(asked.clone(), Arc::default(), noon + 10);
        assert!(cache.get(&asked, noon + 9).is_some());
        assert!(cache.get(&asked, noon + 10).is_none());
        assert!(
            cache
                .get(
                    &key("demo|aigul", "o", "comment", noon + 24 * 3_600_000_000),
                    noon
                )
                .is_none()
        );
        assert!(
            cache
                .get(&key("demo|olga", "o", "comment", noon), noon)
                .is_none()
        );
    }

    #[test]
    fn it_does_not_grow_without_bound() {
        let cache = Cache::<()>::default();
        for n in 0..3 * CAPACITY {
            cache.put(
                (n.to_string(), String::new(), String::new(), 0),
                Arc::default(),
                1,
            );
        }
        assert!(cache.0.lock().expect("the lock").len() <= CAPACITY);
    }
}
