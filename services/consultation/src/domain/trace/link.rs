//! The links of a trace: how its steps refer to each other.

use std::collections::{HashMap, HashSet};

use common::names;
use kenes_proto::{
    consultation::{TraceLink, TraceStep, trace_link::Relation},
    types::ProvisionRef,
};

use super::{Chain, Law, ProvisionInVersion};
use crate::domain::{point, recommendation};

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
    found: Vec<([usize; 4], TraceLink)>,
    seen: HashSet<[usize; 4]>,
}

impl Links<'_> {
    /// Ties two steps, if both are there.
    fn add(&mut self, from: &str, to: &str, relation: Relation) {
        self.add_of_point(0, from, to, relation);
    }

    /// The same for a point of a recommendation; 0 is the whole.
    fn add_of_point(&mut self, point: i32, from: &str, to: &str, relation: Relation) {
        let (Some(&a), Some(&b)) = (self.at.get(from), self.at.get(to)) else {
            return;
        };
        let [kind, number] = [relation as i32, point].map(|n| usize::try_from(n).unwrap_or(0));
        let order = [a, b, kind, number];
        if self.seen.insert(order) {
            let mut link = TraceLink {
                from: from.to_owned(),
                to: to.to_owned(),
                point,
                ..Default::default()
            };
            link.set_relation(relation);
            self.found.push((order, link));
        }
    }

    /// Ties something to the provision that it refers to, or to the version where it means the whole.
    fn add_location(&mut self, point: i32, from: &str, location: &ProvisionRef, how: Relation) {
        match location.eid.as_str() {
            "" => self.add_of_point(point, from, &location.version, how),
            eid => {
                let name = names::child(&location.version, "provisions", eid);
                self.add_of_point(point, from, &name, how);
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
            self.add_location(0, &comment.name, target, Relation::CommentsOn);
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
            self.add(name, &recommendation.session, Relation::AdoptedAt);
            for origin in &recommendation.origins {
                self.add(name, origin, Relation::GrewOutOf);
            }
            for comment in &recommendation.based_on_comments {
                self.add(name, comment, Relation::BasedOn);
            }
            let whole = point::places(&recommendation.targets, &recommendation.changes);
            for location in whole {
                self.add_location(0, name, location, Relation::Concerns);
            }
            for point in &recommendation.points {
                for location in point::locations(point) {
                    self.add_location(point.number, name, location, Relation::Concerns);
                }
            }
            if recommendation::locations(recommendation).next().is_none() {
                for law in &recommendation.draft_laws {
                    self.add(name, law, Relation::Concerns);
                }
            }
        }
    }

    fn of_responses(&mut self, chain: &Chain) {
        for response in &chain.responses {
            let (name, parent) = (&response.name, names::parent(&response.name));
            for location in &response.implemented_in {
                self.add_location(0, name, location, Relation::ImplementedIn);
            }
            if response.point_answers.is_empty() {
                self.add(name, parent, Relation::Answers);
            }
            for answer in &response.point_answers {
                let point = answer.number;
                self.add_of_point(point, name, parent, Relation::Answers);
                for location in &answer.implemented_in {
                    self.add_location(point, name, location, Relation::ImplementedIn);
                }
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
