//! What resources add to the counts of statistics: by which codes, from which days on, and in which years.
//!
//! A count of a day is a sum of turns: one more on the day from which something holds, one less on the day from which it no
//! longer does. Owns no counter: how they are named and kept is the store's.

pub(crate) mod order;
pub(crate) mod organization;
pub(crate) mod support;

use common::money;
use kenes_proto::gtype::Money;

/// The scheme of fields of activity by which organizations are counted.
pub(crate) const FIELDS: &str = "icnp-tso";
/// The region of a seat outside Kazakhstan.
pub(crate) const ABROAD: &str = "abroad";
/// The codes of the corporate statuses.
pub(crate) const SCOPES: &[&str] = &["republic-wide", "regional", "sectoral"];
/// The codes of the judgements on activity.
pub(crate) const ACTIVITIES: &[&str] = &["active", "passive", "unknown"];

/// The code of what is not recorded.
pub(crate) const NONE: &str = "-";

/// When an addition counts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum When {
    /// From a day on, `yyyymmdd`; 0 where nobody recorded it.
    From(i64),
    /// The same of what holds since nobody knows when: it is counted apart, until it ends.
    Undated(i64),
    /// In a year, 0 where nobody recorded it.
    Year(i32),
    /// In a year too, and it is not the number but that there is one.
    Reported(i32),
    /// In a year, whole units of a currency.
    Units(i32, String),
    /// In a year, hundredths of a unit of a currency, apart from the whole units so that no sum is too large.
    Hundredths(i32, String),
}

/// An addition to an indicator.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Addition {
    pub(crate) indicator: &'static str,
    pub(crate) when: When,
    pub(crate) number: i64,
}

/// Additions that are made to each of several counts: a dimension and a code of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Counted {
    pub(crate) codes: Vec<(&'static str, String)>,
    pub(crate) additions: Vec<Addition>,
}

/// One more in a year.
fn one(indicator: &'static str, year: i32) -> Addition {
    Addition {
        indicator,
        when: When::Year(year),
        number: 1,
    }
}

/// An amount in a year; nothing where there is none.
fn amount(indicator: &'static str, year: i32, amount: Option<&Money>) -> Vec<Addition> {
    let hundredths = money::hundredths(amount);
    let currency = amount.map_or("", |amount| &amount.currency_code);
    let parts = [
        (When::Units(year, currency.to_owned()), hundredths / 100),
        (
            When::Hundredths(year, currency.to_owned()),
            hundredths % 100,
        ),
    ];
    let parts = parts.into_iter().filter(|(_, number)| *number != 0);
    parts
        .map(|(when, number)| Addition {
            indicator,
            when,
            number,
        })
        .collect()
}

/// A code, or that of what is not recorded.
fn or_none(code: &str) -> String {
    match code {
        "" => NONE.to_owned(),
        code => code.to_owned(),
    }
}
