//! The table of working calendars.

use common::{
    Error,
    resource::{self, Kind},
    store::{self, Tx},
    table::{Table, column, table},
    verb::Verbs,
};
use kenes_proto::consultation as pb;

use crate::domain::calendar::Calendar;

static TABLE: Table<pb::WorkingCalendar> = table("working_calendar")
    .order("year")
    .indexed(&["year"])
    .columns(&[
        column("year").int(|calendar| calendar.year),
        column("projected").bool(|calendar| calendar.projected),
        column("working_day_count").int(|calendar| calendar.working_day_count),
    ]);

/// Working calendars.
#[derive(Debug)]
pub(crate) struct WorkingCalendars;

impl Kind for WorkingCalendars {
    type Message = pb::WorkingCalendar;
    const VERBS: Verbs = &[("LoadReferenceData", "loaded")];

    fn table() -> &'static Table<pb::WorkingCalendar> {
        &TABLE
    }
}

/// Those of these years that are recorded.
pub(crate) fn of_years(tx: &mut dyn Tx, first: i32, last: i32) -> Result<Calendar, Error> {
    let sql = "SELECT name FROM working_calendar WHERE year >= $1 AND year <= $2 ORDER BY year";
    let names = store::texts(tx, sql, &[first.into(), last.into()])?;
    let calendars = names.iter();
    let calendars = calendars.map(|name| resource::get::<WorkingCalendars>(tx, name));
    let calendars: Vec<pb::WorkingCalendar> = calendars.collect::<Result<_, _>>()?;
    Ok(Calendar::of(&calendars))
}
