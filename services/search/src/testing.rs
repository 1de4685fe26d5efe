//! Documents made by chance, and a model of the index to compare it with: a list, looked through from end to end.

use std::collections::BTreeMap;

use crate::{
    Document, Field, Filter, Language, Search,
    analyzer::tokens,
    query::{Part, Query},
};

/// Numbers by chance, the same every time.
pub(crate) struct Chance(pub(crate) u64);

/// A document that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Kept {
    pub(crate) id: u64,
    pub(crate) numbers: [u64; 9],
    pub(crate) time: u64,
    pub(crate) language: Language,
    pub(crate) text: String,
}

/// What the index should hold.
#[derive(Clone, Default)]
pub(crate) struct Model(pub(crate) BTreeMap<u64, Kept>);

const WORDS: [&str; 12] = [
    "заңдарда",
    "заңның",
    "салық",
    "салықты",
    "бала",
    "закон",
    "законами",
    "налог",
    "tax",
    "taxes",
    "2024",
    "бап",
];

// === impl Chance

impl Chance {
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        usize::try_from(self.0 >> 33).expect("31 bits") % bound
    }

    fn number(&mut self, bound: usize) -> u64 {
        self.below(bound) as u64
    }

    pub(crate) fn document(&mut self, id: u64) -> Kept {
        let words: Vec<&str> = (0..=self.below(6))
            .map(|_| WORDS[self.below(WORDS.len())])
            .collect();
        Kept {
            id,
            numbers: std::array::from_fn(|place| self.number(2 + place)),
            time: 1_000_000 + id * 10,
            language: [Language::Kazakh, Language::Russian][self.below(2)],
            text: words.join(" "),
        }
    }
}

// === impl Kept, Model

impl Kept {
    /// Calls with the document as the index takes it.
    pub(crate) fn with<T>(&self, call: impl FnOnce(&Document<'_>) -> T) -> T {
        let [
            kind,
            law,
            consultation,
            organization,
            region,
            stance,
            outcome,
            group,
            state,
        ] = self.numbers;
        call(&Document {
            id: self.id,
            kind,
            time: self.time,
            law,
            consultation,
            organization,
            region,
            stance,
            outcome,
            group,
            state,
            more: &[],
            texts: &[(self.language, &self.text)],
        })
    }

    pub(crate) fn number(&self, field: Field) -> u64 {
        match field {
            Field::Kind => self.numbers[0],
            Field::Language => self.language.number(),
            Field::Law => self.numbers[1],
            Field::Consultation => self.numbers[2],
            Field::Organization => self.numbers[3],
            Field::Region => self.numbers[4],
            Field::Stance => self.numbers[5],
            Field::Outcome => self.numbers[6],
            Field::Group => self.numbers[7],
            Field::State => self.numbers[8],
        }
    }

    fn passes(&self, filter: &Filter) -> bool {
        let one_of = |(field, numbers): &(Field, Vec<u64>)| numbers.contains(&self.number(*field));
        let time = filter.time.as_ref();
        filter.one_of.iter().all(one_of) && time.is_none_or(|time| time.contains(&self.time))
    }

    fn matches(&self, query: &Query) -> bool {
        let stems: Vec<String> = tokens(&self.text, self.language)
            .map(|token| token.stem)
            .collect();
        let part = |part: &Part| match part {
            Part::Words(ways) => {
                let stands =
                    |way: &Vec<String>| stems.windows(way.len()).any(|window| window == way);
                ways.iter().any(stands)
            }
            Part::Prefix { folded, stems: own } => stems
                .iter()
                .any(|stem| stem.starts_with(folded) || own.contains(stem)),
        };
        query.all.iter().all(|group| group.iter().any(part)) && !query.none.iter().any(part)
    }
}

impl Model {
    /// Returns what is found, the newest first.
    pub(crate) fn find(&self, search: &Search) -> Vec<&Kept> {
        let words = |one: &&Kept| search.query.as_ref().is_none_or(|query| one.matches(query));
        let all = self.0.values().rev();
        all.filter(|one| one.passes(&search.filter))
            .filter(words)
            .collect()
    }
}
