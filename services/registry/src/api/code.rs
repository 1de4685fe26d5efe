//! What is decided when reference data are written.

use common::{
    Error,
    context::Context,
    resource::{self, Family},
    store::Tx,
};
use kenes_proto::registry as pb;

use crate::{
    domain::code as rules,
    store::code::{self, Codes},
};

/// Ties are followed this far; a longer chain is a mistake in the data.
const LONGEST_CHAIN: usize = 100;

/// What one code says of another.
type Tie = fn(&pb::Code) -> &str;

impl Family for Codes {
    fn before_write(
        tx: &mut dyn Tx,
        _: &Context,
        _: Option<&pb::Code>,
        code: &mut pb::Code,
    ) -> Result<(), Error> {
        rules::check(code)?;
        rules::check_required(code)?;
        let ties: [(&str, Tie); 2] = [
            ("code.successor", |c| &c.successor),
            ("code.parent_code", |c| &c.parent_code),
        ];
        for (field, tie) in ties {
            let next = tie(code);
            if next.is_empty() {
                continue;
            }
            resource::referred::<Codes>(tx, field, next)?;
            let chain = code::chain(tx, next, tie, LONGEST_CHAIN)?;
            rules::check_tie(field, &code.name, &chain)?;
        }
        Ok(())
    }
}
