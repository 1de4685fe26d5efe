//! What is decided when a session sums up the commitments of a former one. What it wrote down is never written again.

use common::{
    Error,
    context::Context,
    date, names,
    resource::{self, Family},
    store::Tx,
};
use kenes_proto::consultation as pb;

use crate::{
    domain::commitment_summary as rules,
    store::{
        commitment::{self, Commitments},
        commitment_summary::CommitmentSummaries,
        hearing::Hearings,
    },
};

impl Family for CommitmentSummaries {
    fn before_write(
        tx: &mut dyn Tx,
        context: &Context,
        _: Option<&pb::CommitmentSummary>,
        summary: &mut pb::CommitmentSummary,
    ) -> Result<(), Error> {
        let today = date::local_day(context.now);
        let session = resource::get::<Hearings>(tx, names::parent(&summary.name))?;
        let (field, name) = ("commitment_summary.former_hearing", &summary.former_hearing);
        let former = resource::referred::<Hearings>(tx, field, name)?;
        rules::begin(summary, &session, today);
        rules::check(summary, &session, &former, context.now)?;
        let day = date::lower(summary.as_of_date.as_ref());
        let most = i64::try_from(rules::MOST).unwrap_or(i64::MAX);
        let names = commitment::of_hearing(tx, &former.name, day, most + 1)?;
        if names.len() > rules::MOST {
            return Err(rules::too_many(&former.name));
        }
        let found = names
            .iter()
            .map(|name| resource::get::<Commitments>(tx, name));
        let commitments = found.collect::<Result<Vec<_>, _>>()?;
        rules::fill(summary, &commitments);
        Ok(())
    }
}
