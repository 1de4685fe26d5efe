//! The order of signs: which must be there, which one of, which not. Owns no stem.

use std::ops::Range;

use super::{
    Fault, Part, Problem, Query,
    lexer::{Lexeme, Sign, lex},
};
use crate::analyzer::words;

/// A query while it is read.
#[derive(Default)]
struct Parser {
    query: Query,
    problems: Vec<Problem>,
    words: usize,
    /// The `OR` whose right side is awaited.
    or: Option<Range<usize>>,
    /// Whether what stood last may be the left side of an `OR`.
    left: Left,
}

/// What stands left of the next sign.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Left {
    #[default]
    Nothing,
    Part,
    Exclusion,
}

pub(super) fn parse(text: &str) -> Result<Query, Vec<Problem>> {
    let text: Vec<char> = text.chars().take(Query::LONGEST + 1).collect();
    let end = text.len();
    let mut parser = Parser::default();
    if end > Query::LONGEST {
        parser.fault(Query::LONGEST..end, Fault::TooLong);
        return Err(parser.problems);
    }
    for sign in lex(&text) {
        parser.sign(&sign, &text);
    }
    if let Some(or) = parser.or.take() {
        parser.fault(or, Fault::LooseOr);
    }
    if parser.problems.is_empty() && parser.query.all.is_empty() {
        let only = !parser.query.none.is_empty();
        parser.fault(
            0..end,
            if only {
                Fault::OnlyExclusions
            } else {
                Fault::Empty
            },
        );
    }
    if parser.problems.is_empty() {
        return Ok(parser.query);
    }
    parser.problems.sort_by_key(|problem| problem.at.start);
    Err(parser.problems)
}

// === impl Parser

impl Parser {
    fn fault(&mut self, at: Range<usize>, fault: Fault) {
        self.problems.push(Problem { at, fault });
    }

    /// A fault of what would be a part: an `OR` beside it is none.
    fn broken(&mut self, at: Range<usize>, fault: Fault) {
        self.fault(at, fault);
        self.or = None;
        self.left = Left::Part;
    }

    fn sign(&mut self, lexeme: &Lexeme, text: &[char]) {
        let inner: String = text[lexeme.text.clone()].iter().collect();
        match lexeme.sign {
            Sign::Or => self.or(lexeme.at.clone()),
            Sign::OpenQuote => self.broken(lexeme.at.clone(), Fault::OpenQuote),
            Sign::Phrase if inner.contains('*') => {
                let star = text[lexeme.text.clone()].iter().position(|c| *c == '*');
                let star = lexeme.text.start + star.unwrap_or_default();
                self.broken(star..star + 1, Fault::StarInside);
            }
            Sign::Run if inner.contains('*') => self.star(&inner, lexeme),
            Sign::Phrase | Sign::Run => self.words(&inner, lexeme),
        }
    }

    fn or(&mut self, at: Range<usize>) {
        if self.left == Left::Nothing || self.or.is_some() {
            self.fault(at, Fault::LooseOr);
        } else if self.left == Left::Exclusion {
            self.fault(at, Fault::ExclusionInOr);
        } else {
            self.or = Some(at);
        }
    }

    fn words(&mut self, inner: &str, lexeme: &Lexeme) {
        if let Some(part) = self
            .count(inner, lexeme)
            .then(|| Part::words(inner))
            .flatten()
        {
            self.part(part, lexeme);
        }
    }

    /// A run with a star in it: at its end, or wrong.
    fn star(&mut self, inner: &str, lexeme: &Lexeme) {
        let stem = inner.trim_end_matches(|c: char| !c.is_alphanumeric() && c != '*');
        let stem = stem.trim_end_matches('*');
        let last = words(stem).last().filter(|word| word.end == stem.len());
        let letters = last
            .as_ref()
            .map_or(0, |word| stem[word.clone()].chars().count());
        if stem.contains('*') {
            self.broken(lexeme.at.clone(), Fault::StarInside);
        } else if letters < Query::SHORTEST_PREFIX {
            self.broken(lexeme.at.clone(), Fault::ShortPrefix);
        } else if let Some(last) = last
            && self.count(stem, lexeme)
        {
            if let Some(before) = Part::words(&stem[..last.start]) {
                self.part(before, lexeme);
            }
            self.part(Part::prefix(&stem[last]), lexeme);
        }
    }

    /// Counts the words of a text, and says whether there is room for them.
    fn count(&mut self, inner: &str, lexeme: &Lexeme) -> bool {
        let before = self.words;
        self.words += words(inner).count();
        let full = self.words > Query::MOST_WORDS;
        if full && before <= Query::MOST_WORDS {
            self.fault(lexeme.at.clone(), Fault::TooManyWords);
        }
        !full
    }

    fn part(&mut self, part: Part, lexeme: &Lexeme) {
        let or = self.or.take();
        match (lexeme.excluded, or) {
            (true, Some(_)) => self.fault(lexeme.at.clone(), Fault::ExclusionInOr),
            (true, None) => self.query.none.push(part),
            (false, None) => self.query.all.push(vec![part]),
            (false, Some(_)) => match self.query.all.last_mut() {
                Some(group) => group.push(part),
                None => self.query.all.push(vec![part]),
            },
        }
        self.left = if lexeme.excluded {
            Left::Exclusion
        } else {
            Left::Part
        };
    }
}
