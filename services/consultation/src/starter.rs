//! The reference data that a new consultation service begins with: which days of some years are worked, and how long the law gives
//! for an act. The files in `starter/` say it, each fact with its source; what they do not say is for the operator to record.
//!
//! What somebody else wrote last is left alone; what is still the service's own is brought up to date by a later release.

use common::{
    Error,
    app::App,
    context::Context,
    date, names,
    resource::{Family, find},
    store::{self, Mode, Tx},
};
use kenes_proto::{
    consultation::{
        CalendarDay, CreatePeriodRuleRequest, CreateWorkingCalendarRequest, PeriodRule,
        UpdatePeriodRuleRequest, UpdateWorkingCalendarRequest, WorkingCalendar, period_rule::Unit,
    },
    gtype::LocalizedText,
    types::Source,
};
use prost_types::FieldMask;

use crate::store::{period_rule::PeriodRules, working_calendar::WorkingCalendars};

const CALENDARS: &str = include_str!("../starter/calendars.tsv");
const DAYS: &str = include_str!("../starter/calendar-days.tsv");
const RULES: &str = include_str!("../starter/period-rules.tsv");

/// The languages of the texts, in the order of their columns.
const LANGUAGES: [&str; 3] = ["kk", "ru", "en"];

/// Records the built-in calendars and rules that are not there, and returns how many were written; only reads where nothing is to
/// do. Any number of replicas may do it at once.
pub async fn load(app: &App) -> Result<usize, Error> {
    let context = app.own("LoadReferenceData");
    let (calendars, rules) = (calendars()?, rules()?);
    let (look, all) = (context.clone(), (calendars.clone(), rules.clone()));
    let missing = move |tx: &mut dyn Tx| {
        let mut count = 0;
        for calendar in &all.0 {
            count += usize::from(step_of_calendar(tx, &look, calendar)? != Step::Leave);
        }
        for rule in &all.1 {
            count += usize::from(step_of_rule(tx, &look, rule)? != Step::Leave);
        }
        Ok(count)
    };
    if app.read(&context, missing).await? == 0 {
        return Ok(0);
    }
    let method = context.method;
    let work = move |tx: &mut dyn Tx| {
        let mut written = 0;
        for calendar in &calendars {
            written += usize::from(bring_calendar(tx, &context, calendar)?);
        }
        for rule in &rules {
            written += usize::from(bring_rule(tx, &context, rule)?);
        }
        Ok(written)
    };
    app.store.write(method, Mode::Commit, work).await
}

/// What is to be done with a built-in resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Write,
    Update,
    Leave,
}

/// What is to be done with one that is there like this, or is not.
fn step(tx: &mut dyn Tx, context: &Context, name: &str, same: Option<bool>) -> Result<Step, Error> {
    let sql = "SELECT actor FROM revision WHERE name = $1 ORDER BY revision DESC LIMIT 1";
    Ok(match same {
        None => Step::Write,
        Some(true) => Step::Leave,
        Some(false) => match store::first_text(tx, sql, &[name.into()])? {
            Some(actor) if actor == context.caller() => Step::Update,
            _ => Step::Leave,
        },
    })
}

fn step_of_calendar(
    tx: &mut dyn Tx,
    context: &Context,
    wanted: &WorkingCalendar,
) -> Result<Step, Error> {
    let there = find::<WorkingCalendars>(tx, &wanted.name)?;
    let same = there.map(|there| {
        let of = |one: &WorkingCalendar| {
            (
                one.days_off.clone(),
                one.worked_days.clone(),
                one.projected,
                one.sources.clone(),
            )
        };
        of(&there) == of(wanted)
    });
    step(tx, context, &wanted.name, same)
}

fn step_of_rule(tx: &mut dyn Tx, context: &Context, wanted: &PeriodRule) -> Result<Step, Error> {
    let there = find::<PeriodRules>(tx, &wanted.name)?;
    let same = there.map(|there| {
        let head = PeriodRule {
            uid: String::new(),
            etag: String::new(),
            create_time: None,
            update_time: None,
            ..there
        };
        &head == wanted
    });
    step(tx, context, &wanted.name, same)
}

fn every_field() -> FieldMask {
    FieldMask {
        paths: vec!["*".to_owned()],
    }
}

/// Records a calendar where that is to be done, and says whether it was.
fn bring_calendar(
    tx: &mut dyn Tx,
    context: &Context,
    wanted: &WorkingCalendar,
) -> Result<bool, Error> {
    let step = step_of_calendar(tx, context, wanted)?;
    match step {
        Step::Write => {
            let request = CreateWorkingCalendarRequest {
                working_calendar_id: names::id(&wanted.name).to_owned(),
                working_calendar: Some(wanted.clone()),
                ..Default::default()
            };
            WorkingCalendars::create(tx, context, &request)?;
        }
        Step::Update => {
            let request = UpdateWorkingCalendarRequest {
                working_calendar: Some(wanted.clone()),
                update_mask: Some(every_field()),
                ..Default::default()
            };
            WorkingCalendars::update(tx, context, &request)?;
        }
        Step::Leave => {}
    }
    Ok(step != Step::Leave)
}

/// The same of a rule.
fn bring_rule(tx: &mut dyn Tx, context: &Context, wanted: &PeriodRule) -> Result<bool, Error> {
    let step = step_of_rule(tx, context, wanted)?;
    match step {
        Step::Write => {
            let request = CreatePeriodRuleRequest {
                period_rule_id: names::id(&wanted.name).to_owned(),
                period_rule: Some(wanted.clone()),
                ..Default::default()
            };
            PeriodRules::create(tx, context, &request)?;
        }
        Step::Update => {
            let request = UpdatePeriodRuleRequest {
                period_rule: Some(wanted.clone()),
                update_mask: Some(every_field()),
                ..Default::default()
            };
            PeriodRules::update(tx, context, &request)?;
        }
        Step::Leave => {}
    }
    Ok(step != Step::Leave)
}

// === the files

/// The built-in calendars.
pub(crate) fn calendars() -> Result<Vec<WorkingCalendar>, Error> {
    let mut calendars: Vec<WorkingCalendar> = parsed("calendars", CALENDARS, calendar_of)?;
    for (day, worked) in parsed("calendar-days", DAYS, day_of)? {
        let year = day.date.as_ref().map_or(0, |date| date.year);
        let mut found = calendars.iter_mut();
        let calendar = found
            .find(|calendar| calendar.year == year)
            .ok_or_else(|| Error::internal(format!("starter/calendars.tsv: {year}")))?;
        match worked {
            true => calendar.worked_days.push(day),
            false => calendar.days_off.push(day),
        }
    }
    Ok(calendars)
}

/// The built-in rules.
fn rules() -> Result<Vec<PeriodRule>, Error> {
    parsed("period-rules", RULES, rule_of)
}

/// What the lines of a file say, each in columns with tabs between.
fn parsed<T>(file: &str, text: &str, read: fn(&[&str]) -> Option<T>) -> Result<Vec<T>, Error> {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| {
            let columns: Vec<&str> = line.split('\t').collect();
            read(&columns).ok_or_else(|| Error::internal(format!("starter/{file}.tsv: {line}")))
        })
        .collect()
}

fn source(note: &str) -> Source {
    Source {
        note: note.to_owned(),
        ..Source::default()
    }
}

fn texts(columns: &[&str]) -> Vec<LocalizedText> {
    let texts = LANGUAGES.iter().zip(columns);
    texts
        .map(|(language, text)| LocalizedText {
            language_code: (*language).to_owned(),
            text: (*text).to_owned(),
        })
        .collect()
}

/// `year, projected or nothing, sources`.
fn calendar_of(columns: &[&str]) -> Option<WorkingCalendar> {
    let [year, projected, sources @ ..] = columns else {
        return None;
    };
    Some(WorkingCalendar {
        name: format!("workingCalendars/{year}"),
        year: year.parse().ok()?,
        projected: *projected == "projected",
        sources: sources.iter().copied().map(source).collect(),
        ..Default::default()
    })
}

/// `day, off or worked, kk, ru, en`; whether the day is worked.
fn day_of(columns: &[&str]) -> Option<(CalendarDay, bool)> {
    let [day, kind, reasons @ ..] = columns else {
        return None;
    };
    let day = CalendarDay {
        date: Some(date::parse(day)?),
        reasons: texts(reasons),
    };
    let kinds = ["off", "worked"];
    kinds.contains(kind).then_some((day, *kind == "worked"))
}

/// `rule, act, form, form of who asks, unit, length, back or nothing, valid from, source, kk, ru, en`.
fn rule_of(columns: &[&str]) -> Option<PeriodRule> {
    let [
        rule,
        act,
        form,
        asking,
        unit,
        length,
        back,
        from,
        note,
        said @ ..,
    ] = columns
    else {
        return None;
    };
    let unit = match *unit {
        "working-day" => Unit::WorkingDay,
        "calendar-day" => Unit::CalendarDay,
        "month" => Unit::Month,
        _ => return None,
    };
    Some(PeriodRule {
        name: format!("periodRules/{rule}"),
        act_code: (*act).to_owned(),
        body_form_code: (*form).to_owned(),
        asking_form_code: (*asking).to_owned(),
        unit: unit.into(),
        length: length.parse().ok()?,
        counted_back: *back == "back",
        valid_from_date: Some(date::parse(from)?),
        texts: texts(said),
        sources: vec![source(note)],
        ..Default::default()
    })
}

#[cfg(test)]
mod tests;
