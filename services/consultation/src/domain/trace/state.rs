//! What the state of a resource says to whoever asks what became of it, beyond that it has an answer or none.

use common::date;
use kenes_proto::consultation::{
    self as pb, comment, consultation, consultation_proposal, draft_law, draft_law_version,
    hearing, recommendation,
};
use prost_types::Timestamp;

use super::phrases::Phrase;
use crate::domain::hearing as hearings;

/// A phrase, and the day or the act that it names.
pub(crate) type Standing = (Phrase, String);

pub(crate) fn of_comment(comment: &pb::Comment) -> Option<Standing> {
    use comment::State;
    let phrase = match comment.state() {
        State::Unspecified | State::Published | State::Answered => return None,
        State::Withdrawn => Phrase::Withdrawn,
        State::Disavowed => Phrase::Disavowed,
        State::Hidden => Phrase::Hidden,
        State::Redacted => Phrase::Erased,
    };
    Some(alone(phrase))
}

pub(crate) fn of_recommendation(recommendation: &pb::Recommendation) -> Option<Standing> {
    use recommendation::State;
    let phrase = match recommendation.state() {
        State::Unspecified | State::Sent | State::Answered => return None,
        State::Draft => Phrase::BeingWritten,
        State::Adopted => Phrase::NotSent,
        State::Recalled => Phrase::RecalledNow,
    };
    Some(alone(phrase))
}

pub(crate) fn of_proposal(proposal: &pb::ConsultationProposal) -> Option<Standing> {
    match proposal.state() {
        consultation_proposal::State::Withdrawn => Some(alone(Phrase::Withdrawn)),
        _ => None,
    }
}

pub(crate) fn of_law(law: &pb::DraftLaw) -> Standing {
    use draft_law::State;
    match law.state() {
        State::Enacted => (Phrase::EnactedAs, super::step::act(law)),
        State::Withdrawn => alone(Phrase::Withdrawn),
        State::Active | State::Unspecified => alone(Phrase::InWork),
    }
}

pub(crate) fn of_version(version: &pb::DraftLawVersion) -> Standing {
    use draft_law_version::State;
    let phrase = match version.state() {
        State::Published => Phrase::Newest,
        State::Superseded => Phrase::Superseded,
        State::Draft | State::Unspecified => return alone(Phrase::NotPublished),
    };
    (phrase, day(version.publish_time.as_ref()))
}

/// Of a consultation whose state was worked out.
pub(crate) fn of_consultation(consultation: &pb::Consultation) -> Standing {
    use consultation::State;
    let (phrase, time) = match consultation.state() {
        State::Planned => (Phrase::Opens, &consultation.open_time),
        State::Open => (Phrase::IsOpen, &consultation.close_time),
        State::Closed => (Phrase::Closed, &consultation.close_time),
        State::Cancelled => return alone(Phrase::CalledOff),
        State::Draft | State::Unspecified => return alone(Phrase::NotAnnounced),
    };
    let zone = consultation.time_zone.as_str();
    let day = date::day_in(zone, date::moment(time.as_ref()));
    (phrase, date::show(&day))
}

pub(crate) fn of_hearing(hearing: &pb::Hearing) -> Standing {
    use hearing::State;
    let phrase = match hearing.state() {
        State::Passed => Phrase::Held,
        State::Confirmed => Phrase::Announced,
        State::Cancelled => return alone(Phrase::CalledOff),
        State::Tentative | State::Unspecified => return alone(Phrase::Prepared),
    };
    let day = match &hearing.start_date {
        Some(day) => *day,
        None => date::day_in(&hearing.time_zone, hearings::start(hearing)),
    };
    (phrase, date::show(&day))
}

fn alone(phrase: Phrase) -> Standing {
    (phrase, String::new())
}

fn day(time: Option<&Timestamp>) -> String {
    date::show(&date::local_day(date::moment(time)))
}
