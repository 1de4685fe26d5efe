//! A recommendation: `statement`, or `doc` if it is a conclusion.

use common::{Error, Language, date, names, state, text};
use kenes_proto::{
    consultation::{
        self as pb, Addressee,
        recommendation::{Kind, State},
    },
    types::{ProposedChange, ProvisionRef},
};

use super::{
    Around, Identity, Line, Paper, Part, whole,
    words::{Word, word},
};
use crate::domain::{addressee, comparative_table, trace::phrases};

/// The document: `STATE_TRANSITION_FORBIDDEN` of a draft and of what was recalled.
pub(crate) fn recommendation(
    found: &pb::Recommendation,
    language: Language,
    around: &Around,
) -> Result<pb::AkomaNtosoDocument, Error> {
    let stand = [State::Adopted, State::Sent, State::Answered];
    let present = (found.name.as_str(), found.state());
    state::require(present, &stand, "be a document", State::as_str_name)?;
    let mut paper = Paper::new(language, around);
    let mut lines = paper.said(&found.texts);
    lines.extend(paper.laws(word(language, Word::About), &found.draft_laws));
    lines.extend(about(&paper, &found.targets, &found.changes));
    paper.parts.push(Part {
        name: "text",
        lines,
        ..Part::default()
    });
    let points = found.points.iter().map(|point| {
        let mut lines = paper.said(&point.texts);
        lines.extend(about(&paper, &point.targets, &point.changes));
        Part {
            name: "point",
            num: point.number.to_string(),
            lines,
            ..Part::default()
        }
    });
    let points: Vec<Part> = points.collect();
    if !points.is_empty() {
        paper.parts.push(Part {
            name: "points",
            heading: word(language, Word::Points).to_owned(),
            parts: points,
            ..Part::default()
        });
    }
    let addressees = addressees(&mut paper, &found.addressees);
    paper.parts.extend(addressees);
    let votes = votes(&mut paper, found);
    paper.parts.extend(votes);
    let recorded = date::moment(found.create_time.as_ref());
    let day = whole(found.adopt_date.as_ref(), "adopted", recorded);
    paper.write(&Identity {
        element: match found.kind() {
            Kind::Conclusion => "doc",
            Kind::Proposal | Kind::Statement | Kind::Unspecified => "statement",
        },
        subtype: "recommendation",
        id: names::id(&found.name).to_owned(),
        worded: day.0,
        day,
        author: &found.body,
        number: &found.number,
        titles: &found.titles,
        name: &found.name,
    })
}

/// The provisions it is about, and the changes of their wording that it proposes.
fn about(paper: &Paper<'_>, targets: &[ProvisionRef], changes: &[ProposedChange]) -> Vec<Line> {
    let language = paper.language;
    let mut lines = paper.places(word(language, Word::Place), targets);
    for change in changes {
        let what = comparative_table::change(language, change.kind());
        let place = change.target.as_slice();
        lines.extend(paper.places(what, place));
        lines.extend(paper.said(&change.new_texts));
    }
    lines
}

fn addressees(paper: &mut Paper<'_>, all: &[Addressee]) -> Option<Part> {
    let mut lines = Vec::new();
    for one in all.iter().filter(|one| addressee::open(one)) {
        let mut line = paper.organization(&one.organization);
        if let Some(day) = &one.due_date {
            line.then(", ", &date::show(day));
        }
        lines.push(line);
    }
    let heading = word(paper.language, Word::Addressees).to_owned();
    (!lines.is_empty()).then_some(Part {
        name: "addressees",
        heading,
        lines,
        ..Part::default()
    })
}

/// How it was adopted, and who did not agree.
fn votes(paper: &mut Paper<'_>, found: &pb::Recommendation) -> Vec<Part> {
    let mut parts = Vec::new();
    if let Some(vote) = &found.vote {
        let counts = [vote.votes_for, vote.votes_against, vote.abstained];
        let counts = phrases::votes(paper.language, counts);
        parts.push(Part {
            name: "vote",
            heading: word(paper.language, Word::Voted).to_owned(),
            lines: vec![Line::words(&counts, None)],
            ..Part::default()
        });
    }
    for dissent in &found.dissents {
        let who = dissent.actor.as_ref().map(|actor| paper.actor(actor));
        let mut lines: Vec<Line> = who.into_iter().collect();
        if text::pick(&dissent.texts, paper.language).is_empty() {
            continue;
        }
        lines.extend(paper.said(&dissent.texts));
        parts.push(Part {
            name: "dissent",
            heading: word(paper.language, Word::Dissent).to_owned(),
            lines,
            ..Part::default()
        });
    }
    parts
}
