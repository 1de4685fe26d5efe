//! The provisions of a bill in one language: put together from what the walk found, and named.

use super::{
    Fault, elements,
    identifier::{self, Facts, Name},
    words::Words,
};
use crate::domain::numeral::{self, Number};

/// A provision as the walk finds it.
pub(super) struct Draft {
    pub(super) element: &'static str,
    /// The eId that the document gives.
    pub(super) own: Option<String>,
    pub(super) wid: Option<String>,
    pub(super) parent: Option<usize>,
    pub(super) line: u32,
    pub(super) num: Words,
    pub(super) heading: Words,
    pub(super) text: Words,
}

/// A provision in one language.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) name: Name,
    /// The eId and the wId that the document gives.
    pub(super) own: Option<String>,
    pub(super) wid: Option<String>,
    pub(super) element: &'static str,
    pub(super) num: String,
    pub(super) heading: String,
    pub(super) text: String,
    /// The number that was read.
    pub(super) number: Option<Number>,
    /// The provision it stands in, by its index.
    pub(super) parent: Option<usize>,
    pub(super) line: u32,
}

/// The provisions in reading order. Whether each name stands once is known when all languages are there.
pub(super) fn of(drafts: Vec<Draft>) -> Result<Vec<Part>, Fault> {
    let mut parts = nonempty(drafts.into_iter().map(Part::of).collect());
    let facts: Vec<Facts<'_>> = parts.iter().map(Part::facts).collect();
    let names = identifier::names(&facts).map_err(|n| parts[n].unnamed())?;
    for (part, name) in parts.iter_mut().zip(names) {
        part.name = name;
    }
    Ok(parts)
}

/// Without the sections that have no words of their own, and that nothing stands in.
fn nonempty(parts: Vec<Part>) -> Vec<Part> {
    let mut keep: Vec<bool> = parts
        .iter()
        .map(|part| !elements::is_section(part.element) || part.has_words())
        .collect();
    for n in (0..parts.len()).rev() {
        if let Some(around) = parts[n].parent
            && keep[n]
        {
            keep[around] = true;
        }
    }
    let places: Vec<usize> = keep
        .iter()
        .scan(0, |kept, keep| {
            *kept += usize::from(*keep);
            Some(kept.saturating_sub(1))
        })
        .collect();
    let parts = parts.into_iter().zip(&keep).filter(|(_, keep)| **keep);
    parts
        .map(|(part, _)| Part {
            parent: part.parent.map(|parent| places[parent]),
            ..part
        })
        .collect()
}

// === impl Part

impl Part {
    fn of(draft: Draft) -> Self {
        let (num, heading) = (draft.num.finish(), draft.heading.finish());
        // Annexes often have their number in the heading: `Приложение 1`.
        let number = numeral::read(&num).or_else(|| {
            match elements::is_attached(draft.element) && num.is_empty() {
                true => numeral::of_annex(&heading),
                false => None,
            }
        });
        Self {
            name: Name::default(),
            own: draft.own,
            wid: draft.wid,
            element: draft.element,
            num,
            heading,
            text: draft.text.finish(),
            number,
            parent: draft.parent,
            line: draft.line,
        }
    }

    /// What its name is made of.
    pub(super) fn facts(&self) -> Facts<'_> {
        Facts {
            element: self.element,
            own: self.own.as_deref(),
            number: self.number.as_ref().map(|number| number.token.as_str()),
            parent: self.parent,
        }
    }

    /// The refusal of one that stands too deep for a name.
    pub(super) fn unnamed(&self) -> Fault {
        let say = format!(
            "has a {} whose eId would be too long; give it an eId",
            self.element
        );
        Fault::xml(self.line, say)
    }

    /// Its number as it is printed: that of an annex may stand in its heading.
    pub(super) fn printed(&self) -> &str {
        match self.num.as_str() {
            "" => &self.heading,
            num => num,
        }
    }

    fn has_words(&self) -> bool {
        [&self.num, &self.heading, &self.text]
            .into_iter()
            .any(|words| !words.is_empty())
    }
}
