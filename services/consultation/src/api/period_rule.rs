//! What is decided when period rules are written, and the day that the one in effect gives.

use common::{Error, context::Context, date, resource::Family, span, store::Tx};
use kenes_proto::{consultation as pb, gtype::Date};

use super::Api;
use crate::{
    domain::{
        calendar::Calendar,
        duty::{self, Due},
        period_rule::{self as rules, Bodies},
    },
    registry::of_field,
    store::{
        period_rule::{self, PeriodRules},
        working_calendar,
    },
};

/// The longest period that can be counted, in years.
const LONGEST: i32 = 11;

impl Family for PeriodRules {
    fn before_write(
        _: &mut dyn Tx,
        _: &Context,
        _: Option<&pb::PeriodRule>,
        rule: &mut pb::PeriodRule,
    ) -> Result<(), Error> {
        rules::check(rule)
    }
}

/// What the rules for an act want to know of who answers and who asks, each with its field: their forms on `day`, where any rule
/// in effect on it asks.
pub(super) async fn bodies(
    api: &Api,
    context: &Context,
    act: &str,
    day: &Date,
    [body, asking]: [(&str, &str); 2],
) -> Result<Bodies, Error> {
    let (act, number) = (act.to_owned(), date::lower(Some(day)));
    let read = move |tx: &mut dyn Tx| period_rule::of_act(tx, &act, number);
    let in_effect = api.app.read(context, read).await?;
    let mut known = Bodies {
        body: body.1.to_owned(),
        ..Bodies::default()
    };
    if rules::ask_forms(&in_effect) {
        known.form = form(api, context, day, body).await?;
        known.asking_form = form(api, context, day, asking).await?;
    }
    Ok(known)
}

/// The form of a body at the end of a day, or now; of none it is empty.
async fn form(
    api: &Api,
    context: &Context,
    day: &Date,
    (field, body): (&str, &str),
) -> Result<String, Error> {
    if body.is_empty() {
        return Ok(String::new());
    }
    let end = date::local_end(day) - 1;
    let as_of = (end < context.now).then_some(end);
    let profile = api.registry.profile(body, as_of).await;
    let profile = profile.map_err(|error| of_field(error, field, body))?;
    Ok(profile.form_code)
}

/// The day that the rule for an act gives that is in effect on the day `start`, from which it is counted.
pub(super) fn derive(
    tx: &mut dyn Tx,
    act: &str,
    bodies: &Bodies,
    start: &Date,
) -> Result<Due, Error> {
    let in_effect = period_rule::of_act(tx, act, date::lower(Some(start)))?;
    by_rule(tx, rules::in_effect(&in_effect, bodies, start), start)
}

/// The day that a rule gives, counted from `start`.
pub(super) fn by_rule(
    tx: &mut dyn Tx,
    rule: Option<&pb::PeriodRule>,
    start: &Date,
) -> Result<Due, Error> {
    let calendar = match rule {
        None => Calendar::default(),
        Some(rule) if rule.counted_back => {
            working_calendar::of_years(tx, start.year - LONGEST, start.year)?
        }
        Some(_) => working_calendar::of_years(tx, start.year, start.year + LONGEST)?,
    };
    duty::derive(&calendar, rule, start)
}

pub(super) async fn derive_due_date(
    api: &Api,
    context: Context,
    request: pb::DeriveDueDateRequest,
) -> Result<pb::DeriveDueDateResponse, Error> {
    let start = request.start_date;
    let wrong = span::whole_date("start_date", start.as_ref());
    Error::check(wrong.into_iter().collect())?;
    // The contract requires it.
    let start = start.unwrap_or_default();
    let named = [
        ("body", request.body.as_str()),
        ("asking_body", request.asking_body.as_str()),
    ];
    let bodies = bodies(api, &context, &request.act_code, &start, named).await?;
    let work = move |tx: &mut dyn Tx| derive(tx, &request.act_code, &bodies, &start);
    let (due_date, basis) = api.app.read(&context, work).await?;
    Ok(pb::DeriveDueDateResponse {
        due_date,
        basis: Some(basis),
    })
}
