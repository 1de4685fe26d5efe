//! What a resource adds to counters, as it is kept: a line for each group of codes,
//! `dimension/code dimension/code|indicator@when=number indicator@when=number`. A year is followed by a currency where there is
//! one: `2003:KZT`.

use std::collections::HashMap;

use common::Error;

use crate::domain::counted::{Addition, Counted, When};

/// What is added at the end of the name of an indicator.
pub(super) const UNDATED: &str = ".undated";
pub(super) const REPORTING: &str = ".reporting";
pub(super) const HUNDREDTHS: &str = ".hundredths";

pub(super) fn write(counted: &[Counted]) -> String {
    let part = |part: &Counted| {
        let codes = part.codes.iter();
        let codes: Vec<_> = codes.map(|(of, code)| format!("{of}/{code}")).collect();
        line(&codes.join(" "), &part.additions)
    };
    let parts: Vec<_> = counted.iter().map(part).collect();
    parts.join("\n")
}

/// What is added by codes that are written already.
pub(super) fn line(codes: &str, additions: &[Addition]) -> String {
    let additions: Vec<_> = additions.iter().map(addition).collect();
    format!("{codes}|{}", additions.join(" "))
}

/// The codes of the first line.
pub(super) fn codes(counted: &str) -> &str {
    counted.split('|').next().unwrap_or_default()
}

fn addition(addition: &Addition) -> String {
    let (suffix, when) = match &addition.when {
        When::From(day) => ("", format!("{day:08}")),
        When::Undated(day) => (UNDATED, format!("{day:08}")),
        When::Year(year) => ("", format!("{year:04}")),
        When::Reported(year) => (REPORTING, format!("{year:04}")),
        When::Units(year, currency) => ("", format!("{year:04}:{currency}")),
        When::Hundredths(year, currency) => (HUNDREDTHS, format!("{year:04}:{currency}")),
    };
    format!("{}{suffix}@{when}={}", addition.indicator, addition.number)
}

/// What is added to each counter.
pub(super) fn sums(counted: &str) -> Result<HashMap<String, i64>, Error> {
    let damaged = || Error::internal("what a resource adds to statistics cannot be read");
    let mut sums: HashMap<String, i64> = HashMap::new();
    for part in counted.lines() {
        let (codes, additions) = part.split_once('|').ok_or_else(damaged)?;
        for addition in additions.split_whitespace() {
            let (indicator, rest) = addition.split_once('@').ok_or_else(damaged)?;
            let (when, number) = rest.split_once('=').ok_or_else(damaged)?;
            let number: i64 = number.parse().map_err(Error::internal)?;
            let (year, rest) = when.split_at_checked(4).ok_or_else(damaged)?;
            for code in codes.split_whitespace() {
                let (dimension, code) = code.split_once('/').ok_or_else(damaged)?;
                let mut add = |counter: String| *sums.entry(counter).or_default() += number;
                let count = format!("count/{indicator}/{dimension}/{year}");
                match rest.strip_prefix(':') {
                    Some(currency) => add(format!("{count}/{currency}/{code}")),
                    None => add(format!("{count}/{code}")),
                }
                if !rest.is_empty() && !rest.starts_with(':') {
                    add(format!("turn/{indicator}/{dimension}/{year}/{rest}/{code}"));
                }
            }
        }
    }
    Ok(sums)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        counted::NONE,
        dimension::{REGION, TOTAL},
    };

    #[test]
    fn what_is_added_is_read_as_it_was_written() {
        let add = |indicator, when, number| Addition {
            indicator,
            when,
            number,
        };
        let (ngos, people, money) = ("registered-organizations", "employees", "grant-amount");
        let counted = [Counted {
            codes: vec![(TOTAL, NONE.to_owned()), (REGION, "kz-75".to_owned())],
            additions: vec![
                add(ngos, When::From(1999_02_12), 1),
                add(ngos, When::From(1999_12_01), -1),
                add(ngos, When::Undated(0), 1),
                add(people, When::Year(2004), 12),
                add(people, When::Reported(2004), 1),
                add(money, When::Units(2004, "KZT".into()), 500),
                add(money, When::Hundredths(2004, "KZT".into()), 25),
            ],
        }];
        let written = write(&counted);
        assert_eq!(codes(&written), "total/- region/kz-75");
        let sums = sums(&written).expect("readable");
        for (counter, number) in [
            ("count/registered-organizations/total/1999/-", 0),
            ("count/registered-organizations/region/1999/kz-75", 0),
            ("turn/registered-organizations/total/1999/0212/-", 1),
            ("turn/registered-organizations/region/1999/1201/kz-75", -1),
            ("count/registered-organizations.undated/total/0000/-", 1),
            ("count/employees/region/2004/kz-75", 12),
            ("count/employees.reporting/total/2004/-", 1),
            ("count/grant-amount/region/2004/KZT/kz-75", 500),
            ("count/grant-amount.hundredths/total/2004/KZT/-", 25),
        ] {
            assert_eq!(sums.get(counter), Some(&number), "{counter}");
        }
        assert_eq!(sums.len(), 2 * 9);
        assert!(write(&[]).is_empty());
    }
}
