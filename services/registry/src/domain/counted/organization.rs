//! What an organization adds to the counts of statistics: by which codes, from which days on, and in which years.

mod codes;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use common::date;
use kenes_proto::registry::{
    NgoActivity, Organization,
    ngo_activity::Status,
    organization::{Kind, State},
};

use super::{
    super::{
        dimension::ACTIVITY,
        indicator::{CITIZENS_SERVED, EMPLOYEES, FUNCTIONING, REGISTERED, SUSPENDED},
        organization as rules,
    },
    ACTIVITIES, Addition, Counted, NONE, When,
};
use codes::codes;
pub(super) use codes::region;

/// What an organization adds. `groups` are its groups with the wider ones that they are part of.
pub(crate) fn of(organization: &Organization, groups: &[String]) -> Vec<Counted> {
    let ngo = matches!(organization.kind(), Kind::Ngo | Kind::Association);
    if !ngo || organization.delete_time.is_some() {
        return Vec::new();
    }
    let times = times(organization);
    let mut additions = Vec::new();
    for (indicator, holds) in ON_DAY {
        additions.extend(turns(indicator, &times, *indicator == FUNCTIONING, holds));
    }
    additions.extend(figures(organization, |_| true));
    let mut counted = vec![Counted {
        codes: codes(organization, groups),
        additions,
    }];
    // What the judgement is changes with the days, so each has turns of its own.
    let judgements: BTreeSet<i32> = times.iter().map(|time| time.status.into()).collect();
    for status in judgements
        .into_iter()
        .filter_map(|n| Status::try_from(n).ok())
    {
        let judged = status != Status::Unspecified;
        let mut additions = Vec::new();
        for (indicator, holds) in ON_DAY {
            let holds = |time: &Time| time.status == status && holds(time);
            additions.extend(turns(indicator, &times, judged, holds));
        }
        let year_end = |year: i32| status_on(organization, i64::from(year) * 10_000 + 1231);
        additions.extend(figures(organization, |year| year_end(year) == status));
        counted.push(Counted {
            codes: vec![(ACTIVITY, activity_code(status).to_owned())],
            additions,
        });
    }
    counted.retain(|part| !part.additions.is_empty());
    counted
}

// === what holds, by day

/// What holds of an organization from a day on, until the next time.
#[derive(Clone, Copy, Debug)]
struct Time {
    /// The day, 0 where it is not known.
    from: i64,
    state: State,
    status: Status,
    /// Whether nobody recorded since when the judgement holds.
    undated: bool,
}

/// Whether something holds of an organization at a time.
type Holds = fn(&Time) -> bool;

/// What is counted on a day, and when it holds of an organization.
const ON_DAY: &[(&str, Holds)] = &[
    (REGISTERED, |time| {
        matches!(time.state, State::Active | State::Suspended)
    }),
    (SUSPENDED, |time| time.state == State::Suspended),
    (FUNCTIONING, |time| {
        time.state == State::Active && time.status == Status::Active
    }),
];

/// The times of an organization, oldest first: a new one begins where its state or the judgement on it does.
fn times(organization: &Organization) -> Vec<Time> {
    let states = organization.state_periods.iter();
    let mut days: BTreeSet<i64> = states
        .map(|period| date::earliest(period.start_date.as_ref()))
        .collect();
    days.extend(judgements(organization).iter().map(since));
    let at = |from| {
        let judgement = judgement_on(organization, from);
        Time {
            from,
            state: rules::state_on(organization, from),
            status: judgement.map_or(Status::Unspecified, NgoActivity::status),
            undated: judgement.is_some_and(|judgement| since(judgement) == 0),
        }
    };
    days.into_iter().map(at).collect()
}

/// The judgements of whether an organization functions, oldest first, each until the next.
fn judgements(organization: &Organization) -> &[NgoActivity] {
    let ngo = organization.ngo_profile.as_ref();
    ngo.map_or(&[], rules::judgements)
}

/// The judgement that holds on a day.
fn judgement_on(organization: &Organization, day: i64) -> Option<&NgoActivity> {
    let mut latest_first = judgements(organization).iter().rev();
    latest_first.find(|judgement| since(judgement) <= day)
}

/// The first day of a judgement, 0 where nobody recorded it.
fn since(judgement: &NgoActivity) -> i64 {
    date::earliest(judgement.since_date.as_ref())
}

fn status_on(organization: &Organization, day: i64) -> Status {
    judgement_on(organization, day).map_or(Status::Unspecified, NgoActivity::status)
}

/// The days on which something begins and ceases to hold. `judged`: it depends on the judgement, too.
fn turns(
    indicator: &'static str,
    times: &[Time],
    judged: bool,
    holds: impl Fn(&Time) -> bool,
) -> Vec<Addition> {
    let (mut held, mut undated) = (false, false);
    let mut found = Vec::new();
    for time in times {
        let number = i64::from(holds(time)) - i64::from(held);
        held = holds(time);
        if number > 0 {
            undated = time.from == 0 || judged && time.undated;
        }
        let when = match undated {
            true => When::Undated(time.from),
            false => When::From(time.from),
        };
        if number != 0 {
            found.push(Addition {
                indicator,
                when,
                number,
            });
        }
    }
    found
}

/// What an organization reports of the years that `wanted` takes: one number a year, the last that is recorded.
fn figures(organization: &Organization, wanted: impl Fn(i32) -> bool) -> Vec<Addition> {
    let mut numbers = BTreeMap::new();
    for figure in organization.ngo_profile.iter().flat_map(|ngo| &ngo.figures) {
        for (indicator, number) in [
            (EMPLOYEES, figure.employees),
            (CITIZENS_SERVED, figure.citizens_served),
        ] {
            if let Some(number) = number.filter(|_| wanted(figure.year)) {
                numbers.insert((figure.year, indicator), number);
            }
        }
    }
    let additions = numbers.into_iter().flat_map(|((year, indicator), number)| {
        [(When::Year(year), number), (When::Reported(year), 1)].map(|(when, number)| Addition {
            indicator,
            when,
            number,
        })
    });
    additions.collect()
}

fn activity_code(status: Status) -> &'static str {
    match status {
        Status::Unspecified => NONE,
        Status::Active => ACTIVITIES[0],
        Status::Passive => ACTIVITIES[1],
        Status::Unknown => ACTIVITIES[2],
    }
}
