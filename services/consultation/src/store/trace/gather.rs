//! Adds steps to a chain: each thing once, and no more than there is room for.

use std::collections::{HashMap, HashSet};

use common::{
    Error,
    context::Reading,
    date, names,
    resource::{self, Kind},
    store::Tx,
};
use kenes_proto::{
    consultation::{self as pb, draft_law::State},
    types::ProvisionRef,
};

use crate::{
    domain::trace::{Chain, Law, ProvisionInVersion},
    store::{
        comment::Comments, consultation::Consultations, draft_law::DraftLaws, hearing::Hearings,
        provision, recommendation::Recommendations, response::Responses, version,
    },
};

/// A chain in the making.
pub(super) struct Gather<'a> {
    pub(super) tx: &'a mut dyn Tx,
    pub(super) now: i64,
    pub(super) chain: Chain,
    /// Steps that still fit.
    pub(super) room: usize,
    /// The names of what was ever looked at.
    seen: HashSet<String>,
    /// The published versions of the draft laws met, in order.
    versions: HashMap<String, Vec<pb::DraftLawVersion>>,
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
            && let Some(found) = provision::find(self.tx, &place.version, &place.eid)?
        {
            self.chain.proposed.insert(comment.name.clone(), found);
        }
        self.chain.comments.push(comment);
        Ok(())
    }

    pub(super) fn comment(&mut self, name: &str) -> Result<(), Error> {
        let comment = self.read::<Comments>(name)?;
        self.add_comment(comment)
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

    // === the text

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

    /// A provision of a version, beside `old`, the text that it is compared with.
    pub(super) fn provision(
        &mut self,
        version: &str,
        found: pb::Provision,
        old: Option<pb::Provision>,
    ) -> Result<(), Error> {
        if !self.take(&found.name) {
            return Ok(());
        }
        let versions = self.versions(names::parent(version))?;
        let this = versions.iter().find(|one| one.name == version);
        let time = this.map_or(0, |this| date::moment(this.publish_time.as_ref()));
        self.chain.provisions.push(ProvisionInVersion {
            version: version.to_owned(),
            time,
            provision: found,
            old,
            ..Default::default()
        });
        Ok(())
    }

    /// The provision that something refers to, beside that of the version before.
    pub(super) fn place(&mut self, place: &ProvisionRef) -> Result<(), Error> {
        self.spoken_of(place);
        self.carried_out(place)
    }

    /// A provision in which an answer was carried out, beside its text before: what else was said on it is another matter.
    pub(super) fn carried_out(&mut self, place: &ProvisionRef) -> Result<(), Error> {
        let Some(found) = provision::find(self.tx, &place.version, &place.eid)? else {
            return Ok(());
        };
        let old = self.before(&place.version, &found)?;
        self.provision(&place.version, found, old)
    }

    /// The same provision in the version before.
    pub(super) fn before(
        &mut self,
        version: &str,
        found: &pb::Provision,
    ) -> Result<Option<pb::Provision>, Error> {
        let versions = self.versions(names::parent(version))?;
        let this = versions.iter().find(|one| one.name == version);
        match this.map_or("", |this| this.base_version.as_str()) {
            "" => Ok(None),
            base => provision::with_wid(self.tx, base, &found.wid),
        }
    }

    /// Remembers that a provision was spoken of.
    pub(super) fn spoken_of(&mut self, place: &ProvisionRef) {
        let thread = (names::parent(&place.version).to_owned(), place.wid.clone());
        if !place.wid.is_empty() && !self.threads.contains(&thread) {
            self.threads.push(thread);
        }
    }
}

/// When a draft law became an act.
fn enact_time(tx: &mut dyn Tx, law: &str) -> Result<Option<i64>, Error> {
    let sql = "SELECT time FROM revision WHERE name = $1 AND method = 'EnactDraftLaw' ORDER BY revision LIMIT 1";
    let rows = tx.query(sql, &[law.into()])?;
    rows.first().map(|row| row[0].int()).transpose()
}
