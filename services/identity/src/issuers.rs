//! The issuers that are trusted, as an operator writes them down: plain data, checked whole, all that is wrong told at once.
//!
//! ```json
//! {"issuers": [{
//!     "issuer": "https://id.example.org/realms/people",
//!     "assurance": "substantial",
//!     "keys_file": "people.jwks"
//! }]}
//! ```
//!
//! Instead of `keys_file` there may be `keys_url`; with neither, the issuer is asked where its keys are.

use std::path::Path;

use serde_json::{Map, Value};

use crate::{
    object,
    source::{Source, discovery},
    url::{self, Url},
};

/// The most issuers.
const MOST: usize = 20;
/// The longest name of an issuer: with the name of somebody it must fit into a subject.
const LONGEST: usize = 120;

/// How sure an issuer is of who somebody is. The levels are those of eIDAS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Assurance {
    /// They said so.
    Low,
    /// It was checked, such as by a document.
    Substantial,
    /// It was checked in person, and they hold a key that nobody can copy.
    High,
}

/// One issuer that is trusted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issuer {
    /// What it calls itself: `iss`.
    pub issuer: String,
    /// Where its keys come from.
    pub keys: Source,
    /// How sure it is of who somebody is.
    pub assurance: Assurance,
}

/// The issuers that a file names; keys files are relative to `folder`. Or all that is wrong with it.
pub fn read(text: &[u8], folder: &Path) -> Result<Vec<Issuer>, Vec<String>> {
    let one = |problem: &str| Err(vec![problem.to_owned()]);
    let Some(file) = object::read(text) else {
        return one("not a JSON object in which every member stands once");
    };
    let mut problems = Vec::new();
    unknown(&file, &["issuers"], "", &mut problems);
    let Some(Value::Array(listed)) = file.get("issuers") else {
        return one("issuers: must be a list, with an object for each issuer");
    };
    if !(1..=MOST).contains(&listed.len()) {
        problems.push(format!("issuers: must be 1 to {MOST}"));
    }
    let mut issuers: Vec<Issuer> = Vec::new();
    for (at, entry) in listed.iter().enumerate() {
        let path = format!("issuers[{at}]");
        let Value::Object(entry) = entry else {
            problems.push(format!("{path}: must be an object"));
            continue;
        };
        let Some(issuer) = entry_of(entry, folder, &path, &mut problems) else {
            continue;
        };
        if issuers.iter().any(|other| other.issuer == issuer.issuer) {
            problems.push(format!("{path}.issuer: is named before"));
        }
        issuers.push(issuer);
    }
    match problems.is_empty() {
        true => Ok(issuers),
        false => Err(problems),
    }
}

/// One issuer; nothing where something is wrong with it.
fn entry_of(
    entry: &Map<String, Value>,
    folder: &Path,
    path: &str,
    problems: &mut Vec<String>,
) -> Option<Issuer> {
    let before = problems.len();
    let known = ["issuer", "assurance", "keys_file", "keys_url"];
    unknown(entry, &known, &format!("{path}."), problems);
    let mut wrong = |name: &str, rule: &str| problems.push(format!("{path}.{name}: {rule}"));
    let text = |name: &str| entry.get(name).and_then(Value::as_str);

    let issuer = text("issuer").unwrap_or_default();
    let at = issuer.parse::<Url>().is_ok().then(|| discovery(issuer));
    let at = at.and_then(Result::ok);
    if at.is_none() {
        wrong("issuer", url::RULE);
    } else if issuer.len() > LONGEST {
        wrong("issuer", "must be at most 120 characters");
    }
    let assurance = match text("assurance") {
        Some("low") => Some(Assurance::Low),
        Some("substantial") => Some(Assurance::Substantial),
        Some("high") => Some(Assurance::High),
        _ => {
            wrong("assurance", "must be low, substantial or high");
            None
        }
    };
    let keys = match (entry.get("keys_file"), entry.get("keys_url")) {
        (None, None) => at.map(Source::Discovered),
        (Some(Value::String(file)), None) if !file.is_empty() => {
            Some(Source::File(folder.join(file)))
        }
        (None, Some(Value::String(url))) => match url.parse() {
            Ok(url) => Some(Source::Url(url)),
            Err(rule) => {
                wrong("keys_url", rule);
                None
            }
        },
        (Some(_), Some(_)) => {
            wrong("keys_file", "give it or keys_url, not both");
            None
        }
        (Some(_), None) => {
            wrong("keys_file", "must be the path of a file");
            None
        }
        (None, Some(_)) => {
            wrong("keys_url", url::RULE);
            None
        }
    };
    if let Some(Err(why)) = keys.as_ref().map(Source::check) {
        wrong("keys_file", &why);
    }
    let (keys, assurance) = (keys?, assurance?);
    (problems.len() == before).then(|| Issuer {
        issuer: issuer.to_owned(),
        keys,
        assurance,
    })
}

/// Names the members that mean nothing: what is misspelt would be a setting that is silently not set.
fn unknown(object: &Map<String, Value>, known: &[&str], path: &str, problems: &mut Vec<String>) {
    for name in object.keys().filter(|name| !known.contains(&name.as_str())) {
        let name: String = name.escape_default().take(40).collect();
        problems.push(format!("{path}{name}: there is no such setting"));
    }
}

#[cfg(test)]
mod tests;
