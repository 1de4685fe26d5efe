//! A chain told as steps in order of time and as links between them, in the language of whoever asks.
//!
//! What belongs to the chain is found in `store::trace`; the sentences are in `phrases`.

mod link;
mod phrases;
mod step;

use std::collections::HashMap;

use common::Language;
use kenes_proto::{
    consultation::{self as pb, ChangeKind, Trace, TraceStep},
    gtype::LocalizedText,
};

/// The most steps of a trace.
pub(crate) const LIMIT: usize = 200;

/// Everything that a trace tells.
#[derive(Debug, Default)]
pub(crate) struct Chain {
    pub(crate) laws: Vec<Law>,
    pub(crate) versions: Vec<pb::DraftLawVersion>,
    pub(crate) comments: Vec<pb::Comment>,
    pub(crate) hearings: Vec<pb::Hearing>,
    pub(crate) recommendations: Vec<pb::Recommendation>,
    pub(crate) responses: Vec<pb::Response>,
    pub(crate) places: Vec<Place>,
    /// Comments that did not fit.
    pub(crate) omitted: i64,
}

/// A draft law, and when it became an act if it did.
#[derive(Debug)]
pub(crate) struct Law {
    pub(crate) law: pb::DraftLaw,
    pub(crate) enact_time: Option<i64>,
}

/// A provision in one version.
#[derive(Debug)]
pub(crate) struct Place {
    /// The version's name.
    pub(crate) version: String,
    /// The version's place among the published ones.
    pub(crate) order: usize,
    /// When it was published.
    pub(crate) time: i64,
    pub(crate) provision: pb::Provision,
    /// The same provision in the base version.
    pub(crate) old: Option<pb::Provision>,
    /// The version in which it is no more. Empty if it is in the newest.
    pub(crate) gone_in: String,
}

/// The titles of organizations by their full names.
pub(crate) type Titles = HashMap<String, Vec<LocalizedText>>;

/// Whether a provision changed since the version before, so that its story is not told without it.
pub(crate) fn is_notable(provision: &pb::Provision) -> bool {
    matches!(
        provision.change_from_base(),
        ChangeKind::Changed | ChangeKind::New | ChangeKind::Renumbered
    )
}

impl Chain {
    /// The organizations whose names the chain itself does not hold.
    pub(crate) fn unnamed(&self) -> Vec<&str> {
        let mut unnamed: Vec<&str> = Vec::new();
        unnamed.extend(self.laws.iter().map(|it| it.law.initiator.as_str()));
        unnamed.extend(self.recommendations.iter().map(|it| it.body.as_str()));
        unnamed.extend(self.responses.iter().map(super::response::responder));
        unnamed.extend(self.hearings.iter().map(|it| it.organizer.as_str()));
        let claims = self.comments.iter().filter(|it| it.standing.is_none());
        unnamed.extend(claims.map(super::comment::on_behalf_of));
        let mut seen = std::collections::HashSet::new();
        unnamed.retain(|name| !name.is_empty() && seen.insert(*name));
        unnamed
    }
}

/// The language of a trace that is asked for by a tag: English where none is asked for.
pub(crate) fn language(tag: &str) -> Language {
    match tag {
        "" => Language::English,
        tag => Language::of_tag(tag).unwrap_or_default(),
    }
}

/// Tells the chain.
pub(crate) fn tell(name: &str, chain: &Chain, titles: &Titles, language: Language) -> Trace {
    let teller = Teller { language, titles };
    // What stands in one version comes in the order in which it is read there.
    let mut steps: Vec<(i64, i32, TraceStep)> = Vec::new();
    for it in &chain.places {
        let (time, step) = teller.place(it);
        steps.push((time, it.provision.order, step));
    }
    let mut others = Vec::new();
    for it in &chain.laws {
        others.push(teller.law(&it.law));
        others.extend(it.enact_time.map(|time| teller.enactment(&it.law, time)));
    }
    others.extend(chain.versions.iter().map(|it| teller.version(it)));
    others.extend(chain.comments.iter().map(|it| teller.comment(it)));
    others.extend(chain.hearings.iter().map(|it| teller.hearing(it)));
    let recommendations = chain.recommendations.iter();
    others.extend(recommendations.map(|it| teller.recommendation(it)));
    others.extend(chain.responses.iter().map(|it| teller.response(it)));
    steps.extend(others.into_iter().map(|(time, step)| (time, 0, step)));
    // Of the same moment, what others refer to comes first.
    steps.sort_by(|(a, left_order, left), (b, right_order, right)| {
        (a, left.kind, left_order, &left.name).cmp(&(b, right.kind, right_order, &right.name))
    });
    let steps: Vec<TraceStep> = steps.into_iter().map(|(_, _, step)| step).collect();
    let changed = chain.places.iter().filter(|it| {
        !it.gone_in.is_empty() || it.provision.change_from_base() == ChangeKind::Changed
    });
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    Trace {
        name: name.to_owned(),
        summary: phrases::summary(
            teller.language,
            [
                count(chain.comments.len()) + chain.omitted,
                count(chain.recommendations.len()),
                count(chain.responses.len()),
                count(changed.count()),
            ],
        ),
        links: link::between(chain, &steps),
        steps,
        omitted_comment_count: chain.omitted,
    }
}

/// What every step is told with.
struct Teller<'a> {
    language: Language,
    titles: &'a Titles,
}

#[cfg(test)]
mod tests;
