//! What is decided when privileges are written.

use common::{Error, context::Context, date, resource::Family, store::Tx};
use kenes_proto::registry as pb;

use crate::{
    domain::{classification::GROUPS, period::Period, privilege as rules},
    store::{code, privilege::Privileges},
};

impl Family for Privileges {
    fn before_write(
        tx: &mut dyn Tx,
        context: &Context,
        _: Option<&pb::Privilege>,
        privilege: &mut pb::Privilege,
    ) -> Result<(), Error> {
        let mut wrong = rules::check(privilege);
        let days = Period::of(privilege.start_date.as_ref(), privilege.end_date.as_ref());
        let day = days.nearest(date::local_number(context.now));
        let (field, kind) = ("privilege.kind_code", &privilege.kind_code);
        wrong.extend(code::check(tx, field, "privilege-kinds", kind, day)?);
        for (list, scheme, codes) in [
            (
                "legal_form_codes",
                "legal-forms",
                &privilege.legal_form_codes,
            ),
            ("group_codes", GROUPS, &privilege.group_codes),
        ] {
            for (n, used) in codes.iter().enumerate() {
                let field = format!("privilege.{list}[{n}]");
                wrong.extend(code::check(tx, field, scheme, used, day)?);
            }
        }
        Error::check(wrong)
    }
}
