//! The languages of one version put together: one provision each, with a text a language, and the identity it keeps.

use std::collections::{HashMap, HashSet};

use common::{Error, Language};
use kenes_proto::{consultation as pb, gtype::LocalizedText, types::ErrorReason as Reason};

use super::{
    Bill, Fault,
    identity::{self, Base},
    merged::{self, Merged},
    parts::Part,
};

/// How many differences a refusal names.
const NAMED: usize = 5;

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
    // What is wrong with all of them is told by the lines of the one that is read first.
    let told = bills.iter().min_by_key(|bill| bill.language);
    let refuse = |mut faults: Vec<Fault>| {
        faults.truncate(NAMED);
        told.unwrap_or(first).source.refuse(&faults)
    };
    let merged = merged::of(bills).map_err(refuse)?;
    let wids = identity::wids(&merged, base).map_err(refuse)?;
    check_once(&merged, &wids).map_err(refuse)?;
    let provisions = merged.iter().zip(wids).enumerate();
    provisions
        .map(|(order, (this, wid))| {
            let parts = &this.parts;
            let nums = in_languages(parts, |part| &part.num);
            let around = this
                .first()
                .parent
                .map(|parent| merged[parent].name.eid.clone());
            Ok(pb::Provision {
                eid: this.name.eid.clone(),
                wid,
                element: this.first().element.to_owned(),
                num: nums.first().map(|num| num.text.clone()).unwrap_or_default(),
                nums,
                parent_provision: around.unwrap_or_default(),
                order: i32::try_from(order + 1).map_err(Error::internal)?,
                headings: in_languages(parts, |part| &part.heading),
                texts: in_languages(parts, |part| &part.text),
                ..Default::default()
            })
        })
        .collect()
}

/// Refuses eIds and wIds that stand twice, in the document as in the names that were made of its numbers.
fn check_once(merged: &[Merged<'_>], wids: &[String]) -> Result<(), Vec<Fault>> {
    let mut eids: HashMap<&str, &Merged<'_>> = HashMap::new();
    let mut taken: HashMap<&str, &str> = HashMap::new();
    let mut faults = Vec::new();
    for (this, wid) in merged.iter().zip(wids) {
        let eid = this.name.eid.as_str();
        let say = if let Some(before) = eids.insert(eid, this) {
            twice(before, this, merged)
        } else if let Some(other) = taken.insert(wid, eid) {
            format!("gives {eid} and {other} the same wId {wid}")
        } else {
            continue;
        };
        faults.push(Fault::new(Reason::EidDuplicate, this.first().line, say));
    }
    match faults.is_empty() {
        true => Ok(()),
        false => Err(faults),
    }
}

/// What is said of two provisions with one name: of their number, where the document gives neither an eId.
fn twice(before: &Merged<'_>, this: &Merged<'_>, merged: &[Merged<'_>]) -> String {
    let (first, second) = (before.first(), this.first());
    if before.own || this.own {
        let eid = &this.name.eid;
        return format!(
            "has the eId {eid} twice, first in line {}: an eId that the document does not give is made of the number; give each an \
             eId of its own",
            first.line
        );
    }
    let around = match second.parent {
        Some(parent) => format!(" in {}", merged[parent].name.eid),
        None => String::new(),
    };
    format!(
        "has two of the element {} with the number `{}`{around}, in lines {} and {}: number them apart, or give each an eId in Akoma \
         Ntoso",
        second.element,
        second.printed(),
        first.line,
        second.line
    )
}

fn in_languages(parts: &[(Language, &Part)], of: impl Fn(&Part) -> &String) -> Vec<LocalizedText> {
    let texts = parts.iter().filter(|(_, part)| !of(part).is_empty());
    texts
        .map(|(language, part)| LocalizedText {
            text: of(part).clone(),
            language_code: language.code().to_owned(),
        })
        .collect()
}

/// Refuses a document that does not hold the provisions of the first in the same places.
fn same(first: &Bill, other: &Bill) -> Result<(), Error> {
    let position = (0..first.parts.len().max(other.parts.len())).find(|n| {
        match (first.parts.get(*n), other.parts.get(*n)) {
            (Some(one), Some(other)) => !agree(one, other),
            _ => true,
        }
    });
    let Some(position) = position else {
        return Ok(());
    };
    let lacks = missing(first, other);
    let more = missing(other, first);
    let here = other.parts.get(position).or(other.parts.last());
    let say = if lacks.is_empty() && more.is_empty() {
        let eid = here.map_or("", |part| part.name.eid.as_str());
        format!(
            "has {eid} in another place, or as another element, than the text in {}",
            first.language.code()
        )
    } else {
        let halves = [("lacks", lacks), ("also has", more)].into_iter();
        let halves = halves.filter(|(_, eids)| !eids.is_empty());
        let halves = halves.map(|(half, eids)| format!("{half} [{}]", eids.join(", ")));
        format!(
            "must hold the same provisions as the text in {}; it {}",
            first.language.code(),
            halves.collect::<Vec<_>>().join(" and ")
        )
    };
    let line = here.map_or(1, |part| part.line);
    let fault = Fault::new(Reason::EidLanguageMismatch, line, say);
    Err(other.source.refuse(&[fault]))
}

/// Whether two languages can have one provision in this place. Letters differ from alphabet to alphabet, digits do not.
fn agree(one: &Part, other: &Part) -> bool {
    let digits = |part: &Part| {
        part.number
            .as_ref()
            .map(|number| number.digits.clone())
            .filter(|digits| !digits.is_empty())
    };
    let named = match (&one.own, &other.own) {
        (Some(one), Some(other)) => one == other,
        _ => match (digits(one), digits(other)) {
            (Some(one), Some(other)) => one == other,
            _ => true,
        },
    };
    named && (one.element, one.parent) == (other.element, other.parent)
}

/// The first eIds of one document that another does not have.
fn missing<'a>(from: &'a Bill, to: &Bill) -> Vec<&'a str> {
    let there: HashSet<&str> = to.parts.iter().map(|part| part.name.eid.as_str()).collect();
    let eids = from.parts.iter().map(|part| part.name.eid.as_str());
    eids.filter(|eid| !there.contains(eid))
        .take(NAMED)
        .collect()
}
