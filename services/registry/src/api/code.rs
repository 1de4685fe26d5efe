//! What is decided when reference data are written, and whether codes may be used.

use common::{
    Error,
    context::Context,
    date, parts,
    resource::{self, Family},
    span,
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
        before: Option<&pb::Code>,
        code: &mut pb::Code,
    ) -> Result<(), Error> {
        rules::check(code)?;
        rules::check_required(code)?;
        rules::check_wider(before, code)?;
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

pub(super) fn verify(
    tx: &mut dyn Tx,
    context: &Context,
    request: &pb::VerifyCodesRequest,
) -> Result<pb::VerifyCodesResponse, Error> {
    let (use_date, place) = (request.use_date.as_ref(), request.place.as_ref());
    let mut wrong = parts::place("place", place);
    wrong.extend(span::whole_date("use_date", use_date));
    let day = use_date.map_or_else(
        || date::local_number(context.now),
        |day| date::lower(Some(day)),
    );
    wrong.extend(code::check_place(tx, "place", place, day)?);
    for (n, class) in request.classifications.iter().enumerate() {
        let field = format!("classifications[{n}]");
        wrong.extend(code::check_class(tx, &field, class, day)?);
    }
    for (n, used) in request.codes.iter().enumerate() {
        let field = format!("codes[{n}].code");
        wrong.extend(code::check(tx, field, &used.scheme, &used.code, day)?);
    }
    Error::check(wrong)?;
    Ok(pb::VerifyCodesResponse::default())
}
