//! Rules of comments: what they may hold, who speaks in them, and how they end. What holds of several at once is in `batch`.

pub(crate) mod batch;

use common::{Error, Language, date, parts, state, text};
use kenes_proto::{
    consultation::{
        self as pb,
        comment::{State, Verification},
    },
    gtype::LocalizedText,
    types::{ErrorReason as Reason, ProposedChange, ProvisionRef},
};
use prost_types::Timestamp;

use super::{
    actor, change,
    claim::{Claim, Claimed, Spoken},
    location,
};

/// The power that speaking for an organization needs.
pub(crate) const POWER: &str = "comment";

/// The fields of its references to provisions.
pub(crate) const TARGET: &str = "comment.target";
pub(crate) const CHANGED: &str = "comment.proposed_change.target";

/// The states in which a comment counts.
const STANDING: [State; 2] = [State::Published, State::Answered];

const MAX_TEXT: usize = 20_000;
const MAX_REASON: usize = 5_000;

/// A new comment of what a caller may say, written out field by field: the generic way costs more than all rules together.
pub(crate) fn open(sent: pb::Comment, now: i64) -> pb::Comment {
    let unlocated = |target: ProvisionRef| ProvisionRef {
        wid: String::new(),
        ..target
    };
    let change = |change: ProposedChange| ProposedChange {
        target: change.target.map(unlocated),
        ..change
    };
    let mut comment = pb::Comment {
        author: sent.author,
        target: sent.target.map(unlocated),
        texts: sent.texts,
        proposed_change: sent.proposed_change.map(change),
        reasons: sent.reasons,
        stance: sent.stance,
        attachments: sent.attachments,
        hearing: sent.hearing,
        archived: sent.submit_time.is_some(),
        submit_time: Some(sent.submit_time.map_or(date::timestamp(now), whole_micros)),
        ..Default::default()
    };
    comment.set_state(State::Published);
    comment.set_verification(Verification::NotClaimed);
    comment
}

/// The time without what lies below the microseconds that are compared.
fn whole_micros(time: Timestamp) -> Timestamp {
    Timestamp {
        nanos: time.nanos / 1_000 * 1_000,
        ..time
    }
}

/// What must hold of a comment by itself.
pub(crate) fn check(comment: &pb::Comment) -> Result<(), Error> {
    let mut wrong = text::check("comment.texts", &comment.texts, MAX_TEXT, true);
    wrong.extend(text::check(
        "comment.reasons",
        &comment.reasons,
        MAX_TEXT,
        false,
    ));
    let attachments = &comment.attachments;
    wrong.extend(parts::documents_with_files(
        "comment.attachments",
        attachments,
    ));
    let submitted = comment.submit_time.as_ref();
    wrong.extend(date::check_time("comment.submit_time", submitted));
    let author = comment.author.as_ref();
    wrong.extend(author.and_then(|author| actor::check_author("comment.author", author)));
    if let Some(target) = &comment.target {
        wrong.extend(location::check(TARGET, target));
    }
    if let Some(change) = &comment.proposed_change {
        wrong.extend(change::check("comment.proposed_change", change));
    }
    Error::check(wrong)
}

/// Returns its references to words of provisions, with their fields.
pub(crate) fn words(comment: &pb::Comment) -> Vec<(&'static str, ProvisionRef)> {
    let change = comment.proposed_change.as_ref();
    let changed = change.and_then(|change| change.target.as_ref());
    let places = [(TARGET, comment.target.as_ref()), (CHANGED, changed)];
    let places = places
        .into_iter()
        .filter_map(|(field, at)| Some((field, at?.clone())));
    places.filter(|(_, at)| location::is_of_words(at)).collect()
}

/// Returns the moment at which it was made, in microseconds.
pub(crate) fn moment(comment: &pb::Comment) -> i64 {
    date::moment(comment.submit_time.as_ref())
}

/// Returns the organization for which the comment claims to speak, empty if for none.
pub(crate) fn on_behalf_of(comment: &pb::Comment) -> &str {
    let author = comment.author.as_ref();
    author.map_or("", |author| author.on_behalf_of.as_str())
}

/// Returns the person in whose name it is made, empty if in that of none.
pub(crate) fn person(comment: &pb::Comment) -> &str {
    let author = comment.author.as_ref();
    author.map_or("", |author| author.person.as_str())
}

/// Returns the version it speaks about.
pub(crate) fn version(comment: &pb::Comment) -> &str {
    comment
        .target
        .as_ref()
        .map_or("", |target| target.version.as_str())
}

/// What it claims of who speaks, if the subject `caller` submits it.
pub(crate) fn claim(comment: &pb::Comment, caller: &str) -> Option<Claim> {
    Claim::of_caller(comment.author.as_ref()?, caller, POWER, moment(comment))
}

impl Spoken for pb::Comment {
    fn claimed(&mut self) -> Claimed<'_> {
        Claimed {
            actor: &mut self.author,
            verification: &mut self.verification,
            verify_time: &mut self.verify_time,
            standing: &mut self.standing,
            note: &mut self.verification_note,
        }
    }

    fn language(&self) -> Language {
        let spoken = self.texts.first();
        let language = spoken.and_then(|text| Language::of_code(&text.language_code));
        language.unwrap_or_default()
    }
}

/// Refuses anybody but the subject that submitted the comment.
pub(crate) fn check_author_is(submitter: &str, caller: &str) -> Result<(), Error> {
    match submitter == caller {
        true => Ok(()),
        false => Err(not_the_author(
            "only the subject that submitted a comment withdraws it",
        )),
    }
}

/// The refusal of somebody whose comment it is not.
pub(crate) fn not_the_author(text: &str) -> Error {
    Error::denied(Reason::NotTheAuthor, text)
}

/// What is wrong with the reasons of an act.
pub(crate) fn check_reasons(reasons: &[LocalizedText]) -> Result<(), Error> {
    Error::check(text::check("reasons", reasons, MAX_REASON, true))
}

/// Whether a comment counts: it was neither withdrawn nor disavowed.
pub(crate) fn stands(comment: &pb::Comment) -> bool {
    STANDING.contains(&comment.state())
}

/// Refuses an act on a comment that has ended.
fn check_standing(comment: &pb::Comment, act: &str) -> Result<(), Error> {
    let present = (comment.name.as_str(), comment.state());
    state::require(present, &STANDING, act, State::as_str_name)
}

/// Ends a comment; it stays readable.
pub(crate) fn end(
    comment: &mut pb::Comment,
    state: State,
    now: i64,
    reasons: Vec<LocalizedText>,
) -> Result<(), Error> {
    check_standing(comment, "be withdrawn or disavowed")?;
    comment.set_state(state);
    comment.withdraw_time = Some(date::timestamp(now));
    comment.state_reasons = reasons;
    Ok(())
}

/// Counts one more answer.
pub(crate) fn answer(comment: &mut pb::Comment) -> Result<(), Error> {
    check_standing(comment, "be answered")?;
    comment.set_state(State::Answered);
    comment.response_count += 1;
    Ok(())
}

#[cfg(test)]
mod tests;
