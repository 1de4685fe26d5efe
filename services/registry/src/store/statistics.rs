//! The counters of statistics: how they are named, kept and read.
//!
//! `count/{indicator}/{dimension}/{year}/{code}` is what a year adds to a count, `turn/{indicator}/{dimension}/{year}/{monthday}/{code}`
//! what a day of it does: so a count as of any day is a sum over years and over the days of one. Before the code of an amount
//! stands its currency: `KZT/{code}`. What a resource adds is kept beside them, and is taken off again when it changes.

mod kept;
mod order;

use std::collections::{BTreeMap, HashMap};

use common::{
    Error, names,
    store::{self, Tx},
};
use kenes_proto::registry as pb;

use super::code;
use crate::domain::{
    classification::GROUPS,
    counted::{Counted, NONE, organization},
    reported_figure::STAGES,
};
use kept::{HUNDREDTHS, REPORTING, UNDATED};
pub(crate) use order::{note_application, note_award, note_contract, note_payment, note_tender};

/// A part of what is counted: a code, empty where it is not recorded, and the currency of amounts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Part {
    pub(crate) code: String,
    pub(crate) currency: String,
}

/// The numbers of each code, by year.
pub(crate) type ByYear = HashMap<Part, BTreeMap<i64, i64>>;

/// Which of the counters of an indicator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Of {
    /// What is counted.
    Count,
    /// What is counted apart, because nobody recorded since when it holds.
    Undated,
    /// How many organizations reported.
    Reporting,
    /// The hundredths of amounts, of which what is counted are the whole units.
    Hundredths,
}

/// Notes what an organization adds, instead of what it added before.
pub(crate) fn note_organization(
    tx: &mut dyn Tx,
    organization: &pb::Organization,
) -> Result<(), Error> {
    let ngo = organization.ngo_profile.iter();
    let own: Vec<_> = ngo.flat_map(|ngo| &ngo.group_codes).cloned().collect();
    let groups = code::with_wider(tx, GROUPS, &own)?;
    let counted = organization::of(organization, &groups);
    note(tx, &organization.name, &counted).map(drop)
}

/// Notes what a resource adds, instead of what it added before. Returns whether it is something else.
pub(crate) fn note(tx: &mut dyn Tx, name: &str, counted: &[Counted]) -> Result<bool, Error> {
    keep(tx, name, kept::write(counted))
}

fn keep(tx: &mut dyn Tx, name: &str, now: String) -> Result<bool, Error> {
    let sql = "SELECT counted FROM counted WHERE name = $1";
    let before = store::first_text(tx, sql, &[name.into()])?.unwrap_or_default();
    if now == before {
        return Ok(false);
    }
    let mut changes = kept::sums(&now)?;
    for (counter, number) in kept::sums(&before)? {
        *changes.entry(counter).or_default() -= number;
    }
    for (counter, number) in changes.into_iter().filter(|(_, number)| *number != 0) {
        tx.add(&counter, number)?;
    }
    let sql = "INSERT INTO counted (name, counted) VALUES ($1, $2) \
               ON CONFLICT (name) DO UPDATE SET counted = excluded.counted";
    tx.execute(sql, &[name.into(), now.into()])?;
    Ok(true)
}

/// What every one of these years adds to a count; of `money`, by currency.
pub(crate) fn by_year(
    tx: &mut dyn Tx,
    indicator: &str,
    of: Of,
    dimension: &str,
    [first, last]: [i64; 2],
    money: bool,
) -> Result<ByYear, Error> {
    let prefix = format!("count/{indicator}{}/{dimension}/", of.suffix());
    let (from, end) = (
        format!("{prefix}{first:04}/"),
        format!("{prefix}{last:04}0"),
    );
    let mut found = ByYear::new();
    for (counter, number) in store::counters_between(tx, &from, &end)? {
        if let Some((year, code)) = counter[prefix.len()..].split_once('/') {
            let year = year.parse().map_err(Error::internal)?;
            let (currency, code) = match money {
                true => code.split_once('/').unwrap_or(("", code)),
                false => ("", code),
            };
            let part = Part {
                code: shown(code),
                currency: currency.to_owned(),
            };
            found.entry(part).or_default().insert(year, number);
        }
    }
    Ok(found)
}

/// What the days of a year, up to one of them, add to a count.
pub(crate) fn within_year(
    tx: &mut dyn Tx,
    indicator: &str,
    of: Of,
    dimension: &str,
    day: i64,
) -> Result<HashMap<Part, i64>, Error> {
    let year = day / 10_000;
    let prefix = format!("turn/{indicator}{}/{dimension}/{year:04}/", of.suffix());
    let mut found = HashMap::new();
    for (counter, number) in store::counters(tx, &prefix)? {
        if let Some((monthday, code)) = counter[prefix.len()..].split_once('/') {
            let monthday: i64 = monthday.parse().map_err(Error::internal)?;
            if monthday <= day % 10_000 {
                let part = Part {
                    code: shown(code),
                    ..Default::default()
                };
                *found.entry(part).or_default() += number;
            }
        }
    }
    Ok(found)
}

/// The stages of the sector, each with the year in which it begins; 0 where it has no first day.
pub(crate) fn stages(tx: &mut dyn Tx) -> Result<Vec<(i64, String)>, Error> {
    let sql = "SELECT name, valid_from_date FROM code WHERE parent = $1 ORDER BY name";
    let rows = tx.query(sql, &[format!("referenceData/{STAGES}").into()])?;
    rows.iter()
        .map(|row| Ok((row[1].int()? / 10_000, names::id(row[0].text()?).to_owned())))
        .collect()
}

/// A code as answers show it: none is empty.
fn shown(code: &str) -> String {
    match code {
        NONE => String::new(),
        code => code.to_owned(),
    }
}

impl Of {
    fn suffix(self) -> &'static str {
        match self {
            Self::Count => "",
            Self::Undated => UNDATED,
            Self::Reporting => REPORTING,
            Self::Hundredths => HUNDREDTHS,
        }
    }
}
