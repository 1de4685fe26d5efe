//! What the registry calls organizations that an answer names.

use crate::{Registry, domain::titles::Titles, registry::RegistryError};

/// What was learned so far: each organization is asked about once.
#[derive(Default)]
pub(super) struct Learned {
    pub(super) known: Titles,
    /// A registry that is silent is not waited for again.
    silent: bool,
}

/// So many organizations are asked about for one answer at most.
const MOST: usize = 100;

impl Learned {
    /// Asks about the first of them.
    pub(super) async fn learn_some(
        &mut self,
        registry: &Registry,
        organizations: impl Iterator<Item = &str>,
        time: i64,
    ) {
        let mut some: Vec<&str> = Vec::new();
        for name in organizations {
            if some.len() < MOST && !name.is_empty() && !some.contains(&name) {
                some.push(name);
            }
        }
        self.learn(registry, some.into_iter(), time).await;
    }

    /// Asks about those that are not known yet, as they were called at `time`.
    pub(super) async fn learn(
        &mut self,
        registry: &Registry,
        organizations: impl Iterator<Item = &str>,
        time: i64,
    ) {
        for name in organizations {
            if self.silent || self.known.contains_key(name) {
                continue;
            }
            let found = match registry.titles(name, time).await {
                Ok(found) => found,
                Err(RegistryError::Refused(_)) => Vec::new(),
                Err(RegistryError::Unanswered) => {
                    self.silent = true;
                    continue;
                }
            };
            self.known.insert(name.to_owned(), found);
        }
    }
}
