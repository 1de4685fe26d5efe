//! Rules of statistics: of which days they may be asked, which stage a year lies in, and where figures stand beside counts.

use common::{Error, Violation, date, money, span};
use kenes_proto::{
    gtype::Date,
    registry::{
        ComparedFigure, GetStatisticsRequest, ReportedFigure, StatisticsDimension as Dimension,
        StatisticsPoint, reported_figure::Value,
    },
    types::ErrorReason as Reason,
};

use super::{indicator::Count, reported_figure as figures};

/// The most points of a series.
const MAX_POINTS: i32 = 200;

/// The days that a request asks about, oldest first: the last one of each year, or one; none after today.
pub(crate) fn days(
    request: &GetStatisticsRequest,
    count: Option<Count>,
    today: Date,
) -> Result<Vec<Date>, Error> {
    let (from, to) = (request.from_year, request.to_year);
    let mut wrong = Vec::new();
    let mut refuse = |field, reason, say: String| wrong.push(Violation::new(field, reason, say));
    match (from, to) {
        (0, 0) if count.is_some_and(|count| count != Count::OnDay) => {
            let say = "give `from_year` and `to_year`: this indicator is known by year";
            refuse("from_year", Reason::FieldInvalid, say.into());
        }
        (0, 0) => {}
        (0, _) => refuse("from_year", Reason::FieldInvalid, "give both years".into()),
        (_, 0) => refuse("to_year", Reason::FieldInvalid, "give both years".into()),
        _ if from > to => {
            let say = format!("give {from} or a later year");
            refuse("to_year", Reason::DatesInvalid, say);
        }
        _ if to > today.year => {
            let say = format!("give this year, {}, or one before it", today.year);
            refuse("to_year", Reason::DatesInvalid, say);
        }
        _ if to - from >= MAX_POINTS => {
            let say = format!("ask for at most {MAX_POINTS} years");
            refuse("to_year", Reason::FieldInvalid, say);
        }
        _ => {}
    }
    if request.date.is_some() && (from, to) != (0, 0) {
        let say = "give a day or years, not both".to_owned();
        refuse("date", Reason::FieldInvalid, say);
    }
    wrong.extend(span::past_date("date", request.date.as_ref(), &today));
    Error::check(wrong)?;
    if from == 0 {
        return Ok(vec![request.date.unwrap_or(today)]);
    }
    let last = |year| match year == today.year {
        true => today,
        false => Date {
            year,
            month: 12,
            day: 31,
        },
    };
    Ok((from..=to).map(last).collect())
}

/// Where a figure stands among days, the last ones of years or the one asked about; nowhere where it is of other days. A figure
/// of several years stands in the one in which they end.
pub(crate) fn place(figure: &ReportedFigure, days: &[Date], by_year: bool) -> Option<usize> {
    let period = figures::days(figure)?;
    days.iter().position(|day| match by_year {
        true => period.last() / 10_000 == i64::from(day.year),
        false => period.contains(date::lower(Some(day))),
    })
}

/// A figure beside what is counted, with the difference where both are of the same: of that very day, or of that very year. What
/// belongs to a tender is of that tender, whichever days of its year the source names.
pub(crate) fn compare(
    figure: ReportedFigure,
    point: &StatisticsPoint,
    count: Option<Count>,
) -> ComparedFigure {
    let mut compared = ComparedFigure::default();
    if count.is_some_and(|count| is_of(&figure, point, count)) {
        match &figure.value {
            Some(Value::Number(number)) => {
                compared.difference = point.count.map(|counted| counted - number);
            }
            Some(Value::Amount(reported)) => {
                let less = |counted| money::wide(Some(counted)) - money::wide(Some(reported));
                let difference = point.amount.as_ref().map(less);
                compared.amount_difference =
                    difference.map(|all| money::of_sum(all, &reported.currency_code));
            }
            _ => {}
        }
    }
    compared.figure = Some(figure);
    compared
}

/// Whether a figure is of what is counted at a point.
fn is_of(figure: &ReportedFigure, point: &StatisticsPoint, count: Count) -> bool {
    let Some(period) = figures::days(figure) else {
        return false;
    };
    let day = date::lower(point.date.as_ref());
    let year = day / 10_000 * 10_000;
    match count {
        Count::OnDay => period.contains(day),
        Count::OfTender if figure.dimension() == Dimension::Tender => true,
        _ => (period.first, period.last()) == (year + 101, year + 1231),
    }
}

/// The share of a part in the whole, in thousandths, rounded; none where there is no whole.
pub(crate) fn share(part: i128, whole: i128) -> Option<i32> {
    let rounded = (whole > 0).then(|| (part * 2_000 + whole).div_euclid(2 * whole))?;
    i32::try_from(rounded).ok()
}

/// The stage that a year lies in: the last one that has begun. Stages are the years in which they begin, with their codes; one
/// that has no first day began before all years.
pub(crate) fn stage(stages: &[(i64, String)], year: i64) -> Option<&str> {
    let begun = stages.iter().filter(|(first, _)| *first <= year);
    begun
        .max_by_key(|(first, _)| *first)
        .map(|(_, code)| code.as_str())
}

#[cfg(test)]
mod tests {
    use kenes_proto::gtype::Money;

    use super::*;

    const TODAY: Date = Date {
        year: 2026,
        month: 5,
        day: 25,
    };

    fn asked(from_year: i32, to_year: i32, day: &str) -> GetStatisticsRequest {
        GetStatisticsRequest {
            from_year,
            to_year,
            date: date::parse(day),
            ..Default::default()
        }
    }

    fn wrong(request: &GetStatisticsRequest, count: Count) -> Vec<(String, String)> {
        let refusal = days(request, Some(count), TODAY).expect_err("refused");
        let fields = refusal.fields().iter();
        fields
            .map(|v| (v.field.clone(), v.reason.clone()))
            .collect()
    }

    #[test]
    fn years_end_with_their_last_day_and_this_one_today() {
        let found = |request: &GetStatisticsRequest| {
            let days = days(request, Some(Count::OnDay), TODAY).expect("days");
            days.iter().map(date::show).collect::<Vec<_>>()
        };
        assert_eq!(
            found(&asked(2024, 2026, "")),
            ["2024-12-31", "2025-12-31", "2026-05-25"]
        );
        assert_eq!(found(&asked(0, 0, "2003-10-14")), ["2003-10-14"]);
        assert_eq!(found(&asked(0, 0, "")), ["2026-05-25"]);
        assert_eq!(found(&asked(1900, 2026, "")).len(), 127);
    }

    #[test]
    fn what_cannot_be_asked_is_refused() {
        let one = |field: &str, reason: &str| vec![(field.to_owned(), reason.to_owned())];
        for (request, refused) in [
            (asked(2006, 2003, ""), one("to_year", "DATES_INVALID")),
            (asked(2026, 2027, ""), one("to_year", "DATES_INVALID")),
            (asked(1800, 2006, ""), one("to_year", "FIELD_INVALID")),
            (asked(2003, 0, ""), one("to_year", "FIELD_INVALID")),
            (asked(0, 2003, ""), one("from_year", "FIELD_INVALID")),
            (
                asked(2003, 2006, "2004-01-01"),
                one("date", "FIELD_INVALID"),
            ),
            (asked(0, 0, "2026-05-26"), one("date", "DATES_INVALID")),
            (asked(0, 0, "2026"), one("date", "DATES_INVALID")),
        ] {
            assert_eq!(wrong(&request, Count::OnDay), refused, "{request:?}");
        }
        for request in [asked(0, 0, ""), asked(0, 0, "2003-10-14")] {
            assert_eq!(
                wrong(&request, Count::InYear),
                one("from_year", "FIELD_INVALID")
            );
        }
    }

    fn figure(start: &str, end: &str, number: i64) -> ReportedFigure {
        ReportedFigure {
            start_date: date::parse(start),
            end_date: date::parse(end),
            value: Some(Value::Number(number)),
            ..Default::default()
        }
    }

    #[test]
    fn a_figure_stands_in_the_year_in_which_it_ends_and_on_its_days() {
        let years = days(&asked(1990, 2006, ""), None, TODAY).expect("days");
        assert_eq!(place(&figure("1994", "1997", 3), &years, true), Some(7));
        assert_eq!(place(&figure("2003-10", "", 3), &years, true), Some(13));
        assert_eq!(place(&figure("2007", "", 3), &years, true), None);
        assert_eq!(place(&figure("", "", 3), &years, true), None);
        let day = days(&asked(0, 0, "2003-10-14"), None, TODAY).expect("a day");
        assert_eq!(place(&figure("2003-10", "", 3), &day, false), Some(0));
        assert_eq!(place(&figure("2003-09", "", 3), &day, false), None);
    }

    fn end_of_2003() -> StatisticsPoint {
        StatisticsPoint {
            date: date::parse("2003-12-31"),
            ..Default::default()
        }
    }

    #[test]
    fn a_difference_is_taken_only_of_the_same_days() {
        let taken = |figure: &ReportedFigure, counted, count| {
            let point = StatisticsPoint {
                count: counted,
                ..end_of_2003()
            };
            compare(figure.clone(), &point, count).difference
        };
        let (year, month) = (figure("2003", "", 4_500), figure("2003-10", "", 4_500));
        for count in [
            Count::OnDay,
            Count::Reported,
            Count::InYear,
            Count::OfTender,
        ] {
            assert_eq!(taken(&year, Some(12), Some(count)), Some(-4_488));
            assert_eq!(taken(&month, Some(12), Some(count)), None);
            assert_eq!(taken(&year, None, Some(count)), None);
        }
        assert_eq!(taken(&year, Some(12), None), None);
        let december = figure("2003-12", "", 10);
        assert_eq!(taken(&december, Some(12), Some(Count::OnDay)), Some(2));
        assert_eq!(taken(&december, Some(12), Some(Count::InYear)), None);
        let mut share = year;
        share.value = Some(Value::Permille(420));
        assert_eq!(taken(&share, Some(12), Some(Count::OnDay)), None);
        // A figure of a tender is of that tender, whatever part of the year the source names.
        let mut tender = month;
        tender.set_dimension(Dimension::Tender);
        assert_eq!(taken(&tender, Some(5), Some(Count::OfTender)), Some(-4_495));
        assert_eq!(taken(&tender, Some(5), Some(Count::InYear)), None);
    }

    #[test]
    fn amounts_differ_to_the_hundredth() {
        let tenge = |units, nanos| Money {
            currency_code: "KZT".into(),
            units,
            nanos,
        };
        let reported = ReportedFigure {
            value: Some(Value::Amount(tenge(10_700_000, 0))),
            ..figure("2003", "", 0)
        };
        let point = StatisticsPoint {
            amount: Some(tenge(10_699_999, 500_000_000)),
            ..end_of_2003()
        };
        let compared = compare(reported.clone(), &point, Some(Count::InYear));
        assert_eq!(compared.amount_difference, Some(tenge(0, -500_000_000)));
        assert_eq!(compared.difference, None);
        let none = compare(reported, &end_of_2003(), Some(Count::InYear));
        assert_eq!(none.amount_difference, None);
    }

    #[test]
    fn a_share_is_rounded_and_there_is_none_of_nothing() {
        assert_eq!(share(1, 3), Some(333));
        assert_eq!(share(2, 3), Some(667));
        assert_eq!(share(5, 5), Some(1_000));
        assert_eq!(share(0, 7), Some(0));
        assert_eq!(share(0, 0), None);
        assert_eq!(share(3, -2), None);
    }

    #[test]
    fn a_stage_lasts_until_the_next_begins() {
        let stages = [
            (0, "first".to_owned()),
            (1994, "second".to_owned()),
            (2003, "third".to_owned()),
        ];
        for (year, code) in [
            (1985, "first"),
            (1994, "second"),
            (2002, "second"),
            (2026, "third"),
        ] {
            assert_eq!(stage(&stages, year), Some(code), "{year}");
        }
        assert_eq!(stage(&stages[1..], 1985), None);
    }
}
