//! The table of successions, and who follows the bodies that an act names.

use common::{
    Error,
    context::Reading,
    date,
    resource::Kind,
    store::{self, Tx, Value},
    table::{Table, column, table},
    verb::Verbs,
};
use kenes_proto::consultation as pb;

use super::matter;

static TABLE: Table<pb::Succession> = table("succession")
    .order("end_date desc")
    .indexed(&["end_date", "body"])
    .columns(&[
        column("body").text(|succession| &succession.body),
        column("end_date").date(|succession| date::lower(succession.end_date.as_ref())),
        column("successors").list(|succession| &succession.successors),
    ]);

/// Who follows bodies that ended.
#[derive(Debug)]
pub(crate) struct Successions;

impl Kind for Successions {
    type Message = pb::Succession;
    const RENDERED: bool = true;
    const VERBS: Verbs = &[
        ("CloseMatters", "closed"),
        ("ReaddressMatters", "readdressed"),
    ];

    fn table() -> &'static Table<pb::Succession> {
        &TABLE
    }

    fn render(
        tx: &mut dyn Tx,
        succession: &mut pb::Succession,
        reading: &Reading,
    ) -> Result<(), Error> {
        if reading.as_of >= reading.now {
            succession.open_count = matter::count(tx, &succession.body, reading.now)?;
        }
        Ok(())
    }
}

/// The name of another succession of a body.
pub(crate) fn other(tx: &mut dyn Tx, succession: &pb::Succession) -> Result<Option<String>, Error> {
    let sql = "SELECT name FROM succession WHERE body = $1 AND name <> $2";
    let args = [
        succession.body.as_str().into(),
        succession.name.as_str().into(),
    ];
    store::first_text(tx, sql, &args)
}

/// Those of these bodies that have ended, as the record had it at the time that is read, in the order of their names.
pub(crate) fn ended<'a>(
    tx: &mut dyn Tx,
    bodies: impl Iterator<Item = &'a String>,
    reading: &Reading,
) -> Result<Vec<pb::EndedBody>, Error> {
    let mut named: Vec<&str> = bodies
        .map(String::as_str)
        .filter(|b| !b.is_empty())
        .collect();
    named.sort_unstable();
    named.dedup();
    if named.is_empty() {
        return Ok(Vec::new());
    }
    let places: Vec<String> = (2..named.len() + 2).map(|n| format!("${n}")).collect();
    let sql = format!(
        "SELECT body, end_date, successors, name FROM succession WHERE create_time <= $1 AND body IN ({}) ORDER BY body",
        places.join(", ")
    );
    let mut args: Vec<Value> = vec![reading.as_of.into()];
    args.extend(named.into_iter().map(Value::from));
    let rows = tx.query(&sql, &args)?;
    rows.iter()
        .map(|row| {
            let successors = row[2].text()?.split('|').filter(|name| !name.is_empty());
            Ok(pb::EndedBody {
                body: row[0].text()?.to_owned(),
                end_date: date::number_day(row[1].int()?),
                successors: successors.map(ToOwned::to_owned).collect(),
                succession: row[3].text()?.to_owned(),
            })
        })
        .collect()
}
