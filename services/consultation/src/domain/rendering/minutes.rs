//! Minutes of a hearing or a session: `debateReport`.

use common::{Error, Language, date, state, text};
use kenes_proto::{
    consultation::{self as pb, agenda_item, decision, hearing, participation},
    types::ProvisionRef,
};

use super::{
    Around, Identity, Line, Paper, Part, whole,
    words::{Word, word},
};
use crate::domain::trace::phrases;

/// A hearing with all that its minutes hold.
#[derive(Clone, Debug, Default)]
pub(crate) struct Minutes {
    pub(crate) hearing: pb::Hearing,
    pub(crate) agenda: Vec<pb::AgendaItem>,
    pub(crate) participations: Vec<pb::Participation>,
    pub(crate) decisions: Vec<pb::Decision>,
}

/// The document: `STATE_TRANSITION_FORBIDDEN` before minutes are published.
pub(crate) fn minutes(
    minutes: &Minutes,
    language: Language,
    around: &Around,
) -> Result<pb::AkomaNtosoDocument, Error> {
    let hearing = &minutes.hearing;
    check(hearing)?;
    let mut paper = Paper::new(language, around);
    let say = |what| word(language, what).to_owned();
    for (name, heading, texts) in [
        ("minutes", Word::Minutes, &hearing.minutes_texts),
        ("outcomes", Word::Outcomes, &hearing.outcomes),
        (
            "previousResults",
            Word::PreviousResults,
            &hearing.previous_results,
        ),
        ("tasks", Word::Tasks, &hearing.tasks),
    ] {
        if !texts.is_empty() {
            paper.parts.push(Part {
                name,
                heading: say(heading),
                lines: paper.said(texts),
                ..Part::default()
            });
        }
    }
    let participants = participants(&mut paper, &minutes.participations);
    let agenda = agenda(&mut paper, &minutes.agenda);
    let decisions = decisions(&mut paper, &minutes.decisions);
    let laws = paper.laws(word(language, Word::About), &hearing.draft_laws);
    let mut parts = Vec::new();
    if !laws.is_empty() {
        parts.push(Part {
            name: "subjects",
            lines: laws,
            ..Part::default()
        });
    }
    for (name, heading, inner) in [
        ("participants", Word::Participants, participants),
        ("agenda", Word::Agenda, agenda),
    ] {
        if !inner.is_empty() {
            parts.push(Part {
                name,
                heading: say(heading),
                parts: inner,
                ..Part::default()
            });
        }
    }
    parts.append(&mut paper.parts);
    if !decisions.is_empty() {
        parts.push(Part {
            name: "decisions",
            heading: say(Word::Decisions),
            parts: decisions,
            ..Part::default()
        });
    }
    paper.parts = parts;
    let published = date::moment(hearing.minutes_publish_time.as_ref());
    let begun = hearing.start_time.as_ref().map(date::micros);
    let begun = begun.map(|time| date::day_in(&hearing.time_zone, time));
    let day = begun.as_ref().or(hearing.start_date.as_ref());
    paper.write(&Identity {
        element: "debateReport",
        subtype: "hearing",
        id: common::names::id(&hearing.name).to_owned(),
        day: whole(day, "held", date::moment(hearing.create_time.as_ref())),
        worded: date::local_day(published),
        author: &hearing.organizer,
        number: "",
        titles: &hearing.titles,
        name: &hearing.name,
    })
}

fn check(hearing: &pb::Hearing) -> Result<(), Error> {
    let present = (hearing.name.as_str(), hearing.state());
    let names = hearing::State::as_str_name;
    state::require(present, &[hearing::State::Passed], "have minutes", names)?;
    if hearing.minutes_publish_time.is_some() {
        return Ok(());
    }
    let text = format!(
        "{} has no published minutes yet: they come with PublishMinutes",
        hearing.name
    );
    let reason = kenes_proto::types::ErrorReason::StateTransitionForbidden;
    Err(Error::refused(reason, hearing.name.as_str(), text))
}

fn participants(paper: &mut Paper<'_>, all: &[pb::Participation]) -> Vec<Part> {
    use participation::State;
    let there = all
        .iter()
        .filter(|one| matches!(one.state(), State::Admitted | State::Unspecified));
    let mut parts = Vec::new();
    for one in there {
        let Some(actor) = &one.actor else { continue };
        let mut lines = vec![paper.actor(actor)];
        lines.extend(paper.said(&one.summaries));
        parts.push(Part {
            name: "participant",
            lines,
            ..Part::default()
        });
    }
    parts
}

fn agenda(paper: &mut Paper<'_>, items: &[pb::AgendaItem]) -> Vec<Part> {
    let standing = items
        .iter()
        .filter(|item| item.state() != agenda_item::State::Withdrawn);
    let mut parts = Vec::new();
    for item in standing {
        let language = paper.language;
        let mut lines = paper.laws(word(language, Word::About), &item.draft_laws);
        let versions = item.draft_law_versions.iter().map(|version| ProvisionRef {
            version: version.clone(),
            ..Default::default()
        });
        let versions: Vec<ProvisionRef> = versions.collect();
        lines.extend(paper.places(word(language, Word::About), &versions));
        for speaker in &item.speakers {
            let mut line = paper.actor(speaker);
            line.lead(word(language, Word::Speaks));
            lines.push(line);
        }
        lines.extend(paper.said(&item.notes));
        parts.push(Part {
            name: "agendaItem",
            num: item.order.to_string(),
            heading: text::pick(&item.titles, language).to_owned(),
            lines,
            ..Part::default()
        });
    }
    parts
}

fn decisions(paper: &mut Paper<'_>, all: &[pb::Decision]) -> Vec<Part> {
    let standing = all
        .iter()
        .filter(|one| one.state() != decision::State::Revoked);
    let mut parts = Vec::new();
    for one in standing {
        let language = paper.language;
        let mut lines = paper.said(&one.texts);
        for executor in &one.executors {
            let mut line = paper.actor(executor);
            line.lead(word(language, Word::Executes));
            lines.push(line);
        }
        if let Some(day) = &one.due_date {
            let mut line = Line::words(&date::show(day), None);
            line.lead(word(language, Word::Due));
            lines.push(line);
        }
        if let Some(vote) = &one.vote {
            let counts = [vote.votes_for, vote.votes_against, vote.abstained];
            let mut line = Line::words(&phrases::votes(language, counts), None);
            line.lead(word(language, Word::Voted));
            lines.push(line);
        }
        parts.push(Part {
            name: "decision",
            num: one.number.clone(),
            heading: text::pick(&one.titles, language).to_owned(),
            lines,
            ..Part::default()
        });
    }
    parts
}
