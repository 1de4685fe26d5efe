//! Rules of what an outcome leaves to say: each field of the details goes with one outcome, and what that outcome needs is there.
//!
//! Whether the reasons of an answer are there is the business of `response` and `point_answer`; that what is named exists, of the
//! handlers.

use common::{Violation, text};
use kenes_proto::{
    consultation::{OutcomeDetails, Response, response::Outcome},
    types::ErrorReason as Reason,
};

use super::comment;

const MAX_TEXT: usize = 20_000;

/// A field of the details: its name, the outcome that it goes with, and whether it says anything.
type Part = (&'static str, Outcome, fn(&OutcomeDetails) -> bool);

const PARTS: [Part; 6] = [
    ("accepted_texts", Outcome::PartlyAccepted, |d| {
        !d.accepted_texts.is_empty()
    }),
    ("declined_texts", Outcome::PartlyAccepted, |d| {
        !d.declined_texts.is_empty()
    }),
    ("provided_by", Outcome::AlreadyProvided, |d| {
        !d.provided_by.is_empty()
    }),
    ("provided_by_acts", Outcome::AlreadyProvided, |d| {
        !d.provided_by_acts.is_empty()
    }),
    ("superseded_by", Outcome::Superseded, |d| {
        !d.superseded_by.is_empty()
    }),
    ("referred_to", Outcome::Referred, |d| {
        !d.referred_to.is_empty()
    }),
];

/// What is wrong with the details in `field` of an answer with this outcome.
pub(crate) fn check(
    field: &str,
    outcome: Outcome,
    details: Option<&OutcomeDetails>,
) -> Vec<Violation> {
    let said = details.cloned().unwrap_or_default();
    let at = |part: &str| format!("{field}.{part}");
    let mut wrong = Vec::new();
    for (part, of, is_said) in PARTS {
        if is_said(&said) && of != outcome {
            let say = format!("leave it out; it goes with {}", of.as_str_name());
            wrong.push(Violation::new(at(part), Reason::FieldInvalid, say));
        }
    }
    let mut needs = |part: &str, lacking: bool, say: &str| {
        if lacking {
            let reason = Reason::OutcomeDetailsRequired;
            wrong.push(Violation::new(at(part), reason, say));
        }
    };
    match outcome {
        Outcome::PartlyAccepted => {
            let (accepted, declined) = (&said.accepted_texts, &said.declined_texts);
            needs("accepted_texts", accepted.is_empty(), "say what is adopted");
            needs("declined_texts", declined.is_empty(), "say what is not");
        }
        Outcome::AlreadyProvided => {
            let nowhere = said.provided_by.is_empty() && said.provided_by_acts.is_empty();
            let say = "say where: a provision of a draft here, or an act in provided_by_acts";
            needs("provided_by", nowhere, say);
        }
        Outcome::Superseded => {
            let say = "name the draft law, or the version of it, that came instead";
            needs("superseded_by", said.superseded_by.is_empty(), say);
        }
        Outcome::Referred => {
            let say = "name the body that is to decide";
            needs("referred_to", said.referred_to.is_empty(), say);
        }
        _ => {}
    }
    for (part, texts) in [
        ("accepted_texts", &said.accepted_texts),
        ("declined_texts", &said.declined_texts),
    ] {
        wrong.extend(text::check(&at(part), texts, MAX_TEXT, false));
    }
    wrong
}

/// The details of an answer and of its answers to points, each with its field. `prefix` is where the fields of the answer are.
pub(crate) fn all<'a>(prefix: &str, response: &'a Response) -> Vec<(String, &'a OutcomeDetails)> {
    let whole = response.details.iter();
    let whole = whole.map(|details| (format!("{prefix}details"), details));
    let points = response.point_answers.iter().enumerate();
    let points = points.filter_map(|(n, answer)| {
        let details = answer.details.as_ref()?;
        Some((format!("{prefix}point_answers[{n}].details"), details))
    });
    whole.chain(points).collect()
}

/// The same, to be filled in.
pub(crate) fn all_mut<'a>(
    prefix: &str,
    response: &'a mut Response,
) -> Vec<(String, &'a mut OutcomeDetails)> {
    let whole = response.details.iter_mut();
    let whole = whole.map(|details| (format!("{prefix}details"), details));
    let points = response.point_answers.iter_mut().enumerate();
    let points = points.filter_map(|(n, answer)| {
        let details = answer.details.as_mut()?;
        Some((format!("{prefix}point_answers[{n}].details"), details))
    });
    whole.chain(points).collect()
}

/// What is wrong with an answer that refers what it is asked to its own responder.
pub(crate) fn check_referred(prefix: &str, response: &Response, responder: &str) -> Vec<Violation> {
    let own = all(prefix, response);
    let own = own
        .into_iter()
        .filter(|(_, details)| !responder.is_empty() && details.referred_to == responder);
    own.map(|(field, _)| {
        let say = "name another body than the one that answers";
        Violation::new(format!("{field}.referred_to"), Reason::FieldInvalid, say)
    })
    .collect()
}

/// What is wrong with an answer that names as the new draft the very text of the comment, or its draft law as a whole.
pub(crate) fn check_superseded(
    prefix: &str,
    response: &Response,
    about: &kenes_proto::consultation::Comment,
) -> Vec<Violation> {
    let version = comment::version(about);
    let law = common::names::parent(version);
    let same = |by: &str| !by.is_empty() && (by == version || by == law);
    let found = all(prefix, response);
    let found = found
        .into_iter()
        .filter(|(_, details)| same(&details.superseded_by));
    found
        .map(|(field, _)| {
            let say =
                format!("the comment is on {version}: name a later version, or another draft");
            Violation::new(format!("{field}.superseded_by"), Reason::FieldInvalid, say)
        })
        .collect()
}

#[cfg(test)]
mod tests;
