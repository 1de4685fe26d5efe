//! What is decided when evaluations of contracts are written.

use common::{
    Error,
    context::Context,
    date, names,
    resource::{self, Family},
    store::Tx,
};
use kenes_proto::registry as pb;

use super::reference::refer;
use crate::{
    domain::evaluation as rules,
    store::{contract::Contracts, evaluation::Evaluations, organization::Organizations},
};

impl Family for Evaluations {
    fn before_write(
        tx: &mut dyn Tx,
        context: &Context,
        present: Option<&pb::Evaluation>,
        evaluation: &mut pb::Evaluation,
    ) -> Result<(), Error> {
        let contract = resource::get::<Contracts>(tx, names::parent(&evaluation.name))?;
        rules::check_ended(&contract)?;
        let today = date::local_day(context.now);
        let before = present.and_then(|present| present.evaluate_date);
        let day = evaluation.evaluate_date.or(before).unwrap_or(today);
        evaluation.evaluate_date = Some(day);
        let mut wrong = rules::check(evaluation, &contract, &today);
        let field = "evaluation.evaluator";
        refer::<Organizations>(tx, field, &evaluation.evaluator, &mut wrong)?;
        Error::check(wrong)
    }
}
