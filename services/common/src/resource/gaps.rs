//! The declared gaps of what is recorded, where a list or a report must name them.
//!
//! Reads the table that `coverage` writes. What touches what is `list::Reach`'s.

use crate::{
    Error,
    list::{Missing, Reach},
    store::{Tx, Value},
};

/// The most that are looked at, and the most that are named.
const LOOKED_AT: i64 = 1000;
const NAMED: usize = 100;

/// A gap, and where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Its name.
    pub name: String,
    /// The resource; empty where it is everywhere.
    pub within: String,
}

/// The names of the gaps of these collections that are touched.
pub fn touched(
    tx: &mut dyn Tx,
    collections: &[&str],
    reach: &Reach<'_>,
) -> Result<Vec<String>, Error> {
    let found = find(tx, collections, reach)?.into_iter();
    Ok(found.map(|gap| gap.name).collect())
}

/// The gaps of these collections that are touched, by name.
pub fn find(tx: &mut dyn Tx, collections: &[&str], reach: &Reach<'_>) -> Result<Vec<Gap>, Error> {
    let places: Vec<String> = (2..collections.len() + 2)
        .map(|n| format!("${n}"))
        .collect();
    let sql = format!(
        "SELECT name, within, start_date, end_date, organizations FROM coverage_gap \
         WHERE delete_time = 0 AND collection IN ({}) ORDER BY name LIMIT $1",
        places.join(", ")
    );
    let collections = collections.iter().map(|&collection| collection.into());
    let args: Vec<Value> = std::iter::once(LOOKED_AT.into())
        .chain(collections)
        .collect();
    let mut found = Vec::new();
    for row in tx.query(&sql, &args)? {
        let organizations = row[4].text()?.split('|').filter(|name| !name.is_empty());
        let organizations: Vec<&str> = organizations.collect();
        let missing = Missing {
            within: row[1].text()?,
            days: [row[2].int()?, row[3].int()?],
            organizations: &organizations,
        };
        if found.len() < NAMED && reach.touches(missing) {
            found.push(Gap {
                name: row[0].text()?.to_owned(),
                within: row[1].text()?.to_owned(),
            });
        }
    }
    Ok(found)
}
