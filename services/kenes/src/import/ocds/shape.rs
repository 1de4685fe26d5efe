//! What a package must be whatever it is about: that what the standard requires is there, that ids are told apart, and that dates,
//! amounts and texts are such.
//!
//! The standard means the same by a key wherever it stands, and so do these rules: they hold at any depth.

use std::collections::HashSet;

use common::date;
use serde_json::{Map, Value};

use super::{
    faults::{Faults, inside},
    read::{LANGUAGES, Part, hundredths, id},
};

/// The most releases of a package.
const MOST_RELEASES: usize = 10_000;
/// The deepest part that is looked into.
const DEEPEST: usize = 24;
/// The lists whose elements have an id of their own.
const IDENTIFIED: [&str; 8] = [
    "parties",
    "items",
    "documents",
    "milestones",
    "awards",
    "contracts",
    "transactions",
    "details",
];
/// What is a time.
const TIMES: [&str; 10] = [
    "date",
    "publishedDate",
    "datePublished",
    "dateModified",
    "dateSigned",
    "dateMet",
    "dueDate",
    "startDate",
    "endDate",
    "maxExtentDate",
];
/// What is a text.
const TEXTS: [&str; 9] = [
    "title",
    "description",
    "name",
    "legalName",
    "rationale",
    "status",
    "url",
    "uri",
    "scheme",
];
const TAGS: [&str; 16] = [
    "planning",
    "planningUpdate",
    "tender",
    "tenderAmendment",
    "tenderUpdate",
    "tenderCancellation",
    "award",
    "awardUpdate",
    "awardCancellation",
    "contract",
    "contractUpdate",
    "contractAmendment",
    "implementation",
    "implementationUpdate",
    "contractTermination",
    "compiled",
];

/// Checks a package, in which nothing is null.
pub(super) fn check(package: &Value, faults: &mut Faults) {
    let whole = Part::of(package);
    if whole.0.is_none() {
        return faults.add("", "is not an object: give a release package of OCDS 1.1");
    }
    match whole.get("version").map(Value::as_str) {
        Some(Some("1.1")) => {}
        Some(_) => faults.add("/version", "is not \"1.1\", the version that is read"),
        None => faults.add("/version", MISSING_VERSION),
    }
    if !is_uri(whole.text("uri")) {
        faults.add("/uri", "must be the URI of the package");
    }
    require_time(whole, "publishedDate", "", faults);
    if whole.part("publisher").text("name").is_empty() {
        faults.add("/publisher/name", "is missing: who publishes the package");
    }
    if whole.get("records").is_some() {
        faults.add("/records", "is of a record package: give a release package");
    }
    match whole.get("releases").and_then(Value::as_array) {
        None => return faults.add("/releases", "is missing: a package has a list of releases"),
        Some(releases) if releases.is_empty() => faults.add("/releases", "is empty"),
        Some(releases) if releases.len() > MOST_RELEASES => {
            return faults.add("/releases", "has more than 10,000: split the package");
        }
        Some(_) => {}
    }
    let mut seen = HashSet::new();
    for (n, release) in whole.list("releases") {
        let at = format!("/releases/{n}");
        check_release(release, &at, faults);
        let ocid = release.text("ocid");
        if !ocid.is_empty() && !seen.insert(ocid) {
            let say = "is that of an earlier release: give one release a process, as it is now";
            faults.add(inside(&at, "ocid"), say);
        }
        if let Some(fields) = release.0 {
            walk(fields, &at, 0, faults);
        }
    }
}

const MISSING_VERSION: &str = "is missing, which means 1.0: give a package of OCDS 1.1";

fn check_release(release: Part<'_>, at: &str, faults: &mut Faults) {
    if release.0.is_none() {
        return faults.add(at, "is not an object");
    }
    if !is_ocid(release.text("ocid")) {
        let say = "must be a prefix such as ocds-213czf, a dash, and the id of the process";
        faults.add(inside(at, "ocid"), say);
    }
    if id(release.get("id")).is_none() {
        faults.add(inside(at, "id"), "is missing: the id of the release");
    }
    require_time(release, "date", at, faults);
    if release.text("initiationType") != "tender" {
        faults.add(inside(at, "initiationType"), "must be \"tender\"");
    }
    let tags = release.get("tag").and_then(Value::as_array);
    let known = |tag: &Value| tag.as_str().is_some_and(|tag| TAGS.contains(&tag));
    if tags.is_none_or(|tags| tags.is_empty() || !tags.iter().all(known)) {
        let say = "must be a list of tags of the standard, such as \"tender\"";
        faults.add(inside(at, "tag"), say);
    }
    let language = release.text("language");
    if !LANGUAGES.contains(&language) {
        let say = "must be the language of the texts: kk, ru or en";
        faults.add(inside(at, "language"), say);
    }
    let at_tender = inside(at, "tender");
    match release.get("tender") {
        None => faults.add(at_tender, "is missing: what was asked for"),
        Some(tender) if id(Part::of(tender).get("id")).is_none() => {
            faults.add(inside(&at_tender, "id"), "is missing: the id of the tender");
        }
        Some(_) => {}
    }
    for (n, contract) in release.list("contracts") {
        if id(contract.get("awardID")).is_none() {
            let say = "is missing: the award that the contract follows";
            faults.add(format!("{at}/contracts/{n}/awardID"), say);
        }
    }
}

/// Looks at every part of a release.
fn walk(fields: &Map<String, Value>, at: &str, depth: usize, faults: &mut Faults) {
    if depth > DEEPEST {
        return faults.add(at, "lies too deep");
    }
    let part = Part(Some(fields));
    if fields.contains_key("amount") && fields.contains_key("currency") {
        check_value(part, at, faults);
    }
    let (start, end) = (part.time("startDate"), part.time("endDate"));
    if start.zip(end).is_some_and(|(start, end)| end < start) {
        faults.add(inside(at, "endDate"), "lies before the start");
    }
    for (key, value) in fields {
        let at = inside(at, key);
        if TIMES.contains(&key.as_str())
            && date::parse_time(value.as_str().unwrap_or_default()).is_none()
        {
            let say = "must be a time of RFC 3339, such as 2003-09-29T00:00:00Z";
            faults.add(at.clone(), say);
        } else if TEXTS.contains(&key.as_str()) && !value.is_string() {
            faults.add(at.clone(), "must be a text");
        }
        match value {
            Value::Object(fields) => walk(fields, &at, depth + 1, faults),
            Value::Array(items) => {
                if IDENTIFIED.contains(&key.as_str()) {
                    check_ids(items, &at, faults);
                }
                for (n, item) in items.iter().enumerate() {
                    if let Value::Object(fields) = item {
                        walk(fields, &inside(&at, n), depth + 1, faults);
                    }
                }
            }
            _ if IDENTIFIED.contains(&key.as_str()) => faults.add(at, "must be a list"),
            _ => {}
        }
    }
}

/// Each element of a list has an id, and no two the same.
fn check_ids(items: &[Value], at: &str, faults: &mut Faults) {
    let mut seen = HashSet::new();
    for (n, item) in items.iter().enumerate() {
        let at = format!("{at}/{n}");
        if !item.is_object() {
            faults.add(at, "is not an object");
            continue;
        }
        match id(Part::of(item).get("id")) {
            None => faults.add(inside(&at, "id"), "is missing"),
            Some(id) if !seen.insert(id.clone()) => {
                let say = format!("is {id:?}, as that of an earlier one: give each its own");
                faults.add(inside(&at, "id"), say);
            }
            Some(_) => {}
        }
    }
}

fn check_value(value: Part<'_>, at: &str, faults: &mut Faults) {
    if value.get("amount").and_then(hundredths).is_none() {
        let say = "must be a number from 0 to 1,000,000,000,000 with at most two decimals";
        faults.add(inside(at, "amount"), say);
    }
    let currency = value.text("currency");
    if currency.len() != 3 || !currency.bytes().all(|b| b.is_ascii_uppercase()) {
        let say = "must be a currency of ISO 4217 in three capitals, such as KZT";
        faults.add(inside(at, "currency"), say);
    }
}

fn require_time(part: Part<'_>, key: &str, at: &str, faults: &mut Faults) {
    if part.time(key).is_none() {
        let say = "must be a time of RFC 3339, such as 2003-09-29T00:00:00Z";
        faults.add(inside(at, key), say);
    }
}

/// Whether a text is an absolute URI that a source can name.
fn is_uri(text: &str) -> bool {
    text.len() <= 2_000
        && text
            .parse::<tonic::transport::Uri>()
            .is_ok_and(|uri| uri.scheme().is_some())
}

fn is_ocid(text: &str) -> bool {
    let rest = text
        .strip_prefix("ocds-")
        .and_then(|rest| rest.split_once('-'));
    rest.is_some_and(|(prefix, id)| {
        prefix.len() == 6 && prefix.bytes().all(|b| b.is_ascii_alphanumeric()) && !id.is_empty()
    })
}

/// Takes out whatever is null: the standard means by it what is not there.
pub(super) fn without_null(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|_, value| !value.is_null());
            fields.values_mut().for_each(without_null);
        }
        Value::Array(items) => items.iter_mut().for_each(without_null),
        _ => {}
    }
}
