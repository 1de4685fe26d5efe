//! What is decided when commitments are written, and that the bodies which are to carry them out are there.

use common::{
    Error,
    context::Context,
    date,
    resource::{self, Family},
    store::Tx,
};
use kenes_proto::{consultation as pb, gtype::Date, types::ErrorReason as Reason};

use super::{Api, being, changed, reference};
use crate::{
    domain::{commitment as rules, commitment_origin::Origin, commitment_state, progress_report},
    store::{
        commitment::Commitments, decision::Decisions, policy_document::PolicyDocuments,
        progress_report as reports, recommendation::Recommendations, response::Responses,
    },
};

impl Family for Commitments {
    fn before_write(
        tx: &mut dyn Tx,
        context: &Context,
        present: Option<&pb::Commitment>,
        commitment: &mut pb::Commitment,
    ) -> Result<(), Error> {
        let today = date::local_number(context.now);
        match present {
            None => {
                let origin = origin(tx, &commitment.origin)?;
                commitment.commit_date = commitment.commit_date.or_else(|| origin.day());
                rules::check(commitment, today)?;
                origin.check(commitment.point)?;
                rules::check_taken(commitment)?;
                origin.check_day(commitment.commit_date.as_ref())?;
            }
            Some(present) => {
                commitment.commit_date = commitment.commit_date.or(present.commit_date);
                rules::check(commitment, today)?;
                let (told, valued) = reports::told(tx, &present.name)?;
                rules::check_update(present, commitment, told)?;
                progress_report::check_indicator(present, commitment, valued)?;
                if commitment.commit_date != present.commit_date {
                    let origin = origin(tx, &commitment.origin)?;
                    origin.check_day(commitment.commit_date.as_ref())?;
                }
            }
        }
        let known = present.map_or(&[][..], |present| &present.draft_laws);
        reference::draft_laws(tx, "commitment.draft_laws", &commitment.draft_laws, known)
    }
}

pub(super) fn supersede(
    tx: &mut dyn Tx,
    context: &Context,
    request: &pb::SupersedeCommitmentRequest,
) -> Result<pb::Commitment, Error> {
    resource::change::<Commitments>(tx, context, request, |tx, commitment| {
        let by = resource::referred::<Commitments>(tx, "superseded_by", &request.superseded_by)?;
        commitment_state::supersede(commitment, &by, request, context.now)
    })
}

/// What a commitment comes out of. The contract has the patterns of its name.
fn origin(tx: &mut dyn Tx, name: &str) -> Result<Origin, Error> {
    let field = "commitment.origin";
    if name.contains("/responses/") {
        let found = resource::referred::<Responses>(tx, field, name)?;
        return Ok(Origin::Response(found.into()));
    }
    match name.split('/').next() {
        Some("recommendations") => {
            let found = resource::referred::<Recommendations>(tx, field, name)?;
            Ok(Origin::Recommendation(found.into()))
        }
        Some("hearings") => {
            let found = resource::referred::<Decisions>(tx, field, name)?;
            Ok(Origin::Decision(found.into()))
        }
        _ => {
            let found = resource::referred::<PolicyDocuments>(tx, field, name)?;
            Ok(Origin::Document(found.into()))
        }
    }
}

/// Refuses an origin that does not exist: `RESOURCE_NOT_FOUND`.
pub(super) fn check_origin(tx: &mut dyn Tx, name: &str) -> Result<(), Error> {
    if name.contains("/responses/") {
        return resource::get::<Responses>(tx, name).map(drop);
    }
    match name.split('/').next() {
        Some("recommendations") => resource::get::<Recommendations>(tx, name).map(drop),
        Some("hearings") => resource::get::<Decisions>(tx, name).map(drop),
        _ => resource::get::<PolicyDocuments>(tx, name).map(drop),
    }
}

// === who is to carry it out

/// Asks the registry about the bodies of a new commitment: they were there on the day on which it was taken on.
pub(super) async fn check_new(
    api: &Api,
    context: &Context,
    request: &mut pb::CreateCommitmentRequest,
) -> Result<(), Error> {
    let new = request.commitment.clone().unwrap_or_default();
    rules::check(&new, date::local_number(context.now))?;
    let name = new.origin.clone();
    let read = move |tx: &mut dyn Tx| origin(tx, &name).map(|origin| origin.day());
    let day = match new.commit_date {
        Some(day) => Some(day),
        None => api.app.read(context, read).await?,
    };
    let day = day.unwrap_or_else(|| date::local_day(context.now));
    for (n, body) in new.responsible.iter().enumerate() {
        being::check_addressee(api, &field(n), body, &day).await?;
    }
    Ok(())
}

/// The same of bodies that are named later: they were there on that day, or are today.
pub(super) async fn check_changed(
    api: &Api,
    context: &Context,
    request: &mut pb::UpdateCommitmentRequest,
) -> Result<(), Error> {
    let found = changed::merged::<Commitments, _>(api, context, request).await?;
    let Some((present, merged)) = found else {
        return Ok(());
    };
    let today = date::local_day(context.now);
    let day = present.commit_date.unwrap_or(today);
    for (n, body) in merged.responsible.iter().enumerate() {
        if !present.responsible.contains(body) {
            check_either(api, &field(n), body, [&day, &today]).await?;
        }
    }
    Ok(())
}

async fn check_either(
    api: &Api,
    field: &str,
    body: &str,
    [first, second]: [&Date; 2],
) -> Result<(), Error> {
    match being::check_addressee(api, field, body, first).await {
        Err(error) if error.reason() == Reason::AddresseeNotInBeing => {
            being::check_addressee(api, field, body, second).await
        }
        outcome => outcome,
    }
}

fn field(n: usize) -> String {
    format!("commitment.responsible[{n}]")
}
