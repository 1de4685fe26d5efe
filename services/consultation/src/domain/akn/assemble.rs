//! The languages of one version put together: one provision each, with a text a language.

use std::collections::{HashMap, HashSet};

use common::{Error, Violation};
use kenes_proto::{consultation as pb, gtype::LocalizedText, types::ErrorReason as Reason};

use super::{Bill, Part};

/// How many differences a refusal names.
const NAMED: usize = 5;

/// The provisions of a version from its documents, without names of their own; `base` gives the wId that an eId has in the base
/// version.
pub(crate) fn assemble(
    bills: &[Bill],
    base: &dyn Fn(&str) -> Option<String>,
) -> Result<Vec<pb::Provision>, Error> {
    let mut wrong = Vec::new();
    let mut languages = HashSet::new();
    for (n, bill) in bills.iter().enumerate() {
        if !languages.insert(bill.language) {
            let say = format!("is a second text in {}; send one a language", bill.language);
            wrong.push(Violation::new(
                format!("documents[{n}].xml"),
                Reason::LanguageMissing,
                say,
            ));
        }
        wrong.extend(doubles(n, bill));
    }
    Error::check(wrong)?;
    let Some((first, others)) = bills.split_first() else {
        return Ok(Vec::new());
    };
    let mut texts: Vec<HashMap<&str, &Part>> = Vec::new();
    for (n, other) in others.iter().enumerate() {
        let found: HashMap<&str, &Part> = other
            .parts
            .iter()
            .map(|part| (part.eid.as_str(), part))
            .collect();
        same(n + 1, first, &found).map_or(Ok(()), |violation| Error::check(vec![violation]))?;
        texts.push(found);
    }

    let mut provisions = Vec::with_capacity(first.parts.len());
    let mut taken: HashMap<String, &str> = HashMap::new();
    for (order, part) in first.parts.iter().enumerate() {
        let parts: Vec<(&str, &Part)> =
            std::iter::once((first.language, part))
                .chain(others.iter().zip(&texts).filter_map(|(bill, found)| {
                    Some((bill.language, *found.get(part.eid.as_str())?))
                }))
                .collect();
        let named = parts.iter().find_map(|(_, part)| part.wid.clone());
        let wid = named
            .or_else(|| base(&part.eid))
            .unwrap_or_else(|| part.eid.clone());
        if let Some(other) = taken.insert(wid.clone(), &part.eid) {
            let say = format!(
                "line {}: {} and {other} have the same wId {wid}",
                part.line, part.eid
            );
            let line = part.line.to_string();
            return Err(
                Error::invalid(Reason::EidDuplicate, "documents[0].xml", say).with("line", line),
            );
        }
        provisions.push(pb::Provision {
            eid: part.eid.clone(),
            wid,
            element: part.element.clone(),
            num: part.num.clone(),
            parent_provision: part.parent.clone(),
            order: i32::try_from(order + 1).map_err(Error::internal)?,
            headings: in_languages(&parts, |part| &part.heading),
            texts: in_languages(&parts, |part| &part.text),
            ..Default::default()
        });
    }
    Ok(provisions)
}

fn in_languages(parts: &[(&str, &Part)], of: impl Fn(&Part) -> &String) -> Vec<LocalizedText> {
    let texts = parts.iter().filter(|(_, part)| !of(part).is_empty());
    texts
        .map(|(language, part)| LocalizedText {
            text: of(part).clone(),
            language_code: (*language).to_owned(),
        })
        .collect()
}

/// The eIds that stand twice in a document.
fn doubles(n: usize, bill: &Bill) -> Vec<Violation> {
    let mut seen: HashMap<&str, u32> = HashMap::new();
    let twice = bill.parts.iter().filter_map(|part| {
        let before = seen.insert(&part.eid, part.line)?;
        let say = format!(
            "line {}: the eId {} stands in line {before} too",
            part.line, part.eid
        );
        Some(Violation::new(
            format!("documents[{n}].xml"),
            Reason::EidDuplicate,
            say,
        ))
    });
    twice.take(NAMED).collect()
}

/// What is wrong if a document does not hold the eIds of the first.
fn same(n: usize, first: &Bill, found: &HashMap<&str, &Part>) -> Option<Violation> {
    let ours: HashSet<&str> = first.parts.iter().map(|part| part.eid.as_str()).collect();
    let lacks: Vec<&str> = first
        .parts
        .iter()
        .map(|p| p.eid.as_str())
        .filter(|eid| !found.contains_key(eid))
        .take(NAMED)
        .collect();
    let mut more: Vec<&Part> = found
        .values()
        .copied()
        .filter(|part| !ours.contains(part.eid.as_str()))
        .collect();
    more.sort_by_key(|part| part.line);
    let more: Vec<&str> = more
        .iter()
        .map(|part| part.eid.as_str())
        .take(NAMED)
        .collect();
    if lacks.is_empty() && more.is_empty() {
        return None;
    }
    let say = format!(
        "must hold the eIds of documents[0] ({}); it lacks [{}] and has besides [{}]",
        first.language,
        lacks.join(", "),
        more.join(", ")
    );
    Some(Violation::new(
        format!("documents[{n}].xml"),
        Reason::EidLanguageMismatch,
        say,
    ))
}
