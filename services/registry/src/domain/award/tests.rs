//! What the rules of awards accept and refuse.

use common::{date, money};
use kenes_proto::gtype::LocalizedText;

use super::*;

const TODAY: Date = Date {
    year: 2026,
    month: 5,
    day: 25,
};

fn kzt(units: i64) -> Money {
    money::of_hundredths(units * 100, "KZT")
}

fn why() -> Vec<LocalizedText> {
    vec![LocalizedText {
        text: "It serves three villages.".into(),
        language_code: "en".into(),
    }]
}

fn chosen() -> pb::Award {
    pb::Award {
        name: "tenders/t/awards/a".into(),
        application: "tenders/t/applications/x".into(),
        value: Some(kzt(400)),
        award_date: date::parse("2026-05-20"),
        ..Default::default()
    }
}

/// A tender of 1,000 that closed on 10 May.
fn terms() -> Terms {
    Terms {
        limits: vec![Limit {
            of: "tenders/t".into(),
            value: Some(kzt(1_000)),
            awarded: 0,
        }],
        closed: date::parse("2026-05-10"),
        has_applications: true,
        ..Default::default()
    }
}

fn wrong(award: &pb::Award, terms: &Terms) -> Vec<String> {
    let found = check(award, terms, &TODAY).into_iter();
    found.map(|v| format!("{} {}", v.field, v.reason)).collect()
}

#[test]
fn what_goes_beyond_the_value_is_explained() {
    let value = |units: i64, awarded: i64| {
        let mut terms = terms();
        terms.limits[0].awarded = awarded * 100;
        let award = pb::Award {
            value: Some(kzt(units)),
            ..chosen()
        };
        let explained = pb::Award {
            reasons: why(),
            ..award.clone()
        };
        assert!(wrong(&explained, &terms).is_empty());
        wrong(&award, &terms)
    };
    assert!(value(1_000, 0).is_empty());
    assert_eq!(value(1_001, 0), ["award.reasons AWARD_ABOVE_VALUE"]);
    assert!(value(400, 600).is_empty());
    assert_eq!(value(401, 600), ["award.reasons AWARD_ABOVE_VALUE"]);
}

#[test]
fn the_value_of_the_lot_counts_too() {
    let mut terms = terms();
    terms.limits.push(Limit {
        of: "lot-1 of tenders/t".into(),
        value: Some(kzt(300)),
        awarded: 0,
    });
    assert_eq!(
        wrong(&chosen(), &terms),
        ["award.reasons AWARD_ABOVE_VALUE"]
    );
    terms.limits[1].value = None;
    assert!(wrong(&chosen(), &terms).is_empty());
}

#[test]
fn more_than_was_asked_for_is_explained_and_at_cost_it_is_never_given() {
    let mut terms = Terms {
        asked: Some(kzt(399)),
        ..terms()
    };
    let explained = pb::Award {
        reasons: why(),
        ..chosen()
    };
    let bare = ["award.reasons AWARD_ABOVE_VALUE"];
    assert_eq!(wrong(&chosen(), &terms), bare);
    assert!(wrong(&explained, &terms).is_empty());
    terms.at_cost = true;
    let never = ["award.value AWARD_ABOVE_VALUE"];
    assert_eq!(wrong(&chosen(), &terms), never);
    assert_eq!(wrong(&explained, &terms), never);
    terms.asked = Some(kzt(400));
    assert!(wrong(&chosen(), &terms).is_empty());
}

#[test]
fn nobody_wins_its_own_order() {
    let mut award = chosen();
    award.supplier = "organizations/ministry".into();
    let terms = Terms {
        buyer: award.supplier.clone(),
        ..terms()
    };
    assert_eq!(wrong(&award, &terms), ["award.supplier FIELD_INVALID"]);
}

#[test]
fn another_than_the_best_ranked_is_explained() {
    let mut terms = terms();
    let explained = pb::Award {
        reasons: why(),
        ..chosen()
    };
    let better = Doubt::Better("tenders/t/applications/y".into());
    for doubt in [better, Doubt::Unscored] {
        terms.doubt = Some(doubt);
        assert_eq!(wrong(&chosen(), &terms), ["award.reasons AWARD_NOT_BEST"]);
        assert!(wrong(&explained, &terms).is_empty());
    }
}

#[test]
fn an_award_is_made_between_the_closing_and_today() {
    for (day, good) in [
        ("2026-05-10", true),
        ("2026-05-25", true),
        ("2026-05-09", false),
        ("2026-05-26", false),
        ("2026-05", false),
    ] {
        let award = pb::Award {
            award_date: date::parse(day),
            ..chosen()
        };
        let expected: &[&str] = match good {
            true => &[],
            false => &["award.award_date DATES_INVALID"],
        };
        assert_eq!(wrong(&award, &terms()), expected, "{day}");
    }
}

#[test]
fn amounts_are_in_the_currency_of_the_tender() {
    let award = pb::Award {
        value: Some(money::of_hundredths(100, "USD")),
        ..chosen()
    };
    assert_eq!(
        wrong(&award, &terms()),
        ["award.value.currency_code CURRENCY_MISMATCH"]
    );
}

#[test]
fn an_award_without_an_application_says_whose_it_is_and_where_that_is_from() {
    let mut award = chosen();
    award.application.clear();
    assert_eq!(wrong(&award, &terms()), ["award.application FIELD_INVALID"]);
    award.recorded_from_source = true;
    let past = Terms {
        has_applications: false,
        ..terms()
    };
    let missing = [
        "award.supplier FIELD_INVALID",
        "award.sources SOURCE_MISSING",
    ];
    assert_eq!(wrong(&award, &past), missing);
    award.supplier = "organizations/ngo".into();
    award.sources.push(kenes_proto::types::Source {
        note: "Ministry, 2004".into(),
        ..Default::default()
    });
    assert!(wrong(&award, &past).is_empty());
    // Who has applications names the one that won.
    let applied = ["award.recorded_from_source FIELD_INVALID"];
    assert_eq!(wrong(&award, &terms()), applied);
}

#[test]
fn the_application_says_whose_the_award_is() {
    let application = pb::Application {
        name: "tenders/t/applications/x".into(),
        applicant: "organizations/ngo".into(),
        lot: "lot-1".into(),
        ..Default::default()
    };
    let mut award = chosen();
    assert!(follow(&mut award, &application).is_empty());
    assert_eq!(
        (award.supplier.as_str(), award.lot.as_str()),
        ("organizations/ngo", "lot-1")
    );
    award.supplier = "organizations/other".into();
    award.lot = "lot-2".into();
    let fields = |found: Vec<Violation>| found.into_iter().map(|v| v.field).collect::<Vec<_>>();
    assert_eq!(
        fields(follow(&mut award, &application)),
        ["award.supplier", "award.lot"]
    );
    let elsewhere = pb::Application {
        name: "tenders/u/applications/x".into(),
        ..application
    };
    assert_eq!(
        fields(follow(&mut award, &elsewhere)),
        ["award.application"]
    );
}

#[test]
fn an_award_in_force_is_cancelled_and_a_proposal_is_unsuccessful() {
    let request = pb::CancelAwardRequest {
        reasons: why(),
        ..Default::default()
    };
    for (from, to) in [
        (State::Pending, State::Unsuccessful),
        (State::Active, State::Cancelled),
    ] {
        let mut award = chosen();
        award.set_state(from);
        cancel(&mut award, &request, TODAY).expect("cancelled");
        assert_eq!((award.state(), award.cancel_date), (to, Some(TODAY)));
        let again = cancel(&mut award, &request, TODAY).map_err(|e| e.reason());
        assert_eq!(again, Err(Reason::StateTransitionForbidden));
    }
    let mut award = chosen();
    award.set_state(State::Active);
    let early = pb::CancelAwardRequest {
        cancel_date: date::parse("2026-05-19"),
        ..request
    };
    let refusal = cancel(&mut award, &early, TODAY).map_err(|e| e.reason());
    assert_eq!(refusal, Err(Reason::DatesInvalid));
    assert_eq!(award.state(), State::Active, "nothing half done");
}

#[test]
fn a_tender_is_awarded_once_it_or_each_lot_has_an_award() {
    let lot = |id: &str| pb::Lot {
        lot_id: id.into(),
        ..Default::default()
    };
    let state = |lots: &[&str], from: TenderState, awarded: &[&str]| {
        let mut tender = pb::Tender {
            lots: lots.iter().map(|id| lot(id)).collect(),
            announce_time: Some(date::timestamp(1)),
            ..Default::default()
        };
        tender.set_state(from);
        let awarded: Vec<String> = awarded.iter().map(|id| (*id).to_owned()).collect();
        state_of(&tender, &awarded)
    };
    let (open, done) = (TenderState::Evaluating, TenderState::Awarded);
    assert_eq!(state(&[], open, &[]), open);
    assert_eq!(state(&[], open, &[""]), done);
    assert_eq!(state(&["a", "b"], open, &["a"]), open);
    assert_eq!(state(&["a", "b"], open, &["a", "b"]), done);
    assert_eq!(state(&["a", "b"], done, &["a"]), open);
    let failed = |lots: &[&str], awarded: &[&str]| {
        let mut tender = pb::Tender {
            lots: vec![lot("a"), lot("b")],
            ..Default::default()
        };
        tender.set_state(open);
        for id in lots {
            tender.lot_failures.push(pb::LotFailure {
                lot: (*id).into(),
                ..Default::default()
            });
        }
        let awarded: Vec<String> = awarded.iter().map(|id| (*id).to_owned()).collect();
        (
            state_of(&tender, &awarded),
            tender::lot::settled(&tender, &awarded),
        )
    };
    assert_eq!(failed(&["a"], &[]), (open, None), "b is open");
    assert_eq!(failed(&["a"], &["b"]), (done, Some(done)));
    let none = (open, Some(TenderState::Failed));
    assert_eq!(failed(&["a", "b"], &[]), none, "an award ends nothing so");
    let mut past = pb::Tender::default();
    past.set_state(done);
    let before = state_of(&past, &[]);
    assert_eq!(before, TenderState::Draft, "it was never announced here");
}

#[test]
fn a_source_says_whose_an_award_is_where_the_tender_was_not_held_here() {
    use TenderState::{Announced, Awarded, Draft, Evaluating, Failed};

    let takes = |recorded_from_source, archive| {
        let award = pb::Award {
            recorded_from_source,
            ..Default::default()
        };
        let taking = [Draft, Announced, Evaluating, Awarded, Failed].into_iter();
        taking
            .filter(|state| {
                let mut tender = pb::Tender {
                    archive,
                    ..Default::default()
                };
                tender.set_state(*state);
                check_tender(&tender, &award, 0).is_ok()
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(takes(false, false), [Evaluating, Awarded]);
    assert_eq!(takes(false, true), [Evaluating, Awarded]);
    assert_eq!(takes(true, false), [Draft, Awarded]);
    assert_eq!(takes(true, true), [Draft, Evaluating, Awarded]);
}

#[test]
fn a_source_names_no_winner_before_the_end_of_the_submission() {
    let mut tender = pb::Tender {
        submission_end_time: Some(date::timestamp(10)),
        ..Default::default()
    };
    tender.set_state(TenderState::Draft);
    let award = pb::Award {
        recorded_from_source: true,
        ..Default::default()
    };
    let taken = |now| check_tender(&tender, &award, now).map_err(|e| e.reason());
    assert_eq!(taken(9), Err(Reason::StateTransitionForbidden));
    assert_eq!(taken(10), Ok(()));
}
