//! The registry's own counts: read out of the counters, and written on the points of their parts.

use std::collections::{BTreeMap, HashMap};

use common::{Error, date, money, store::Tx};
use kenes_proto::{gtype::Date, registry as pb};

use crate::{
    domain::{dimension, indicator::Count, statistics as rules},
    store::statistics::{self as store, ByYear, Of, Part},
};

/// The points of each part.
pub(super) type Lines = BTreeMap<Part, Vec<pb::StatisticsPoint>>;

/// Points of these days without anything on them.
pub(super) fn points(days: &[Date]) -> Vec<pb::StatisticsPoint> {
    let point = |day: &Date| pb::StatisticsPoint {
        date: Some(*day),
        ..Default::default()
    };
    days.iter().map(point).collect()
}

/// What is counted.
#[derive(Clone, Debug)]
pub(super) struct Counts<'a> {
    pub(super) indicator: &'a str,
    /// Whether it is told in money.
    pub(super) money: bool,
    pub(super) days: &'a [Date],
    /// The stages by which founding years are put together, where that is asked for.
    pub(super) stages: Option<Vec<(i64, String)>>,
}

// === impl Counts

impl Counts<'_> {
    /// Writes the counts on the points of their parts.
    pub(super) fn take(
        &self,
        tx: &mut dyn Tx,
        count: Count,
        dimension: &str,
        series: &mut Lines,
    ) -> Result<(), Error> {
        let [counted, beside] = self.read(tx, count, dimension)?;
        let undated = match self.money {
            true => [Of::Count, Of::Hundredths].map(|of| self.undated(tx, of, dimension)),
            false => [Ok(Numbers::new()), Ok(Numbers::new())],
        };
        let [undated, undated_beside] = undated;
        let undated = [undated?, undated_beside?];
        let dated = counted.keys().chain(beside.keys());
        for part in dated.chain(undated.iter().flat_map(HashMap::keys)) {
            series
                .entry(part.clone())
                .or_insert_with(|| points(self.days));
        }
        let whole = match dimension {
            dimension::TOTAL => None,
            _ => Some(self.read(tx, count, dimension::TOTAL)?),
        };
        for (part, points) in series {
            for (at, point) in points.iter_mut().enumerate() {
                let of = |found: &Numbers, part| found.get(part).map_or(0, |numbers| numbers[at]);
                let (own, other) = (of(&counted, part), of(&beside, part));
                if self.money {
                    let currency = &part.currency;
                    point.amount = Some(money::of_sum(together([own, other]), currency));
                    let undated = undated.each_ref().map(|found| of(found, part));
                    point.undated_amount = Some(money::of_sum(together(undated), currency));
                } else {
                    point.count = Some(own);
                    match count {
                        Count::Reported => point.reporting_organization_count = Some(other),
                        _ => point.undated_count = Some(other),
                    }
                }
                if let Some([counted, beside]) = &whole {
                    let whole = Part {
                        code: String::new(),
                        currency: part.currency.clone(),
                    };
                    let all = [of(counted, &whole), of(beside, &whole)];
                    point.share_permille = match self.money {
                        true => rules::share(together([own, other]), together(all)),
                        false => rules::share(own.into(), all[0].into()),
                    };
                }
            }
        }
        Ok(())
    }

    /// What is counted, and what is told beside it: hundredths of amounts, how many reported, how many are not dated.
    fn read(&self, tx: &mut dyn Tx, count: Count, dimension: &str) -> Result<[Numbers; 2], Error> {
        let counted = match count {
            Count::OnDay => self.on_days(tx, Of::Count, dimension)?,
            _ => self.in_years(tx, Of::Count, dimension)?,
        };
        let beside = match count {
            Count::OnDay => self.on_days(tx, Of::Undated, dimension)?,
            Count::Reported => self.in_years(tx, Of::Reporting, dimension)?,
            _ if self.money => self.in_years(tx, Of::Hundredths, dimension)?,
            _ => self.undated(tx, Of::Count, dimension)?,
        };
        Ok([counted, beside])
    }

    /// How many there are on each day.
    fn on_days(&self, tx: &mut dyn Tx, of: Of, dimension: &str) -> Result<Numbers, Error> {
        let until = [0, self.years()[1]];
        let by_year = self.staged(self.by_year(tx, of, dimension, until)?);
        let mut numbers = Numbers::new();
        for (at, day) in self.days.iter().enumerate() {
            let number = date::lower(Some(day));
            let whole = day.month == 12 && day.day == 31;
            let last = i64::from(day.year) - i64::from(!whole);
            self.put(
                &mut numbers,
                at,
                by_year.iter().map(|(part, years)| {
                    (part, years.range(..=last).map(|(_, number)| number).sum())
                }),
            );
            if !whole {
                let turns = store::within_year(tx, self.indicator, of, dimension, number)?;
                let turns = turns
                    .into_iter()
                    .map(|(part, n)| (part, BTreeMap::from([(0, n)])));
                let turns = self.staged(turns.collect());
                self.put(
                    &mut numbers,
                    at,
                    turns
                        .iter()
                        .map(|(part, number)| (part, number.values().sum())),
                );
            }
        }
        Ok(numbers)
    }

    /// How many there are in each year.
    fn in_years(&self, tx: &mut dyn Tx, of: Of, dimension: &str) -> Result<Numbers, Error> {
        let by_year = self.staged(self.by_year(tx, of, dimension, self.years())?);
        let mut numbers = Numbers::new();
        for (at, day) in self.days.iter().enumerate() {
            self.put(
                &mut numbers,
                at,
                by_year.iter().map(|(part, years)| {
                    let number = years.get(&i64::from(day.year));
                    (part, number.copied().unwrap_or(0))
                }),
            );
        }
        Ok(numbers)
    }

    /// How many there are of which nobody recorded in which year: the same on each day.
    fn undated(&self, tx: &mut dyn Tx, of: Of, dimension: &str) -> Result<Numbers, Error> {
        let found = self.by_year(tx, of, dimension, [0, 0])?;
        let all = |(part, years): (Part, BTreeMap<i64, i64>)| {
            (part, vec![years.values().sum(); self.days.len()])
        };
        let mut numbers: Numbers = found.into_iter().map(all).collect();
        numbers.retain(|_, numbers| numbers.iter().any(|number| *number != 0));
        Ok(numbers)
    }

    fn by_year(
        &self,
        tx: &mut dyn Tx,
        of: Of,
        dimension: &str,
        years: [i64; 2],
    ) -> Result<ByYear, Error> {
        store::by_year(tx, self.indicator, of, dimension, years, self.money)
    }

    /// The first year that is asked about, and the last.
    fn years(&self) -> [i64; 2] {
        [self.days.first(), self.days.last()].map(|day| date::lower(day) / 10_000)
    }

    /// Adds numbers at a day; a part of which there is nothing has none.
    fn put<'n>(
        &self,
        numbers: &mut Numbers,
        at: usize,
        found: impl Iterator<Item = (&'n Part, i64)>,
    ) {
        for (part, number) in found.filter(|(_, number)| *number != 0) {
            let of_part = numbers
                .entry(part.clone())
                .or_insert_with(|| vec![0; self.days.len()]);
            of_part[at] += number;
        }
    }

    /// Numbers by founding year, by stage where that is asked for.
    fn staged(&self, found: ByYear) -> ByYear {
        let Some(stages) = &self.stages else {
            return found;
        };
        let mut staged = ByYear::new();
        for (founded, years) in found {
            let year = founded.code.parse().ok();
            let stage = year.and_then(|year| rules::stage(stages, year));
            let stage = Part {
                code: stage.unwrap_or_default().to_owned(),
                ..founded
            };
            let of_stage = staged.entry(stage).or_default();
            for (year, number) in years {
                *of_stage.entry(year).or_default() += number;
            }
        }
        staged
    }
}

/// The numbers of each part on the days.
type Numbers = HashMap<Part, Vec<i64>>;

/// An amount in hundredths, of its whole units and hundredths.
fn together([units, hundredths]: [i64; 2]) -> i128 {
    i128::from(units) * 100 + i128::from(hundredths)
}
