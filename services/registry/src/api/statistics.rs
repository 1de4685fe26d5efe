//! Statistics: the registry's own counts beside what sources report, never mixed.

mod counts;

use common::{Error, context::Context, date, excerpt::Excerpt, resource::LARGEST, store::Tx};
use kenes_proto::{
    gtype::Date,
    registry::{self as pb, StatisticsDimension as Dimension, reported_figure::Value},
    types::ErrorReason as Reason,
};
use prost::Message;

use super::reported_figure::check_code;
use crate::{
    domain::{
        dimension,
        indicator::{self, Unit},
        statistics as rules,
    },
    store::{
        reported_figure,
        statistics::{self as store, Part},
    },
};
use counts::{Counts, Lines, points};

/// The most figures and the most series of an answer.
const MOST: usize = 1_000;

pub(super) fn get(
    tx: &mut dyn Tx,
    context: &Context,
    request: &pb::GetStatisticsRequest,
) -> Result<pb::GetStatisticsResponse, Error> {
    let excerpt = Excerpt::of::<pb::ReportedFigure>(request)?;
    let code = request.indicator.as_str();
    let unknown = check_code(tx, "indicator", indicator::SCHEME, code)?;
    Error::check(unknown.into_iter().collect())?;
    let indicator = indicator::find(code);
    let count = indicator.and_then(|known| known.count);
    let days = rules::days(request, count, date::local_day(context.now))?;
    let counts = Counts {
        indicator: code,
        money: indicator.is_some_and(|known| known.unit == Unit::Money),
        days: &days,
        stages: match request.group_by() {
            Dimension::Stage => Some(store::stages(tx)?),
            _ => None,
        },
    };
    let mut series = Lines::new();
    if request.group_by() == Dimension::Unspecified && !counts.money {
        series.insert(Part::default(), points(&days));
    }
    let mut answer = pb::GetStatisticsResponse::default();
    let mut placed = Vec::new();
    for figure in reported(tx, request, &days)? {
        let figure = excerpt.cut(figure)?;
        if figure.start_date.is_none() {
            answer.undated_figures.push(figure);
        } else if let Some(at) = rules::place(&figure, &days, request.from_year != 0) {
            let part = part(&figure);
            series.entry(part.clone()).or_insert_with(|| points(&days));
            placed.push((part, at, figure));
        }
    }
    let dimension = dimension::of_counters(request.group_by());
    let dimension = dimension.filter(|by| indicator.is_some_and(|known| known.by.contains(by)));
    if let (Some(count), Some(dimension)) = (count, dimension) {
        counts.take(tx, count, dimension, &mut series)?;
    }
    for (part, at, figure) in placed {
        if let Some(points) = series.get_mut(&part) {
            let compared = rules::compare(figure, &points[at], count);
            points[at].reported_figures.push(compared);
        }
    }
    if series.len() > MOST {
        return Err(too_large(&format!("{} series", series.len())));
    }
    let series = series.into_iter();
    answer.series = series
        .map(|(part, points)| pb::StatisticsSeries {
            code: part.code,
            points,
            currency_code: part.currency,
        })
        .collect();
    match answer.encoded_len() {
        bytes if bytes > LARGEST => Err(too_large(&format!("{bytes} bytes"))),
        _ => Ok(answer),
    }
}

/// The part that a figure is of.
fn part(figure: &pb::ReportedFigure) -> Part {
    let currency = match &figure.value {
        Some(Value::Amount(amount)) => amount.currency_code.clone(),
        _ => String::new(),
    };
    Part {
        code: figure.code.clone(),
        currency,
    }
}

fn too_large(found: &str) -> Error {
    let text = format!(
        "the answer would have {found}: ask for fewer years, or for less of them with view"
    );
    Error::oversize(Reason::AnswerTooLarge, text).with("limit_bytes", LARGEST.to_string())
}

/// What sources report of an indicator on these days, or without a day.
fn reported(
    tx: &mut dyn Tx,
    request: &pb::GetStatisticsRequest,
    days: &[Date],
) -> Result<Vec<pb::ReportedFigure>, Error> {
    let ends = [days.first(), days.last()].map(date::lower);
    let days = match request.from_year {
        0 => ends,
        _ => [ends[0] / 10_000 * 10_000, ends[1] / 10_000 * 10_000 + 1231],
    };
    let limit = i64::try_from(MOST + 1).map_err(Error::internal)?;
    let (indicator, by) = (request.indicator.as_str(), request.group_by);
    let found = reported_figure::of_days(tx, indicator, by, days, limit)?;
    match found.len() > MOST {
        true => Err(too_large(&format!("more than {MOST} figures"))),
        false => Ok(found),
    }
}
