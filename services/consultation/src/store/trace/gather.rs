//! Adds steps to a chain: each thing once, and no more than there is room for. Provisions are in `provisions`.

mod provisions;

use std::collections::{HashMap, HashSet};

use common::{
    Error,
    context::Reading,
    resource::{self, Kind},
    store::Tx,
};
use kenes_proto::consultation::{self as pb, draft_law::State};

use crate::{
    domain::trace::{Chain, Decided, Law},
    store::{
        carried_forward::Carried, comment::Comments, consultation::Consultations,
        draft_law::DraftLaws, hearing::Hearings, recommendation::Recommendations,
        response::Responses, version,
    },
};

/// A chain in the making.
pub(super) struct Gather<'a> {
    pub(super) tx: &'a mut dyn Tx,
    pub(super) now: i64,
    pub(super) chain: Chain,
    /// Steps that still fit. Without any, only what became of something is looked for.
    pub(super) room: usize,
    /// The names of what was ever looked at.
    seen: HashSet<String>,
    /// The published versions of the draft laws met, in order.
    versions: HashMap<String, Vec<pb::DraftLawVersion>>,
    /// The provisions looked for, by name, and by version and wId.
    by_name: HashMap<String, Option<pb::Provision>>,
    by_wid: HashMap<(String, String), Option<pb::Provision>>,
    /// What later versions did to the provisions that comments speak about.
    pub(super) carried: Carried,
    /// Out of what commitments may have come, with the points that are told of it; all where none are named.
    pub(super) origins: Vec<(String, Option<Vec<i32>>)>,
    /// The wIds that were spoken of, by draft law.
    pub(super) threads: Vec<(String, String)>,
}

impl<'a> Gather<'a> {
    pub(super) fn new(tx: &'a mut dyn Tx, now: i64, room: usize) -> Self {
        Self {
            tx,
            now,
            chain: Chain::default(),
            room,
            seen: HashSet::new(),
            versions: HashMap::new(),
            by_name: HashMap::new(),
            by_wid: HashMap::new(),
            carried: Carried::default(),
            origins: Vec::new(),
            threads: Vec::new(),
        }
    }

    /// One step more, if it is not there yet and fits.
    fn take(&mut self, name: &str) -> bool {
        let fits = self.room > 0 && self.seen.insert(name.to_owned());
        self.room -= usize::from(fits);
        fits
    }

    /// The resource as it is read now.
    pub(super) fn read<K: Kind>(&mut self, name: &str) -> Result<K::Message, Error> {
        let mut found = resource::get::<K>(self.tx, name)?;
        let reading = Reading {
            now: self.now,
            as_of: self.now,
            language: None,
            counted: true,
        };
        K::render(self.tx, &mut found, &reading)?;
        Ok(found)
    }

    pub(super) fn add_comment(&mut self, comment: pb::Comment) -> Result<(), Error> {
        if !self.take(&comment.name) {
            return Ok(());
        }
        let change = comment.proposed_change.as_ref();
        if let Some(place) = change.and_then(|change| change.target.as_ref())
            && let Some(found) = self.find(&place.version, &place.eid)?
        {
            self.chain.proposed.insert(comment.name.clone(), found);
        }
        self.chain.comments.push(comment);
        Ok(())
    }

    pub(super) fn comment(&mut self, name: &str) -> Result<(), Error> {
        if self.room == 0 {
            return Ok(());
        }
        let comment = self.read_comment(name)?;
        self.add_comment(comment)
    }

    /// The comment as it is read now.
    pub(super) fn read_comment(&mut self, name: &str) -> Result<pb::Comment, Error> {
        let mut found = resource::get::<Comments>(self.tx, name)?;
        self.carried.fill(self.tx, &mut found)?;
        Ok(found)
    }

    pub(super) fn add_recommendation(&mut self, recommendation: pb::Recommendation) {
        if self.take(&recommendation.name) {
            self.chain.recommendations.push(recommendation);
        }
    }

    pub(super) fn recommendation(&mut self, name: &str) -> Result<pb::Recommendation, Error> {
        self.read::<Recommendations>(name)
    }

    pub(super) fn add_response(&mut self, response: pb::Response) {
        if self.take(&response.name) {
            self.chain.responses.push(response);
        }
    }

    pub(super) fn add_decision(&mut self, decided: Decided) {
        if self.take(&decided.decision.name) {
            self.chain.decisions.push(decided);
        }
    }

    pub(super) fn add_commitment(&mut self, commitment: pb::Commitment) {
        if self.take(&commitment.name) {
            self.chain.commitments.push(commitment);
        }
    }

    pub(super) fn add_progress_report(&mut self, report: pb::ProgressReport) {
        if self.take(&report.name) {
            self.chain.progress_reports.push(report);
        }
    }

    pub(super) fn push_proposal(&mut self, proposal: &pb::ConsultationProposal) {
        if self.take(&proposal.name) {
            self.chain.proposals.push(proposal.clone());
        }
    }

    pub(super) fn response(&mut self, name: &str) -> Result<pb::Response, Error> {
        self.read::<Responses>(name)
    }

    /// A hearing, or a consultation out of which something grew.
    pub(super) fn occasion(&mut self, name: &str) -> Result<(), Error> {
        if name.is_empty() || !self.take(name) {
            return Ok(());
        }
        if name.starts_with("hearings/") {
            let hearing = self.read::<Hearings>(name)?;
            self.chain.hearings.push(hearing);
        } else {
            let consultation = self.read::<Consultations>(name)?;
            self.chain.consultations.push(consultation);
        }
        Ok(())
    }

    /// The published versions of a draft law, oldest first.
    pub(super) fn versions(&mut self, law: &str) -> Result<Vec<pb::DraftLawVersion>, Error> {
        if !self.versions.contains_key(law) {
            let found = version::frozen(self.tx, law)?;
            self.versions.insert(law.to_owned(), found);
        }
        Ok(self.versions.get(law).cloned().unwrap_or_default())
    }

    pub(super) fn add_version(&mut self, version: pb::DraftLawVersion) {
        if self.take(&version.name) {
            self.chain.versions.push(version);
        }
    }

    /// The draft law, if `is_step`; and that it became an act, if it did.
    pub(super) fn law(&mut self, name: &str, is_step: bool) -> Result<(), Error> {
        if self.room == 0 || self.seen.contains(name) {
            return Ok(());
        }
        let Some(law) = resource::find::<DraftLaws>(self.tx, name)? else {
            return Ok(());
        };
        let enacted = law.state() == State::Enacted;
        if !(is_step || enacted) || !self.take(name) {
            return Ok(());
        }
        let enact_time = match enacted {
            true => enact_time(self.tx, name)?,
            false => None,
        };
        // Both are one name, and two steps.
        self.room = self.room.saturating_sub(usize::from(is_step && enacted));
        self.chain.laws.push(Law {
            draft: law,
            is_step,
            enact_time,
        });
        Ok(())
    }
}

/// When a draft law became an act.
fn enact_time(tx: &mut dyn Tx, law: &str) -> Result<Option<i64>, Error> {
    let sql = "SELECT time FROM revision WHERE name = $1 AND method = 'EnactDraftLaw' ORDER BY revision LIMIT 1";
    let rows = tx.query(sql, &[law.into()])?;
    rows.first().map(|row| row[0].int()).transpose()
}
