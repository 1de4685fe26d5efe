//! A chain told as steps in order of time and as links between them, in the language of whoever asks.
//!
//! What belongs to the chain is found in `store::trace`; the sentences are in `phrases`.

mod link;
mod phrases;
mod point;
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
    pub(crate) consultations: Vec<pb::Consultation>,
    pub(crate) recommendations: Vec<pb::Recommendation>,
    pub(crate) responses: Vec<pb::Response>,
    pub(crate) provisions: Vec<ProvisionInVersion>,
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
pub(crate) struct ProvisionInVersion {
    /// The version's name.
    pub(crate) version: String,
    /// Where the version stands among the published ones.
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
        unnamed.extend(self.laws.iter().map(|law| law.law.initiator.as_str()));
        let bodies = self.recommendations.iter();
        unnamed.extend(bodies.map(|recommendation| recommendation.body.as_str()));
        unnamed.extend(self.responses.iter().map(super::response::responder));
        unnamed.extend(
            self.hearings
                .iter()
                .map(|hearing| hearing.organizer.as_str()),
        );
        let consultations = self.consultations.iter();
        unnamed.extend(consultations.map(|consultation| consultation.organizer.as_str()));
        let comments = self.comments.iter();
        let claims = comments.filter(|comment| comment.standing.is_none());
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
    for in_version in &chain.provisions {
        let (time, step) = teller.provision(in_version);
        steps.push((time, in_version.provision.order, step));
    }
    let mut others = Vec::new();
    for Law { law, enact_time } in &chain.laws {
        others.push(teller.law(law));
        others.extend(enact_time.map(|time| teller.enactment(law, time)));
    }
    others.extend(chain.versions.iter().map(|version| teller.version(version)));
    others.extend(chain.comments.iter().map(|comment| teller.comment(comment)));
    others.extend(chain.hearings.iter().map(|hearing| teller.hearing(hearing)));
    let consultations = chain.consultations.iter();
    others.extend(consultations.map(|consultation| teller.consultation(consultation)));
    let recommendations = chain.recommendations.iter();
    others.extend(recommendations.map(|recommendation| teller.recommendation(recommendation)));
    let responses = chain.responses.iter();
    others.extend(responses.map(|response| teller.response(response)));
    steps.extend(others.into_iter().map(|(time, step)| (time, 0, step)));
    // Of the same moment, what others refer to comes first.
    steps.sort_by(|(a, left_order, left), (b, right_order, right)| {
        (a, left.kind, left_order, &left.name).cmp(&(b, right.kind, right_order, &right.name))
    });
    let steps: Vec<TraceStep> = steps.into_iter().map(|(_, _, step)| step).collect();
    let changed = chain.provisions.iter().filter(|in_version| {
        let change = in_version.provision.change_from_base();
        !in_version.gone_in.is_empty() || change == ChangeKind::Changed
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
