//! The base version as a new one looks for its provisions in it: by name, by number and by words.

use std::collections::HashMap;

use common::{Language, names, text};
use kenes_proto::consultation as pb;

use super::elements;
use crate::domain::{numeral, provision as rules};

/// Within what a number counts, by its wId; empty at the top.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Around<'a> {
    /// The provision around.
    Parent(&'a str),
    /// The attachment, or the bill itself.
    Document(&'a str),
}

/// The provisions of the base, by their index.
pub(super) struct Earlier<'a> {
    provisions: &'a [pb::Provision],
    languages: &'a [Language],
    /// The provision after the last one in each.
    ends: Vec<usize>,
    by_wid: HashMap<&'a str, usize>,
    /// By the wId of the one whose eId theirs begins with, and the rest of theirs.
    by_name: HashMap<(&'a str, &'a str), usize>,
    by_number: HashMap<(Around<'a>, &'a str, Language, String), Vec<usize>>,
    /// The unnumbered ones, by the wId of the one around, their element and their words.
    by_words: HashMap<Saying<'a>, Vec<usize>>,
}

/// The wId of the one around, the element, and heading and text in each language.
type Saying<'a> = (&'a str, &'a str, Vec<[&'a str; 2]>);

// === impl Earlier

impl<'a> Earlier<'a> {
    pub(super) fn of(provisions: &'a [pb::Provision], languages: &'a [Language]) -> Self {
        let by_eid: HashMap<&str, usize> = provisions
            .iter()
            .enumerate()
            .map(|(n, p)| (p.eid.as_str(), n))
            .collect();
        let parent = |n: usize| -> Option<usize> {
            by_eid
                .get(names::id(&provisions[n].parent_provision))
                .copied()
        };
        let wid =
            |around: Option<usize>| around.map_or("", |around| provisions[around].wid.as_str());
        let mut earlier = Self {
            provisions,
            languages,
            ends: ends((0..provisions.len()).map(parent)),
            by_wid: provisions
                .iter()
                .enumerate()
                .map(|(n, p)| (p.wid.as_str(), n))
                .collect(),
            by_name: HashMap::new(),
            by_number: HashMap::new(),
            by_words: HashMap::new(),
        };
        for (n, this) in provisions.iter().enumerate() {
            let around = || std::iter::successors(parent(n), |around| parent(*around));
            let inside = around().find_map(|around| {
                let rest = this.eid.strip_prefix(provisions[around].eid.as_str())?;
                Some((wid(Some(around)), rest.strip_prefix("__")?))
            });
            earlier.by_name.insert(inside.unwrap_or(("", &this.eid)), n);
            let document =
                around().find(|around| elements::is_attached(&provisions[*around].element));
            let numbers: Vec<(Language, String)> = languages
                .iter()
                .filter_map(|l| Some((*l, number_in(this, *l)?)))
                .collect();
            if numbers.is_empty() && !elements::is_section(&this.element) {
                let words = languages
                    .iter()
                    .map(|l| rules::texts_in(this, *l))
                    .collect();
                let key = (wid(parent(n)), this.element.as_str(), words);
                earlier.by_words.entry(key).or_default().push(n);
            }
            for (language, number) in numbers {
                for around in [
                    Around::Parent(wid(parent(n))),
                    Around::Document(wid(document)),
                ] {
                    let key = (around, this.element.as_str(), language, number.clone());
                    earlier.by_number.entry(key).or_default().push(n);
                }
            }
        }
        earlier
    }

    pub(super) fn is_empty(&self) -> bool {
        self.provisions.is_empty()
    }

    pub(super) fn wid(&self, n: usize) -> &'a str {
        &self.provisions[n].wid
    }

    pub(super) fn with_wid(&self, wid: &str) -> Option<usize> {
        self.by_wid.get(wid).copied()
    }

    pub(super) fn named(&self, around: &str, local: &str) -> Option<usize> {
        self.by_name.get(&(around, local)).copied()
    }

    /// The only one of a kind with this number there.
    pub(super) fn numbered(
        &self,
        around: Around<'_>,
        element: &str,
        language: Language,
        number: &str,
    ) -> Option<usize> {
        match self
            .by_number
            .get(&(around, element, language, number.to_owned()))?
            .as_slice()
        {
            [only] => Some(*only),
            _ => None,
        }
    }

    /// Its words and those of all that is in it.
    pub(super) fn content(&self, n: usize) -> Vec<[&'a str; 2]> {
        let all = self.provisions[n..self.ends[n]].iter();
        all.flat_map(|this| {
            self.languages
                .iter()
                .map(|language| rules::texts_in(this, *language))
        })
        .collect()
    }

    /// The unnumbered ones that say this.
    pub(super) fn saying(&self, around: &str, element: &str, words: &[[&str; 2]]) -> Vec<usize> {
        self.by_words
            .get(&(around, element, words.to_vec()))
            .cloned()
            .unwrap_or_default()
    }
}

/// The provision after the last one in each, by what each stands in.
pub(super) fn ends(
    parents: impl DoubleEndedIterator<Item = Option<usize>> + ExactSizeIterator,
) -> Vec<usize> {
    let mut ends: Vec<usize> = (1..=parents.len()).collect();
    for (n, parent) in parents.enumerate().rev() {
        if let Some(parent) = parent.filter(|parent| *parent < n) {
            ends[parent] = ends[parent].max(ends[n]);
        }
    }
    ends
}

/// The number of a provision in a language.
fn number_in(provision: &pb::Provision, language: Language) -> Option<String> {
    let in_heading = elements::is_attached(&provision.element);
    let printed = rules::number_in(provision, language);
    let read = numeral::read(printed).or_else(|| match printed.is_empty() && in_heading {
        true => numeral::of_annex(text::find(&provision.headings, language)?),
        false => None,
    });
    read.map(|number| number.token)
}
