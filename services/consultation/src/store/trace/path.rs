//! The paths of recommendations, answers and provisions.

use common::{Error, date, names, resource};
use kenes_proto::{consultation as pb, types::ProvisionRef};

use super::{bound, gather::Gather, located, text::whole};
use crate::{
    domain::{
        recommendation as recommendations, response as responses,
        trace::verdict::{self, Answer, Counts, Facts, Text},
    },
    store::{answers, counts, provision, recommendation, response, version::Versions},
};

/// The most provisions, comments, occasions and answers of one thing that are told.
const MOST_PLACES: usize = 10;
const MOST_COMMENTS: usize = 10;
const MOST_OCCASIONS: usize = 5;
const MOST_ANSWERS: usize = 8;

impl Gather<'_> {
    pub(super) fn path_of_recommendation(&mut self, name: &str) -> Result<Facts, Error> {
        let recommendation = self.recommendation(name)?;
        self.with_origins(&recommendation)?;
        for comment in recommendation.based_on_comments.iter().take(MOST_COMMENTS) {
            self.comment(comment)?;
        }
        let mut answers = Vec::new();
        for name in response::answers_to(self.tx, name)? {
            answers.push(self.response(&name)?);
        }
        for answer in answers.iter().take(MOST_ANSWERS) {
            self.with_places(answer)?;
        }
        let today = date::local_number(self.now);
        Ok(verdict::of_recommendation(&recommendation, &answers, today))
    }

    /// A recommendation with what it grew out of, what it is about and what bodies took on out of it.
    pub(super) fn with_origins(
        &mut self,
        recommendation: &pb::Recommendation,
    ) -> Result<(), Error> {
        self.add_recommendation(recommendation.clone());
        self.occasion(&recommendation.session)?;
        self.occasion(&recommendation.hearing)?;
        for origin in recommendation.origins.iter().take(MOST_OCCASIONS) {
            self.occasion(origin)?;
        }
        for place in recommendations::locations(recommendation).take(MOST_PLACES) {
            self.place(place)?;
        }
        if recommendations::locations(recommendation).next().is_none() {
            for law in recommendation.draft_laws.iter().take(MOST_OCCASIONS) {
                self.law(law, true)?;
            }
        }
        self.follow(&recommendation.name, None);
        Ok(())
    }

    /// An answer with where it was carried out, and what bodies took on out of it.
    fn with_places(&mut self, answer: &pb::Response) -> Result<(), Error> {
        self.add_response(answer.clone());
        for place in responses::locations(answer).take(MOST_PLACES) {
            self.place(place)?;
        }
        self.follow(&answer.name, None);
        Ok(())
    }

    pub(super) fn path_of_response(&mut self, name: &str) -> Result<Facts, Error> {
        let answer = self.response(name)?;
        self.with_places(&answer)?;
        let parent = names::parent(name);
        match parent.split('/').next() {
            _ if self.room == 0 => {}
            Some("recommendations") => {
                let recommendation = self.recommendation(parent)?;
                self.with_origins(&recommendation)?;
            }
            Some("consultations") => {
                self.path_of_comment(parent)?;
            }
            _ => {
                self.add_proposal(parent)?;
            }
        }
        Ok(Facts {
            state: answer.state().as_str_name(),
            answer: Some(Answer::whole(&answer)),
            ..Facts::default()
        })
    }

    pub(super) fn path_of_provision(&mut self, name: &str) -> Result<Facts, Error> {
        let (version, eid) = located(name);
        resource::get::<Versions>(self.tx, version)?;
        let found = self.find(version, eid)?;
        let found = found.ok_or_else(|| provision::unknown(version, eid))?;
        let law = names::parent(version);
        self.spoken_of(&ProvisionRef {
            version: version.to_owned(),
            wid: found.wid.clone(),
            ..Default::default()
        });
        let old = self.before(version, &found)?;
        self.provision(version, found.clone(), old)?;
        let thread = self.thread(law, &found.wid)?;
        self.changes(law, &thread)?;
        self.law(law, false)?;
        let mut told = Counts::default();
        let mut about = std::collections::BTreeSet::new();
        for (version, found) in &thread {
            let comments = told.comments.get_or_insert_default();
            *comments += counts::standing(self.tx, &found.name)?;
            told.answered += answers::answered(self.tx, &found.name)?;
            merge(&mut told.answers, answers::to(self.tx, &found.name)?);
            about.extend(recommendation::concerning(
                self.tx,
                version,
                &found.eid,
                bound(),
            )?);
            if self.room == 0 {
                continue;
            }
            let given =
                response::carried_out_in(self.tx, version, &found.eid, whole(MOST_ANSWERS))?;
            for name in given {
                let answer = self.response(&name)?;
                self.add_response(answer);
                self.follow(&name, None);
            }
        }
        told.recommendations = about.len();
        for name in about.iter().take(MOST_OCCASIONS.min(self.room)) {
            let recommendation = self.recommendation(name)?;
            self.occasion(&recommendation.session)?;
            self.add_recommendation(recommendation);
            self.follow(name, None);
        }
        let fates = crate::store::carried_forward::fates(self.tx, version, &found.wid)?;
        Ok(Facts {
            text: Some(Text::of(&found.eid, &fates)),
            counts: Some(told),
            ..Facts::default()
        })
    }
}

/// Adds counts to counts.
fn merge(all: &mut Vec<verdict::Answers>, more: Vec<verdict::Answers>) {
    for one in more {
        let same = |kept: &&mut verdict::Answers| {
            kept.responder == one.responder && kept.outcome == one.outcome
        };
        match all.iter_mut().find(same) {
            None => all.push(one),
            Some(kept) => {
                kept.given += one.given;
                kept.reasoned += one.reasoned;
                kept.carried_out += one.carried_out;
            }
        }
    }
}
