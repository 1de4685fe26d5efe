//! The languages of one version put together: one provision each, with a text a language, and the identity it keeps.

use std::collections::{HashMap, HashSet};

use common::{Error, Language};
use kenes_proto::{consultation as pb, gtype::LocalizedText, types::ErrorReason as Reason};

use super::{Bill, Fault, parts::Part};

/// How many differences a refusal names.
const NAMED: usize = 5;

/// What identities there are already: wIds are given once in the life of a draft law.
#[derive(Debug, Default)]
pub(crate) struct Base {
    /// The wId of each eId in the base version.
    pub(crate) wids: HashMap<String, String>,
    /// All wIds of the versions that were ever published. Empty where there is no base: nothing is compared then.
    pub(crate) used: HashSet<String>,
}

/// The provisions of a version from its documents, with the eId of the one around in `parent_provision`, without names of
/// their own.
pub(crate) fn assemble(bills: &[Bill], base: &Base) -> Result<Vec<pb::Provision>, Error> {
    let Some((first, others)) = bills.split_first() else {
        return Ok(Vec::new());
    };
    for (n, bill) in bills.iter().enumerate() {
        if bills[..n]
            .iter()
            .any(|other| other.language == bill.language)
        {
            let code = bill.language.code();
            let say = format!("is a second text in {code}; send one text in each language");
            return Err(bill.source.refuse(&[Fault::language(1, say)]));
        }
    }
    for other in others {
        same(first, other)?;
    }
    let mut provisions = Vec::with_capacity(first.parts.len());
    let mut taken: HashMap<String, &str> = HashMap::new();
    let mut faults = Vec::new();
    for (order, part) in first.parts.iter().enumerate() {
        let parts: Vec<(Language, &Part)> = bills
            .iter()
            .map(|bill| (bill.language, &bill.parts[order]))
            .collect();
        let wid = match identity(part, &parts, base) {
            Ok(wid) => wid,
            Err(fault) => {
                faults.push(fault);
                continue;
            }
        };
        if let Some(other) = taken.insert(wid.clone(), &part.eid) {
            let say = format!("gives {} and {other} the same wId {wid}", part.eid);
            faults.push(Fault::new(Reason::EidDuplicate, part.line, say));
        }
        provisions.push(pb::Provision {
            eid: part.eid.clone(),
            wid,
            element: part.element.to_owned(),
            num: part.num.clone(),
            parent_provision: part.parent.clone(),
            order: i32::try_from(order + 1).map_err(Error::internal)?,
            headings: in_languages(&parts, |part| &part.heading),
            texts: in_languages(&parts, |part| &part.text),
            ..Default::default()
        });
    }
    if faults.is_empty() {
        return Ok(provisions);
    }
    faults.truncate(NAMED);
    Err(first.source.refuse(&faults))
}

/// The wId of a provision: what its documents say, or that of its eId in the base, or its own eId if nobody ever had that.
fn identity(part: &Part, parts: &[(Language, &Part)], base: &Base) -> Result<String, Fault> {
    let mut said = parts.iter().filter_map(|(_, part)| part.wid.as_ref());
    if let Some(wid) = said.next() {
        return match said.find(|other| *other != wid) {
            None => Ok(wid.clone()),
            Some(other) => {
                let say = format!(
                    "gives {} the wId {wid} in one language and {other} in another",
                    part.eid
                );
                Err(Fault::new(Reason::EidLanguageMismatch, part.line, say))
            }
        };
    }
    if let Some(wid) = base.wids.get(&part.eid) {
        return Ok(wid.clone());
    }
    if base.used.contains(&part.eid) {
        let say = format!(
            "has {0}, which is not in the base version, but {0} is the wId of a provision of an earlier version: write \
             wId=\"{0}\" if it is the same provision, or another wId if it is new",
            part.eid
        );
        return Err(Fault::xml(part.line, say));
    }
    Ok(part.eid.clone())
}

fn in_languages(parts: &[(Language, &Part)], of: impl Fn(&Part) -> &String) -> Vec<LocalizedText> {
    let texts = parts.iter().filter(|(_, part)| !of(part).is_empty());
    let mut texts: Vec<_> = texts.collect();
    texts.sort_by_key(|(language, _)| *language);
    texts
        .into_iter()
        .map(|(language, part)| LocalizedText {
            text: of(part).clone(),
            language_code: language.code().to_owned(),
        })
        .collect()
}

/// Refuses a document that does not hold the provisions of the first in the same places.
fn same(first: &Bill, other: &Bill) -> Result<(), Error> {
    let shape = |part: &Part| (part.eid.clone(), part.element, part.parent.clone());
    let position = (0..first.parts.len().max(other.parts.len()))
        .find(|n| first.parts.get(*n).map(shape) != other.parts.get(*n).map(shape));
    let Some(position) = position else {
        return Ok(());
    };
    let lacks = missing(first, other);
    let more = missing(other, first);
    let here = other.parts.get(position).or(other.parts.last());
    let say = if lacks.is_empty() && more.is_empty() {
        let eid = here.map_or("", |part| part.eid.as_str());
        format!(
            "has {eid} in another place, or as another element, than the text in {}",
            first.language.code()
        )
    } else {
        format!(
            "must hold the eIds of the text in {}; it lacks [{}] and also has [{}]",
            first.language.code(),
            lacks.join(", "),
            more.join(", ")
        )
    };
    let line = here.map_or(1, |part| part.line);
    let fault = Fault::new(Reason::EidLanguageMismatch, line, say);
    Err(other.source.refuse(&[fault]))
}

/// The first eIds of one document that another does not have.
fn missing<'a>(from: &'a Bill, to: &Bill) -> Vec<&'a str> {
    let there: HashSet<&str> = to.parts.iter().map(|part| part.eid.as_str()).collect();
    let eids = from.parts.iter().map(|part| part.eid.as_str());
    eids.filter(|eid| !there.contains(eid))
        .take(NAMED)
        .collect()
}
