//! What a comment and an answer add to the counts of reports: the names of the counters, a line a part.
//!
//! A counter is of one draft law and one consultation, so that a report of either adds up few of them, and a comment writes each
//! once. Owns the names and how they are read again (`tally`); that they are kept is the store's.

pub(crate) mod tally;

use std::collections::BTreeSet;

use common::{date, names};
use kenes_proto::consultation::{
    Comment, Consultation, Response,
    comment::{State, Verification},
    response::{Outcome, State as Wording},
};

use super::{comment as comments, response as responses, standing, trace::verdict};

/// What stands for nothing recorded.
pub(crate) const NONE: &str = "-";
/// The kind and the region of somebody who speaks for no organization.
pub(crate) const INDIVIDUAL: &str = "~";

/// The draft law and the consultation of a comment, as the names of its counters begin: `law/consultation`.
pub(crate) fn scope(comment: &Comment) -> String {
    let law = names::parent(comments::version(comment));
    let consultation = names::parent(&comment.name);
    format!("{}/{}", or_none(names::id(law)), names::id(consultation))
}

/// How the names of all counters of a consultation begin: `law/consultation/`, of each draft law that it asks about and of none.
pub(crate) fn scopes(consultation: &Consultation) -> Vec<String> {
    let versions = consultation.draft_law_versions.iter();
    let mut laws: BTreeSet<&str> = versions.map(|v| names::id(names::parent(v))).collect();
    laws.insert(NONE);
    let id = names::id(&consultation.name);
    laws.iter().map(|law| format!("{law}/{id}/")).collect()
}

/// The counters that a comment with these answers is one of.
pub(crate) fn of_comment(comment: &Comment, answers: &[Response]) -> Vec<String> {
    let scope = scope(comment);
    let left = match comment.state() {
        State::Withdrawn => "withdrawn",
        State::Disavowed => "disavowed",
        State::Hidden | State::Redacted => "redacted",
        _ => return of_standing(&scope, comment, answers),
    };
    vec![format!("{scope}/left/{left}")]
}

fn of_standing(scope: &str, comment: &Comment, answers: &[Response]) -> Vec<String> {
    let record = comment.standing.as_ref();
    let organization = names::id(comments::on_behalf_of(comment));
    let (kind, region) = match organization {
        "" => (INDIVIDUAL, INDIVIDUAL),
        _ => (standing::kind(record), standing::region(record)),
    };
    let is_answered = i32::from(!answers.is_empty());
    let mut names = vec![format!(
        "{scope}/cell/{}/{}/{}/{}/{}",
        comment.stance,
        comment.verification,
        or_none(kind),
        or_none(region),
        fate(answers)
    )];
    if let Some(target) = &comment.target {
        let place = format!("{}/{}", names::id(&target.version), target.eid);
        names.push(format!("{scope}/place/{place}"));
        if !answers.is_empty() {
            names.push(format!("{scope}/answered-place/{place}"));
        }
    }
    if !organization.is_empty() {
        let verified = i32::from(comment.verification() == Verification::Verified);
        names.push(format!("{scope}/organization/{verified}/{organization}"));
        let groups = standing::groups(record).iter();
        names.extend(groups.map(|group| format!("{scope}/group/{group}/{is_answered}")));
    }
    let days = answers
        .iter()
        .map(|answer| date::upper(answer.respond_date.as_ref()));
    names.extend(days.min().map(|first| format!("{scope}/first/{first}")));
    names
}

/// What became of a comment by its answers: nothing, or `a` with `r` where one says why and `p` where one accepts a part.
fn fate(answers: &[Response]) -> String {
    let mut fate = match answers {
        [] => return NONE.to_owned(),
        _ => "a".to_owned(),
    };
    if answers.iter().any(verdict::is_reasoned) {
        fate.push('r');
    }
    if answers
        .iter()
        .any(|answer| answer.outcome() == Outcome::PartlyAccepted)
    {
        fate.push('p');
    }
    fate
}

/// The counter that an answer to a comment is one of, whether or not the comment stands.
pub(crate) fn of_answer(comment: &Comment, answer: &Response) -> String {
    let asked = date::local_day(comments::moment(comment));
    let given = answer.respond_date.unwrap_or(asked);
    format!(
        "{}/{}/{}{}/{}/{}",
        scope(comment),
        answer.outcome,
        i32::from(verdict::is_reasoned(answer)),
        i32::from(answer.state() == Wording::Corrected),
        date::days_taken(&asked, &given),
        names::id(responses::responder(answer)),
    )
}

fn or_none(part: &str) -> &str {
    match part {
        "" => NONE,
        part => part,
    }
}

#[cfg(test)]
mod tests;
