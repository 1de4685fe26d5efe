//! Rules of evaluations: who judges the result of a contract, and when.

use common::{Error, Violation, parts, span, text};
use kenes_proto::{
    gtype::Date,
    registry::{self as pb, contract::State as ContractState},
    types::ErrorReason as Reason,
};

use super::{contract, tender::MAX_TEXT};

const MAX_TITLE: usize = 500;

/// Refuses to evaluate a contract that has not ended.
pub(crate) fn check_ended(contract: &pb::Contract) -> Result<(), Error> {
    let ended = [ContractState::Completed, ContractState::Terminated];
    contract::require(contract, &ended, "be evaluated")
}

/// What must hold of an evaluation of `contract`, which has ended.
pub(crate) fn check(
    evaluation: &pb::Evaluation,
    contract: &pb::Contract,
    today: &Date,
) -> Vec<Violation> {
    let results = &evaluation.results;
    let mut wrong = text::check("evaluation.results", results, MAX_TEXT, true);
    if evaluation.evaluator == contract.supplier {
        let say = "name another than the supplier: nobody evaluates its own work";
        wrong.push(Violation::new(
            "evaluation.evaluator",
            Reason::FieldInvalid,
            say,
        ));
    }
    let ended = ("end of the contract", contract.close_date.as_ref());
    let day = evaluation.evaluate_date.as_ref();
    let field = "evaluation.evaluate_date";
    wrong.extend(span::past_date_from(field, ended, day, today));
    for (n, score) in evaluation.scores.iter().enumerate() {
        let field = format!("evaluation.scores[{n}].titles");
        wrong.extend(text::check(&field, &score.titles, MAX_TITLE, true));
    }
    let report = evaluation.report.as_ref();
    wrong.extend(parts::document("evaluation.report", report));
    wrong.extend(parts::sources("evaluation.sources", &evaluation.sources));
    wrong
}

#[cfg(test)]
mod tests;
