//! Rules of those whom a recommendation asks: each once, by a day after the act, and who answers in whose place.

use std::collections::{HashMap, HashSet};

use common::{Error, Violation, date, span};
use kenes_proto::{
    consultation::{
        Addressee, ExtendRecommendationReplyRequest, ReaddressRecommendationRequest, Recommendation,
    },
    gtype::Date,
    types::ErrorReason as Reason,
};

use prost_types::Timestamp;

use super::{
    duty::{self, Due, Said},
    point,
};

/// Who has answered a recommendation, each with the points that it left open.
#[derive(Clone, Debug, Default)]
pub(crate) struct Answers(HashMap<String, Vec<i32>>);

/// Each is asked once, to answer by a whole date.
pub(crate) fn check(addressees: &[Addressee]) -> Vec<Violation> {
    let mut wrong = Vec::new();
    let mut seen = HashSet::new();
    for (n, addressee) in addressees.iter().enumerate() {
        let field = format!("recommendation.addressees[{n}]");
        if !seen.insert(&addressee.organization) {
            let say = format!("{} is named before; name each once", addressee.organization);
            let field = format!("{field}.organization");
            wrong.push(Violation::new(field, Reason::FieldInvalid, say));
        }
        let field = format!("{field}.due_date");
        wrong.extend(span::whole_date(&field, addressee.due_date.as_ref()));
    }
    wrong
}

/// What is wrong with a day to answer by that a request names: it must be a whole date after `day`, on which is done what `act` says.
pub(crate) fn check_due(due: Option<&Date>, day: &Date, act: &str) -> Option<Violation> {
    span::whole_date("due_date", due).or_else(|| {
        let early = due.is_some() && date::lower(due) <= date::lower(Some(day));
        early.then(|| {
            let say = format!("give a day after {}, on which it is {act}", date::show(day));
            Violation::new("due_date", Reason::DueDateTooEarly, say)
        })
    })
}

/// Refuses days to answer by that have come on the day of the act. `act` is what is done, in words, and `instead` what to
/// do about it.
pub(crate) fn check_days(
    recommendation: &Recommendation,
    day: &Date,
    act: &str,
    instead: &str,
) -> Result<(), Error> {
    let come = |addressee: &&Addressee| {
        let due = date::upper(addressee.due_date.as_ref());
        due != 0 && due <= date::lower(Some(day))
    };
    let mut asked = recommendation.addressees.iter().filter(|a| open(a));
    let Some(early) = asked.find(come) else {
        return Ok(());
    };
    let due = early.due_date.as_ref().map(date::words);
    let text = format!(
        "{} is to answer by {}, and that is not after {}, the day on which it is {act}: {instead}",
        early.organization,
        due.unwrap_or_default(),
        date::words(day)
    );
    let name = &recommendation.name;
    Err(Error::refused(Reason::DueDateTooEarly, name, text))
}

// === who is asked

/// Whether the addressee still has to answer.
pub(crate) fn open(addressee: &Addressee) -> bool {
    addressee.close_reasons.is_empty()
}

/// Those who are asked and not released, with or without an answer.
pub(crate) fn asked(recommendation: &Recommendation) -> impl Iterator<Item = &str> {
    let open = recommendation.addressees.iter().filter(|a| open(a));
    open.map(|a| a.organization.as_str())
}

/// The numbers of the points that `organization` is or was to answer.
pub(crate) fn asked_of(recommendation: &Recommendation, organization: &str) -> Vec<i32> {
    let mut latest = recommendation.addressees.iter().rev();
    let points = latest.find(|a| a.organization == organization);
    match points.map(|addressee| addressee.points.as_slice()) {
        None | Some([]) => point::numbers(recommendation).collect(),
        Some(points) => points.to_vec(),
    }
}

/// Whether everybody who is asked has answered every point.
pub(crate) fn all_answered(recommendation: &Recommendation, answers: &Answers) -> bool {
    asked(recommendation).all(|organization| answers.whole(organization))
}

/// Passes it from an addressee that has not answered every point to another body, which answers the points left open.
/// `send_time` is when it was sent to that body, if it was.
pub(crate) fn pass_on(
    recommendation: &mut Recommendation,
    request: &ReaddressRecommendationRequest,
    answers: &Answers,
    send_time: Option<Timestamp>,
) -> Result<(), Error> {
    let (from, to) = (&request.current_organization, &request.new_organization);
    let mismatch = |text: String| {
        let asked = asked(recommendation).collect::<Vec<_>>().join(", ");
        Err(Error::denied(Reason::AddresseeMismatch, text).with("addressees", asked))
    };
    if answers.whole(from) {
        return mismatch(format!("{from} has answered; there is nothing to pass on"));
    }
    if asked(recommendation).any(|organization| organization == to) {
        return mismatch(format!("{to} is an addressee already; name another body"));
    }
    let mut found = recommendation.addressees.iter();
    let Some(n) = found.position(|a| open(a) && &a.organization == from) else {
        return mismatch(format!(
            "{from} is not an addressee that still has to answer"
        ));
    };
    let old = &mut recommendation.addressees[n];
    old.close_reasons.clone_from(&request.reasons);
    let left = answers.left(from).unwrap_or(&old.points).to_vec();
    recommendation.addressees.push(Addressee {
        organization: to.clone(),
        due_date: request.due_date,
        due_date_basis: send_time.map(|_| duty::given()),
        send_time,
        readdressed_from: from.clone(),
        points: left,
        ..Addressee::default()
    });
    Ok(())
}

// === when it answers

/// Those who are asked without a day to answer by.
pub(crate) fn undated(recommendation: &Recommendation) -> impl Iterator<Item = &str> {
    let open = recommendation.addressees.iter().filter(|a| open(a));
    open.filter(|a| a.due_date.is_none())
        .map(|a| a.organization.as_str())
}

/// Says of each who is asked why it answers by its day; where none was given, `derive` finds it.
pub(crate) fn settle_days(
    recommendation: &mut Recommendation,
    now: i64,
    mut derive: impl FnMut(&str) -> Result<Due, Error>,
) -> Result<(), Error> {
    let asked = recommendation.addressees.iter_mut();
    for addressee in asked.filter(|a| open(a)) {
        let (due, mut basis) = match addressee.due_date {
            Some(due) => (Some(due), duty::given()),
            None => derive(&addressee.organization)?,
        };
        duty::quiet_if_past(due.as_ref(), &mut basis, now);
        addressee.due_date = due;
        addressee.due_date_basis = Some(basis);
    }
    Ok(())
}

/// Puts off the day of one who is asked and has not answered every point.
pub(crate) fn put_off(
    recommendation: &mut Recommendation,
    request: &ExtendRecommendationReplyRequest,
    answers: &Answers,
    now: i64,
) -> Result<(), Error> {
    let from = &request.organization;
    let named = asked(recommendation).collect::<Vec<_>>().join(", ");
    let subject = recommendation.name.clone();
    let mut found = recommendation.addressees.iter_mut();
    let addressee = found.find(|a| open(a) && &a.organization == from);
    let Some(addressee) = addressee.filter(|_| !answers.whole(from)) else {
        let text = format!("{from} is not an addressee that still has to answer");
        return Err(Error::denied(Reason::AddresseeMismatch, text).with("addressees", named));
    };
    let present = (addressee.due_date, addressee.due_date_basis.clone());
    let due = request.due_date.unwrap_or_default();
    let (new, before) = ((due, &request.reasons[..]), &addressee.extensions);
    let extension = duty::extend(&subject, present, before, new, now)?;
    addressee.extensions.push(extension);
    addressee.due_date = Some(due);
    addressee.due_date_basis = Some(duty::extended());
    addressee.remind_time = None;
    Ok(())
}

/// Notes what is now said of days to answer by, for all of whom it is time at `now`; returns whether there was any.
pub(crate) fn say(
    recommendation: &mut Recommendation,
    answers: &Answers,
    said: Said,
    now: i64,
) -> bool {
    let mut any = false;
    let asked = recommendation.addressees.iter_mut();
    for addressee in asked.filter(|a| open(a) && !answers.whole(&a.organization)) {
        let known = (
            addressee.remind_time.is_some(),
            addressee.miss_time.is_some(),
        );
        let basis = addressee.due_date_basis.as_ref();
        let due = addressee.due_date.as_ref();
        if duty::to_say(due, basis, known, now) == Some(said) {
            let time = Some(date::timestamp(now));
            match said {
                Said::Due => addressee.remind_time = time,
                Said::Missed => addressee.miss_time = time,
            }
            any = true;
        }
    }
    any
}

// === impl Answers

impl Answers {
    /// Notes the answer of an organization and the points that it leaves open.
    pub(crate) fn note(&mut self, organization: &str, open: &[i32]) {
        self.0.insert(organization.to_owned(), open.to_vec());
    }

    /// Whether the organization has answered every point that it was asked.
    pub(crate) fn whole(&self, organization: &str) -> bool {
        self.left(organization).is_some_and(<[i32]>::is_empty)
    }

    /// The points that an organization which has answered left open.
    fn left(&self, organization: &str) -> Option<&[i32]> {
        self.0.get(organization).map(Vec::as_slice)
    }
}

#[cfg(test)]
mod tests;
