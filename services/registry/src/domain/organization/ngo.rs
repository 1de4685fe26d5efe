//! Rules of the profile of an NGO: its figures by year and source, and how it was judged on which days.

use std::collections::HashSet;

use common::{Violation, date, parts, span};
use kenes_proto::{
    registry::{AnnualFigure, NgoActivity, NgoProfile, Organization},
    types::ErrorReason as Reason,
};

const FIGURES: &str = "organization.ngo_profile.figures";
const ACTIVITY: &str = "organization.ngo_profile.activity";
const ACTIVITIES: &str = "organization.ngo_profile.activities";

/// How an NGO was judged from one day to another, as tables hold days: a last day of 0 is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Judged {
    pub(crate) status: i32,
    pub(crate) first_day: i64,
    pub(crate) last_day: i64,
}

/// What must hold of a profile that is written over `present`, on a day written `yyyymmdd`.
pub(crate) fn check(present: &NgoProfile, new: &NgoProfile, today: i64) -> Vec<Violation> {
    let mut wrong = check_figures(&present.figures, &new.figures, today);
    for (at, one) in all(new) {
        let field = format!("{at}.since_date");
        wrong.extend(span::come_date(&field, one.since_date.as_ref(), today));
    }
    for (n, pair) in new.activities.windows(2).enumerate() {
        let [before, after] = [&pair[0], &pair[1]].map(day);
        if after <= before {
            let field = format!("{ACTIVITIES}[{}].since_date", n + 1);
            let say = "give the judgements by their days, oldest first, one a day; only the first may lack its day";
            wrong.push(Violation::new(field, Reason::DatesInvalid, say));
        }
    }
    let both = new.activities != present.activities && new.activity != present.activity;
    if both
        && !new.activities.is_empty()
        && new.activity.is_some()
        && new.activity.as_ref() != new.activities.last()
    {
        let say = "leave it out: it is the last of activities";
        wrong.push(Violation::new(ACTIVITY, Reason::FieldInvalid, say));
    }
    wrong
}

/// Figures go by year, each year and source once; one that was not there before has a number, a source and a year that has come.
fn check_figures(present: &[AnnualFigure], new: &[AnnualFigure], today: i64) -> Vec<Violation> {
    let (mut wrong, mut seen) = (Vec::new(), HashSet::new());
    for (n, figure) in new.iter().enumerate() {
        let at = format!("{FIGURES}[{n}]");
        if n > 0 && figure.year < new[n - 1].year {
            let say = "give the years in order, oldest first";
            let field = format!("{at}.year");
            wrong.push(Violation::new(field, Reason::FieldInvalid, say));
        }
        let source = figure.source.as_ref();
        let key = source.map(|source| (source.uri.as_str(), source.note.trim()));
        if !seen.insert((figure.year, key)) {
            let say = "this source has a figure of this year already; give one of each";
            wrong.push(Violation::new(at.as_str(), Reason::FieldInvalid, say));
        }
        let field = format!("{at}.source");
        if present.contains(figure) {
            wrong.extend(parts::source(&field, source));
            continue;
        }
        wrong.extend(parts::require_source(&field, source));
        if figure.employees.is_none() && figure.citizens_served.is_none() {
            let say = "say how many it employed, or how many citizens it served";
            wrong.push(Violation::new(at.as_str(), Reason::FieldInvalid, say));
        }
        let this_year = today / 10_000;
        if i64::from(figure.year) > this_year {
            let say = format!("give this year, {this_year}, or one before it");
            let field = format!("{at}.year");
            wrong.push(Violation::new(field, Reason::DatesInvalid, say));
        }
    }
    wrong
}

/// What is wrong with figures and judgements of before an organization was founded. What was there before is asked again only
/// where the founding date changes.
pub(crate) fn check_founded(present: &Organization, new: &Organization) -> Vec<Violation> {
    let Some(founded) = &new.founding_date else {
        return Vec::new();
    };
    let (none, moved) = (
        NgoProfile::default(),
        present.founding_date != new.founding_date,
    );
    let before = present.ngo_profile.as_ref().unwrap_or(&none);
    let profile = new.ngo_profile.as_ref().unwrap_or(&none);
    let mut wrong = Vec::new();
    for (n, figure) in profile.figures.iter().enumerate() {
        if figure.year < founded.year && (moved || !before.figures.contains(figure)) {
            let say = format!(
                "give {}, the year of its founding, or a later one",
                founded.year
            );
            let field = format!("{FIGURES}[{n}].year");
            wrong.push(Violation::new(field, Reason::DatesInvalid, say));
        }
    }
    for (at, judged) in all(profile) {
        if moved || !judgements(before).contains(judged) {
            let (field, since) = (format!("{at}.since_date"), judged.since_date.as_ref());
            wrong.extend(date::not_before(&field, since, ("founding", Some(founded))));
        }
    }
    wrong
}

/// The judgements as they are written, each with its field.
fn all(profile: &NgoProfile) -> impl Iterator<Item = (String, &NgoActivity)> {
    let single = profile
        .activity
        .iter()
        .map(|one| (ACTIVITY.to_owned(), one));
    let list = profile.activities.iter().enumerate();
    single.chain(list.map(|(n, one)| (format!("{ACTIVITIES}[{n}]"), one)))
}

/// Makes the single judgement the last of the list. Who writes only the single one adds to the list, or takes the last away.
pub(crate) fn settle(present: &NgoProfile, new: &mut NgoProfile) {
    if new.activities == present.activities {
        new.activities = judgements(present).to_vec();
        match &new.activity {
            same if *same == present.activity => {}
            None => drop(new.activities.pop()),
            Some(one) => {
                let at = new
                    .activities
                    .partition_point(|other| day(other) < day(one));
                match new.activities.get_mut(at) {
                    Some(other) if day(other) == day(one) => other.clone_from(one),
                    _ => new.activities.insert(at, one.clone()),
                }
            }
        }
    } else if new.activities.is_empty() {
        new.activities.extend(new.activity.clone());
    }
    new.activity = new.activities.last().cloned();
}

/// How it was judged, by days, as long as it was not dissolved. A judgement without a day counts on none.
pub(crate) fn judged(organization: &Organization) -> Vec<Judged> {
    let dissolved = date::earliest(organization.dissolution_date.as_ref());
    let last_day = organization.dissolution_date.as_ref().map(date::day_before);
    let last_day = date::upper(last_day.as_ref());
    let all = organization
        .ngo_profile
        .as_ref()
        .map_or(&[][..], judgements);
    let next = all.iter().skip(1).map(Some).chain([None]);
    all.iter()
        .zip(next)
        .filter(|(one, _)| day(one) != 0)
        .map(|(one, next)| Judged {
            status: one.status,
            first_day: day(one),
            last_day: next
                .and_then(|next| next.since_date.as_ref())
                .map_or(0, |since| date::upper(Some(&date::day_before(since)))),
        })
        .filter(|judged| dissolved == 0 || judged.first_day < dissolved)
        .map(|judged| match judged.last_day {
            0 => Judged { last_day, ..judged },
            last if dissolved != 0 => Judged {
                last_day: last.min(last_day),
                ..judged
            },
            _ => judged,
        })
        .collect()
}

/// The judgements; of a profile that was written before there was a list of them, the single one.
pub(crate) fn judgements(profile: &NgoProfile) -> &[NgoActivity] {
    match profile.activities.as_slice() {
        [] => profile.activity.as_slice(),
        list => list,
    }
}

/// The first day of a judgement, 0 where nobody says.
fn day(activity: &NgoActivity) -> i64 {
    date::earliest(activity.since_date.as_ref())
}

#[cfg(test)]
mod tests;
