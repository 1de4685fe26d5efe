//! The table of codes.

use std::collections::HashMap;

use common::{
    Error, Violation, date, names,
    resource::{self, Kind},
    store::{self, Tx},
    stored_body,
    table::{Table, column, table},
    verb::Verbs,
};
use kenes_proto::{
    registry as pb,
    types::{Classification, ErrorReason as Reason, Place},
};

use crate::domain::{
    classification::{self, SUBDIVISIONS},
    code as rules, period,
};

static TABLE: Table<pb::Code> = table("code")
    .active("valid_from_date", "valid_until_date")
    .order("create_time")
    .columns(&[
        column("titles").folded(|code| &code.titles),
        column("valid_from_date").date(|code| date::lower(code.valid_from_date.as_ref())),
        column("valid_until_date").date(|code| date::upper(code.valid_until_date.as_ref())),
        column("successor").hidden().text(|code| &code.successor),
        column("parent_code")
            .hidden()
            .text(|code| &code.parent_code),
    ]);

/// The codes of a scheme that are `{v}` or part of it, directly or not, by their full names: the rows of `part`.
macro_rules! parts_of {
    ($scheme:literal) => {
        // CROSS JOIN: SQLite would begin with the large table.
        concat!(
            "WITH RECURSIVE part (name) AS (SELECT 'referenceData/",
            $scheme,
            "/codes/' || {v} UNION SELECT c.name FROM part CROSS JOIN code c \
             WHERE c.parent_code = part.name AND c.delete_time = 0) "
        )
    };
}

/// Whether a list of codes of a scheme is for `{v}`: it has the code or one that it is part of, directly or not, or it is empty,
/// which is for any.
macro_rules! is_for {
    ($list:literal, $scheme:literal) => {
        concat!(
            "(t.",
            $list,
            " = '' OR EXISTS (WITH RECURSIVE wider (name) AS (SELECT 'referenceData/",
            $scheme,
            "/codes/' || {v} UNION SELECT c.parent_code FROM wider CROSS JOIN code c \
             WHERE c.name = wider.name AND c.parent_code <> '' AND c.delete_time = 0) \
             SELECT 1 FROM wider WHERE replace(t.",
            $list,
            ", '|' || replace(wider.name, 'referenceData/",
            $scheme,
            "/codes/', '') || '|', '') <> t.",
            $list,
            "))"
        )
    };
}

pub(super) use {is_for, parts_of};

/// Entries of reference data.
#[derive(Debug)]
pub(crate) struct Codes;

impl Kind for Codes {
    type Message = pb::Code;
    const PREFIX: &'static str = "k";
    const VERBS: Verbs = &[("LoadReferenceData", "loaded")];

    fn table() -> &'static Table<pb::Code> {
        &TABLE
    }
}

/// The codes that follow `name` along one of its ties, nearest first. Ends after `limit`, so that damage cannot loop.
pub(crate) fn chain(
    tx: &mut dyn Tx,
    name: &str,
    tie: fn(&pb::Code) -> &str,
    limit: usize,
) -> Result<Vec<String>, Error> {
    let mut found = Vec::new();
    let mut next = name.to_owned();
    while !next.is_empty() && found.len() < limit {
        let Some(code) = resource::find::<Codes>(tx, &next)? else {
            break;
        };
        found.push(next);
        next = tie(&code).into();
    }
    Ok(found)
}

/// The name of a code of a scheme.
pub(crate) fn name(scheme: &str, code: &str) -> String {
    format!("referenceData/{scheme}/codes/{code}")
}

/// The most codes that one is part of, one within the other.
const MOST: usize = 1_000;

/// These codes and the wider ones that they are part of, each once, without their scheme.
pub(crate) fn with_wider(
    tx: &mut dyn Tx,
    scheme: &str,
    codes: &[String],
) -> Result<Vec<String>, Error> {
    let mut found = codes.to_vec();
    for code in codes {
        let name = name(scheme, code);
        for wider in chain(tx, &name, |code| &code.parent_code, MOST)? {
            let wider = names::id(&wider);
            if !found.iter().any(|code| code == wider) {
                found.push(wider.to_owned());
            }
        }
    }
    Ok(found)
}

/// A code, and who wrote it last.
#[derive(Clone, Debug)]
pub(crate) struct Written {
    pub(crate) code: pb::Code,
    pub(crate) actor: String,
}

/// All codes, by their names.
pub(crate) fn written(tx: &mut dyn Tx) -> Result<HashMap<String, Written>, Error> {
    let sql = "SELECT r.body, r.actor FROM code t JOIN revision r ON r.name = t.name AND r.revision = t.revision";
    let rows = tx.query(sql, &[])?;
    rows.iter()
        .map(|row| {
            let code: pb::Code = stored_body::decode(&row[0])?;
            let actor = row[1].text()?.to_owned();
            Ok((code.name.clone(), Written { code, actor }))
        })
        .collect()
}

/// What is wrong with a code that `field` uses on `day`, written `yyyymmdd`: its scheme does not have it, or not then. An
/// empty one is not used.
pub(crate) fn check(
    tx: &mut dyn Tx,
    field: impl Into<String>,
    scheme: &str,
    code: &str,
    day: i64,
) -> Result<Option<Violation>, Error> {
    if code.is_empty() {
        return Ok(None);
    }
    let name = name(scheme, code);
    let say = match resource::find::<Codes>(tx, &name)? {
        Some(found) if rules::in_effect(&found, day) => return Ok(None),
        Some(_) => {
            let day = period::show(day);
            format!("{name} is not in effect on {day}; ListCodes shows which codes are and when")
        }
        None => format!("referenceData/{scheme} has no code {code}; ListCodes shows what it has"),
    };
    Ok(Some(Violation::new(field, Reason::CodeUnknown, say)))
}

/// What is wrong with a classification in `field` that is used on `day`, where the registry holds its scheme.
pub(crate) fn check_class(
    tx: &mut dyn Tx,
    field: &str,
    class: &Classification,
    day: i64,
) -> Result<Option<Violation>, Error> {
    let scheme = classification::id(&class.scheme);
    if !is_held(tx, &scheme)? {
        return Ok(None);
    }
    let field = format!("{field}.code");
    let unknown = check(
        tx,
        field.as_str(),
        &scheme,
        &classification::id(&class.code),
        day,
    )?;
    let misspelt = || classification::misspelt(class);
    Ok(unknown.or_else(|| Some(Violation::new(field, Reason::CodeUnknown, misspelt()?))))
}

/// What is wrong with a region in `field` that is used on `day`, if it is one of Kazakhstan and the registry holds those.
pub(crate) fn check_region(
    tx: &mut dyn Tx,
    field: impl Into<String>,
    subdivision_code: &str,
    day: i64,
) -> Result<Option<Violation>, Error> {
    match classification::region_id(subdivision_code) {
        Some(region) if is_held(tx, SUBDIVISIONS)? => check(tx, field, SUBDIVISIONS, &region, day),
        _ => Ok(None),
    }
}

/// What is wrong with the region of a place that is there.
pub(crate) fn check_place(
    tx: &mut dyn Tx,
    field: &str,
    place: Option<&Place>,
    day: i64,
) -> Result<Option<Violation>, Error> {
    let Some(place) = place else {
        return Ok(None);
    };
    match (place.subdivision_code.as_str(), place.kato_code.as_str()) {
        ("", "") => Ok(None),
        ("", kato) => {
            let region = classification::region_of(kato);
            check_region(tx, format!("{field}.kato_code"), &region, day)
        }
        (region, _) => check_region(tx, format!("{field}.subdivision_code"), region, day),
    }
}

/// Whether the registry has codes of the scheme. One that it does not have is not checked.
fn is_held(tx: &mut dyn Tx, scheme: &str) -> Result<bool, Error> {
    let sql = "SELECT name FROM code WHERE parent = $1 LIMIT 1";
    let parent = format!("referenceData/{scheme}");
    Ok(store::first_text(tx, sql, &[parent.into()])?.is_some())
}
