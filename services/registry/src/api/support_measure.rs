//! What is decided when it is written what was received under a programme.

use common::{
    Error,
    context::Context,
    date, names,
    resource::{self, Family},
    store::Tx,
};
use kenes_proto::registry as pb;

use super::{
    reference::{check_codes, refer},
    support_program::check_receipt,
};
use crate::{
    domain::{period::Period, support_measure as rules, support_program, support_sum},
    store::{
        organization::Organizations, support_measure::SupportMeasures,
        support_program::SupportPrograms, support_sum as sums,
    },
};

impl Family for SupportMeasures {
    fn before_write(
        tx: &mut dyn Tx,
        context: &Context,
        present: Option<&pb::SupportMeasure>,
        measure: &mut pb::SupportMeasure,
    ) -> Result<(), Error> {
        let program = resource::get::<SupportPrograms>(tx, names::parent(&measure.name))?;
        let today = date::local_number(context.now);
        let mut wrong = rules::check(measure, today);
        let name = measure.recipient.as_str();
        let recipient = refer::<Organizations>(tx, "support_measure.recipient", name, &mut wrong)?;
        let start = measure.start_date.as_ref();
        let day = Period::of(start, measure.end_date.as_ref()).nearest(today);
        let known = present.map_or_else(Vec::new, rules::codes);
        wrong.extend(check_codes(tx, &known, rules::codes(measure), day)?);
        // What was recorded is not asked again: the recipient may have changed since.
        let received = |one: &pb::SupportMeasure| (one.recipient.clone(), one.start_date);
        if present.is_some_and(|present| received(present) == received(measure)) {
            return Error::check(wrong);
        }
        let field = "support_measure.start_date";
        wrong.extend(support_program::check_day(field, start, Some(&program)));
        Error::check(wrong)?;
        check_receipt(recipient.as_ref(), start, Some(&program))
    }

    fn after_write(
        tx: &mut dyn Tx,
        _: &Context,
        present: Option<&pb::SupportMeasure>,
        written: &pb::SupportMeasure,
    ) -> Result<(), Error> {
        let before = present.map(support_sum::of_measure);
        sums::count(tx, before, &support_sum::of_measure(written))
    }
}
