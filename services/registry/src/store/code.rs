//! The table of codes.

use common::{
    Error, Violation, date,
    resource::{self, Kind},
    store::Tx,
    table::{Table, column, table},
};
use kenes_proto::{registry as pb, types::ErrorReason as Reason};

use crate::domain::code as rules;

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

/// Entries of reference data.
#[derive(Debug)]
pub(crate) struct Codes;

impl Kind for Codes {
    type Message = pb::Code;
    const PREFIX: &'static str = "k";

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
    let name = format!("referenceData/{scheme}/codes/{code}");
    let say = match resource::find::<Codes>(tx, &name)? {
        Some(found) if rules::in_effect(&found, day) => return Ok(None),
        Some(_) => {
            format!("{name} is not in effect on that day; choose another code of the scheme")
        }
        None => format!("referenceData/{scheme} has no code {code}; ListCodes shows what it has"),
    };
    Ok(Some(Violation::new(field, Reason::CodeUnknown, say)))
}
