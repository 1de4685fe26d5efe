//! Statistics: the registry's own counts beside what sources report, never mixed.

use std::collections::{BTreeMap, HashMap};

use common::{Error, context::Context, date, excerpt::Excerpt, resource::LARGEST, store::Tx};
use kenes_proto::{
    gtype::Date,
    registry::{self as pb, StatisticsDimension as Dimension},
    types::ErrorReason as Reason,
};
use prost::Message;

use super::reported_figure::check_code;
use crate::{
    domain::{
        counted,
        indicator::{self, Count},
        statistics as rules,
    },
    store::{
        reported_figure,
        statistics::{self as store, ByYear, Of},
    },
};

/// The most figures and the most series of an answer.
const MOST: usize = 1_000;

pub(super) fn get(
    tx: &mut dyn Tx,
    context: &Context,
    request: &pb::GetStatisticsRequest,
) -> Result<pb::GetStatisticsResponse, Error> {
    let excerpt = Excerpt::of::<pb::ReportedFigure>(request)?;
    let indicator = request.indicator.as_str();
    let unknown = check_code(tx, "indicator", indicator::SCHEME, indicator)?;
    Error::check(unknown.into_iter().collect())?;
    let count = indicator::find(indicator).and_then(|known| known.count);
    let days = rules::days(request, count, date::local_day(context.now))?;
    let counts = Counts {
        indicator,
        group_by: request.group_by(),
        days: &days,
        stages: match request.group_by() {
            Dimension::Stage => Some(store::stages(tx)?),
            _ => None,
        },
    };
    let mut series = Lines::new();
    if request.group_by() == Dimension::Unspecified {
        series.insert(String::new(), points(&days));
    }
    if let Some(count) = count {
        counts.take(tx, count, &mut series)?;
    }
    let mut answer = pb::GetStatisticsResponse::default();
    for figure in counts.reported(tx, request)? {
        let figure = excerpt.cut(figure)?;
        if figure.start_date.is_none() {
            answer.undated_figures.push(figure);
            continue;
        }
        let by_year = request.from_year != 0;
        let Some(at) = rules::place(&figure, &days, by_year) else {
            continue;
        };
        let points = series
            .entry(figure.code.clone())
            .or_insert_with(|| points(&days));
        let point = &mut points[at];
        let difference = rules::difference(&figure, point.count, count, &days[at]);
        point.reported_figures.push(pb::ComparedFigure {
            figure: Some(figure),
            difference,
        });
    }
    if series.len() > MOST {
        return Err(too_large(&format!("{} series", series.len())));
    }
    let series = series.into_iter();
    answer.series = series
        .map(|(code, points)| pb::StatisticsSeries { code, points })
        .collect();
    match answer.encoded_len() {
        bytes if bytes > LARGEST => Err(too_large(&format!("{bytes} bytes"))),
        _ => Ok(answer),
    }
}

/// The points of each code.
type Lines = BTreeMap<String, Vec<pb::StatisticsPoint>>;

/// Points of these days without anything on them.
fn points(days: &[Date]) -> Vec<pb::StatisticsPoint> {
    let point = |day: &Date| pb::StatisticsPoint {
        date: Some(*day),
        ..Default::default()
    };
    days.iter().map(point).collect()
}

fn too_large(found: &str) -> Error {
    let text = format!(
        "the answer would have {found}: ask for fewer years, or for less of them with view"
    );
    Error::oversize(Reason::AnswerTooLarge, text).with("limit_bytes", LARGEST.to_string())
}

/// What is counted.
#[derive(Clone, Debug)]
struct Counts<'a> {
    indicator: &'a str,
    group_by: Dimension,
    days: &'a [Date],
    /// The stages by which founding years are put together, where that is asked for.
    stages: Option<Vec<(i64, String)>>,
}

// === impl Counts

impl Counts<'_> {
    /// Writes the counts on the points of their codes.
    fn take(&self, tx: &mut dyn Tx, count: Count, series: &mut Lines) -> Result<(), Error> {
        let Some(dimension) = counters_of(self.group_by) else {
            return Ok(());
        };
        let [counted, beside] = match count {
            Count::OnDay => [Of::Count, Of::Undated].map(|of| self.on_days(tx, of, dimension)),
            Count::InYear => [Of::Count, Of::Reporting].map(|of| self.in_years(tx, of, dimension)),
        };
        let (counted, beside) = (counted?, beside?);
        for code in counted.keys().chain(beside.keys()) {
            series
                .entry(code.clone())
                .or_insert_with(|| points(self.days));
        }
        for (code, points) in series {
            for (at, point) in points.iter_mut().enumerate() {
                let of = |found: &Numbers| Some(found.get(code).map_or(0, |numbers| numbers[at]));
                point.count = of(&counted);
                match count {
                    Count::OnDay => point.undated_count = of(&beside),
                    Count::InYear => point.reporting_organization_count = of(&beside),
                }
            }
        }
        Ok(())
    }

    /// How many there are on each day.
    fn on_days(&self, tx: &mut dyn Tx, of: Of, dimension: &str) -> Result<Numbers, Error> {
        let by_year = self.staged(store::by_year(tx, self.indicator, of, dimension)?);
        let mut numbers = Numbers::new();
        for (at, day) in self.days.iter().enumerate() {
            let number = date::lower(Some(day));
            let whole = day.month == 12 && day.day == 31;
            let last = i64::from(day.year) - i64::from(!whole);
            self.put(
                &mut numbers,
                at,
                by_year.iter().map(|(code, years)| {
                    (
                        code.as_str(),
                        years.range(..=last).map(|(_, number)| number).sum(),
                    )
                }),
            );
            if !whole {
                let turns = store::within_year(tx, self.indicator, of, dimension, number)?;
                let turns = turns
                    .into_iter()
                    .map(|(code, n)| (code, BTreeMap::from([(0, n)])));
                let turns = self.staged(turns.collect());
                self.put(
                    &mut numbers,
                    at,
                    turns
                        .iter()
                        .map(|(code, number)| (code.as_str(), number.values().sum())),
                );
            }
        }
        Ok(numbers)
    }

    /// How many there are in each year.
    fn in_years(&self, tx: &mut dyn Tx, of: Of, dimension: &str) -> Result<Numbers, Error> {
        let by_year = self.staged(store::by_year(tx, self.indicator, of, dimension)?);
        let mut numbers = Numbers::new();
        for (at, day) in self.days.iter().enumerate() {
            self.put(
                &mut numbers,
                at,
                by_year.iter().map(|(code, years)| {
                    let number = years.get(&i64::from(day.year));
                    (code.as_str(), number.copied().unwrap_or(0))
                }),
            );
        }
        Ok(numbers)
    }

    /// Adds numbers at a day; a code of which there is nothing has none.
    fn put<'n>(
        &self,
        numbers: &mut Numbers,
        at: usize,
        found: impl Iterator<Item = (&'n str, i64)>,
    ) {
        for (code, number) in found.filter(|(_, number)| *number != 0) {
            let of_code = numbers
                .entry(code.to_owned())
                .or_insert_with(|| vec![0; self.days.len()]);
            of_code[at] += number;
        }
    }

    /// Numbers by founding year, by stage where that is asked for.
    fn staged(&self, found: ByYear) -> ByYear {
        let Some(stages) = &self.stages else {
            return found;
        };
        let mut staged = ByYear::new();
        for (founded, years) in found {
            let year = founded.parse().ok();
            let stage = year.and_then(|year| rules::stage(stages, year));
            let of_stage = staged
                .entry(stage.unwrap_or_default().to_owned())
                .or_default();
            for (year, number) in years {
                *of_stage.entry(year).or_default() += number;
            }
        }
        staged
    }

    /// What sources report of it on these days, or without a day.
    fn reported(
        &self,
        tx: &mut dyn Tx,
        request: &pb::GetStatisticsRequest,
    ) -> Result<Vec<pb::ReportedFigure>, Error> {
        let ends = [self.days.first(), self.days.last()].map(date::lower);
        let days = match request.from_year {
            0 => ends,
            _ => [ends[0] / 10_000 * 10_000, ends[1] / 10_000 * 10_000 + 1231],
        };
        let limit = i64::try_from(MOST + 1).map_err(Error::internal)?;
        let found = reported_figure::of_days(tx, self.indicator, request.group_by, days, limit)?;
        match found.len() > MOST {
            true => Err(too_large(&format!("more than {MOST} figures"))),
            false => Ok(found),
        }
    }
}

/// The numbers of each code on the days.
type Numbers = HashMap<String, Vec<i64>>;

/// What counters call a dimension; nothing of one by which nothing is counted.
fn counters_of(dimension: Dimension) -> Option<&'static str> {
    Some(match dimension {
        Dimension::Unspecified => counted::TOTAL,
        Dimension::Region => counted::REGION,
        Dimension::Field => counted::FIELD,
        Dimension::Scope => counted::SCOPE,
        Dimension::Group => counted::GROUP,
        Dimension::Activity => counted::ACTIVITY,
        Dimension::LegalForm => counted::LEGAL_FORM,
        Dimension::Stage | Dimension::FoundingYear => counted::FOUNDING_YEAR,
        Dimension::BroadField | Dimension::Tender => return None,
    })
}
