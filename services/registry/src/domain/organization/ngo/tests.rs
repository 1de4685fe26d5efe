//! What an NGO may say of itself, and on which days.

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
        employees: Some(3),
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
fn a_figure_says_something_of_a_year_that_has_come() {
    let none = NgoProfile::default();
    let silent = AnnualFigure {
        employees: None,
        ..figure(2005, "a")
    };
    let bad = figures(&[silent.clone(), figure(2027, "a")]);
    let said = [
        format!("FIELD_INVALID {FIGURES}[0]"),
        format!("DATES_INVALID {FIGURES}[1].year"),
    ];
    assert_eq!(fields(&none, &bad), said);
    assert!(fields(&bad, &bad).is_empty(), "what was there stays");
    let served = AnnualFigure {
        citizens_served: Some(0),
        ..silent
    };
    let good = figures(&[served, figure(2026, "a")]);
    assert!(fields(&none, &good).is_empty());
}

#[test]
fn nothing_is_of_before_the_founding() {
    let of = |founded: &str, profile: NgoProfile| Organization {
        founding_date: date::parse(founded),
        ngo_profile: Some(profile),
        ..Default::default()
    };
    let wrong = |present: &Organization, new: &Organization| {
        let found = check_founded(present, new).into_iter();
        found.map(|v| v.field).collect::<Vec<_>>()
    };
    let profile = NgoProfile {
        figures: vec![figure(2004, "a"), figure(2005, "a")],
        ..list(&[
            one(Status::Unknown, ""),
            one(Status::Active, "2005-02"),
            one(Status::Passive, "2005-03"),
        ])
    };
    let none = Organization::default();
    let said = [
        format!("{FIGURES}[0].year"),
        format!("{ACTIVITIES}[1].since_date"),
    ];
    let young = of("2005-03-01", profile.clone());
    assert_eq!(wrong(&none, &young), said);
    assert!(wrong(&none, &of("", profile.clone())).is_empty());
    assert!(wrong(&none, &of("2004", profile.clone())).is_empty());
    assert!(wrong(&young, &young).is_empty(), "what was there stays");
    let old = of("2004", profile);
    assert_eq!(wrong(&old, &young), said, "the founding is corrected");
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
    let of = |ngo: &NgoProfile, dissolved: &str| Organization {
        ngo_profile: Some(ngo.clone()),
        dissolution_date: date::parse(dissolved),
        ..Default::default()
    };
    assert_eq!(
        judged(&of(&all, "")),
        [
            span(Status::Active, 2005_01_01, 2006_02_28),
            span(Status::Passive, 2006_03_01, 0)
        ]
    );
    let old = single(Some(one(Status::Active, "2005-06")));
    assert_eq!(judged(&of(&old, "")), [span(Status::Active, 2005_06_01, 0)]);
    for (dissolved, left) in [
        ("2005-01-01", vec![]),
        (
            "2006-01-01",
            vec![span(Status::Active, 2005_01_01, 2005_12_31)],
        ),
        (
            "2007-01-01",
            vec![
                span(Status::Active, 2005_01_01, 2006_02_28),
                span(Status::Passive, 2006_03_01, 2006_12_31),
            ],
        ),
    ] {
        assert_eq!(judged(&of(&all, dissolved)), left, "{dissolved}");
    }
}
