//! A trace told: the verdict, then the steps, causes first, and the links between them, in the language of whoever asks.
//!
//! What belongs to a trace is found in `store::trace`; which answer counts is in `verdict`, the sentences are in `phrases` and
//! `sentence`. A trace is never larger than its bound: texts are cut until it fits.

mod chain;
mod commitment;
mod link;
mod name;
mod order;
pub(crate) mod phrases;
mod point;
mod provision;
pub(crate) mod sentence;
pub(crate) mod state;
mod step;
pub(crate) mod verdict;

use std::collections::HashMap;

use common::{Error, Language, text};
use kenes_proto::{
    consultation::{
        self as pb, GetTraceRequest, Trace, TraceLink, TraceStep, get_trace_request::Scope,
    },
    gtype::LocalizedText,
};
use prost::Message;

pub(crate) use chain::{Chain, Decided, Gone, Law, Omitted, ProvisionInVersion, is_notable};
pub(crate) use step::cut;
use verdict::Facts;

/// The most steps of a page.
pub(crate) const MOST_STEPS: usize = 200;
/// The most steps in the path of a comment.
pub(crate) const MOST_IN_PATH: usize = 40;

/// The most bytes of a path, and of a page of a neighbourhood or of what has many parts.
const PATH_BYTES: usize = 64 << 10;
const PAGE_BYTES: usize = 1 << 20;

/// How many characters a text, a text of a point and a title have at most: the first three with which a trace fits. Points may
/// be many, and give way first.
const LENGTHS: [(usize, usize, usize); 8] = [
    (2_000, 2_000, 200),
    (2_000, 200, 200),
    (1_000, 100, 200),
    (500, 40, 120),
    (250, 20, 80),
    (250, 0, 80),
    (100, 0, 60),
    (0, 0, 40),
];

/// What is asked, and how it is to be told.
#[derive(Clone, Debug)]
pub(crate) struct Ask {
    pub(crate) name: String,
    pub(crate) neighbourhood: bool,
    pub(crate) page_size: usize,
    pub(crate) page_token: String,
    pub(crate) now: i64,
    language: Language,
    show_links: bool,
}

/// The titles of organizations by their full names and the days, `yyyymmdd`, for which they were asked.
pub(crate) type Titles = HashMap<(String, i64), Vec<LocalizedText>>;

impl Ask {
    /// A trace asked for at `now`: English where no language is named. `FIELD_INVALID` for a name of something else.
    pub(crate) fn of(request: &GetTraceRequest, now: i64) -> Result<Self, Error> {
        name::check(&request.name)?;
        let language = text::asked(&request.language_code)?.unwrap_or(Language::English);
        Ok(Self {
            name: request.name.clone(),
            neighbourhood: request.scope() == Scope::Neighbourhood,
            page_size: common::list::page_size(request.page_size).min(MOST_STEPS),
            page_token: request.page_token.clone(),
            now,
            language,
            show_links: request.show_links,
        })
    }

    /// The most bytes of what is told.
    fn bound(&self, chain: &Chain) -> usize {
        match self.neighbourhood || chain.steps() > MOST_IN_PATH {
            true => PAGE_BYTES,
            false => PATH_BYTES,
        }
    }
}

/// Tells what became of it, and the chain; with as much of each text as fits. Links have what is left, which is half of the
/// bytes at least.
pub(crate) fn tell(ask: &Ask, chain: &Chain, facts: &Facts, titles: &Titles) -> Trace {
    let bound = ask.bound(chain);
    let mut told = (Trace::default(), Vec::new());
    for (text, point, title) in LENGTHS {
        let teller = Teller {
            language: ask.language,
            titles,
            now: ask.now,
            text,
            point,
            title,
        };
        told = teller.tell(ask, chain, facts);
        let links = usize::from(ask.show_links) * bound / 2;
        if told.0.encoded_len() + links <= bound {
            break;
        }
    }
    let (mut trace, links) = told;
    if ask.show_links {
        trace.links = link::as_fit(links, bound.saturating_sub(trace.encoded_len()));
    }
    trace
}

/// What every step is told with.
struct Teller<'a> {
    language: Language,
    titles: &'a Titles,
    now: i64,
    /// The most characters of a text, of a text of a point, and of a title.
    text: usize,
    point: usize,
    title: usize,
}

impl Teller<'_> {
    /// The trace without its links, and the links.
    fn tell(&self, ask: &Ask, chain: &Chain, facts: &Facts) -> (Trace, Vec<TraceLink>) {
        let steps = self.steps(chain);
        let links = link::between(chain, &steps);
        // What stands in one version comes in the order in which it is read there; else names tell equals apart.
        let keys: Vec<_> = steps
            .iter()
            .map(|placed| {
                let step = &placed.step;
                (placed.time, step.kind, placed.place, step.name.clone())
            })
            .collect();
        let order = order::order(&keys, &link::causes(chain, &steps, &links));
        let mut at = vec![0; steps.len()];
        for (place, &n) in order.iter().enumerate() {
            at[n] = place;
        }
        let mut steps: Vec<Option<TraceStep>> = steps.into_iter().map(|s| Some(s.step)).collect();
        let omitted = chain.omitted;
        let trace = Trace {
            verdict: Some(self.verdict(facts)),
            name: ask.name.clone(),
            summary: self.sentence(facts),
            steps: order.iter().filter_map(|&n| steps[n].take()).collect(),
            links: Vec::new(),
            omitted_comment_count: omitted.comments,
            omitted_recommendation_count: omitted.recommendations,
            omitted_response_count: omitted.responses,
            next_page_token: chain.next_page_token.clone(),
        };
        (trace, link::in_order(links, &at))
    }

    fn steps(&self, chain: &Chain) -> Vec<Placed> {
        let mut steps = Vec::new();
        for Law {
            draft: law,
            is_step,
            enact_time,
        } in &chain.laws
        {
            steps.extend(is_step.then(|| self.law(law)));
            steps.extend(enact_time.map(|time| self.enactment(law, time)));
        }
        steps.extend(chain.versions.iter().map(|version| self.version(version)));
        steps.extend(
            chain
                .provisions
                .iter()
                .map(|provision| self.provision(provision)),
        );
        steps.extend(chain.gone.iter().map(|gone| self.deletion(gone)));
        let proposed = |comment: &pb::Comment| chain.proposed.get(&comment.name);
        let comments = chain.comments.iter();
        steps.extend(comments.map(|comment| self.comment(comment, proposed(comment))));
        steps.extend(chain.hearings.iter().map(|hearing| self.hearing(hearing)));
        let consultations = chain.consultations.iter();
        steps.extend(consultations.map(|consultation| self.consultation(consultation)));
        steps.extend(
            chain
                .proposals
                .iter()
                .map(|proposal| self.proposal(proposal)),
        );
        let recommendations = chain.recommendations.iter();
        steps.extend(recommendations.map(|recommendation| self.recommendation(recommendation)));
        steps.extend(
            chain
                .responses
                .iter()
                .map(|response| self.response(response)),
        );
        let decisions = chain.decisions.iter();
        steps.extend(decisions.map(|one| self.decision(&one.decision, &one.session)));
        steps.extend(chain.commitments.iter().map(|one| self.commitment(one)));
        let reports = chain.progress_reports.iter();
        steps.extend(reports.map(|report| self.progress_report(report)));
        steps
    }
}

/// A step with what it is put in order by.
struct Placed {
    time: i64,
    /// The number of a provision in its version.
    place: i32,
    step: TraceStep,
}

#[cfg(test)]
mod tests;
