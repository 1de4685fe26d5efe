//! How much support there was: the kept sums, put together as they are asked for.

use common::{Error, context::Context, store::Tx};
use kenes_proto::{registry as pb, types::ErrorReason as Reason};

use crate::{
    domain::support_sum::{self as rules, GRANTS, MEASURES},
    store::support_sum as sums,
};

/// The most sums that an answer is put together from.
const MOST: usize = 10_000;

pub(super) fn summarize(
    tx: &mut dyn Tx,
    _: &Context,
    request: &pb::SummarizeSupportRequest,
) -> Result<pb::SummarizeSupportResponse, Error> {
    let (first, last) = (request.start_year, request.end_year);
    if last != 0 && last < first {
        let say = format!("give a year that is not before {first}");
        return Err(Error::invalid(Reason::DatesInvalid, "end_year", say));
    }
    let years = (first, if last == 0 { i32::MAX } else { last });
    let group_by: Vec<_> = request.group_by().collect();
    let mut totals = |subject: &str| {
        let sums = sums::sums(tx, subject, years, MOST + 1)?;
        if sums.len() <= MOST {
            return Ok(rules::totals(sums, &group_by));
        }
        let say = format!("ask for fewer years: these have more than {MOST} sums of {subject}");
        Err(Error::invalid(Reason::FieldInvalid, "start_year", say))
    };
    Ok(pb::SummarizeSupportResponse {
        grants: totals(GRANTS)?,
        measures: totals(MEASURES)?,
    })
}
