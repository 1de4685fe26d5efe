//! The words of a query: what is wrong with them, and where they stand in a text.

use common::{Error, Violation};
use kenes_proto::{consultation as pb, types::ErrorReason as Reason};
use search::{Fault, Fragments, Language, Problem, Query};

use crate::domain::search::Said;

/// How much of a text is shown around what was found, in characters.
const LENGTH: usize = 200;
/// So many bytes of points are shown where a text begins or ends.
const MARKS: usize = 16;
/// The field that the words come in.
const FIELD: &str = "query";

/// The words of a query.
#[derive(Clone, Debug)]
pub(crate) struct Words(Query);

// === impl Words

impl Words {
    /// Those of a text, or all that is wrong with it.
    pub(super) fn of(text: &str) -> Result<Self, Error> {
        Query::parse(text).map(Self).map_err(|problems| {
            let each = problems.iter();
            let violations = each
                .map(|problem| Violation::new(FIELD, reason(problem.fault), say(text, problem)));
            let first = problems
                .first()
                .map_or(Reason::QueryInvalid, |p| reason(p.fault));
            Error::violations(violations.collect(), first)
        })
    }

    pub(super) fn query(&self) -> &Query {
        &self.0
    }

    /// The places in these texts where the words stand: at most so many, those in the language first.
    pub(crate) fn fragments(
        &self,
        said: &[Said<'_>],
        language: &str,
        most: usize,
    ) -> Vec<pb::SearchFragment> {
        let wanted = |said: &&Said<'_>| said.language == language;
        let first = said.iter().filter(wanted);
        let others = said.iter().filter(|said| !wanted(said));
        let mut found = Vec::new();
        for said in first.chain(others) {
            if found.len() >= most {
                break;
            }
            let size = Fragments {
                count: most - found.len(),
                length: LENGTH,
            };
            let fragments = self
                .0
                .fragments(said.text, Language::of_code(said.language), size);
            found.extend(fragments.iter().map(|fragment| pb::SearchFragment {
                source: said.source.to_owned(),
                language_code: said.language.to_owned(),
                pieces: pieces(said.text, fragment),
            }));
        }
        found
    }
}

/// A fragment piece by piece, with `…` where it is not the beginning or the end of its text.
fn pieces(text: &str, fragment: &search::Fragment) -> Vec<pb::FragmentPiece> {
    let begin = beside(text[..fragment.range.start].trim_start());
    let end = beside(text[fragment.range.end..].trim_end());
    let inside = fragment.pieces(text).into_iter();
    let all = [(begin, false)].into_iter().chain(inside);
    let all = all
        .chain([(end, false)])
        .filter(|(text, _)| !text.is_empty());
    let piece = |(text, highlighted): (&str, bool)| pb::FragmentPiece {
        text: text.to_owned(),
        highlighted,
    };
    all.map(piece).collect()
}

/// What is shown of what stands beside a fragment: a mark that words were left out, or else the points that stand there.
fn beside(text: &str) -> &str {
    match text.contains(char::is_alphanumeric) || text.len() > MARKS {
        true => "…",
        false => text,
    }
}

fn reason(fault: Fault) -> Reason {
    match fault {
        Fault::TooManyWords | Fault::TooLong => Reason::QueryTooLong,
        Fault::ShortPrefix => Reason::QueryTooBroad,
        Fault::Empty
        | Fault::OpenQuote
        | Fault::StarInside
        | Fault::OnlyExclusions
        | Fault::LooseOr
        | Fault::ExclusionInOr => Reason::QueryInvalid,
    }
}

/// What is wrong, where, and what to do.
fn say(text: &str, problem: &Problem) -> String {
    let at = problem.at.start + 1;
    let part = text
        .chars()
        .skip(problem.at.start)
        .take(problem.at.len().min(40));
    let part: String = part.collect();
    let what = match problem.fault {
        Fault::Empty => return "has no word to look for: give at least one".to_owned(),
        Fault::TooManyWords => {
            return format!("has more than {} words: leave some out", Query::MOST_WORDS);
        }
        Fault::TooLong => {
            return format!("is longer than {} characters: shorten it", Query::LONGEST);
        }
        Fault::OpenQuote => "opens a quotation that does not end: add a quotation mark",
        Fault::ShortPrefix => "would find nearly everything: give at least 3 letters before the *",
        Fault::StarInside => "has a * inside a word: it stands for the end of one only",
        Fault::OnlyExclusions => {
            return "only says what must not be there: give a word that must".to_owned();
        }
        Fault::LooseOr => "has an OR without a word on each side",
        Fault::ExclusionInOr => "excludes one side of an OR: exclude it beside the OR",
    };
    format!("character {at}, {part:?}: {what}")
}
