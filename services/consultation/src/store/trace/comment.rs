//! The path of a comment: the text it spoke about, what rests on it, and the answers.

use common::{Error, date, names};
use kenes_proto::consultation as pb;

use super::gather::Gather;
use crate::{
    domain::{
        comment as comments, response as responses,
        trace::{
            sentence::MOST_PLACES,
            verdict::{self, ByWay, Facts},
        },
    },
    store::{consultation::Consultations, recommendation, response},
};

/// The most answers that are told, to a comment and to a recommendation that rests on it, and of those recommendations.
const MOST_ANSWERS: usize = 8;
const MOST_ANSWERS_TO_EACH: usize = 4;
const MOST_RESTING: usize = 4;

impl Gather<'_> {
    pub(super) fn path_of_comment(&mut self, name: &str) -> Result<Facts, Error> {
        let comment = self.read_comment(name)?;
        let consultation = self.read::<Consultations>(names::parent(name))?;
        self.add_comment(comment.clone())?;
        self.spoken_about(&comment)?;
        let mut answers = Vec::new();
        for answer in response::answers_to(self.tx, name)? {
            answers.push(self.response(&answer)?);
        }
        // The last one is the one that counts.
        for answer in answers.iter().rev().take(MOST_ANSWERS) {
            self.add_response(answer.clone());
            self.follow(&answer.name, None);
        }
        self.occasion(&comment.hearing)?;
        let most = i64::try_from(MOST_RESTING).unwrap_or(i64::MAX);
        let mut by_way = Vec::new();
        for name in recommendation::resting_on(self.tx, name, most)? {
            by_way.extend(self.resting(&name, &comment)?);
        }
        let today = date::local_number(self.now);
        let mut facts = verdict::of_comment(&comment, &consultation, &answers, &by_way, today);
        if let Some(answer) = &facts.answer {
            let places = responses::locations(&answer.response);
            for place in places.take(MOST_PLACES) {
                self.carried_out(place)?;
            }
        }
        if let Some(text) = &mut facts.text
            && comment
                .target
                .as_ref()
                .is_some_and(|target| target.eid.is_empty())
        {
            text.fate = self.newer(comments::version(&comment))?;
        }
        Ok(facts)
    }

    /// The newest version, if it is another than this one, told as what became of the whole.
    fn newer(&mut self, version: &str) -> Result<Option<pb::CarriedForward>, Error> {
        let versions = self.versions(names::parent(version))?;
        let newest = versions.last().filter(|newest| newest.name != version);
        Ok(newest.map(|newest| pb::CarriedForward {
            version: newest.name.clone(),
            carry_time: newest.publish_time,
            ..Default::default()
        }))
    }

    /// A recommendation that rests on a comment, its session and its newest answers: only what concerns the comment.
    fn resting(&mut self, name: &str, comment: &pb::Comment) -> Result<Vec<ByWay>, Error> {
        let mut rests = self.recommendation(name)?;
        let has_points = !rests.points.is_empty();
        verdict::narrow(&mut rests, comment);
        self.occasion(&rests.session)?;
        self.add_recommendation(rests.clone());
        let mut answers = Vec::new();
        for answer in response::answers_to(self.tx, name)? {
            let mut response = self.response(&answer)?;
            answers.push(ByWay {
                recommendation: name.to_owned(),
                speaks: verdict::narrow_answer(&mut response, &rests),
                response,
            });
        }
        // Those that speak of the comment come first, and of them the newest.
        answers.sort_by_key(|answer| answer.speaks);
        let points = rests.points.iter().map(|point| point.number);
        let points = has_points.then(|| points.collect::<Vec<_>>());
        self.follow(name, points.clone());
        for answer in answers.iter().rev().take(MOST_ANSWERS_TO_EACH) {
            self.add_response(answer.response.clone());
            self.follow(&answer.response.name, points.clone());
        }
        Ok(answers)
    }
}
