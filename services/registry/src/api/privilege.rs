//! What is decided when privileges are written.

use common::{Error, context::Context, date, resource::Family, store::Tx};
use kenes_proto::registry as pb;

use super::reference::check_codes;
use crate::{
    domain::{period::Period, privilege as rules},
    store::privilege::Privileges,
};

impl Family for Privileges {
    fn before_write(
        tx: &mut dyn Tx,
        context: &Context,
        present: Option<&pb::Privilege>,
        privilege: &mut pb::Privilege,
    ) -> Result<(), Error> {
        let mut wrong = rules::check(privilege);
        let days = Period::of(privilege.start_date.as_ref(), privilege.end_date.as_ref());
        let day = days.nearest(date::local_number(context.now));
        let known = present.map_or_else(Vec::new, rules::codes);
        wrong.extend(check_codes(tx, &known, rules::codes(privilege), day)?);
        Error::check(wrong)
    }
}
