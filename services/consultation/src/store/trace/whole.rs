//! What has parts of its own: a draft law, a version, a consultation, a hearing, a proposal to consult.

use common::{Error, date, list, resource};
use kenes_proto::consultation::{self as pb, ChangeKind, carried_forward::Fate};

use super::{gather::Gather, text::whole};
use crate::{
    domain::trace::{
        Ask, state,
        verdict::{self, Answer, Asked, Counts, Facts},
    },
    store::{
        answers, consultation::Consultations, consultation_proposal::ConsultationProposals, counts,
        draft_law::DraftLaws, hearing::Hearings, provision, recommendation, response,
        version::Versions,
    },
};

/// The most recommendations that are counted, and that are told with their sessions and answers.
const MOST_COUNTED: i64 = 1_000;
const MOST_TOLD: usize = 30;
/// The most answers to each of those, and the most versions of a draft law that are told.
const MOST_ANSWERS: usize = 4;
const MOST_VERSIONS: usize = 50;

impl Gather<'_> {
    pub(super) fn draft_law(&mut self, name: &str) -> Result<Facts, Error> {
        let law = resource::get::<DraftLaws>(self.tx, name)?;
        self.law(name, true)?;
        let versions = self.versions(name)?;
        let mut told = Counts {
            versions: versions.len(),
            answered: answers::answered(self.tx, name)?,
            answers: answers::to(self.tx, name)?,
            ..Counts::default()
        };
        let named = recommendation::naming(self.tx, name, MOST_COUNTED)?;
        let mut about: std::collections::BTreeSet<String> = named.into_iter().collect();
        for version in versions.iter().rev().take(MOST_VERSIONS) {
            self.add_version(version.clone());
        }
        let mut comments = 0;
        for version in &versions {
            comments += counts::standing(self.tx, &version.name)?;
            let found = recommendation::concerning_version(self.tx, &version.name, MOST_COUNTED)?;
            about.extend(found);
        }
        told.comments = Some(comments);
        told.recommendations = about.len();
        self.tell_recommendations(about.iter())?;
        Ok(Facts {
            state: law.state().as_str_name(),
            standing: Some(state::of_law(&law)),
            counts: Some(told),
            ..Facts::default()
        })
    }

    pub(super) fn version(&mut self, ask: &Ask) -> Result<Facts, Error> {
        let name = ask.name.as_str();
        let version = resource::get::<Versions>(self.tx, name)?;
        let after = list::open_number("trace", name, &ask.page_token)?;
        let base = version.base_version.clone();
        let base_version = resource::find::<Versions>(self.tx, &base)?;
        if let Some(base) = base_version {
            self.add_version(base);
        }
        self.add_version(version.clone());
        let mut told = Counts {
            comments: Some(counts::standing(self.tx, name)?),
            answered: answers::answered(self.tx, name)?,
            answers: answers::to(self.tx, name)?,
            ..Counts::default()
        };
        let about = recommendation::concerning_version(self.tx, name, MOST_COUNTED)?;
        told.recommendations = about.len();
        self.count_changes(&version, &mut told)?;
        let most = ask.page_size.saturating_sub(self.chain.steps()).max(1);
        let changed = self.changed(&version, after.unwrap_or(0), most + 1)?;
        if changed.len() > most {
            let (at, _) = &changed[most - 1];
            self.chain.next_page_token = list::seal_number("trace", name, *at)?;
        }
        for (_, change) in changed.into_iter().take(most) {
            self.change(&version, &change)?;
        }
        Ok(Facts {
            state: version.state().as_str_name(),
            standing: Some(state::of_version(&version)),
            counts: Some(told),
            ..Facts::default()
        })
    }

    /// How many provisions changed in which way.
    fn count_changes(
        &mut self,
        version: &pb::DraftLawVersion,
        told: &mut Counts,
    ) -> Result<(), Error> {
        let sql = "SELECT change_from_base, count(*) FROM provision WHERE parent = $1 GROUP BY change_from_base";
        for row in self.tx.query(sql, &[version.name.as_str().into()])? {
            let kind = i32::try_from(row[0].int()?).unwrap_or_default();
            let count = row[1].int()?;
            match ChangeKind::try_from(kind).unwrap_or_default() {
                ChangeKind::Changed => told.changed = count,
                ChangeKind::New => told.new = count,
                ChangeKind::Renumbered => told.renumbered = count,
                ChangeKind::Unspecified | ChangeKind::Unchanged | ChangeKind::Deleted => {}
            }
        }
        let sql = "SELECT count(*) FROM provision_fate WHERE from_version = $1 AND to_version = $2 AND fate = $3";
        let deleted = i64::from(Fate::Deleted as i32);
        let args = [
            version.base_version.as_str().into(),
            version.name.as_str().into(),
            deleted.into(),
        ];
        let rows = self.tx.query(sql, &args)?;
        told.deleted = rows.first().map_or(Ok(0), |row| row[0].int())?;
        Ok(())
    }

    /// The provisions that changed since the base version, in reading order after the place `after`, each with its place;
    /// then those that are gone, each by minus its place in the base version.
    fn changed(
        &mut self,
        version: &pb::DraftLawVersion,
        after: i64,
        most: usize,
    ) -> Result<Vec<(i64, String)>, Error> {
        let [changed, new, renumbered] =
            [ChangeKind::Changed, ChangeKind::New, ChangeKind::Renumbered]
                .map(|kind| i64::from(kind as i32));
        let mut found = Vec::new();
        let limit = whole(most);
        if after >= 0 {
            let sql = "SELECT position, name FROM provision WHERE parent = $1 AND position > $2 \
                       AND change_from_base IN ($3, $4, $5) ORDER BY position, name LIMIT $6";
            let args = [
                version.name.as_str().into(),
                after.into(),
                changed.into(),
                new.into(),
                renumbered.into(),
                limit.into(),
            ];
            for row in self.tx.query(sql, &args)? {
                found.push((row[0].int()?, row[1].text()?.to_owned()));
            }
        }
        let sql = "SELECT p.position, p.name FROM provision_fate f JOIN provision p ON p.parent = f.from_version AND p.wid = f.wid \
                   WHERE f.from_version = $1 AND f.to_version = $2 AND f.fate = $3 AND p.position > $4 \
                   ORDER BY p.position, p.name LIMIT $5";
        let args = [
            version.base_version.as_str().into(),
            version.name.as_str().into(),
            i64::from(Fate::Deleted as i32).into(),
            after.min(0).abs().into(),
            (limit - whole(found.len())).into(),
        ];
        for row in self.tx.query(sql, &args)? {
            found.push((-row[0].int()?, row[1].text()?.to_owned()));
        }
        Ok(found)
    }

    /// A provision that changed in a version, and how much was said that led to it.
    fn change(&mut self, version: &pb::DraftLawVersion, name: &str) -> Result<(), Error> {
        let (in_version, eid) = super::located(name);
        let Some(found) = provision::find(self.tx, in_version, eid)? else {
            return Ok(());
        };
        let is_gone = in_version != version.name;
        let old = match is_gone {
            true => None,
            false => self.before(in_version, &found)?,
        };
        let old_eid = old.as_ref().map(|old| old.eid.clone());
        let acted_on = match is_gone {
            true => self.acted_on(Some((in_version, eid)), None)?,
            false => {
                let before = old_eid
                    .as_deref()
                    .map(|eid| (version.base_version.as_str(), eid));
                self.acted_on(before, Some((in_version, eid)))?
            }
        };
        let acted_on = Some(acted_on).filter(|acted_on| *acted_on != [0; 3]);
        if is_gone {
            self.deletion(&version.name, found)?;
            if let Some(told) = self.chain.gone.last_mut() {
                told.acted_on = acted_on;
            }
        } else {
            self.provision(in_version, found, old)?;
            if let Some(told) = self.chain.provisions.last_mut() {
                told.acted_on = acted_on;
            }
        }
        Ok(())
    }

    pub(super) fn consultation(&mut self, name: &str) -> Result<Facts, Error> {
        let consultation = self.read::<Consultations>(name)?;
        self.occasion(name)?;
        for version in &consultation.draft_law_versions {
            if let Some(found) = resource::find::<Versions>(self.tx, version)? {
                self.add_version(found);
            }
        }
        let about = recommendation::grown_out_of(self.tx, name, MOST_COUNTED)?;
        let told = Counts {
            comments: Some(consultation.comment_count),
            answered: answers::answered(self.tx, name)?,
            answers: answers::to(self.tx, name)?,
            recommendations: about.len(),
            ..Counts::default()
        };
        self.tell_recommendations(about.iter())?;
        let asked = verdict::asked(&consultation, date::local_number(self.now));
        Ok(Facts {
            state: consultation.state().as_str_name(),
            standing: Some(state::of_consultation(&consultation)),
            asked: Some(asked).filter(|_| told.answered < consultation.comment_count),
            counts: Some(told),
            ..Facts::default()
        })
    }

    pub(super) fn hearing(&mut self, name: &str) -> Result<Facts, Error> {
        let hearing = self.read::<Hearings>(name)?;
        self.occasion(name)?;
        for law in hearing.draft_laws.iter().take(MOST_TOLD) {
            self.law(law, true)?;
        }
        let about = recommendation::grown_out_of(self.tx, name, MOST_COUNTED)?;
        self.tell_recommendations(about.iter())?;
        self.with_decisions(&hearing, MOST_TOLD)?;
        Ok(Facts {
            state: hearing.state().as_str_name(),
            standing: Some(state::of_hearing(&hearing)),
            counts: Some(Counts {
                recommendations: about.len(),
                ..Counts::default()
            }),
            ..Facts::default()
        })
    }

    pub(super) fn proposal(&mut self, name: &str) -> Result<Facts, Error> {
        let proposal = self.add_proposal(name)?;
        let mut given = Vec::new();
        for answer in response::answers_to(self.tx, name)? {
            let response = self.response(&answer)?;
            self.add_response(response.clone());
            self.follow(&answer, None);
            given.push(response);
        }
        let waits = proposal.state() == pb::consultation_proposal::State::Submitted;
        let asked = Asked {
            organization: proposal.body.clone(),
            due: None,
            overdue: false,
        };
        Ok(Facts {
            state: proposal.state().as_str_name(),
            standing: state::of_proposal(&proposal),
            answer: given.last().map(Answer::whole),
            asked: waits.then_some(asked),
            ..Facts::default()
        })
    }

    pub(super) fn add_proposal(&mut self, name: &str) -> Result<pb::ConsultationProposal, Error> {
        let proposal = self.read::<ConsultationProposals>(name)?;
        self.push_proposal(&proposal);
        Ok(proposal)
    }

    /// Recommendations, each with the session that adopted it, its answers, and what bodies took on out of both.
    fn tell_recommendations<'n>(
        &mut self,
        names: impl Iterator<Item = &'n String>,
    ) -> Result<(), Error> {
        for name in names.take(MOST_TOLD) {
            let recommendation = self.recommendation(name)?;
            self.occasion(&recommendation.session)?;
            self.add_recommendation(recommendation);
            self.follow(name, None);
            let given = response::answers_to(self.tx, name)?;
            for name in given.iter().take(MOST_ANSWERS) {
                let answer = self.response(name)?;
                self.add_response(answer);
                self.follow(name, None);
            }
        }
        Ok(())
    }
}
