//! The links of a trace: how its steps refer to each other.

use std::collections::{HashMap, HashSet};

use common::names;
use kenes_proto::{
    consultation::{TraceLink, TraceStep, trace_link::Relation},
    types::ProvisionRef,
};

use super::{Chain, Place};
use crate::domain::recommendation;

/// The links between the steps, in the order of the steps that refer.
pub(super) fn between(chain: &Chain, steps: &[TraceStep]) -> Vec<TraceLink> {
    let mut at = HashMap::new();
    for (n, step) in steps.iter().enumerate() {
        at.entry(step.name.as_str()).or_insert(n);
    }
    let mut links = Links {
        at,
        found: Vec::new(),
        seen: HashSet::new(),
    };
    links.of_laws(chain);
    links.of_provisions(chain);
    links.of_comments(chain);
    links.of_recommendations(chain);
    links.of_responses(chain);
    let mut found = links.found;
    found.sort_by_key(|(order, _)| *order);
    found.into_iter().map(|(_, link)| link).collect()
}

struct Links<'a> {
    /// The places of the steps by name.
    at: HashMap<&'a str, usize>,
    found: Vec<([usize; 3], TraceLink)>,
    seen: HashSet<[usize; 3]>,
}

impl Links<'_> {
    /// Ties two steps, if both are there.
    fn add(&mut self, from: &str, to: &str, relation: Relation) {
        let (Some(&a), Some(&b)) = (self.at.get(from), self.at.get(to)) else {
            return;
        };
        let order = [a, b, usize::try_from(relation as i32).unwrap_or_default()];
        if self.seen.insert(order) {
            let mut link = TraceLink {
                from: from.to_owned(),
                to: to.to_owned(),
                ..Default::default()
            };
            link.set_relation(relation);
            self.found.push((order, link));
        }
    }

    /// Ties something to the provision that it refers to, or to the version where it means the whole.
    fn add_place(&mut self, from: &str, place: &ProvisionRef, relation: Relation) {
        match place.eid.as_str() {
            "" => self.add(from, &place.version, relation),
            eid => {
                let name = names::child(&place.version, "provisions", eid);
                self.add(from, &name, relation);
            }
        }
    }

    fn of_laws(&mut self, chain: &Chain) {
        for it in &chain.versions {
            self.add(&it.name, names::parent(&it.name), Relation::VersionOf);
        }
        for it in chain.laws.iter().filter(|it| it.enact_time.is_some()) {
            let relation = Relation::EnactedFrom;
            self.add(&it.law.name, &it.law.enacted_version, relation);
        }
    }

    fn of_provisions(&mut self, chain: &Chain) {
        for thread in threads(chain).values() {
            for (n, place) in thread.iter().enumerate() {
                let name = &place.provision.name;
                self.add(name, &place.version, Relation::ProvisionOf);
                if let Some(next) = thread.get(n + 1) {
                    self.add(name, &next.provision.name, Relation::Became);
                }
            }
        }
    }

    fn of_comments(&mut self, chain: &Chain) {
        let threads = threads(chain);
        for it in &chain.comments {
            self.add(&it.name, &it.hearing, Relation::MadeAt);
            let Some(target) = &it.target else { continue };
            self.add_place(&it.name, target, Relation::CommentsOn);
            let key = (names::parent(&target.version), target.wid.as_str());
            let thread = threads.get(&key).map_or(&[][..], Vec::as_slice);
            let since = thread.iter().skip_while(|p| p.version != target.version);
            for later in since.skip(1) {
                self.add(&it.name, &later.provision.name, Relation::CarriedTo);
            }
        }
    }

    fn of_recommendations(&mut self, chain: &Chain) {
        for it in &chain.recommendations {
            self.add(&it.name, &it.hearing, Relation::MadeAt);
            for comment in &it.based_on_comments {
                self.add(&it.name, comment, Relation::BasedOn);
            }
            for place in recommendation::places(it) {
                self.add_place(&it.name, place, Relation::Concerns);
            }
            if it.targets.is_empty() {
                for law in &it.draft_laws {
                    self.add(&it.name, law, Relation::Concerns);
                }
            }
        }
    }

    fn of_responses(&mut self, chain: &Chain) {
        for it in &chain.responses {
            self.add(&it.name, names::parent(&it.name), Relation::Answers);
            for place in &it.implemented_in {
                self.add_place(&it.name, place, Relation::ImplementedIn);
            }
        }
    }
}

/// The provisions of the chain by draft law and wId, each in order of publication.
fn threads(chain: &Chain) -> HashMap<(&str, &str), Vec<&Place>> {
    let mut threads: HashMap<_, Vec<&Place>> = HashMap::new();
    for place in &chain.places {
        let key = (names::parent(&place.version), place.provision.wid.as_str());
        threads.entry(key).or_default().push(place);
    }
    for thread in threads.values_mut() {
        thread.sort_by_key(|place| place.order);
    }
    threads
}
