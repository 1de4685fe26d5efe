//! The counters of statistics: how they are named, kept and read.
//!
//! `count/{indicator}/{dimension}/{year}/{code}` is what a year adds to a count, `turn/{indicator}/{dimension}/{year}/{monthday}/{code}`
//! what a day of it does: so a count as of any day is a sum over years and over the days of one. What an organization adds is
//! kept beside them, and is taken off again when it changes.

use std::collections::{BTreeMap, HashMap};

use common::{
    Error, names,
    store::{self, Tx},
};
use kenes_proto::registry as pb;

use super::code;
use crate::domain::{
    classification::GROUPS,
    counted::{self, Addition, Counted, NONE, When},
    reported_figure::STAGES,
};

/// What is added at the end of the name of an indicator.
const UNDATED: &str = ".undated";
const REPORTING: &str = ".reporting";

/// The numbers of each code, by year.
pub(crate) type ByYear = HashMap<String, BTreeMap<i64, i64>>;

/// Which of the counters of an indicator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Of {
    /// What is counted.
    Count,
    /// What is counted apart, because nobody recorded since when it holds.
    Undated,
    /// How many organizations reported.
    Reporting,
}

/// Notes what an organization adds, instead of what it added before.
pub(crate) fn note(tx: &mut dyn Tx, organization: &pb::Organization) -> Result<(), Error> {
    let own = organization
        .ngo_profile
        .iter()
        .flat_map(|ngo| &ngo.group_codes);
    let groups = code::with_wider(tx, GROUPS, &own.cloned().collect::<Vec<_>>())?;
    let now = write(&counted::of(organization, &groups));
    let name = organization.name.as_str();
    let sql = "SELECT counted FROM organization_counted WHERE organization = $1";
    let before = store::first_text(tx, sql, &[name.into()])?.unwrap_or_default();
    if now == before {
        return Ok(());
    }
    let mut changes = sums(&now)?;
    for (counter, number) in sums(&before)? {
        *changes.entry(counter).or_default() -= number;
    }
    let changes = changes.into_iter().filter(|(_, number)| *number != 0);
    tx.add_all(&changes.collect::<Vec<_>>())?;
    let sql = "INSERT INTO organization_counted (organization, counted) VALUES ($1, $2) \
               ON CONFLICT (organization) DO UPDATE SET counted = excluded.counted";
    tx.execute(sql, &[name.into(), now.into()]).map(drop)
}

/// What every year adds to a count.
pub(crate) fn by_year(
    tx: &mut dyn Tx,
    indicator: &str,
    of: Of,
    dimension: &str,
) -> Result<ByYear, Error> {
    let prefix = format!("count/{indicator}{}/{dimension}/", of.suffix());
    let mut found = ByYear::new();
    for (counter, number) in store::counters(tx, &prefix)? {
        if let Some((year, code)) = counter[prefix.len()..].split_once('/') {
            let year = year.parse().map_err(Error::internal)?;
            found.entry(shown(code)).or_default().insert(year, number);
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
) -> Result<HashMap<String, i64>, Error> {
    let year = day / 10_000;
    let prefix = format!("turn/{indicator}{}/{dimension}/{year:04}/", of.suffix());
    let mut found = HashMap::new();
    for (counter, number) in store::counters(tx, &prefix)? {
        if let Some((monthday, code)) = counter[prefix.len()..].split_once('/') {
            let monthday: i64 = monthday.parse().map_err(Error::internal)?;
            if monthday <= day % 10_000 {
                *found.entry(shown(code)).or_default() += number;
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

// === what an organization adds, as it is kept: `dimension/code dimension/code|indicator@when=number indicator@when=number`

fn write(counted: &[Counted]) -> String {
    let part = |part: &Counted| {
        let codes = part.codes.iter();
        let codes: Vec<_> = codes.map(|(of, code)| format!("{of}/{code}")).collect();
        let additions: Vec<_> = part.additions.iter().map(addition).collect();
        format!("{}|{}", codes.join(" "), additions.join(" "))
    };
    let parts: Vec<_> = counted.iter().map(part).collect();
    parts.join("\n")
}

fn addition(addition: &Addition) -> String {
    let (suffix, when) = match addition.when {
        When::From(day) => ("", format!("{day:08}")),
        When::Undated(day) => (UNDATED, format!("{day:08}")),
        When::Year(year) => ("", format!("{year:04}")),
        When::Reported(year) => (REPORTING, format!("{year:04}")),
    };
    format!("{}{suffix}@{when}={}", addition.indicator, addition.number)
}

/// What is added to each counter.
fn sums(counted: &str) -> Result<HashMap<String, i64>, Error> {
    let damaged = || Error::internal("what an organization adds to statistics cannot be read");
    let mut sums: HashMap<String, i64> = HashMap::new();
    for part in counted.lines() {
        let (codes, additions) = part.split_once('|').ok_or_else(damaged)?;
        for addition in additions.split_whitespace() {
            let (indicator, rest) = addition.split_once('@').ok_or_else(damaged)?;
            let (when, number) = rest.split_once('=').ok_or_else(damaged)?;
            let number: i64 = number.parse().map_err(Error::internal)?;
            let (year, monthday) = when.split_at_checked(4).ok_or_else(damaged)?;
            for code in codes.split_whitespace() {
                let (dimension, code) = code.split_once('/').ok_or_else(damaged)?;
                let mut add = |counter: String| *sums.entry(counter).or_default() += number;
                add(format!("count/{indicator}/{dimension}/{year}/{code}"));
                if !monthday.is_empty() {
                    add(format!(
                        "turn/{indicator}/{dimension}/{year}/{monthday}/{code}"
                    ));
                }
            }
        }
    }
    Ok(sums)
}

impl Of {
    fn suffix(self) -> &'static str {
        match self {
            Self::Count => "",
            Self::Undated => UNDATED,
            Self::Reporting => REPORTING,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_organization_adds_is_read_as_it_was_written() {
        let turn = |when, number| Addition {
            indicator: "registered-organizations",
            when,
            number,
        };
        let figure = |when, number| Addition {
            indicator: "employees",
            when,
            number,
        };
        let counted = [Counted {
            codes: vec![
                (counted::TOTAL, NONE.to_owned()),
                (counted::REGION, "kz-75".to_owned()),
            ],
            additions: vec![
                turn(When::From(1999_02_12), 1),
                turn(When::From(1999_12_01), -1),
                turn(When::Undated(0), 1),
                figure(When::Year(2004), 12),
                figure(When::Reported(2004), 1),
            ],
        }];
        let sums = sums(&write(&counted)).expect("readable");
        for (counter, number) in [
            ("count/registered-organizations/total/1999/-", 0),
            ("count/registered-organizations/region/1999/kz-75", 0),
            ("turn/registered-organizations/total/1999/0212/-", 1),
            ("turn/registered-organizations/region/1999/1201/kz-75", -1),
            ("count/registered-organizations.undated/total/0000/-", 1),
            ("count/employees/region/2004/kz-75", 12),
            ("count/employees.reporting/total/2004/-", 1),
        ] {
            assert_eq!(sums.get(counter), Some(&number), "{counter}");
        }
        assert_eq!(sums.len(), 2 * 7);
        assert!(write(&[]).is_empty());
    }
}
