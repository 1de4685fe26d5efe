//! Tenders by themselves: what fits together, and how one goes on.

use common::date;
use kenes_proto::{
    gtype::{LocalizedText, Money},
    registry::{CommissionMember, Criterion, Lot},
};

use super::{commission, state, *};

const NOW: i64 = 1_779_710_400_000_000;
const DAY: i64 = 24 * 3600 * 1_000_000;

fn en(text: &str) -> Vec<LocalizedText> {
    vec![LocalizedText {
        text: text.into(),
        language_code: "en".into(),
    }]
}

fn tenge(units: i64) -> Money {
    money::of_hundredths(units * 100, "KZT")
}

fn tender() -> pb::Tender {
    let criterion = |id: &str, weight| Criterion {
        criterion_id: id.into(),
        titles: en(id),
        weight,
        max_points: 10,
    };
    let mut tender = pb::Tender {
        name: "tenders/t".into(),
        titles: en("A tender"),
        form_code: "social-order".into(),
        value: Some(tenge(100)),
        criteria: vec![criterion("need", 60), criterion("cost", 40)],
        commission_members: vec![CommissionMember {
            person: "persons/p".into(),
            on_behalf_of: "organizations/own".into(),
            ..Default::default()
        }],
        submission_start_time: Some(date::timestamp(NOW)),
        submission_end_time: Some(date::timestamp(NOW + DAY)),
        opening_time: Some(date::timestamp(NOW + 2 * DAY)),
        ..Default::default()
    };
    begin(&mut tender);
    tender
}

fn announced() -> pb::Tender {
    let mut tender = tender();
    state::announce(&mut tender, &pb::AnnounceTenderRequest::default(), NOW).expect("whole");
    tender
}

fn fields(wrong: Vec<Violation>) -> Vec<String> {
    wrong.into_iter().map(|fault| fault.field).collect()
}

#[test]
fn weights_are_a_whole_and_ids_are_there_once() {
    assert!(check(&tender()).is_empty());
    let mut bad = tender();
    bad.criteria[0].weight = 61;
    bad.criteria[1].criterion_id = "need".into();
    let expected = ["tender.criteria[1].criterion_id", "tender.criteria"];
    assert_eq!(fields(check(&bad)), expected);
}

#[test]
fn lots_are_worth_no_more_than_the_tender() {
    let lot = |id: &str, units| Lot {
        lot_id: id.into(),
        titles: en(id),
        value: Some(tenge(units)),
        ..Default::default()
    };
    let with = |lots| pb::Tender { lots, ..tender() };
    assert!(check(&with(vec![lot("a", 60), lot("b", 40)])).is_empty());
    let greedy = with(vec![lot("a", 60), lot("b", 41)]);
    assert_eq!(fields(check(&greedy)), ["tender.lots"]);
    let twice = with(vec![lot("a", 1), lot("a", 1)]);
    assert_eq!(fields(check(&twice)), ["tender.lots[1].lot_id"]);
}

#[test]
fn the_times_of_a_tender_are_in_order() {
    let at = |start: i64, end: i64, opening: i64| {
        let mut tender = tender();
        tender.submission_start_time = Some(date::timestamp(start));
        tender.submission_end_time = Some(date::timestamp(end));
        tender.opening_time = Some(date::timestamp(opening));
        fields(check(&tender))
    };
    assert!(at(1, 2, 2).is_empty());
    assert_eq!(at(2, 1, 3), ["tender.submission_end_time"]);
    assert_eq!(at(1, 3, 2), ["tender.opening_time"]);
}

#[test]
fn it_takes_applications_from_its_start_until_before_its_end() {
    let open = |tender: &pb::Tender, now| state::check_submission(tender, true, now).is_ok();
    let announced = announced();
    for (now, expected) in [
        (NOW - 1, false),
        (NOW, true),
        (NOW + DAY - 1, true),
        (NOW + DAY, false),
    ] {
        assert_eq!(open(&announced, now), expected, "{}", now - NOW);
        assert!(!open(&tender(), now), "a draft never");
    }
}

#[test]
fn an_archive_is_evaluated_at_once_and_took_applications_in_its_time() {
    let mut old = pb::Tender {
        archive: true,
        value: None,
        criteria: Vec::new(),
        commission_members: Vec::new(),
        ..tender()
    };
    let early = state::check_submission(&old, true, NOW).map_err(|e| e.reason());
    assert_eq!(early, Err(Reason::TenderNotOpen), "a draft takes none");
    let later = NOW + 9 * DAY;
    state::announce(&mut old, &pb::AnnounceTenderRequest::default(), later).expect("its times");
    assert_eq!(old.state(), State::Evaluating);
    assert_eq!(old.open_time, Some(date::timestamp(later)));
    assert!(
        state::check_due(&old, later).is_err(),
        "nothing in it is sealed"
    );
    let took = |moment| state::check_submission(&old, true, moment).is_ok();
    let moments = [NOW - 1, NOW, NOW + DAY - 1, NOW + DAY];
    assert_eq!(moments.map(took), [false, true, true, false]);
    let mut timeless = pb::Tender {
        archive: true,
        opening_time: None,
        ..tender()
    };
    let refusal = state::announce(&mut timeless, &pb::AnnounceTenderRequest::default(), later);
    let reason = refusal.map_err(|e| e.reason());
    assert_eq!(reason, Err(Reason::TenderIncomplete));
}

#[test]
fn it_is_opened_at_its_time_once() {
    let mut early = announced();
    let due =
        |tender: &pb::Tender, now| state::check_due(tender, now).map_err(|error| error.reason());
    let sealed = Err(Reason::ApplicationsSealed);
    assert_eq!(due(&early, NOW + 2 * DAY - 1), sealed);
    assert_eq!(due(&early, NOW + 2 * DAY), Ok(()));
    state::open(&mut early, NOW + 2 * DAY);
    assert_eq!(early.state(), State::Evaluating);
    let again = Err(Reason::StateTransitionForbidden);
    assert_eq!(due(&early, NOW + 3 * DAY), again);
}

#[test]
fn only_so_many_changes_are_kept() {
    let mut tender = announced();
    tender.amendments = vec![pb::TenderAmendment::default(); 100];
    let request = pb::ExtendTenderRequest {
        submission_end_time: Some(date::timestamp(NOW + 5 * DAY)),
        reasons: en("A holiday"),
        ..Default::default()
    };
    let refusal = state::extend(&mut tender, &request, NOW).expect_err("too many");
    assert_eq!(refusal.reason(), Reason::StateTransitionForbidden);
}

#[test]
fn an_interest_is_declared_or_follows_from_whom_a_member_sits_there_for() {
    let of = |applicant: &str| pb::Application {
        name: "tenders/t/applications/a".into(),
        applicant: applicant.into(),
        ..Default::default()
    };
    let free = |tender: &pb::Tender, person: &str, applicant: &str| {
        commission::check_free(tender, person, &of(applicant)).map_err(|error| error.reason())
    };
    let mut tender = announced();
    assert_eq!(free(&tender, "persons/p", "organizations/x"), Ok(()));
    let conflict = Err(Reason::ConflictOfInterest);
    assert_eq!(free(&tender, "persons/p", "organizations/own"), conflict);
    let stranger = free(&tender, "persons/q", "organizations/x");
    assert_eq!(stranger, Err(Reason::NotACommissionMember));
    let request = pb::DeclareConflictRequest {
        person: "persons/p".into(),
        applicant: "organizations/x".into(),
        reasons: en("A relative"),
        ..Default::default()
    };
    commission::declare(&mut tender, &request, NOW).expect("declared");
    assert_eq!(free(&tender, "persons/p", "organizations/x"), conflict);
    assert_eq!(free(&tender, "persons/p", "organizations/y"), Ok(()));
}
