//! Which rule is in effect, whatever the order in which they come.

use super::*;
use crate::domain::fixtures::{day, rule};

fn found(rules: &[PeriodRule], bodies: &Bodies, on: &str) -> Option<String> {
    let found = in_effect(rules, bodies, &day(on));
    let mut turned = rules.to_vec();
    turned.reverse();
    assert_eq!(found, in_effect(&turned, bodies, &day(on)), "in any order");
    found.map(|rule| rule.name.replace("periodRules/", ""))
}

#[test]
fn the_most_specific_rule_comes_first_and_one_is_always_found_the_same() {
    let plain = |name: &str| rule(name, Unit::CalendarDay, 30);
    let rules = [
        plain("b-all"),
        plain("a-all"),
        PeriodRule {
            asking_form_code: "public-council".into(),
            ..plain("council")
        },
        PeriodRule {
            body_form_code: "ministry".into(),
            ..plain("ministry")
        },
        PeriodRule {
            body_form_code: "ministry".into(),
            asking_form_code: "public-council".into(),
            ..plain("both")
        },
        PeriodRule {
            body: "//registry.kenes/organizations/m".into(),
            ..plain("body")
        },
    ];
    let bodies = |body: &str, form: &str, asking: &str| Bodies {
        body: format!("//registry.kenes/organizations/{body}"),
        form: form.into(),
        asking_form: asking.into(),
    };
    for (asked, expected) in [
        (bodies("x", "", ""), "a-all"),
        (bodies("x", "", "public-council"), "council"),
        (bodies("x", "ministry", ""), "ministry"),
        (bodies("x", "ministry", "public-council"), "both"),
        (bodies("m", "ministry", "public-council"), "body"),
    ] {
        assert_eq!(
            found(&rules, &asked, "2026-05-25").as_deref(),
            Some(expected)
        );
    }
    assert_eq!(found(&rules[2..], &bodies("x", "", ""), "2026-05-25"), None);
}

#[test]
fn a_rule_is_in_effect_from_its_first_day_to_its_last() {
    let dated = |name: &str, from: &str, until: &str| PeriodRule {
        valid_from_date: date::parse(from),
        valid_until_date: date::parse(until),
        ..rule(name, Unit::Month, 1)
    };
    let rules = [
        dated("old", "2016-01-01", "2026-06-30"),
        dated("new", "2026-07-01", ""),
        dated("newer", "2026-09-01", ""),
    ];
    let on = |day: &str| found(&rules, &Bodies::default(), day);
    assert_eq!(on("2015-12-31"), None);
    for (day, expected) in [
        ("2016-01-01", "old"),
        ("2026-06-30", "old"),
        ("2026-07-01", "new"),
        ("2026-09-01", "newer"),
    ] {
        assert_eq!(on(day).as_deref(), Some(expected), "{day}");
    }
}

#[test]
fn a_rule_has_one_body_or_a_form_whole_days_in_order_and_a_source() {
    check(&rule("good", Unit::Month, 120)).expect("good");
    let mut bad = rule("bad", Unit::Month, 121);
    bad.body = "//registry.kenes/organizations/m".into();
    bad.body_form_code = "ministry".into();
    bad.valid_from_date = date::parse("2026-07-02");
    bad.valid_until_date = date::parse("2026-07-01");
    bad.texts.clear();
    bad.sources.clear();
    let refusal = check(&bad).expect_err("wrong");
    let fields: Vec<_> = refusal.fields().iter().map(|v| v.field.as_str()).collect();
    let expected = [
        "body_form_code",
        "length",
        "valid_until_date",
        "texts",
        "sources",
    ];
    assert_eq!(fields, expected.map(|name| format!("period_rule.{name}")));
}
