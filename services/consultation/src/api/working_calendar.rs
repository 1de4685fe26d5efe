//! What is decided when working calendars are written, and counting by them.

use common::{Error, Violation, context::Context, date, resource::Family, span, store::Tx};
use kenes_proto::{consultation as pb, gtype::Date};

use crate::{
    domain::working_calendar as rules,
    store::working_calendar::{self as calendars, WorkingCalendars},
};

impl Family for WorkingCalendars {
    fn before_write(
        _: &mut dyn Tx,
        _: &Context,
        _: Option<&pb::WorkingCalendar>,
        calendar: &mut pb::WorkingCalendar,
    ) -> Result<(), Error> {
        rules::check(calendar)?;
        rules::settle(calendar)
    }
}

/// Records a calendar, which is named by its year.
pub(super) fn create(
    tx: &mut dyn Tx,
    context: &Context,
    request: &pb::CreateWorkingCalendarRequest,
) -> Result<pb::WorkingCalendar, Error> {
    let mut request = request.clone();
    if request.working_calendar_id.is_empty() {
        let year = request.working_calendar.as_ref().map_or(0, |new| new.year);
        request.working_calendar_id = year.to_string();
    }
    WorkingCalendars::create(tx, context, &request)
}

pub(super) fn count_days(
    tx: &mut dyn Tx,
    _: &Context,
    request: &pb::CountWorkingDaysRequest,
) -> Result<pb::CountWorkingDaysResponse, Error> {
    let (start, end) = (request.start_date.as_ref(), request.end_date.as_ref());
    Error::check(check_span(("start_date", start), ("end_date", end)))?;
    // The contract requires both.
    let day = |day: Option<&Date>| day.copied().unwrap_or_default();
    let (first, last) = (day(start), day(end));
    let calendar = calendars::of_years(tx, first.year, last.year)?;
    let used = calendar.used(&first, &last);
    Ok(pb::CountWorkingDaysResponse {
        working_day_count: calendar.count(&first, &last)?,
        calendar_revisions: used.revisions,
        projected: used.projected,
    })
}

/// What is wrong with two whole days of which the second is not before the first.
pub(super) fn check_span(
    (field_start, start): (&str, Option<&Date>),
    (field_end, end): (&str, Option<&Date>),
) -> Vec<Violation> {
    let each = [
        span::whole_date(field_start, start),
        span::whole_date(field_end, end),
    ];
    let wrong: Vec<_> = each.into_iter().flatten().collect();
    match wrong.is_empty() {
        true => date::not_before(field_end, end, ("first day", start))
            .into_iter()
            .collect(),
        false => wrong,
    }
}
