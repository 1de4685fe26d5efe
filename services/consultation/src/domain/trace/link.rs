//! The links of a trace: how its steps refer to each other.

use std::collections::{HashMap, HashSet};

use common::{date, names};
use kenes_proto::{
    consultation::{ChangeKind, TraceLink, trace_link::Relation, trace_step::Kind},
    types::ProvisionRef,
};

use prost::Message;

use super::{Chain, Law, Placed, ProvisionInVersion};
use crate::domain::{point, recommendation};

/// A link, and the positions of the two steps.
pub(super) struct Tie {
    from: usize,
    to: usize,
    link: TraceLink,
}

/// The links between the steps.
pub(super) fn between(chain: &Chain, steps: &[Placed]) -> Vec<Tie> {
    let mut at = HashMap::new();
    for (n, placed) in steps.iter().enumerate() {
        at.entry(placed.step.name.as_str()).or_insert(n);
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
    links.of_commitments(chain);
    links.found
}

/// The links in the order of the steps that refer, where each step stands `at` its place.
pub(super) fn in_order(mut ties: Vec<Tie>, at: &[usize]) -> Vec<TraceLink> {
    ties.sort_by_key(|tie| {
        let link = &tie.link;
        (at[tie.from], at[tie.to], link.relation, link.point)
    });
    ties.into_iter().map(|tie| tie.link).collect()
}

/// As many links as have this many bytes.
pub(super) fn as_fit(links: Vec<TraceLink>, mut bytes: usize) -> Vec<TraceLink> {
    let links = links.into_iter().take_while(|link| {
        // Its tag and its length take at most six bytes more.
        let size = link.encoded_len() + 6;
        let fits = size <= bytes;
        bytes = bytes.saturating_sub(size);
        fits
    });
    links.collect()
}

/// Which step cannot be before which other: pairs of positions, the cause first.
pub(super) fn causes(chain: &Chain, steps: &[Placed], ties: &[Tie]) -> Vec<(usize, usize)> {
    let mut causes: Vec<(usize, usize)> = ties.iter().filter_map(cause).collect();
    let at = |name: &str, kind: Kind| {
        let mut found = steps.iter().map(|placed| &placed.step);
        found.position(|step| step.name == name && step.kind() == kind)
    };
    for version in &chain.versions {
        let base = at(&version.base_version, Kind::Version);
        causes.extend(base.zip(at(&version.name, Kind::Version)));
    }
    for Law { draft: law, .. } in &chain.laws {
        let act = at(&law.name, Kind::Enactment);
        causes.extend(at(&law.enacted_version, Kind::Version).zip(act));
        causes.extend(at(&law.name, Kind::DraftLaw).zip(act));
    }
    for gone in &chain.gone {
        let of = |deletion: bool| {
            let mut found = steps.iter().map(|placed| &placed.step);
            found.position(|step| {
                step.name == gone.provision.name
                    && (step.change_kind() == ChangeKind::Deleted) == deletion
            })
        };
        causes.extend(of(false).zip(of(true)));
        causes.extend(at(&gone.version, Kind::Version).zip(of(true)));
    }
    let carried_out = ties.iter();
    for tie in carried_out.filter(|tie| tie.link.relation() == Relation::ImplementedIn) {
        let [answered, published] = [tie.from, tie.to].map(|n| date::local_number(steps[n].time));
        if answered == published && !leads(&causes, tie.to, tie.from) {
            causes.push((tie.from, tie.to));
        }
    }
    causes
}

/// Whether one thing follows from another by these causes, as an answer does from the provision that its comment is on.
fn leads(causes: &[(usize, usize)], from: usize, to: usize) -> bool {
    let mut seen = HashSet::from([from]);
    let mut reached = vec![from];
    while let Some(one) = reached.pop() {
        let effects = causes.iter().filter(|(cause, _)| *cause == one);
        reached.extend(
            effects
                .map(|(_, effect)| *effect)
                .filter(|n| seen.insert(*n)),
        );
    }
    seen.contains(&to)
}

/// Which of the two steps of a link is the cause of the other. That an answer was carried out in a text on another day, that a
/// comment was carried to one, and that a law was enacted from one, leaves the order to time.
fn cause(tie: &Tie) -> Option<(usize, usize)> {
    match tie.link.relation() {
        Relation::Became => Some((tie.from, tie.to)),
        Relation::ImplementedIn
        | Relation::CarriedTo
        | Relation::EnactedFrom
        | Relation::Unspecified => None,
        Relation::VersionOf
        | Relation::ProvisionOf
        | Relation::CommentsOn
        | Relation::MadeAt
        | Relation::BasedOn
        | Relation::Concerns
        | Relation::Answers
        | Relation::AdoptedAt
        | Relation::GrewOutOf
        | Relation::DecidedAt
        | Relation::ComesOutOf
        | Relation::ReportsOn => Some((tie.to, tie.from)),
    }
}

struct Links<'a> {
    /// Where the steps stand, by name.
    at: HashMap<&'a str, usize>,
    found: Vec<Tie>,
    seen: HashSet<(usize, usize, i32, i32)>,
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
        if self.seen.insert((a, b, relation as i32, point)) {
            let mut link = TraceLink {
                from: from.to_owned(),
                to: to.to_owned(),
                point,
                ..Default::default()
            };
            link.set_relation(relation);
            self.found.push(Tie {
                from: a,
                to: b,
                link,
            });
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
        for Law {
            draft: law,
            enact_time,
            ..
        } in &chain.laws
        {
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
        for gone in &chain.gone {
            let name = &gone.provision.name;
            self.add(name, names::parent(name), Relation::ProvisionOf);
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

    fn of_commitments(&mut self, chain: &Chain) {
        for decided in &chain.decisions {
            let name = &decided.decision.name;
            self.add(name, names::parent(name), Relation::DecidedAt);
        }
        for commitment in &chain.commitments {
            let (name, point) = (&commitment.name, commitment.point);
            self.add_of_point(point, name, &commitment.origin, Relation::ComesOutOf);
        }
        for report in &chain.progress_reports {
            let name = &report.name;
            self.add(name, names::parent(name), Relation::ReportsOn);
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
        thread.sort_by_key(|this| this.time);
    }
    threads
}
