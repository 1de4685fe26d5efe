//! The rules of memberships, without a store.

use std::slice;

use kenes_proto::registry::{BodyProfile, StatePeriod, organization::Kind};

use super::{
    fit::{barred, voice},
    *,
};

fn day(text: &str) -> Option<Date> {
    date::parse(text)
}

fn of(start: &str, end: &str) -> pb::Membership {
    pb::Membership {
        name: "organizations/o/memberships/m".into(),
        member: Some(Member::MemberPerson("persons/p".into())),
        start_date: day(start),
        end_date: day(end),
        ..Default::default()
    }
}

fn organization(kind: Kind) -> Organization {
    Organization {
        name: "organizations/o".into(),
        kind: kind.into(),
        ..Default::default()
    }
}

fn reasons(wrong: &[Violation]) -> Vec<(&str, &str)> {
    wrong
        .iter()
        .map(|v| (v.field.as_str(), v.reason.as_str()))
        .collect()
}

#[test]
fn the_state_is_told_by_the_dates() {
    let state = |start, end, today| {
        let mut membership = of(start, end);
        render(&mut membership, today);
        membership.state()
    };
    assert_eq!(state("", "", 2006_05_01), State::Proposed);
    assert_eq!(state("", "2005", 2006_05_01), State::Proposed);
    assert_eq!(state("2006-05-02", "", 2006_05_01), State::Proposed);
    assert_eq!(state("2006-05-01", "", 2006_05_01), State::Active);
    assert_eq!(state("2006-05", "2006-05-01", 2006_05_01), State::Active);
    assert_eq!(state("2006", "2006", 2006_12_31), State::Active);
    assert_eq!(state("2006", "2006", 2007_01_01), State::Ended);
}

#[test]
fn what_is_wrong_is_said_all_at_once() {
    let membership = pb::Membership {
        post: "organizations/other/posts/chair".into(),
        end_reason_code: "resigned".into(),
        start_date: Some(Date {
            year: 2006,
            month: 2,
            day: 30,
        }),
        basis: Some(Document {
            publish_date: Some(Date {
                year: 0,
                month: 1,
                day: 1,
            }),
            ..Default::default()
        }),
        sources: vec![kenes_proto::types::Source::default()],
        ..Default::default()
    };
    let wrong = check("organizations/o", &membership);
    assert_eq!(
        reasons(&wrong),
        [
            ("membership.start_date", "DATES_INVALID"),
            ("membership.end_reason_code", "FIELD_INVALID"),
            ("membership.post", "FIELD_INVALID"),
            ("membership.basis.publish_date", "DATES_INVALID"),
            ("membership.sources[0]", "FIELD_INVALID"),
        ]
    );
    assert!(check("organizations/o", &of("2005", "2005")).is_empty());
    assert_eq!(
        reasons(&check("organizations/o", &of("2005", "2004"))),
        [("membership.end_date", "DATES_INVALID")]
    );
}

#[test]
fn the_state_joins_no_association_and_nobody_joins_the_state() {
    use Kind::{Association, ConsultativeBody, Ngo, Other, StateBody};
    let all = [Ngo, Association, ConsultativeBody, StateBody, Other];
    for joined in all {
        for member in all {
            let never = joined == StateBody
                || joined == Association && matches!(member, StateBody | ConsultativeBody);
            assert_eq!(
                barred(joined, member).is_some(),
                never,
                "{member:?} in {joined:?}"
            );
        }
    }
}

#[test]
fn who_speaks_is_the_nominator_or_else_the_member() {
    let mut ties = Ties {
        organization: organization(Kind::ConsultativeBody),
        member: None,
        nominator: None,
        post: None,
    };
    assert_eq!(voice(&ties), None);
    ties.member = Some(organization(Kind::StateBody));
    assert_eq!(voice(&ties), Some(Kind::StateBody));
    ties.nominator = Some(organization(Kind::Ngo));
    assert_eq!(voice(&ties), Some(Kind::Ngo));
}

#[test]
fn a_seat_with_a_quota_names_the_field_to_mend() {
    let mut ties = Ties {
        organization: organization(Kind::ConsultativeBody),
        member: None,
        nominator: None,
        post: Some(pb::Post {
            name: "organizations/o/posts/p".into(),
            start_date: day("2006"),
            end_date: day("2010"),
            quota: pb::post::SeatQuota::Ngo.into(),
            ..Default::default()
        }),
    };
    assert_eq!(
        reasons(&fits(&of("2005", "2011"), &ties)),
        [
            ("membership.on_behalf_of", "NOMINATOR_MISMATCH"),
            ("membership.start_date", "DATES_INVALID"),
            ("membership.end_date", "DATES_INVALID"),
        ]
    );
    ties.nominator = Some(organization(Kind::Association));
    assert!(fits(&of("2006", "2010"), &ties).is_empty());
    assert!(fits(&of("", ""), &ties).is_empty(), "no days yet");
}

#[test]
fn only_a_suspension_or_the_end_is_in_the_way() {
    let period = |state: OrganizationState, start: &str, end: &str| StatePeriod {
        state: state.into(),
        start_date: day(start),
        end_date: day(end),
        ..Default::default()
    };
    let mut ngo = organization(Kind::Ngo);
    ngo.state_periods = vec![
        period(OrganizationState::Active, "2001", "2002-12-31"),
        period(OrganizationState::Suspended, "2003-01-01", "2003-12-31"),
        period(OrganizationState::Active, "2004-01-01", "2010-12-31"),
        period(OrganizationState::Dissolved, "2011-01-01", ""),
    ];
    for (day, good) in [
        (2000_01_01, true),
        (2002_12_31, true),
        (2003_01_01, false),
        (2004_01_01, true),
        (2011_01_01, false),
    ] {
        let outcome = check_active_on([&ngo], day);
        assert_eq!(outcome.is_ok(), good, "{day}");
        if let Err(error) = outcome {
            assert_eq!(error.reason(), Reason::OrganizationNotActive);
        }
    }
}

#[test]
fn a_body_counts_members_and_a_post_its_holders() {
    let held = |member: &str, post: &str| Held {
        member: member.into(),
        post: post.into(),
        period: Period::ALWAYS,
        ngo: false,
    };
    let all = [held("a", "chair"), held("a", "seat"), held("b", "seat")];
    let mut body = organization(Kind::ConsultativeBody);
    assert!(
        room_in_body(&body, &all, Period::ALWAYS).is_ok(),
        "no limit"
    );
    let mut seats = |n| {
        body.body_profile = Some(BodyProfile {
            seat_count: n,
            ..Default::default()
        });
        room_in_body(&body, &all, Period::ALWAYS)
    };
    assert!(seats(2).is_ok());
    let error = seats(1).expect_err("a and b");
    assert_eq!(error.reason(), Reason::SeatAlreadyHeld);
    let post = |n| pb::Post {
        name: "seat".into(),
        holder_limit: n,
        ..Default::default()
    };
    assert!(room_in_post(&post(2), &all, Period::ALWAYS).is_ok());
    assert!(room_in_post(&post(1), &all, Period::ALWAYS).is_err());
}

#[test]
fn seats_kept_for_ngos_are_not_taken_by_others() {
    let held = |member: &str, ngo, first, last| Held {
        member: member.into(),
        post: String::new(),
        period: Period::stored(first, last),
        ngo,
    };
    let mut body = organization(Kind::ConsultativeBody);
    body.body_profile = Some(BodyProfile {
        seat_count: 3,
        ngo_seat_minimum: 2,
        ..Default::default()
    });
    let fits = |all: &[Held]| room_for_others(&body, all, Period::ALWAYS).map_err(|e| e.reason());
    let state = held("ministry", false, 2006_01_01, 2006_12_31);
    let ngos = [held("a", true, 0, 0), held("b", true, 0, 0)];
    assert_eq!(fits(&[&ngos[..], slice::from_ref(&state)].concat()), Ok(()));
    let next = held("akimat", false, 2007_01_01, 0);
    assert_eq!(fits(&[state.clone(), next]), Ok(()), "one after the other");
    let met = held("akimat", false, 2006_12_31, 0);
    assert_eq!(fits(&[state, met]), Err(Reason::SeatsKeptForNgos));
}

#[test]
fn only_what_runs_can_be_ended() {
    let ended = |mut membership: pb::Membership, on: &str| {
        let wish = End {
            last_day: day(on),
            reason_code: String::new(),
            basis: None,
        };
        end(&mut membership, wish, 2006_05_01).map(|()| membership.end_date)
    };
    let reason = |outcome: Result<_, Error>| outcome.map_err(|e| e.reason());
    assert_eq!(reason(ended(of("2005", ""), "2006-04")), Ok(day("2006-04")));
    assert_eq!(
        reason(ended(of("2005", "2006-05-01"), "2007")),
        Ok(day("2007"))
    );
    assert_eq!(
        reason(ended(of("2005", ""), "2004-12-31")),
        Err(Reason::DatesInvalid)
    );
    assert_eq!(
        reason(ended(of("2005", "2006-04-30"), "2006-05-01")),
        Err(Reason::StateTransitionForbidden)
    );
    assert_eq!(
        reason(ended(of("", ""), "2006-05-01")),
        Err(Reason::StateTransitionForbidden)
    );
}
