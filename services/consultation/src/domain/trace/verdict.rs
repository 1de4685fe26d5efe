//! What became of something, as facts: who answered what and when, who still has to, and what happened to the text.
//!
//! Owns which answer counts and which points of a recommendation concern a comment. The words are in `sentence`.

use common::{date, names};
use kenes_proto::{
    consultation::{
        self as pb, CarriedForward, Comment, Consultation, OutcomeDetails, Recommendation,
        Response, carried_forward::Fate, response::Outcome,
    },
    gtype::{Date, LocalizedText},
    types::ProvisionRef,
};

use super::{phrases::Phrase, state};
use crate::domain::{addressee, comment, point, response};

/// What became of something.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    /// Its state now, as its resource names it.
    pub(crate) state: &'static str,
    pub(crate) answer: Option<Answer>,
    /// The last answer to a recommendation that rests on a comment without an answer, which does not speak of the comment.
    pub(crate) to_others: Option<Answer>,
    /// Who is to answer where nobody has.
    pub(crate) asked: Option<Asked>,
    /// How many other answers there are.
    pub(crate) others: usize,
    pub(crate) text: Option<Text>,
    pub(crate) counts: Option<Counts>,
    /// What its state says beyond that there is an answer or none, and the day or the act that belongs to it.
    pub(crate) standing: Option<(Phrase, String)>,
}

/// The answer that counts.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) response: Response,
    /// The outcome and the reasons: of the point, where it is to a point.
    pub(crate) outcome: Outcome,
    pub(crate) reasons: Vec<LocalizedText>,
    /// What the outcome leaves to say.
    pub(crate) details: Option<OutcomeDetails>,
    /// The recommendation by way of which a comment was answered; empty where it was answered itself.
    pub(crate) recommendation: String,
    /// The number of the point, 0 for the whole.
    pub(crate) point: i32,
}

/// An answer to a recommendation that rests on a comment.
#[derive(Debug)]
pub(crate) struct ByWay {
    pub(crate) recommendation: String,
    /// What it says to the points that concern the comment.
    pub(crate) response: Response,
    /// Whether it speaks of the comment.
    pub(crate) speaks: bool,
}

/// Who is to answer, and by when.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) organization: String,
    pub(crate) due: Option<Date>,
    pub(crate) overdue: bool,
}

/// A text that was spoken about, and what became of it.
#[derive(Clone, Debug)]
pub(crate) struct Text {
    /// The eId, or the id of the version where the whole is meant.
    pub(crate) place: String,
    /// Absent where no later version is published.
    pub(crate) fate: Option<CarriedForward>,
}

/// What belongs to something, counted.
#[derive(Clone, Debug, Default)]
pub(crate) struct Counts {
    /// Absent where only recommendations are counted.
    pub(crate) comments: Option<i64>,
    pub(crate) answered: i64,
    pub(crate) answers: Vec<Answers>,
    pub(crate) recommendations: usize,
    pub(crate) versions: usize,
    pub(crate) changed: i64,
    pub(crate) new: i64,
    pub(crate) renumbered: i64,
    pub(crate) deleted: i64,
}

/// The answers that an organization gave with one outcome.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Answers {
    pub(crate) responder: String,
    pub(crate) outcome: i32,
    pub(crate) given: i64,
    pub(crate) reasoned: i64,
    pub(crate) carried_out: i64,
}

// === which points concern a comment

/// Whether two places of a draft law are one, or one is inside the other. A place without a wId is the whole.
fn meet(a: &ProvisionRef, b: &ProvisionRef) -> bool {
    let inside = |inner: &str, outer: &str| {
        let rest = inner.strip_prefix(outer);
        outer.is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with("__"))
    };
    names::parent(&a.version) == names::parent(&b.version)
        && (inside(&a.wid, &b.wid) || inside(&b.wid, &a.wid))
}

/// Leaves of a recommendation that rests on a comment only the points on the provision that this speaks about.
pub(crate) fn narrow(recommendation: &mut Recommendation, comment: &Comment) {
    let Some(target) = &comment.target else {
        return;
    };
    recommendation
        .points
        .retain(|one| point::locations(one).any(|place| meet(place, target)));
}

/// Leaves of an answer to a recommendation only what it says to the points that are left. Returns whether it speaks of them,
/// as an answer to the whole does.
pub(crate) fn narrow_answer(response: &mut Response, left: &Recommendation) -> bool {
    let is_whole = response.point_answers.is_empty();
    let is_left = |number: i32| left.points.iter().any(|point| point.number == number);
    response
        .point_answers
        .retain(|answer| is_left(answer.number));
    response.open_points.retain(|number| is_left(*number));
    is_whole || !response.point_answers.is_empty()
}

// === which answer counts

impl Answer {
    /// An answer as a whole.
    pub(crate) fn whole(response: &Response) -> Self {
        let mut reasons = response.reasons.clone();
        if reasons.is_empty() {
            let mut points = response.point_answers.iter();
            reasons = points.find_map(given).unwrap_or_default();
        }
        Self {
            outcome: response.outcome(),
            reasons,
            details: response.details.clone(),
            response: response.clone(),
            recommendation: String::new(),
            point: 0,
        }
    }

    /// The answer to a recommendation, as an answer to a comment that it rests on: that to the first point that is left.
    fn by_way(given: &ByWay) -> Self {
        let mut answer = Self::whole(&given.response);
        answer.recommendation.clone_from(&given.recommendation);
        if let Some(first) = given.response.point_answers.first() {
            answer.outcome = first.outcome();
            answer.reasons.clone_from(&first.reasons);
            answer.details.clone_from(&first.details);
            answer.point = first.number;
        }
        answer
    }

    /// Whether it has reasons, as a whole or to the point.
    pub(crate) fn has_reasons(&self) -> bool {
        !self.reasons.is_empty()
    }
}

fn given(answer: &pb::PointAnswer) -> Option<Vec<LocalizedText>> {
    (!answer.reasons.is_empty()).then(|| answer.reasons.clone())
}

/// Whether an answer gives reasons anywhere.
pub(crate) fn is_reasoned(response: &Response) -> bool {
    Answer::whole(response).has_reasons()
}

/// Of several answers the one given last.
fn last(answers: Vec<Answer>) -> Option<Answer> {
    answers.into_iter().max_by_key(|answer| {
        let given = &answer.response;
        let day = date::lower(given.respond_date.as_ref());
        let time = date::moment(given.create_time.as_ref());
        (day, time, given.name.clone())
    })
}

/// What became of a comment. `by_way` are the answers to the recommendations that rest on it.
pub(crate) fn of_comment(
    comment: &Comment,
    consultation: &Consultation,
    answers: &[Response],
    by_way: &[ByWay],
    today: i64,
) -> Facts {
    let (speaking, silent): (Vec<_>, Vec<_>) = by_way.iter().partition(|given| given.speaks);
    let given: Vec<Answer> = match answers {
        [] => speaking.into_iter().map(Answer::by_way).collect(),
        own => own.iter().map(Answer::whole).collect(),
    };
    let others = given.len().saturating_sub(1);
    let answer = last(given);
    let silent = silent.into_iter().map(Answer::by_way).collect();
    let asked = answer.is_none().then(|| asked(consultation, today));
    Facts {
        state: comment.state().as_str_name(),
        standing: state::of_comment(comment),
        to_others: last(silent).filter(|_| answer.is_none()),
        answer,
        asked: asked.filter(|_| comment::stands(comment)),
        others,
        text: text_of(comment),
        ..Facts::default()
    }
}

/// Who is to answer the comments of a consultation. `today` is `yyyymmdd`.
pub(crate) fn asked(consultation: &Consultation, today: i64) -> Asked {
    let due = consultation.reply_due_date;
    Asked {
        organization: consultation.organizer.clone(),
        overdue: passed(due.as_ref(), today),
        due,
    }
}

/// What became of the text that a comment speaks about: the first version that did something to it, or the newest.
fn text_of(comment: &Comment) -> Option<Text> {
    let target = comment.target.as_ref()?;
    let place = match target.eid.as_str() {
        "" => names::id(&target.version),
        eid => eid,
    };
    Some(Text::of(place, &comment.carried_forward))
}

impl Text {
    /// A text at a place, and what later versions did to it.
    pub(crate) fn of(place: &str, later: &[CarriedForward]) -> Self {
        let touched = later.iter().find(|one| one.fate() != Fate::Mapped);
        Self {
            place: place.to_owned(),
            fate: touched.or(later.last()).cloned(),
        }
    }
}

/// What became of a recommendation. `today` is `yyyymmdd`.
pub(crate) fn of_recommendation(
    recommendation: &Recommendation,
    answers: &[Response],
    today: i64,
) -> Facts {
    let mut missing = recommendation.addressees.iter().filter(|asked| {
        let answered = |answer: &Response| {
            response::responder(answer) == asked.organization && answer.open_points.is_empty()
        };
        addressee::open(asked) && !answers.iter().any(answered)
    });
    let asked = missing.next().map(|asked| Asked {
        organization: asked.organization.clone(),
        due: asked.due_date,
        overdue: recommendation.overdue || passed(asked.due_date.as_ref(), today),
    });
    Facts {
        state: recommendation.state().as_str_name(),
        standing: state::of_recommendation(recommendation),
        answer: last(answers.iter().map(Answer::whole).collect()),
        asked,
        others: answers.len().saturating_sub(1),
        ..Facts::default()
    }
}

/// Whether a day to answer by has passed.
fn passed(due: Option<&Date>, today: i64) -> bool {
    let due = date::upper(due);
    due != 0 && due < today
}

#[cfg(test)]
mod tests;
