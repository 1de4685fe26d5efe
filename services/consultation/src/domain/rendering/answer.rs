//! An answer to a recommendation, a comment or a proposal to consult: `doc`. It has the answer's own words only.

use common::{Error, Language, date, names};
use kenes_proto::{
    consultation::{self as pb, response::Outcome},
    gtype::LocalizedText,
    types::ProvisionRef,
};

use super::{
    Around, Identity, Line, Paper, Part,
    words::{Word, word},
};
use crate::domain::{
    OWN,
    comparative_table::Writer,
    response::responder,
    trace::phrases::{self, Phrase},
};

/// The document.
pub(crate) fn answer(
    given: &pb::Response,
    language: Language,
    around: &Around,
) -> Result<pb::AkomaNtosoDocument, Error> {
    let mut paper = Paper::new(language, around);
    let mut lines: Vec<Line> = given
        .responder
        .as_ref()
        .map(|actor| paper.actor(actor))
        .into_iter()
        .collect();
    lines.push(Line::link(
        "",
        names::parent(&given.name),
        &names::full(OWN, names::parent(&given.name)),
    ));
    lines.extend(outcome(&paper, given.outcome(), given.details.as_ref()));
    lines.extend(paper.said(&given.texts));
    lines.extend(reasons(&paper, &given.reasons, &given.implemented_in));
    let points = given.point_answers.iter().map(|point| {
        let details = point.details.as_ref();
        let mut lines = outcome(&paper, point.outcome(), details);
        lines.extend(reasons(&paper, &point.reasons, &point.implemented_in));
        Part {
            name: "point",
            num: point.number.to_string(),
            heading: word(language, Word::Point).to_owned(),
            lines,
            ..Part::default()
        }
    });
    let points = points.collect();
    paper.parts.push(Part {
        name: "answer",
        lines,
        parts: points,
        ..Part::default()
    });
    let recorded = date::moment(given.create_time.as_ref());
    let day = super::whole(given.respond_date.as_ref(), "given", recorded);
    let corrected = given.correct_time.as_ref().map(date::micros);
    let parent = names::parent(&given.name);
    let title = LocalizedText {
        text: word(language, Word::Answer).to_owned(),
        language_code: language.code().to_owned(),
    };
    paper.write(&Identity {
        element: "doc",
        subtype: "response",
        id: format!("{}-{}", names::id(parent), names::id(&given.name)),
        worded: corrected.map_or(day.0, date::local_day),
        day,
        author: responder(given),
        number: "",
        titles: &[title],
        name: &given.name,
    })
}

fn outcome(paper: &Paper<'_>, outcome: Outcome, details: Option<&pb::OutcomeDetails>) -> Vec<Line> {
    let writer = Writer {
        language: paper.language,
        titles: &paper.around.titles,
    };
    let mut said = Vec::new();
    if outcome != Outcome::Unspecified {
        said.push(phrases::outcome(paper.language, outcome).to_owned());
    }
    said.extend(
        details
            .into_iter()
            .flat_map(|details| writer.details(details)),
    );
    said.iter().map(|line| Line::words(line, None)).collect()
}

fn reasons(paper: &Paper<'_>, reasons: &[LocalizedText], places: &[ProvisionRef]) -> Vec<Line> {
    let mut lines = paper.labelled(word(paper.language, Word::Reasons), reasons);
    let label = phrases::say(paper.language, Phrase::CarriedOut, "", "");
    lines.extend(paper.places(label.trim_end_matches([':', '.', ' ']), places));
    lines
}
