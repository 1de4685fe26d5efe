//! The states of an organization after the one that it is created with.

use kenes_proto::{
    gtype::Date,
    registry::{Organization, StatePeriod, organization::State},
};
use prost_reflect::{DynamicMessage, ReflectMessage};

/// Returns the method of each call, and the period whose fields it says.
pub(super) fn turns(resource: &DynamicMessage) -> Vec<(&'static str, DynamicMessage)> {
    let organization: Organization = resource.transcode_to().unwrap_or_default();
    let turns = periods(&organization).into_iter();
    let turns =
        turns.filter_map(|period| Some((method(period.state())?, period.transcode_to_dynamic())));
    turns.collect()
}

fn method(to: State) -> Option<&'static str> {
    match to {
        State::Suspended => Some("SuspendOrganization"),
        State::Active => Some("ReinstateOrganization"),
        State::Dissolved => Some("DissolveOrganization"),
        State::Unspecified => None,
    }
}

/// The periods that come by calls, each with its first day.
fn periods(organization: &Organization) -> Vec<StatePeriod> {
    let mut periods = Vec::new();
    let mut present = State::Active;
    for (n, period) in organization.state_periods.iter().enumerate() {
        let created = n == 0 && period.state() == State::Active;
        if created && period.reason.is_empty() && period.basis.is_none() {
            continue;
        }
        let wanted = period.state();
        let mut period = period.clone();
        period.start_date = match wanted {
            State::Dissolved => organization.dissolution_date,
            _ => Some(whole(period.start_date.as_ref())),
        };
        // It was in the other state on the same day, which has no period any more.
        if wanted == present {
            let other = match present {
                State::Active => State::Suspended,
                _ => State::Active,
            };
            periods.push(passed(other, &period));
        }
        periods.push(period);
        present = wanted;
    }
    periods
}

/// A state that another one took the place of on the same day.
fn passed(state: State, next: &StatePeriod) -> StatePeriod {
    let mut period = next.clone();
    period.set_state(state);
    if state == State::Suspended && period.reason.is_empty() {
        // Required, and gone with the next call.
        period.reason.push_str("reinstated on the same day");
    }
    period
}

/// The first day that a date can mean.
fn whole(date: Option<&Date>) -> Date {
    let day = date.copied().unwrap_or_default();
    Date {
        year: day.year,
        month: day.month.max(1),
        day: day.day.max(1),
    }
}
