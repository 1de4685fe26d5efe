//! What is decided when organizations are written, and who has an identifier.

mod ties;
mod transition;

use common::{
    Error,
    context::Context,
    date,
    excerpt::Excerpt,
    names,
    resource::{self, Family, Kind},
    store::Tx,
};
use kenes_proto::registry as pb;

use super::{membership::approval, person::unused};
use crate::{
    domain::{organization as rules, sector},
    store::{
        dependant,
        organization::{self, Organizations},
    },
};

pub(super) use transition::{dissolve, merge, reinstate, suspend};

impl Family for Organizations {
    fn before_write(
        tx: &mut dyn Tx,
        context: &Context,
        present: Option<&pb::Organization>,
        organization: &mut pb::Organization,
    ) -> Result<(), Error> {
        let today = date::local_number(context.now);
        let none = pb::Organization::default();
        if present.is_none() {
            rules::begin_history(organization);
        }
        ties::check(tx, present.unwrap_or(&none), organization, today)?;
        organization.org_ids = rules::org_ids(organization);
        sector::fill(organization);
        if present.is_some() {
            rules::correct_founding(organization);
        }
        Ok(())
    }

    fn after_write(
        tx: &mut dyn Tx,
        context: &Context,
        present: Option<&pb::Organization>,
        written: &pb::Organization,
    ) -> Result<(), Error> {
        let none = pb::Organization::default();
        ties::follow(tx, context, present.unwrap_or(&none), written)?;
        match present {
            Some(present) => approval::follow(tx, context, present, written),
            None => Ok(()),
        }
    }

    fn before_delete(tx: &mut dyn Tx, organization: &pb::Organization) -> Result<(), Error> {
        unused::<Self>(
            &organization.name,
            dependant::of_organization(tx, organization)?,
        )
    }

    fn before_undelete(tx: &mut dyn Tx, organization: &pb::Organization) -> Result<(), Error> {
        ties::check_present(tx, organization)
    }
}

pub(super) fn lookup(
    tx: &mut dyn Tx,
    _: &Context,
    request: &pb::LookupOrganizationRequest,
) -> Result<pb::Organization, Error> {
    let org_id = request.org_id.as_str();
    if let Some(bin) = org_id.strip_prefix(rules::BIN_PREFIX) {
        Error::check(rules::check_bin("org_id", bin).into_iter().collect())?;
    }
    let name = match org_id.strip_prefix(rules::OWN_PREFIX) {
        Some(id) => Some(names::child("", "organizations", id)),
        None => organization::holder(tx, org_id)?,
    };
    let found = resource::find::<Organizations>(tx, &name.unwrap_or_default())?
        .ok_or_else(|| Error::not_found(Organizations::TYPE, org_id))?;
    Excerpt::of::<pb::Organization>(request)?.cut(found)
}
