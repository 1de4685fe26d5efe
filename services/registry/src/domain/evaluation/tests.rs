//! What the rules of evaluations accept and refuse.

use common::date;
use kenes_proto::gtype::LocalizedText;

use super::*;

/// What a case makes of what is good.
type Change = fn(&mut pb::Evaluation);

const TODAY: Date = Date {
    year: 2026,
    month: 5,
    day: 25,
};

#[test]
fn a_contract_is_evaluated_after_its_end_by_another_than_the_supplier() {
    let mut contract = pb::Contract {
        name: "contracts/c".into(),
        supplier: "organizations/ngo".into(),
        close_date: date::parse("2026-05-01"),
        ..Default::default()
    };
    for (state, good) in [
        (ContractState::Pending, false),
        (ContractState::Active, false),
        (ContractState::Completed, true),
        (ContractState::Terminated, true),
        (ContractState::Cancelled, false),
    ] {
        contract.set_state(state);
        assert_eq!(check_ended(&contract).is_ok(), good);
    }
    let good = pb::Evaluation {
        evaluator: "organizations/council".into(),
        evaluate_date: date::parse("2026-05-10"),
        results: vec![LocalizedText {
            text: "It served 120 people.".into(),
            language_code: "en".into(),
        }],
        ..Default::default()
    };
    let wrong = |change: fn(&mut pb::Evaluation)| {
        let mut evaluation = good.clone();
        change(&mut evaluation);
        let found = check(&evaluation, &contract, &TODAY).into_iter();
        found.map(|v| v.field).collect::<Vec<_>>()
    };
    assert!(wrong(|_| ()).is_empty());
    let cases: [(Change, &str); 4] = [
        (
            |e| e.evaluator = "organizations/ngo".into(),
            "evaluation.evaluator",
        ),
        (
            |e| e.evaluate_date = date::parse("2026-04-30"),
            "evaluation.evaluate_date",
        ),
        (|e| e.results.clear(), "evaluation.results"),
        (
            |e| e.scores.push(pb::EvaluationScore::default()),
            "evaluation.scores[0].titles",
        ),
    ];
    for (change, field) in cases {
        assert_eq!(wrong(change), [field]);
    }
}
