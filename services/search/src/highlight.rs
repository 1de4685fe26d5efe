//! Where the words of a query stand in a text.
//!
//! The index keeps no texts, so the text is analysed again, as it was when it was indexed. Owns no index.

use std::ops::Range;

use crate::{
    analyzer::{Analyzer, Language, Stem, words},
    query::{Part, Query},
};

/// How much of a text is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fragments {
    /// At most so many fragments.
    pub count: usize,
    /// Each at most so many characters long, unless one word is longer.
    pub length: usize,
}

/// A piece of a text, cut between words. Ranges are bytes of the text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fragment {
    /// Where it is.
    pub range: Range<usize>,
    /// What was found in it, in order, without overlaps.
    pub matches: Vec<Range<usize>>,
}

/// A word of the text.
struct Word {
    range: Range<usize>,
    /// How many characters of the text end with it.
    end: usize,
    /// How many characters it has.
    length: usize,
    found: bool,
}

// === impl Fragment

impl Fragment {
    /// Returns the fragment in pieces: its text, and whether it was found.
    pub fn pieces<'a>(&self, text: &'a str) -> Vec<(&'a str, bool)> {
        let mut pieces = Vec::new();
        let mut at = self.range.start;
        for found in &self.matches {
            pieces.push((at..found.start, false));
            pieces.push((found.clone(), true));
            at = found.end;
        }
        pieces.push((at..self.range.end, false));
        let seen = pieces.into_iter().filter(|(range, _)| !range.is_empty());
        seen.map(|(range, found)| (text.get(range).unwrap_or_default(), found))
            .collect()
    }
}

// === impl Query

impl Query {
    /// Returns the fragments of the text that show most of what was found, in the order of the text. None where no word stands; a
    /// phrase is marked where its words stand in order, an excluded word never.
    pub fn fragments(&self, text: &str, language: Language, wanted: Fragments) -> Vec<Fragment> {
        let words = self.words(text, language);
        let mut fragments: Vec<Fragment> = Vec::new();
        // The best window over what is not shown yet, again and again.
        let all = 0..words.len();
        let mut free = vec![all];
        while fragments.len() < wanted.count {
            let windows = free.iter().enumerate().filter_map(|(place, range)| {
                best(&words[range.clone()], wanted.length).map(|(count, found)| {
                    (
                        count,
                        place,
                        range.start + found.start..range.start + found.end,
                    )
                })
            });
            // Among equals the first.
            let Some((_, place, window)) =
                windows.reduce(|one, other| if other.0 > one.0 { other } else { one })
            else {
                break;
            };
            let range = free.remove(place);
            free.insert(place, window.end..range.end);
            free.insert(place, range.start..window.start);
            fragments.push(fragment(&words[window]));
        }
        fragments.sort_by_key(|fragment| fragment.range.start);
        fragments
    }

    /// Returns the words of the text, and whether each is looked for.
    ///
    /// Most words of a text begin like none that is looked for, and are not stemmed: a stem begins like its word.
    fn words(&self, text: &str, language: Language) -> Vec<Word> {
        let mut analyzer = Analyzer::new();
        let initials = self.initials();
        let mut found = Vec::new();
        // What each word is searched by, and how it is folded, if it may be one that is looked for.
        let mut stems = Vec::new();
        let (mut at, mut characters) = (0, 0);
        for range in words(text) {
            let word = &text[range.clone()];
            stems.push(analyzer.stem_of(word, language, &initials));
            characters += text[at..range.end].chars().count();
            at = range.end;
            found.push(Word {
                end: characters,
                length: word.chars().count(),
                range,
                found: false,
            });
        }
        for part in self.all.iter().flatten() {
            match part {
                Part::Words(ways) => {
                    for way in ways {
                        mark(&mut found, &stems, way);
                    }
                }
                Part::Prefix {
                    folded: prefix,
                    stems: own,
                } => {
                    for (word, stem) in found.iter_mut().zip(&stems) {
                        word.found |= stem.as_ref().is_some_and(|Stem { folded, stem }| {
                            folded.starts_with(prefix)
                                || stem.starts_with(prefix)
                                || own.contains(stem)
                        });
                    }
                }
            }
        }
        found
    }

    /// The first letters of all that is looked for.
    fn initials(&self) -> Vec<char> {
        let mut initials = Vec::new();
        for part in self.all.iter().flatten() {
            match part {
                Part::Words(ways) => {
                    initials.extend(ways.iter().flatten().filter_map(|stem| stem.chars().next()));
                }
                Part::Prefix { folded, stems } => {
                    let all = stems.iter().chain([folded]);
                    initials.extend(all.filter_map(|stem| stem.chars().next()));
                }
            }
        }
        initials.sort_unstable();
        initials.dedup();
        initials
    }
}

/// Marks the words whose stems stand in this order.
fn mark(words: &mut [Word], stems: &[Option<Stem>], way: &[String]) {
    for place in 0..=stems.len().saturating_sub(way.len()) {
        let here = stems[place..].iter().take(way.len());
        let alike = |(here, wanted): (&Option<Stem>, &String)| {
            here.as_ref().is_some_and(|here| &here.stem == wanted)
        };
        if here.len() == way.len() && here.zip(way).all(alike) {
            words[place..place + way.len()]
                .iter_mut()
                .for_each(|word| word.found = true);
        }
    }
}

/// Returns the window of words, of at most this length, that shows most of what was found, with how much that is. What was found
/// stands in its middle, as far as there are words.
fn best(words: &[Word], length: usize) -> Option<(usize, Range<usize>)> {
    let fits = |from: usize, to: usize| {
        let start = words[from].end - words[from].length;
        words[to].end - start <= length
    };
    let places: Vec<usize> = (0..words.len())
        .filter(|place| words[*place].found)
        .collect();
    let mut best: Option<(usize, usize, usize)> = None;
    let mut last = 0;
    for (first, place) in places.iter().enumerate() {
        last = last.max(first);
        while last + 1 < places.len() && fits(*place, places[last + 1]) {
            last += 1;
        }
        let count = last + 1 - first;
        if best.is_none_or(|(most, ..)| count > most) {
            best = Some((count, *place, places[last]));
        }
    }
    let (count, mut from, mut to) = best?;
    loop {
        let before = from > 0 && fits(from - 1, to);
        from -= usize::from(before);
        let after = to + 1 < words.len() && fits(from, to + 1);
        to += usize::from(after);
        if !before && !after {
            return Some((count, from..to + 1));
        }
    }
}

fn fragment(words: &[Word]) -> Fragment {
    let (Some(first), Some(last)) = (words.first(), words.last()) else {
        return Fragment::default();
    };
    let found = words.iter().filter(|word| word.found);
    Fragment {
        range: first.range.start..last.range.end,
        matches: found.map(|word| word.range.clone()).collect(),
    }
}

#[cfg(test)]
mod tests;
