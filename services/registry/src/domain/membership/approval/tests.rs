//! Which approval of a seat counts, case by case.

use kenes_proto::registry::{
    BodyProfile, StatePeriod,
    membership::{Member, State as Phase},
};

use super::*;
use crate::domain::membership::render;

const TODAY: Date = Date {
    year: 2026,
    month: 9,
    day: 1,
};

fn day(text: &str) -> Option<Date> {
    date::parse(text)
}

fn body(approval_required: bool) -> Organization {
    Organization {
        name: "organizations/chamber".into(),
        body_profile: Some(BodyProfile {
            approver: "organizations/kurultai".into(),
            approval_required,
            ..Default::default()
        }),
        ..Default::default()
    }
}

/// An organization that was in being from one day to the day before another.
fn lived(name: &str, founded: &str, last: &str, dissolved: &str) -> Organization {
    let period = |state: State, start, end| StatePeriod {
        state: state.into(),
        start_date: day(start),
        end_date: day(end),
        ..Default::default()
    };
    let mut periods = vec![period(State::Active, founded, last)];
    if !dissolved.is_empty() {
        periods.push(period(State::Dissolved, dissolved, ""));
    }
    Organization {
        name: format!("organizations/{name}"),
        founding_date: day(founded),
        state_periods: periods,
        ..Default::default()
    }
}

fn majilis() -> Organization {
    lived("majilis", "1996-01-30", "2026-06-30", "2026-07-01")
}

fn kurultai() -> Organization {
    lived("kurultai", "2026-07-01", "", "")
}

fn line() -> [String; 2] {
    ["organizations/kurultai", "organizations/majilis"].map(str::to_owned)
}

fn seat(start: &str, approved_by: &str, approval: &str) -> pb::Membership {
    let by = match approved_by {
        "" => String::new(),
        id => format!("organizations/{id}"),
    };
    pb::Membership {
        name: "organizations/chamber/memberships/m".into(),
        member: Some(Member::MemberPerson("persons/p".into())),
        start_date: day(start),
        approved_by: by,
        approval_date: day(approval),
        ..Default::default()
    }
}

#[test]
fn only_the_approver_approves_and_only_while_it_is_in_being() {
    let ministry = lived("ministry", "", "", "");
    for (by, organization, on, judgement) in [
        ("", None, "", Judgement::Missing),
        ("majilis", Some(majilis()), "", Judgement::Missing),
        ("majilis", Some(majilis()), "2026-02-01", Judgement::Given),
        ("majilis", Some(majilis()), "2026-06-30", Judgement::Given),
        ("majilis", Some(majilis()), "2026-07-01", Judgement::Void),
        ("majilis", Some(majilis()), "1995", Judgement::Void),
        ("kurultai", Some(kurultai()), "2026-06-30", Judgement::Void),
        ("kurultai", Some(kurultai()), "2026-07-01", Judgement::Given),
        (
            "ministry",
            Some(ministry.clone()),
            "2026-02-01",
            Judgement::ByAnother,
        ),
    ] {
        let seat = seat("2026-02-02", by, on);
        let judged = |required| judge(&seat, &body(required), &line(), organization.as_ref());
        assert_eq!(judged(true), judgement, "{by} on {on}");
        assert_eq!(judged(false), Judgement::Unspecified, "nobody asks");
    }
}

#[test]
fn a_seat_counts_from_its_approval_or_its_first_day_whichever_is_later() {
    let first = |start, approval, judgement: Judgement| {
        let mut seat = seat(start, "majilis", approval);
        seat.set_approval(judgement);
        counted(&seat).map(|days| days.first)
    };
    for (start, approval, expected) in [
        ("2026-02-02", "2026-01-15", 2026_02_02),
        ("2026-02-02", "2026-03-01", 2026_03_01),
        ("2026", "2026-03", 2026_03_01),
    ] {
        assert_eq!(first(start, approval, Judgement::Given), Some(expected));
    }
    let start = "2026-02-02";
    assert_eq!(
        first(start, "2026-03-01", Judgement::Unspecified),
        Some(2026_02_02)
    );
    for judgement in [Judgement::Missing, Judgement::ByAnother, Judgement::Void] {
        assert_eq!(first(start, "2026-03-01", judgement), None);
    }
    assert_eq!(first("", "2026-03-01", Judgement::Given), None, "not begun");
    let mut late = seat("2026-02-02", "majilis", "2026-03-01");
    late.end_date = day("2026-02-28");
    late.set_approval(Judgement::Given);
    assert_eq!(counted(&late), None, "approved when it was over");
}

#[test]
fn a_seat_without_its_approval_is_proposed() {
    let state = |judgement: Judgement, today| {
        let mut seat = seat("2026-02-02", "majilis", "2026-03-01");
        seat.set_approval(judgement);
        render(&mut seat, today);
        seat.state()
    };
    let (active, proposed) = (Phase::Active, Phase::Proposed);
    assert_eq!(state(Judgement::Unspecified, 2026_02_02), active);
    assert_eq!(state(Judgement::Given, 2026_02_28), proposed);
    assert_eq!(state(Judgement::Given, 2026_03_01), active);
    assert_eq!(state(Judgement::Missing, 2026_03_01), proposed);
}

#[test]
fn an_approval_that_is_none_is_refused_with_what_is_true() {
    let approved = |seat: &mut pb::Membership, by: &Organization, on: &str| {
        let approval = Approval {
            by: by.name.clone(),
            day: day(on).expect("a day"),
            act: None,
        };
        approve(seat, approval, &body(true), &line(), by, TODAY)
            .map_err(|error| (error.reason(), error.message().to_owned()))
    };
    let mut new = seat("2026-02-02", "", "");
    let (reason, text) = approved(&mut new, &majilis(), "2026-08-01").expect_err("dissolved");
    assert_eq!(reason, Reason::OrganizationNotActive);
    assert!(text.contains("was dissolved on 1 July 2026"), "{text}");
    let (reason, text) = approved(&mut new, &kurultai(), "2026-06-01").expect_err("not yet");
    assert_eq!(reason, Reason::OrganizationNotActive);
    assert!(
        text.contains("was not founded before 1 July 2026"),
        "{text}"
    );
    let ministry = lived("ministry", "", "", "");
    let (reason, _) = approved(&mut new, &ministry, "2026-06-01").expect_err("another");
    assert_eq!(reason, Reason::ApproverMismatch);
    let (reason, _) = approved(&mut new, &kurultai(), "2026-09-02").expect_err("ahead");
    assert_eq!(reason, Reason::DatesInvalid);
    assert_eq!(new, seat("2026-02-02", "", ""), "nothing half done");
    approved(&mut new, &majilis(), "2026-06-30").expect("on its last day");
    assert_eq!(new, seat("2026-02-02", "majilis", "2026-06-30"));
    new.set_approval(Judgement::Given);
    let (reason, _) = approved(&mut new, &majilis(), "2026-06-30").expect_err("twice");
    assert_eq!(reason, Reason::StateTransitionForbidden);
}

#[test]
fn an_approval_says_by_whom() {
    let fields = |seat: &pb::Membership| {
        let wrong = check(seat).into_iter();
        wrong.map(|v| v.field).collect::<Vec<_>>()
    };
    assert!(fields(&seat("2026", "majilis", "2026")).is_empty());
    assert!(
        fields(&seat("2026", "majilis", "")).is_empty(),
        "as long as nobody knows the day"
    );
    let mut alone = seat("2026", "", "2026");
    alone.approval_act = Some(Document::default());
    assert_eq!(
        fields(&alone),
        ["membership.approval_date", "membership.approval_act"]
    );
}
