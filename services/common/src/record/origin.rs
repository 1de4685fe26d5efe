//! The names of a log: the one it began with, and those under which it goes on after it was recovered. Owns their form.

use std::cmp::Ordering;

/// Returns the name of the log that goes on after the one of this name.
pub(super) fn after(origin: &str) -> String {
    let (name, number) = parts(origin);
    format!("{name}/recovered-{}", number + 1)
}

/// Returns the name that the log had before it was ever recovered.
pub fn first_name(origin: &str) -> &str {
    parts(origin).0
}

/// Returns how often the log had been recovered when it had this name.
pub(super) fn times(origin: &str) -> u64 {
    parts(origin).1
}

/// Returns which of two names is the earlier of one log; nothing where they are of two.
pub(super) fn order(one: &str, other: &str) -> Option<Ordering> {
    let ((one, first), (other, second)) = (parts(one), parts(other));
    (one == other).then(|| first.cmp(&second))
}

fn parts(origin: &str) -> (&str, u64) {
    origin
        .rsplit_once("/recovered-")
        .and_then(|(name, number)| Some((name, number.parse().ok()?)))
        .unwrap_or((origin, 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_log_that_goes_on_has_a_name_of_its_own() {
        for (before, next) in [
            ("log", "log/recovered-1"),
            ("log/recovered-1", "log/recovered-2"),
            ("log/2026", "log/2026/recovered-1"),
            ("log/recovered-x", "log/recovered-x/recovered-1"),
        ] {
            assert_eq!(after(before), next);
            assert_eq!(first_name(next), first_name(before));
            assert_eq!(order(before, next), Some(Ordering::Less));
        }
        assert_eq!(order("log", "log/2026"), None);
    }
}
