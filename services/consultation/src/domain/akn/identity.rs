//! Which provision of the base version each one of a new version is. It is never guessed.
//!
//! In this order: the wId that the document gives; the eId that it gives, within what is around; a number that was read, within
//! the same provision and in a language that both versions have; and for what has no number, heading and text that are the same
//! within the same provision. Where that leaves a choice, or nothing, the provision is new, and its wId is one that nobody had.
//! Only an eId that the document itself gives, and that was the wId of an earlier provision, must be explained by the document.

use std::collections::{HashMap, HashSet};

use common::Language;
use kenes_proto::consultation as pb;

use super::{
    Fault,
    earlier::{Around, Earlier, ends},
    identifier::Basis,
    merged::Merged,
};
use crate::domain::numeral::Number;

/// What identities there are already: wIds are given once in the life of a draft law.
#[derive(Debug, Default)]
pub(crate) struct Base {
    /// The provisions of the base version in reading order.
    pub(crate) provisions: Vec<pb::Provision>,
    /// The languages that it has in common with the new version.
    pub(crate) languages: Vec<Language>,
    /// All wIds of the versions that were ever published. Empty where there is no base: nothing is compared then.
    pub(crate) used: HashSet<String>,
}

/// The wIds of provisions in reading order.
pub(super) fn wids(merged: &[Merged<'_>], base: &Base) -> Result<Vec<String>, Vec<Fault>> {
    let known = Matching::of(merged, base).run();
    let mut giving = Giving {
        merged,
        used: &base.used,
        taken: known
            .iter()
            .flatten()
            .map(|wid| (*wid).to_owned())
            .collect(),
        wids: Vec::with_capacity(merged.len()),
        placed: Vec::with_capacity(merged.len()),
    };
    let mut faults = Vec::new();
    for (n, known) in known.iter().enumerate() {
        if let Err(fault) = giving.give(n, *known) {
            faults.push(fault);
        }
    }
    match faults.is_empty() {
        true => Ok(giving.wids),
        false => Err(faults),
    }
}

/// The search for each provision in the base.
struct Matching<'a> {
    merged: &'a [Merged<'a>],
    languages: &'a [Language],
    earlier: Earlier<'a>,
    /// The provision after the last one in each.
    ends: Vec<usize>,
    /// The wId of each provision that is known, in reading order.
    known: Vec<Option<&'a str>>,
    /// Those of the base that are found.
    claimed: HashSet<usize>,
}

/// Heading and text, in each language.
type Words<'a> = Vec<[&'a str; 2]>;
/// Unnumbered provisions that say the same within the same one.
type Alike<'a> = HashMap<(Option<usize>, &'static str, Words<'a>), Vec<usize>>;

// === impl Matching

impl<'a> Matching<'a> {
    fn of(merged: &'a [Merged<'a>], base: &'a Base) -> Self {
        let earlier = Earlier::of(&base.provisions, &base.languages);
        let known: Vec<Option<&str>> = merged.iter().map(|this| this.wid).collect();
        let claimed = known
            .iter()
            .flatten()
            .filter_map(|wid| earlier.with_wid(wid));
        Self {
            claimed: claimed.collect(),
            languages: &base.languages,
            ends: ends(merged.iter().map(|this| this.first().parent)),
            merged,
            earlier,
            known,
        }
    }

    fn run(mut self) -> Vec<Option<&'a str>> {
        if self.earlier.is_empty() {
            return self.known;
        }
        let alike = self.alike();
        for (n, this) in self.merged.iter().enumerate() {
            if self.known[n].is_some() {
                continue;
            }
            match this.name.basis {
                Basis::Own | Basis::Kind => {
                    let found = self
                        .around(this.name.anchor)
                        .and_then(|around| self.earlier.named(around, &this.name.local));
                    self.know(n, found);
                }
                Basis::Number => self.know(n, self.numbered(n)),
                Basis::Place => {
                    let key = (this.first().parent, this.first().element, self.words(this));
                    let together = alike.get(&key).map(Vec::as_slice).unwrap_or_default();
                    if together.first() == Some(&n) {
                        self.know_alike(together, &key.2);
                    }
                }
            }
        }
        self.known
    }

    fn know(&mut self, n: usize, found: Option<usize>) {
        if let Some(found) = found {
            self.claimed.insert(found);
            self.known[n] = Some(self.earlier.wid(found));
        }
    }

    /// The wId of what is around, empty at the top; nothing if it was not in the base.
    fn around(&self, around: Option<usize>) -> Option<&'a str> {
        around.map_or(Some(""), |around| self.known[around])
    }

    /// The one with the same number in every language that both have.
    fn numbered(&self, n: usize) -> Option<usize> {
        let this = &self.merged[n];
        let (element, parent, anchor) =
            (this.first().element, this.first().parent, this.name.anchor);
        let mut found = HashSet::new();
        let mut numbers = 0;
        for language in self.languages {
            let Some(number) = this
                .in_language(*language)
                .and_then(|part| part.number.as_ref())
            else {
                continue;
            };
            numbers += 1;
            let with = |around| {
                self.earlier
                    .numbered(around, element, *language, &number.token)
            };
            let inside = self
                .around(parent)
                .and_then(|wid| with(Around::Parent(wid)));
            // What is numbered through the whole act may have moved to another chapter.
            let through = || {
                self.around(anchor)
                    .and_then(|wid| with(Around::Document(wid)))
            };
            found.extend(inside.or_else(|| (anchor != parent).then(through).flatten()));
        }
        let all_digits = |number: &Number| number.token == number.digits;
        if numbers == 0 && this.number().is_some_and(all_digits) {
            // Digits are the same in a language that the base does not have.
            return self
                .around(anchor)
                .and_then(|around| self.earlier.named(around, &this.name.local));
        }
        match found.len() {
            1 => found.into_iter().next(),
            _ => None,
        }
    }

    fn alike(&self) -> Alike<'a> {
        let mut alike = Alike::new();
        for (n, this) in self.merged.iter().enumerate() {
            if this.name.basis == Basis::Place && this.wid.is_none() {
                let key = (this.first().parent, this.first().element, self.words(this));
                alike.entry(key).or_default().push(n);
            }
        }
        alike
    }

    /// Heading and text in the languages that both have.
    fn words(&self, this: &'a Merged<'a>) -> Words<'a> {
        let words = self.languages.iter().map(|language| {
            let part = this.in_language(*language);
            part.map_or(["", ""], |part| [part.heading.as_str(), part.text.as_str()])
        });
        words.collect()
    }

    /// Finds those that say the same: the only one there, or among several those in which all says the same, if there are as
    /// many: whichever is which, they do not differ.
    fn know_alike(&mut self, together: &[usize], words: &[[&'a str; 2]]) {
        let first = self.merged[together[0]].first();
        let Some(around) = self.around(first.parent) else {
            return;
        };
        let mut there = self.earlier.saying(around, first.element, words);
        there.retain(|found| !self.claimed.contains(found));
        if let ([n], [found]) = (together, there.as_slice()) {
            return self.know(*n, Some(*found));
        }
        let mut groups: HashMap<Words<'_>, [Vec<usize>; 2]> = HashMap::new();
        for n in together {
            groups.entry(self.content(*n)).or_default()[0].push(*n);
        }
        for found in there {
            groups.entry(self.earlier.content(found)).or_default()[1].push(found);
        }
        for [new, found] in groups
            .into_values()
            .filter(|[new, found]| new.len() == found.len())
        {
            for (n, found) in new.into_iter().zip(found) {
                self.know(n, Some(found));
            }
        }
    }

    /// The words of a provision and of all that is in it.
    fn content(&self, n: usize) -> Words<'a> {
        self.merged[n..self.ends[n]]
            .iter()
            .flat_map(|this| self.words(this))
            .collect()
    }
}

/// The giving of wIds to what is new.
struct Giving<'a> {
    merged: &'a [Merged<'a>],
    used: &'a HashSet<String>,
    taken: HashSet<String>,
    wids: Vec<String>,
    /// Whether a place is part of the name of each.
    placed: Vec<bool>,
}

// === impl Giving

impl Giving<'_> {
    fn give(&mut self, n: usize, known: Option<&str>) -> Result<(), Fault> {
        let name = &self.merged[n].name;
        self.placed.push(
            name.basis == Basis::Place || name.anchor.is_some_and(|around| self.placed[around]),
        );
        let wid = match known {
            Some(known) => known.to_owned(),
            None => self.fresh(n)?,
        };
        self.taken.insert(wid.clone());
        self.wids.push(wid);
        Ok(())
    }

    /// Its eId, if nobody ever had that; or what it is in the wId of what is around.
    fn fresh(&mut self, n: usize) -> Result<String, Fault> {
        let this = &self.merged[n];
        let name = &this.name;
        // A document that names a provision can say which one it is; a name that was made says nothing of earlier versions.
        let made = self.placed[n] || !this.own;
        let is_free = |wid: &String| !(self.used.contains(wid) || made && self.taken.contains(wid));
        let inside = name
            .anchor
            .map(|around| format!("{}__{}", self.wids[around], name.local));
        let mut candidates = std::iter::once(name.eid.clone()).chain(inside);
        if let Some(free) = candidates.find(is_free) {
            return Ok(free);
        }
        if made {
            // It is not what had this name before.
            let mut others = (2_u64..).map(|n| format!("{}_{n}", name.eid));
            return Ok(others.find(is_free).unwrap_or_default());
        }
        // The rest of the document is looked at as if it were the one before.
        self.wids.push(name.eid.clone());
        let say = format!(
            "has {0}, which is not in the base version, but {0} is the wId of a provision of an earlier version: write \
             wId=\"{0}\" if it is the same provision, or another wId if it is new",
            name.eid
        );
        Err(Fault::xml(this.first().line, say))
    }
}
