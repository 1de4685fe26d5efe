//! The links of a trace: how its steps refer to each other.

use std::collections::{HashMap, HashSet};

use common::names;
use kenes_proto::{
    consultation::{TraceLink, TraceStep, trace_link::Relation},
    types::ProvisionRef,
};

use super::{Chain, Law, ProvisionInVersion};
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
    /// Where the steps stand, by name.
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
    fn add_location(&mut self, from: &str, location: &ProvisionRef, relation: Relation) {
        match location.eid.as_str() {
            "" => self.add(from, &location.version, relation),
            eid => {
                let name = names::child(&location.version, "provisions", eid);
                self.add(from, &name, relation);
            }
        }
    }

    fn of_laws(&mut self, chain: &Chain) {
        for version in &chain.versions {
            let law = names::parent(&version.name);
            self.add(&version.name, law, Relation::VersionOf);
        }
        for Law { law, enact_time } in &chain.laws {
            if enact_time.is_some() {
                self.add(&law.name, &law.enacted_version, Relation::EnactedFrom);
            }
        }
    }

    fn of_provisions(&mut self, chain: &Chain) {
        for thread in threads(chain).values() {
            for (n, this) in thread.iter().enumerate() {
                let name = &this.provision.name;
                self.add(name, &this.version, Relation::ProvisionOf);
                if let Some(next) = thread.get(n + 1) {
                    self.add(name, &next.provision.name, Relation::Became);
                }
            }
        }
    }

    fn of_comments(&mut self, chain: &Chain) {
        let threads = threads(chain);
        for comment in &chain.comments {
            self.add(&comment.name, &comment.hearing, Relation::MadeAt);
            let Some(target) = &comment.target else {
                continue;
            };
            self.add_location(&comment.name, target, Relation::CommentsOn);
            let key = (names::parent(&target.version), target.wid.as_str());
            let thread = threads.get(&key).map_or(&[][..], Vec::as_slice);
            let since = thread.iter().skip_while(|p| p.version != target.version);
            for later in since.skip(1) {
                self.add(&comment.name, &later.provision.name, Relation::CarriedTo);
            }
        }
    }

    fn of_recommendations(&mut self, chain: &Chain) {
        for recommendation in &chain.recommendations {
            let name = &recommendation.name;
            self.add(name, &recommendation.hearing, Relation::MadeAt);
            for comment in &recommendation.based_on_comments {
                self.add(name, comment, Relation::BasedOn);
            }
            for location in recommendation::locations(recommendation) {
                self.add_location(name, location, Relation::Concerns);
            }
            if recommendation.targets.is_empty() {
                for law in &recommendation.draft_laws {
                    self.add(name, law, Relation::Concerns);
                }
            }
        }
    }

    fn of_responses(&mut self, chain: &Chain) {
        for response in &chain.responses {
            let name = &response.name;
            self.add(name, names::parent(name), Relation::Answers);
            for location in &response.implemented_in {
                self.add_location(name, location, Relation::ImplementedIn);
            }
        }
    }
}

/// The provisions of the chain by draft law and wId, each in order of publication.
fn threads(chain: &Chain) -> HashMap<(&str, &str), Vec<&ProvisionInVersion>> {
    let mut threads: HashMap<_, Vec<&ProvisionInVersion>> = HashMap::new();
    for this in &chain.provisions {
        let key = (names::parent(&this.version), this.provision.wid.as_str());
        threads.entry(key).or_default().push(this);
    }
    for thread in threads.values_mut() {
        thread.sort_by_key(|this| this.order);
    }
    threads
}
