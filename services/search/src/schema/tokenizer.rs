//! The analysis of texts as the index calls it. Owns no rule of a language.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tantivy::tokenizer::{Token, TokenStream};

use crate::analyzer::{Analyzer, Language, words};

/// So many stems of a language are remembered, about 100 bytes each. Half of all words are among far fewer.
const REMEMBERED: usize = 10_000;

/// Longer words are seldom seen again.
const LONGEST: usize = 48;

/// The analysis of texts. All clones remember the same stems.
#[derive(Clone, Default)]
pub(super) struct Tokenizer(Arc<Mutex<Memory>>);

/// Stems, and those that were made lately.
struct Memory {
    analyzer: Analyzer,
    stems: [HashMap<Box<str>, Box<str>>; 4],
}

/// The words of one text.
pub(super) struct Words<'a> {
    rest: Box<dyn Iterator<Item = std::ops::Range<usize>> + 'a>,
    text: &'a str,
    language: Language,
    memory: MutexGuard<'a, Memory>,
    token: Token,
}

/// Returns the text as the index must be given it: the index knows no languages, so the first letter says it.
pub(super) fn with_language(language: Language, text: &str) -> String {
    format!("{}{text}", language.number())
}

/// Returns the parts of a text of [`with_language`].
fn parts(text: &str) -> (Language, &str) {
    let number = text.as_bytes().first().map(|byte| byte.wrapping_sub(b'0'));
    let language = Language::of_number(number.unwrap_or_default().into());
    (language, text.get(1..).unwrap_or_default())
}

// === impl Memory

impl Default for Memory {
    fn default() -> Self {
        Self {
            analyzer: Analyzer::new(),
            stems: [const { None::<()> }; 4].map(|_| HashMap::new()),
        }
    }
}

impl Memory {
    fn stem(&mut self, word: &str, language: Language, stem: &mut String) {
        let number = usize::try_from(language.number()).unwrap_or_default();
        let stems = &mut self.stems[number];
        if let Some(found) = stems.get(word) {
            stem.clear();
            stem.push_str(found);
            return;
        }
        self.analyzer.stem(word, language, stem);
        if word.len() <= LONGEST {
            if stems.len() == REMEMBERED {
                stems.clear();
            }
            stems.insert(word.into(), stem.as_str().into());
        }
    }
}

// === impl Tokenizer, Words

impl tantivy::tokenizer::Tokenizer for Tokenizer {
    type TokenStream<'a> = Words<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Words<'a> {
        let (language, text) = parts(text);
        Words {
            rest: Box::new(words(text)),
            text,
            language,
            memory: self.0.lock().unwrap_or_else(PoisonError::into_inner),
            token: Token::default(),
        }
    }
}

impl TokenStream for Words<'_> {
    fn advance(&mut self) -> bool {
        let Some(range) = self.rest.next() else {
            return false;
        };
        self.token.offset_from = range.start;
        self.token.offset_to = range.end;
        self.token.position = self.token.position.wrapping_add(1);
        let word = &self.text[range];
        self.memory.stem(word, self.language, &mut self.token.text);
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

#[cfg(test)]
mod tests {
    use tantivy::tokenizer::{TokenStream, Tokenizer as _};

    use super::{REMEMBERED, Tokenizer, with_language};
    use crate::analyzer::{Language, tokens};

    fn stems(tokenizer: &mut Tokenizer, language: Language, text: &str) -> Vec<String> {
        let text = with_language(language, text);
        let mut stream = tokenizer.token_stream(&text);
        let mut stems = Vec::new();
        while stream.advance() {
            assert_eq!(stream.token().position, stems.len());
            stems.push(stream.token().text.clone());
        }
        stems
    }

    #[test]
    fn the_index_is_told_what_tokens_says() {
        let mut tokenizer = Tokenizer::default();
        for language in [Language::Kazakh, Language::Russian, Language::Unknown] {
            let text = "Балалардан законов comments, ҚР";
            let expected: Vec<String> = tokens(text, language).map(|token| token.stem).collect();
            // The second time from memory.
            assert_eq!(stems(&mut tokenizer, language, text), expected);
            assert_eq!(stems(&mut tokenizer, language, text), expected);
        }
    }

    #[test]
    fn what_is_remembered_has_an_end() {
        let mut tokenizer = Tokenizer::default();
        for number in 0..=REMEMBERED {
            stems(&mut tokenizer, Language::Kazakh, &format!("сөз{number}"));
        }
        let memory = tokenizer.0.lock().expect("nobody panicked");
        assert_eq!(
            memory
                .stems
                .iter()
                .map(std::collections::HashMap::len)
                .sum::<usize>(),
            1
        );
    }
}
