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
    text,
};
use kenes_proto::{registry as pb, types::ErrorReason as Reason};

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
        let before = present.unwrap_or(&none);
        ties::check(tx, before, organization, today)?;
        if let Some(ngo) = &mut organization.ngo_profile {
            let without = pb::NgoProfile::default();
            rules::settle(before.ngo_profile.as_ref().unwrap_or(&without), ngo);
        }
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

    fn before_undelete(
        tx: &mut dyn Tx,
        _: &Context,
        organization: &pb::Organization,
    ) -> Result<(), Error> {
        ties::check_present(tx, organization)
    }
}

pub(super) fn lookup(
    tx: &mut dyn Tx,
    _: &Context,
    request: &pb::LookupOrganizationRequest,
) -> Result<pb::Organization, Error> {
    let org_id = request.org_id.as_str();
    if let Some(say) = text::number_fault(org_id) {
        return Err(Error::invalid(Reason::FieldInvalid, "org_id", say));
    }
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
