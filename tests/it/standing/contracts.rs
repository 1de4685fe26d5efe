//! Standing tells which contracts with the state an organization held on a day.

use common::date;
use kenes_proto::registry as pb;

use crate::{
    awarding::{Awarding, TENDER, kzt},
    roll::{day, org},
    world::{World, ask, en},
};

/// The contracts that the first NGO held on a day.
async fn held(it: &mut Awarding, on: &str) -> Vec<pb::StateContract> {
    let request = pb::VerifyStandingRequest {
        subject: "demo|first".into(),
        organization: org("first"),
        as_of_time: date::parse_time(&format!("{on}T12:00:00+05:00")).map(date::timestamp),
        ..Default::default()
    };
    let answer = it.roll.standing.verify_standing(request).await;
    answer.expect("an answer").into_inner().contracts_with_state
}

#[tokio::test]
async fn held_a_state_contract_on_that_day() {
    let world = World::with_starter().await;
    let mut it = Awarding::contracted(&world).await;
    assert_eq!(held(&mut it, "2026-05-31").await, []);
    let found = held(&mut it, "2026-06-01").await;
    let [contract] = found.as_slice() else {
        panic!("{found:?}");
    };
    assert_eq!(
        [&contract.contract, &contract.buyer],
        ["contracts/c", "organizations/ministry"]
    );
    assert_eq!(
        (contract.sign_date, contract.end_date),
        (day("2026-06-01"), day("2026-12-31"))
    );
    let end = pb::CompleteContractRequest {
        name: "contracts/c".into(),
        close_date: day("2026-06-03"),
        ..Default::default()
    };
    let ended = it.contracts.complete_contract(ask(end)).await;
    ended.expect("completed");
    for (on, expected) in [
        ("2026-05-31", 0),
        ("2026-06-01", 1),
        ("2026-06-03", 1),
        ("2026-06-04", 0),
    ] {
        assert_eq!(held(&mut it, on).await.len(), expected, "{on}");
    }
}

#[tokio::test]
async fn a_contract_with_another_than_the_state_is_none() {
    let world = World::with_starter().await;
    let mut it = Awarding::empty(&world).await;
    let fund = pb::Organization {
        kind: pb::organization::Kind::Other.into(),
        sector_code: "business".into(),
        ..Default::default()
    };
    it.roll.organization("fund", fund).await;
    let tender = pb::Tender {
        buyer: org("fund"),
        ..crate::awarding::past_tender()
    };
    it.tender("t", tender).await;
    let award = pb::Award {
        supplier: org("first"),
        value: kzt(400),
        award_date: day("2004-05-20"),
        recorded_from_source: true,
        sources: crate::awarding::source(),
        reasons: en("As its owners wished."),
        ..Default::default()
    };
    it.propose("a", award).await.expect("recorded");
    it.confirm("a").await.expect("confirmed");
    let contract = pb::Contract {
        award: format!("{TENDER}/awards/a"),
        value: kzt(400),
        ..Default::default()
    };
    it.draw_up("c", contract).await.expect("drawn up");
    it.sign("c", "2004-06-01").await.expect("signed");
    assert_eq!(held(&mut it, "2004-06-02").await, []);
}
