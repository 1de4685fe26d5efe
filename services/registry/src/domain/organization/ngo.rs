//! Rules of the profile of an NGO: its figures by year and source, and how it was judged on which days.

use std::collections::HashSet;

use common::{Violation, date, parts, span};
use kenes_proto::{
    registry::{AnnualFigure, NgoActivity, NgoProfile},
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
    let mut wrong = check_figures(&present.figures, &new.figures);
    let single = new.activity.iter().map(|one| (ACTIVITY.to_owned(), one));
    let list = new.activities.iter().enumerate();
    let list = list.map(|(n, one)| (format!("{ACTIVITIES}[{n}]"), one));
    for (at, one) in single.chain(list) {
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

/// Figures go by year, each year and source once; one that was not there before has a source.
fn check_figures(present: &[AnnualFigure], new: &[AnnualFigure]) -> Vec<Violation> {
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
        wrong.extend(match present.contains(figure) {
            true => parts::source(&field, source),
            false => parts::require_source(&field, source),
        });
    }
    wrong
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

/// How it was judged, by days. A judgement without a day counts on none.
pub(crate) fn judged(profile: &NgoProfile) -> Vec<Judged> {
    let all = judgements(profile);
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
mod tests {
    use kenes_proto::{registry::ngo_activity::Status, types::Source};

    use super::*;

    const TODAY: i64 = 2026_05_25;

    fn one(status: Status, since: &str) -> NgoActivity {
        NgoActivity {
            status: status.into(),
            since_date: date::parse(since),
            ..Default::default()
        }
    }

    fn list(activities: &[NgoActivity]) -> NgoProfile {
        NgoProfile {
            activities: activities.to_vec(),
            ..Default::default()
        }
    }

    fn single(activity: Option<NgoActivity>) -> NgoProfile {
        NgoProfile {
            activity,
            ..Default::default()
        }
    }

    fn fields(present: &NgoProfile, new: &NgoProfile) -> Vec<String> {
        let wrong = check(present, new, TODAY).into_iter();
        wrong.map(|v| format!("{} {}", v.reason, v.field)).collect()
    }

    fn figure(year: i32, note: &str) -> AnnualFigure {
        AnnualFigure {
            year,
            source: (!note.is_empty()).then(|| Source {
                note: note.into(),
                ..Default::default()
            }),
            ..Default::default()
        }
    }

    fn figures(figures: &[AnnualFigure]) -> NgoProfile {
        NgoProfile {
            figures: figures.to_vec(),
            ..Default::default()
        }
    }

    #[test]
    fn figures_go_by_year_each_source_once() {
        let none = NgoProfile::default();
        let good = [figure(2004, "a"), figure(2004, "b"), figure(2006, "a")];
        assert!(fields(&none, &figures(&good)).is_empty());
        let bad = [figure(2006, "a"), figure(2006, " a "), figure(2005, "a")];
        assert_eq!(
            fields(&none, &figures(&bad)),
            [
                format!("FIELD_INVALID {FIGURES}[1]"),
                format!("FIELD_INVALID {FIGURES}[2].year")
            ]
        );
    }

    #[test]
    fn a_new_figure_has_a_source_and_an_old_one_stays() {
        let old = figures(&[figure(2004, "")]);
        assert!(fields(&old, &old).is_empty());
        let more = figures(&[figure(2004, ""), figure(2005, ""), figure(2006, " ")]);
        assert_eq!(
            fields(&old, &more),
            [
                format!("SOURCE_MISSING {FIGURES}[1].source"),
                format!("FIELD_INVALID {FIGURES}[2].source")
            ]
        );
        let mut changed = old.clone();
        changed.figures[0].employees = Some(7);
        assert_eq!(
            fields(&old, &changed),
            [format!("SOURCE_MISSING {FIGURES}[0].source")]
        );
    }

    #[test]
    fn judgements_go_by_day_and_have_come() {
        let none = NgoProfile::default();
        let good = [
            one(Status::Unknown, ""),
            one(Status::Active, "2005"),
            one(Status::Passive, "2005-03"),
        ];
        assert!(fields(&none, &list(&good)).is_empty());
        let bad = [
            one(Status::Active, "2005"),
            one(Status::Passive, "2005-01-01"),
            one(Status::Active, ""),
            one(Status::Active, "2026-05-26"),
        ];
        let at = |n| format!("DATES_INVALID {ACTIVITIES}[{n}].since_date");
        let mut found = fields(&none, &list(&bad));
        found.sort();
        assert_eq!(found, [at(1), at(2), at(3)]);
        let contradicts = NgoProfile {
            activity: Some(one(Status::Active, "2004")),
            ..list(&good)
        };
        assert_eq!(
            fields(&none, &contradicts),
            [format!("FIELD_INVALID {ACTIVITY}")]
        );
    }

    #[test]
    fn the_single_judgement_is_the_last_and_adds_to_the_list() {
        let settled = |present: &NgoProfile, mut new: NgoProfile| {
            settle(present, &mut new);
            assert_eq!(new.activity.as_ref(), new.activities.last());
            new.activities
        };
        let [active, passive] = [one(Status::Active, "2005"), one(Status::Passive, "2007")];
        let both = [active.clone(), passive.clone()];
        let none = NgoProfile::default();
        // Who writes the list, and who writes only the single one.
        assert_eq!(settled(&none, list(&both)), both);
        let first = settled(&none, single(Some(active.clone())));
        assert_eq!(first, std::slice::from_ref(&active));
        let mut present = list(&first);
        present.activity = Some(active.clone());
        let with = |activity| NgoProfile {
            activity,
            ..present.clone()
        };
        assert_eq!(settled(&present, with(Some(passive.clone()))), both);
        let corrected = one(Status::Unknown, "2005-01-01");
        assert_eq!(
            settled(&present, with(Some(corrected.clone()))),
            [corrected]
        );
        assert_eq!(settled(&present, with(None)), []);
        assert_eq!(settled(&present, present.clone()), first);
        // What was written before there was a list.
        let old = single(Some(active.clone()));
        assert_eq!(settled(&old, old.clone()), first);
        assert_eq!(settled(&old, single(Some(passive))), both);
    }

    #[test]
    fn a_judgement_holds_until_the_next() {
        let all = list(&[
            one(Status::Unknown, ""),
            one(Status::Active, "2005"),
            one(Status::Passive, "2006-03-01"),
        ]);
        let span = |status: Status, first_day, last_day| Judged {
            status: status.into(),
            first_day,
            last_day,
        };
        assert_eq!(
            judged(&all),
            [
                span(Status::Active, 2005_01_01, 2006_02_28),
                span(Status::Passive, 2006_03_01, 0)
            ]
        );
        let old = single(Some(one(Status::Active, "2005-06")));
        assert_eq!(judged(&old), [span(Status::Active, 2005_06_01, 0)]);
    }
}
