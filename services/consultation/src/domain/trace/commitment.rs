//! The steps of what follows from words: decisions of sessions, commitments, and how far these are carried out.

use common::date;
use kenes_proto::consultation::{self as pb, TraceStep, decision::State, trace_step::Kind};

use super::{
    Placed, Teller,
    phrases::{self, Phrase, say},
    step::{moment, named, one_line, placed, step},
};
use crate::domain::hearing;

/// The most bodies of a commitment that are named.
const MOST_BODIES: usize = 3;

impl Teller<'_> {
    pub(super) fn decision(&self, decision: &pb::Decision, session: &pb::Hearing) -> Placed {
        let time = match &decision.decide_date {
            Some(day) => date::first_moment(day),
            None => hearing::start(session),
        };
        let who = self.title_of(&session.organizer, hearing::start(session));
        let phrase = match who.is_empty() {
            true => Phrase::IsDecided,
            false => Phrase::Decides,
        };
        let mut summary = say(self.language, phrase, &who, "");
        if decision.state() == State::Revoked {
            let revoked = say(self.language, Phrase::Revoked, "", "");
            summary = format!("{summary}; {revoked}");
        }
        let step = TraceStep {
            title: self.short(&decision.titles),
            summary,
            state: decision.state().as_str_name().to_owned(),
            text: self.long(&decision.texts),
            language_code: self.other_language([&decision.titles, &decision.texts]),
            who: named([who]),
            ..step(Kind::Decision, &decision.name, time)
        };
        placed(time, step)
    }

    pub(super) fn commitment(&self, commitment: &pb::Commitment) -> Placed {
        let time = taken_on(commitment);
        let who: Vec<String> = shown_bodies(commitment)
            .map(|body| self.title_of(body, time))
            .collect();
        let mut shown = who.join(", ");
        if commitment.responsible.len() > MOST_BODIES {
            shown.push_str(", ...");
        }
        let due = commitment.due_date.as_ref().map(date::show);
        let (phrase, due) = match &due {
            Some(due) => (Phrase::TakesOnBy, due.as_str()),
            None => (Phrase::TakesOn, ""),
        };
        let taken = say(self.language, phrase, &shown, due);
        let state = phrases::committed(self.language, commitment.state());
        let step = TraceStep {
            summary: format!("{taken}: {state}"),
            state: commitment.state().as_str_name().to_owned(),
            text: self.long(&commitment.texts),
            language_code: self.other_language([&commitment.texts]),
            who,
            ..step(Kind::Commitment, &commitment.name, time)
        };
        placed(time, step)
    }

    pub(super) fn progress_report(&self, report: &pb::ProgressReport) -> Placed {
        let time = told(report);
        let person = report
            .author
            .as_ref()
            .map_or("", |author| author.display_name.as_str());
        let who = [
            self.title_of(reporter(report), time),
            one_line(person, self.title),
        ];
        let shown = who.iter().find(|name| !name.is_empty());
        let shown = shown.map_or(phrases::anybody(self.language), String::as_str);
        let (phrase, percent) = match report.percent {
            Some(percent) => (Phrase::ReportsPercent, percent.to_string()),
            None => (Phrase::Reports, String::new()),
        };
        let step = TraceStep {
            summary: say(self.language, phrase, shown, &percent),
            text: self.long(&report.texts),
            language_code: self.other_language([&report.texts]),
            who: named(who),
            ..step(Kind::ProgressReport, &report.name, time)
        };
        placed(time, step)
    }
}

/// The bodies of a commitment that are named.
pub(super) fn shown_bodies(commitment: &pb::Commitment) -> impl Iterator<Item = &str> {
    let bodies = commitment.responsible.iter().map(String::as_str);
    bodies.take(MOST_BODIES)
}

/// When a commitment was taken on.
pub(super) fn taken_on(commitment: &pb::Commitment) -> i64 {
    let day = commitment.commit_date.as_ref();
    moment(day, commitment.create_time.as_ref())
}

/// The organization that reports, or for which somebody does.
pub(super) fn reporter(report: &pb::ProgressReport) -> &str {
    let author = report.author.as_ref();
    author.map_or("", |author| match author.on_behalf_of.as_str() {
        "" => &author.organization,
        organization => organization,
    })
}

/// Of which day a report tells.
pub(super) fn told(report: &pb::ProgressReport) -> i64 {
    moment(report.report_date.as_ref(), report.create_time.as_ref())
}
