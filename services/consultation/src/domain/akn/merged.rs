//! The provisions of a version place by place, each with what it is in every language.

use common::Language;
use kenes_proto::types::ErrorReason as Reason;

use super::{
    Bill, Fault,
    identifier::{self, Facts, Name},
    parts::Part,
};
use crate::domain::numeral::Number;

/// A provision of a version: the same in all its languages.
pub(super) struct Merged<'a> {
    pub(super) name: Name,
    /// Whether a document gives its eId.
    pub(super) own: bool,
    /// What it is in each language, Kazakh first.
    pub(super) parts: Vec<(Language, &'a Part)>,
    /// The wId that its documents give.
    pub(super) wid: Option<&'a str>,
}

/// The documents place by place. Each provision is named by the eId that a document gives it, or by its number in the first
/// language that has one.
pub(super) fn of(bills: &[Bill]) -> Result<Vec<Merged<'_>>, Vec<Fault>> {
    let mut bills: Vec<&Bill> = bills.iter().collect();
    bills.sort_by_key(|bill| bill.language);
    let of_place = |n: usize| -> Vec<(Language, &Part)> {
        bills
            .iter()
            .map(|bill| (bill.language, &bill.parts[n]))
            .collect()
    };
    let places: Vec<_> = (0..bills.first().map_or(0, |bill| bill.parts.len()))
        .map(of_place)
        .collect();
    let facts: Vec<Facts<'_>> = places
        .iter()
        .map(|parts| {
            let facts = parts.iter().map(|(_, part)| part.facts());
            Facts {
                own: facts.clone().find_map(|facts| facts.own),
                number: facts.clone().find_map(|facts| facts.number),
                ..parts[0].1.facts()
            }
        })
        .collect();
    let names = identifier::names(&facts).map_err(|n| vec![places[n][0].1.unnamed()])?;
    let mut faults = Vec::new();
    let owns = facts.iter().map(|facts| facts.own.is_some());
    let named = names.into_iter().zip(owns).zip(places);
    let merged = named.map(|((name, own), parts)| {
        let said = parts.iter().filter_map(|(_, part)| part.wid.as_deref());
        let wid = said.clone().next();
        if let Some(other) = said.clone().find(|other| Some(*other) != wid) {
            let say = format!(
                "gives {} the wId {} in one language and {other} in another",
                name.eid,
                wid.unwrap_or_default()
            );
            faults.push(Fault::new(
                Reason::EidLanguageMismatch,
                parts[0].1.line,
                say,
            ));
        }
        Merged {
            name,
            own,
            parts,
            wid,
        }
    });
    let merged = merged.collect();
    match faults.is_empty() {
        true => Ok(merged),
        false => Err(faults),
    }
}

// === impl Merged

impl Merged<'_> {
    /// What it is in the first language: its place is the same in all.
    pub(super) fn first(&self) -> &Part {
        self.parts[0].1
    }

    /// Its number in the first language that has one.
    pub(super) fn number(&self) -> Option<&Number> {
        self.parts.iter().find_map(|(_, part)| part.number.as_ref())
    }

    /// What it is in this language.
    pub(super) fn in_language(&self, language: Language) -> Option<&Part> {
        self.parts
            .iter()
            .find(|(other, _)| *other == language)
            .map(|(_, part)| *part)
    }
}
