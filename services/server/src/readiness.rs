//! Whether the service should get calls, and what is in the way if not.
//!
//! Owns the one truth that gRPC health, `/readyz` and the shutdown all follow. Does not own how a part finds out.

use std::{collections::BTreeMap, sync::Arc};

use tokio::sync::watch;

/// The part that the server itself sets.
pub(super) const SERVER: &str = "server";

type Parts = BTreeMap<&'static str, Result<(), String>>;

/// Each part of a service says here why it is not ready. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Readiness(Arc<watch::Sender<Parts>>);

impl Readiness {
    /// Not ready before each of `parts`, and the server, has said that it is.
    pub fn new(parts: impl IntoIterator<Item = &'static str>) -> Self {
        let parts = parts
            .into_iter()
            .chain([SERVER])
            .map(|part| (part, Err("starting".to_owned())))
            .collect();
        Self(Arc::new(watch::Sender::new(parts)))
    }

    /// `part` is ready, or why it is not.
    pub fn set(&self, part: &'static str, state: Result<(), String>) {
        self.0.send_if_modified(|parts| {
            let changed = parts.get(part) != Some(&state);
            if changed {
                if let Err(why) = &state
                    && part != SERVER
                {
                    tracing::warn!(part, why, "not ready");
                }
                parts.insert(part, state);
            }
            changed
        });
    }

    /// Returns whether every part is ready.
    pub fn ready(&self) -> bool {
        all(&self.0.borrow())
    }

    /// Resolves at every change.
    pub(super) fn changes(&self) -> watch::Receiver<impl Sized + use<>> {
        self.0.subscribe()
    }

    /// Returns what is in the way, as `part: why`, in the order of the parts' names.
    pub fn obstacles(&self) -> Vec<String> {
        let parts = self.0.borrow();
        parts
            .iter()
            .filter_map(|(part, state)| Some(format!("{part}: {}", state.as_ref().err()?)))
            .collect()
    }
}

impl Default for Readiness {
    fn default() -> Self {
        Self::new([])
    }
}

fn all(parts: &Parts) -> bool {
    parts.values().all(Result::is_ok)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ready_only_when_every_part_says_so() {
        let readiness = Readiness::new(["store"]);
        assert_eq!(
            readiness.obstacles(),
            ["server: starting", "store: starting"]
        );
        readiness.set(SERVER, Ok(()));
        readiness.set("store", Err("schema 3 is newer than 2".into()));
        assert!(!readiness.ready());
        assert_eq!(readiness.obstacles(), ["store: schema 3 is newer than 2"]);
        readiness.clone().set("store", Ok(()));
        assert!(readiness.ready());
    }

    #[test]
    fn only_a_change_is_news() {
        let readiness = Readiness::new([]);
        let mut changes = readiness.0.subscribe();
        readiness.set(SERVER, Ok(()));
        assert!(changes.has_changed().expect("open"));
        changes.mark_unchanged();
        readiness.set(SERVER, Ok(()));
        assert!(!changes.has_changed().expect("open"));
    }
}
