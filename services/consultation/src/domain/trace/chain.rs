//! A chain: everything that a trace tells, as it was found.

use std::collections::{HashMap, HashSet};

use common::date;
use kenes_proto::consultation::{self as pb, ChangeKind};

use super::{
    commitment,
    step::{self, moment},
    verdict::Facts,
};
use crate::domain::{comment, hearing, response, standing, succession};

/// Everything that a trace tells.
#[derive(Debug, Default)]
pub(crate) struct Chain {
    pub(crate) laws: Vec<Law>,
    pub(crate) versions: Vec<pb::DraftLawVersion>,
    pub(crate) comments: Vec<pb::Comment>,
    pub(crate) hearings: Vec<pb::Hearing>,
    pub(crate) consultations: Vec<pb::Consultation>,
    pub(crate) proposals: Vec<pb::ConsultationProposal>,
    pub(crate) recommendations: Vec<pb::Recommendation>,
    pub(crate) responses: Vec<pb::Response>,
    pub(crate) decisions: Vec<Decided>,
    pub(crate) commitments: Vec<pb::Commitment>,
    pub(crate) progress_reports: Vec<pb::ProgressReport>,
    pub(crate) provisions: Vec<ProvisionInVersion>,
    pub(crate) gone: Vec<Gone>,
    /// The provisions whose wording comments propose to change, by the names of the comments.
    pub(crate) proposed: HashMap<String, pb::Provision>,
    /// What is not among the steps.
    pub(crate) omitted: Omitted,
    pub(crate) next_page_token: String,
}

/// What touches the same provisions and is not among the steps, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Omitted {
    pub(crate) comments: i64,
    pub(crate) recommendations: i64,
    pub(crate) responses: i64,
}

/// A draft law, and when it became an act if it did.
#[derive(Debug)]
pub(crate) struct Law {
    pub(crate) draft: pb::DraftLaw,
    /// Whether the draft law itself is a step, and not only that it became an act.
    pub(crate) is_step: bool,
    pub(crate) enact_time: Option<i64>,
}

/// A decision, and the session that took it.
#[derive(Debug, Default)]
pub(crate) struct Decided {
    pub(crate) decision: pb::Decision,
    pub(crate) session: pb::Hearing,
}

/// A provision in one version.
#[derive(Debug, Default)]
pub(crate) struct ProvisionInVersion {
    /// The version's name.
    pub(crate) version: String,
    /// When it was published.
    pub(crate) time: i64,
    pub(crate) provision: pb::Provision,
    /// The same provision in the version that it is compared with.
    pub(crate) old: Option<pb::Provision>,
    /// Comments on it, recommendations about it, and answers carried out in it, where they are counted.
    pub(crate) acted_on: Option<[i64; 3]>,
}

/// That a version no longer has a provision.
#[derive(Debug, Default)]
pub(crate) struct Gone {
    /// The version's name.
    pub(crate) version: String,
    /// When it was published.
    pub(crate) time: i64,
    /// The provision as it stood last.
    pub(crate) provision: pb::Provision,
    pub(crate) acted_on: Option<[i64; 3]>,
}

/// Whether a provision changed since the version before, so that its story is not told without it.
pub(crate) fn is_notable(provision: &pb::Provision) -> bool {
    matches!(
        provision.change_from_base(),
        ChangeKind::Changed | ChangeKind::New | ChangeKind::Renumbered
    )
}

impl Chain {
    /// How many steps it has.
    pub(crate) fn steps(&self) -> usize {
        let laws = self.laws.iter();
        let of_laws =
            laws.map(|law| usize::from(law.is_step) + usize::from(law.enact_time.is_some()));
        of_laws.sum::<usize>()
            + self.versions.len()
            + self.comments.len()
            + self.hearings.len()
            + self.consultations.len()
            + self.proposals.len()
            + self.recommendations.len()
            + self.responses.len()
            + self.decisions.len()
            + self.commitments.len()
            + self.progress_reports.len()
            + self.provisions.len()
            + self.gone.len()
    }

    /// The organizations that are named in it, each with the moment for which its name is asked.
    pub(crate) fn organizations<'a>(&'a self, facts: &'a Facts, now: i64) -> Vec<(&'a str, i64)> {
        let mut named: Vec<(&'a str, i64)> = Vec::new();
        named.extend(
            facts
                .asked
                .iter()
                .map(|asked| (asked.organization.as_str(), now)),
        );
        let details = facts.answer.iter().flat_map(|answer| &answer.details);
        named.extend(details.map(|details| (details.referred_to.as_str(), now)));
        let answer = facts.answer.iter().map(|answer| &answer.response);
        for response in answer.chain(&self.responses) {
            let responder = response::responder(response);
            named.push((responder, step::answered(response)));
        }
        let comments = self.comments.iter();
        for comment in comments.filter(|one| standing::titles(one.standing.as_ref()).is_empty()) {
            let spoken_for = comment::on_behalf_of(comment);
            named.push((spoken_for, comment::moment(comment)));
        }
        for recommendation in &self.recommendations {
            named.push((&recommendation.body, step::adopted(recommendation)));
        }
        for hearing in &self.hearings {
            named.push((&hearing.organizer, hearing::start(hearing)));
        }
        for consultation in &self.consultations {
            let time = moment(None, consultation.open_time.as_ref());
            named.push((succession::first_organizer(consultation), time));
        }
        for proposal in &self.proposals {
            let author = proposal
                .author
                .as_ref()
                .map_or("", |a| a.on_behalf_of.as_str());
            named.push((author, date::moment(proposal.submit_time.as_ref())));
        }
        for Decided { session, .. } in &self.decisions {
            named.push((&session.organizer, hearing::start(session)));
        }
        for commitment in &self.commitments {
            let bodies = commitment::shown_bodies(commitment);
            named.extend(bodies.map(|body| (body, commitment::taken_on(commitment))));
        }
        for report in &self.progress_reports {
            named.push((commitment::reporter(report), commitment::told(report)));
        }
        for Law { draft: law, .. } in &self.laws {
            named.push((&law.initiator, step::introduced(law)));
        }
        let counts = facts.counts.iter().flat_map(|counts| &counts.answers);
        named.extend(counts.map(|answers| (answers.responder.as_str(), now)));
        let mut seen = HashSet::new();
        named.retain(|(name, time)| {
            !name.is_empty() && seen.insert((*name, date::local_number(*time)))
        });
        named
    }
}
