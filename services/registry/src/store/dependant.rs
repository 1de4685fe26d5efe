//! What is in the way of a deletion: the resources that refer to the one that is to go.

use common::{
    Error, resource,
    store::{self, Tx},
    text,
};
use kenes_proto::registry as pb;

use super::{
    agreement, application, award, budget_allocation, complaint, contract, evaluation, grant,
    mandate, membership, milestone, nomination,
    organization::{self, Organizations},
    payment, post, reported_figure, support_measure, support_program, tender,
};

/// A resource that is in the way of the organization's deletion: one that refers to it.
pub(crate) fn of_organization(
    tx: &mut dyn Tx,
    organization: &pb::Organization,
) -> Result<Option<String>, Error> {
    let name = organization.name.as_str();
    for successor in &organization.successors {
        let found = resource::find::<Organizations>(tx, successor)?;
        if found.is_some_and(|o| o.delete_time.is_none()) {
            return Ok(Some(successor.clone()));
        }
    }
    let sql = "SELECT name FROM organization WHERE parent_organization = $1 AND delete_time = 0 \
               UNION ALL SELECT name FROM organization WHERE attached_to = $1 AND delete_time = 0 \
               UNION ALL SELECT name FROM organization WHERE seated_by <> '' AND delete_time = 0 \
               AND replace(seated_by, $2, '') <> seated_by LIMIT 1";
    let item = text::listed(&[name]);
    if let Some(part) = store::first_text(tx, sql, &[name.into(), item.into()])? {
        return Ok(Some(part));
    }
    for first in [
        membership::of_organization,
        post::of_organization,
        mandate::of_organization,
        nomination::of_organization,
        agreement::of_organization,
        organization::founded_by,
        support_program::of_organization,
        support_measure::of_organization,
        grant::of_organization,
        budget_allocation::of_organization,
        tender::of_organization,
        application::of_organization,
        award::of_organization,
        contract::of_organization,
        milestone::of_organization,
        payment::of_organization,
        complaint::of_organization,
        evaluation::of_organization,
        reported_figure::of_organization,
    ] {
        if let Some(found) = first(tx, name)? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}
