//! What is decided when grants are written.

use common::{Error, context::Context, date, resource::Family, store::Tx};
use kenes_proto::registry as pb;

use super::{
    reference::refer,
    support_program::{check_receipt, refer_party},
};
use crate::{
    domain::{grant as rules, support_sum},
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
        let (field, kind) = ("grant.funder_kind_code", &grant.funder_kind_code);
        wrong.extend(code::check(tx, field, "funder-kinds", kind, day)?);
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
        Error::check(wrong)?;
        check_receipt(recipient.as_ref(), awarded, program.as_ref())
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
