//! What is decided when grants are written.

use common::{Error, context::Context, date, resource::Family, store::Tx};
use kenes_proto::registry as pb;

use super::{
    reference::{check_codes, refer},
    support_program::{check_receipt, refer_party},
};
use crate::{
    domain::{grant as rules, support_program, support_sum},
    store::{
        code, grant::Grants, organization::Organizations, support_program::SupportPrograms,
        support_sum as sums,
    },
};

impl Family for Grants {
    fn before_write(
        tx: &mut dyn Tx,
        context: &Context,
        present: Option<&pb::Grant>,
        grant: &mut pb::Grant,
    ) -> Result<(), Error> {
        let mut wrong = rules::check(grant, date::local_number(context.now));
        refer_party(tx, "grant.funder", grant.funder.as_ref(), &mut wrong)?;
        let name = grant.recipient.as_str();
        let recipient = refer::<Organizations>(tx, "grant.recipient", name, &mut wrong)?;
        let name = grant.support_program.as_str();
        let program = refer::<SupportPrograms>(tx, "grant.support_program", name, &mut wrong)?;
        let awarded = grant.award_date.as_ref();
        let day = date::earliest(awarded);
        let known = present.map_or_else(Vec::new, rules::codes);
        wrong.extend(check_codes(tx, &known, rules::codes(grant), day)?);
        let place = grant.beneficiary_place.as_ref();
        if present.is_none_or(|present| present.beneficiary_place.as_ref() != place) {
            // Regions that a grant names are those of the day on which it is written.
            let today = date::local_number(context.now);
            wrong.extend(code::check_place(
                tx,
                "grant.beneficiary_place",
                place,
                today,
            )?);
        }
        // What was recorded is not asked again: the recipient may have changed since.
        let received = |one: &pb::Grant| {
            let (recipient, program) = (one.recipient.clone(), one.support_program.clone());
            (recipient, program, one.award_date)
        };
        if present.is_some_and(|present| received(present) == received(grant)) {
            return Error::check(wrong);
        }
        let (field, program) = ("grant.award_date", program.as_ref());
        wrong.extend(support_program::check_day(field, awarded, program));
        Error::check(wrong)?;
        check_receipt(recipient.as_ref(), awarded, program)
    }

    fn after_write(
        tx: &mut dyn Tx,
        _: &Context,
        present: Option<&pb::Grant>,
        written: &pb::Grant,
    ) -> Result<(), Error> {
        let before = present.map(support_sum::of_grant);
        sums::count(tx, before, &support_sum::of_grant(written))
    }
}
