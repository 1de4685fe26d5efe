//! The identifiers of provisions: those that a document brings are kept as they are, and where it has none they are made by the
//! naming convention of Akoma Ntoso.
//!
//! A made one rests on a number that was read, `art_5__para_2`; what has no number is told apart by its place in a namespace of its
//! own, `art_5__para_nn_1`, which says nothing about what it is in another version.

use std::collections::{HashMap, HashSet};

use common::text::{is_invisible, look, named};

use super::elements;

/// The longest identifier, in characters.
const MAX_LENGTH: usize = 300;
/// The mark of a place in the name of what has no number.
const UNNUMBERED: &str = "_nn_";

/// What the name of a provision is made of.
#[derive(Clone, Copy, Debug)]
pub(super) struct Facts<'a> {
    pub(super) element: &'static str,
    /// The eId that the document gives.
    pub(super) own: Option<&'a str>,
    /// The number that was read, as it stands in an identifier.
    pub(super) number: Option<&'a str>,
    /// The provision around, by its index.
    pub(super) parent: Option<usize>,
}

/// The name of a provision.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Name {
    pub(super) eid: String,
    /// The provision whose eId it begins with, by its index.
    pub(super) anchor: Option<usize>,
    /// The rest of it.
    pub(super) local: String,
    pub(super) basis: Basis,
}

/// What a name rests on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Basis {
    /// The document.
    #[default]
    Own,
    /// The kind of what there is once: a preamble.
    Kind,
    /// A number that was read.
    Number,
    /// The place alone.
    Place,
}

/// The names of provisions in reading order, or the index of one whose name would be too long.
pub(super) fn names(facts: &[Facts<'_>]) -> Result<Vec<Name>, usize> {
    let mut naming = Naming::of(facts);
    let mut names: Vec<Name> = Vec::with_capacity(facts.len());
    for (n, fact) in facts.iter().enumerate() {
        let name = match fact.own {
            Some(own) => naming.kept(&names, fact, own),
            None => naming.made(&names, n),
        };
        if name.eid.chars().count() > MAX_LENGTH {
            return Err(n);
        }
        names.push(name);
    }
    Ok(names)
}

struct Naming<'a> {
    facts: &'a [Facts<'a>],
    kept: HashSet<&'a str>,
    /// The attachment around each provision.
    documents: Vec<Option<usize>>,
    /// How often each number of articles and chapters stands in one document.
    through: HashMap<(Option<usize>, &'static str, &'a str), usize>,
    /// How many unnumbered provisions of a kind each one has in it.
    unnumbered: HashMap<(Option<usize>, &'static str), usize>,
}

// === impl Naming

impl<'a> Naming<'a> {
    fn of(facts: &'a [Facts<'a>]) -> Self {
        let mut documents: Vec<Option<usize>> = Vec::with_capacity(facts.len());
        let mut through = HashMap::new();
        for fact in facts {
            let document =
                fact.parent.and_then(
                    |parent| match elements::is_attached(facts[parent].element) {
                        true => Some(parent),
                        false => documents[parent],
                    },
                );
            documents.push(document);
            if let (None, Some(number)) = (fact.own, fact.number) {
                *through.entry((document, fact.element, number)).or_default() += 1;
            }
        }
        Self {
            facts,
            kept: facts.iter().filter_map(|fact| fact.own).collect(),
            documents,
            through,
            unnumbered: HashMap::new(),
        }
    }

    fn kept(&self, names: &[Name], fact: &Facts<'_>, own: &str) -> Name {
        let mut anchor = fact.parent;
        let local = loop {
            let Some(around) = anchor else { break own };
            let rest = own.strip_prefix(names[around].eid.as_str());
            if let Some(rest) = rest.and_then(|rest| rest.strip_prefix("__")) {
                break rest;
            }
            anchor = self.facts[around].parent;
        };
        let basis = match local.contains(UNNUMBERED) {
            true => Basis::Place,
            false => Basis::Own,
        };
        Name {
            eid: own.to_owned(),
            anchor,
            local: local.to_owned(),
            basis,
        }
    }

    fn made(&mut self, names: &[Name], n: usize) -> Name {
        let Facts {
            element,
            number,
            parent,
            ..
        } = self.facts[n];
        let eid = |anchor: Option<usize>, local: &str| match anchor {
            Some(around) => format!("{}__{local}", names[around].eid),
            None => local.to_owned(),
        };
        let kind = elements::abbreviation(element);
        let (anchor, local, basis) = if elements::is_section(element) {
            (parent, kind.to_owned(), Basis::Kind)
        } else if let Some(number) = number {
            // Articles and chapters are numbered through the whole act; where they are not, what is around tells them apart.
            let document = self.documents[n];
            let once = self.through.get(&(document, element, number)) == Some(&1);
            let anchor = match matches!(element, "article" | "chapter") && once {
                true => document,
                false => parent,
            };
            (anchor, format!("{kind}_{number}"), Basis::Number)
        } else {
            let count = self.unnumbered.entry((parent, element)).or_default();
            let local = loop {
                *count += 1;
                let local = format!("{kind}{UNNUMBERED}{count}");
                if !self.kept.contains(eid(parent, &local).as_str()) {
                    break local;
                }
            };
            (parent, local, Basis::Place)
        };
        Name {
            eid: eid(anchor, &local),
            anchor,
            local,
            basis,
        }
    }
}

/// What is wrong with an identifier that a document gives, if anything: Akoma Ntoso allows all characters but white space, and a name
/// of ours cannot hold a slash.
pub(super) fn fault(what: &str, identifier: &str) -> Option<String> {
    let shown: String = identifier.escape_debug().take(60).collect();
    let of_space = |c: char| c.is_whitespace() || c.is_control() || is_invisible(c);
    if identifier.is_empty() {
        Some(format!(
            "has an empty {what}; write it as art_12__para_2, or leave it out"
        ))
    } else if identifier.contains(of_space) {
        Some(format!(
            "has the {what} `{shown}` with white space, a control or an invisible character in it; Akoma Ntoso forbids these in \
             identifiers: leave them out"
        ))
    } else if let Some((c, _)) = look(identifier).forbidden {
        Some(format!(
            "has {} in the {what} `{shown}`; no text may hold it: leave it out",
            named(c)
        ))
    } else if identifier.contains('/') || matches!(identifier, "-" | "." | "..") {
        Some(format!(
            "has the {what} `{shown}`, which cannot stand in the name of a provision: write it without a slash, and not as a sole \
             hyphen or stops"
        ))
    } else if identifier.chars().count() > MAX_LENGTH {
        Some(format!(
            "has the {what} `{shown}...`, which is longer than {MAX_LENGTH} characters"
        ))
    } else {
        None
    }
}

#[cfg(test)]
mod tests;
