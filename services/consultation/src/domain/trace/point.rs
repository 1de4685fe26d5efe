//! The steps of recommendations and of answers, each with its points.

use kenes_proto::consultation::{
    self as pb, TracePoint, TraceStep,
    recommendation::{Kind as Form, State},
    trace_step::Kind,
};

use super::{
    Placed, Teller,
    phrases::{self, Phrase, say},
    step::{adopted, answered, named, one_line, placed, step},
};
use crate::domain::response;

impl Teller<'_> {
    pub(super) fn recommendation(&self, recommendation: &pb::Recommendation) -> Placed {
        let time = adopted(recommendation);
        let who = self.title_of(&recommendation.body, time);
        let (phrase, what) = match &recommendation.vote {
            None => (Phrase::Drafts, String::new()),
            Some(vote) => {
                let counts = [vote.votes_for, vote.votes_against, vote.abstained];
                (Phrase::Adopts, phrases::votes(self.language, counts))
            }
        };
        let form = match recommendation.kind() {
            Form::Conclusion => Phrase::Conclusion,
            Form::Proposal => Phrase::Proposal,
            Form::Statement | Form::Unspecified => Phrase::Statement,
        };
        let form = say(self.language, form, "", "");
        let mut summary = say(self.language, phrase, &who, &form);
        if !what.is_empty() {
            summary = format!("{summary}: {what}");
        }
        if recommendation.state() == State::Recalled {
            summary = format!(
                "{summary}; {}",
                say(self.language, Phrase::Recalled, "", "")
            );
        }
        let step = TraceStep {
            title: self.short(&recommendation.titles),
            summary,
            state: recommendation.state().as_str_name().to_owned(),
            text: self.long(&recommendation.texts),
            language_code: self.other_language([&recommendation.titles, &recommendation.texts]),
            points: self.points(&recommendation.points),
            who: named([who]),
            ..step(Kind::Recommendation, &recommendation.name, time)
        };
        placed(time, step)
    }

    pub(super) fn response(&self, response: &pb::Response) -> Placed {
        let person = response
            .responder
            .as_ref()
            .map_or("", |a| a.display_name.as_str());
        let time = answered(response);
        let who = self.title_of(response::responder(response), time);
        let outcome = phrases::outcome(self.language, response.outcome());
        let summary = say(self.language, Phrase::Answers, &who, outcome);
        let open = &response.open_points;
        let step = TraceStep {
            summary: match open.is_empty() {
                true => summary,
                false => format!("{summary}; {}", self.left_open(open)),
            },
            points: self.point_answers(response),
            state: response.state().as_str_name().to_owned(),
            outcome: response.outcome,
            text: self.long(&response.texts),
            reasons: self.long(&response.reasons),
            language_code: self.other_language([&response.texts, &response.reasons]),
            who: named([who, one_line(person, self.title)]),
            ..step(Kind::Response, &response.name, time)
        };
        placed(time, step)
    }

    fn points(&self, points: &[pb::Point]) -> Vec<TracePoint> {
        let points = points.iter().map(|point| TracePoint {
            number: point.number,
            text: self.cut(&point.texts, self.point),
            ..Default::default()
        });
        points.collect()
    }

    /// What it says to each point, and which it leaves open.
    fn point_answers(&self, response: &pb::Response) -> Vec<TracePoint> {
        let answered = response.point_answers.iter().map(|answer| TracePoint {
            number: answer.number,
            outcome: answer.outcome,
            reasons: self.cut(&answer.reasons, self.point),
            ..Default::default()
        });
        let open = response.open_points.iter().map(|number| TracePoint {
            number: *number,
            ..Default::default()
        });
        let mut points: Vec<TracePoint> = answered.chain(open).collect();
        points.sort_by_key(|point| point.number);
        points
    }

    fn left_open(&self, points: &[i32]) -> String {
        let points: Vec<String> = points.iter().map(ToString::to_string).collect();
        say(self.language, Phrase::LeavesOpen, "", &points.join(", "))
    }
}
