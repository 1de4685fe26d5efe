//! What a write of an organization means for other resources: the codes it uses, the identifiers it takes, the
//! organizations it names.

use std::slice;

use common::{
    Error, Violation,
    context::Context,
    names,
    resource::{self, Kind},
    store::Tx,
};
use kenes_proto::{
    registry::{self as pb, organization::State},
    types::{Classification, ErrorReason as Reason},
};

use crate::{
    api::reference::{check_codes, refer},
    domain::organization as rules,
    store::{
        code,
        organization::{self, Organizations},
        person::Persons,
    },
};

/// The registry as full names of its resources say it.
const SERVICE: &str = "registry.kenes";

/// Checks an organization against its rules and against what it refers to, all at once. What was there before is not
/// asked again: a code that has expired since stays with whoever has it.
pub(super) fn check(
    tx: &mut dyn Tx,
    present: &pb::Organization,
    new: &pb::Organization,
    today: i64,
) -> Result<(), Error> {
    let mut wrong = rules::check(new, today);
    if let Some(ngo) = &new.ngo_profile {
        let without = pb::NgoProfile::default();
        let present = present.ngo_profile.as_ref().unwrap_or(&without);
        wrong.extend(rules::check_ngo(present, ngo, today));
    }
    wrong.extend(rules::check_founded(present, new));
    let before = rules::codes(present);
    wrong.extend(check_codes(tx, &before, rules::codes(new), today)?);
    wrong.extend(check_published(tx, present, new, today)?);
    for (field, name) in rules::founders(new, |f| &f.person, "person") {
        refer::<Persons>(tx, &field, name, &mut wrong)?;
    }
    wrong.extend(check_origin(tx, present, new)?);
    for (field, name) in rules::references(new) {
        // Only of a new predecessor is the number of its successors a limit.
        let kept = present.predecessors.iter().any(|p| p == name);
        match resource::find::<Organizations>(tx, name)? {
            _ if name == new.name => {}
            Some(found) if found.delete_time.is_none() => {
                let full = found.successors.len() >= rules::MAX_SUCCESSORS;
                if full && !kept && field.starts_with("organization.predecessors") {
                    let say = format!("{name} has as many successors as are kept");
                    wrong.push(Violation::new(field, Reason::FieldInvalid, say));
                }
            }
            _ => {
                let say = format!("{name} does not exist");
                wrong.push(Violation::new(field, Reason::ReferenceNotFound, say));
            }
        }
    }
    wrong.extend(check_returns(tx, present, new)?);
    Error::check(wrong)
}

/// What brought it into being is there, where this registry would hold it.
fn check_origin(
    tx: &mut dyn Tx,
    present: &pb::Organization,
    new: &pb::Organization,
) -> Result<Option<Violation>, Error> {
    let origin = new.established_by.as_str();
    let own = names::relative(SERVICE, origin);
    let Some(name) = own.filter(|_| origin != present.established_by) else {
        return Ok(None);
    };
    let field = "organization.established_by";
    if name == new.name {
        let say = "name what brought it into being: it was not itself";
        return Ok(Some(Violation::new(field, Reason::FieldInvalid, say)));
    }
    if organization::is_recorded(tx, name)? {
        return Ok(None);
    }
    let say = format!("{name} does not exist");
    Ok(Some(Violation::new(field, Reason::ReferenceNotFound, say)))
}

/// The codes of published schemes that were not there before: fields of activity, and regions.
fn check_published(
    tx: &mut dyn Tx,
    present: &pb::Organization,
    new: &pb::Organization,
    today: i64,
) -> Result<Vec<Violation>, Error> {
    let mut wrong = Vec::new();
    for (n, class) in new.classifications.iter().enumerate() {
        let same = |c: &Classification| (&c.scheme, &c.code) == (&class.scheme, &class.code);
        if !present.classifications.iter().any(same) {
            let field = format!("organization.classifications[{n}]");
            wrong.extend(code::check_class(tx, &field, class, today)?);
        }
    }
    if present.place != new.place {
        let place = new.place.as_ref();
        wrong.extend(code::check_place(tx, "organization.place", place, today)?);
    }
    let known = &present.activity_subdivision_codes;
    for (n, region) in new.activity_subdivision_codes.iter().enumerate() {
        if !known.contains(region) {
            let field = format!("organization.activity_subdivision_codes[{n}]");
            wrong.extend(code::check_region(tx, field, region, today)?);
        }
    }
    Ok(wrong)
}

/// No chain of parents or predecessors returns to its start.
fn check_returns(
    tx: &mut dyn Tx,
    present: &pb::Organization,
    new: &pb::Organization,
) -> Result<Vec<Violation>, Error> {
    let mut wrong = Vec::new();
    let mut refuse = |field: String, say| {
        wrong.push(Violation::new(field, Reason::FieldInvalid, say));
    };
    if new.parent_organization != present.parent_organization
        && !new.parent_organization.is_empty()
        && let Some(say) = organization::returns(tx, parent(new), &new.name, parent)?
    {
        refuse("organization.parent_organization".into(), say);
    }
    for (n, name) in new.predecessors.iter().enumerate() {
        if !present.predecessors.contains(name)
            && let Some(say) =
                organization::returns(tx, slice::from_ref(name), &new.name, |o| &o.predecessors)?
        {
            refuse(format!("organization.predecessors[{n}]"), say);
        }
    }
    Ok(wrong)
}

fn parent(organization: &pb::Organization) -> &[String] {
    slice::from_ref(&organization.parent_organization)
}

/// Takes and releases identifiers, and tells predecessors of their successor, after the organization was written.
pub(super) fn follow(
    tx: &mut dyn Tx,
    context: &Context,
    present: &pb::Organization,
    written: &pb::Organization,
) -> Result<(), Error> {
    let foreign = |o: &pb::Organization| -> Vec<String> {
        let own = o.org_ids.len().saturating_sub(1);
        o.org_ids[..own].to_vec()
    };
    let (before, after) = (foreign(present), foreign(written));
    for id in before.iter().filter(|id| !after.contains(id)) {
        organization::release(tx, id)?;
    }
    for id in after.iter().filter(|id| !before.contains(id)) {
        if !organization::take(tx, id, &written.name)? {
            return Err(taken(tx, id)?);
        }
    }
    let aside = context.aside("LinkOrganization");
    let (before, after) = (&present.predecessors, &written.predecessors);
    for name in before.iter().filter(|name| !after.contains(name)) {
        let mut former = resource::get::<Organizations>(tx, name)?;
        former.successors.retain(|s| *s != written.name);
        resource::save::<Organizations>(tx, &aside, former)?;
    }
    for name in after.iter().filter(|name| !before.contains(name)) {
        let mut predecessor = resource::get::<Organizations>(tx, name)?;
        predecessor.successors.push(written.name.clone());
        resource::save::<Organizations>(tx, &aside, predecessor)?;
    }
    Ok(())
}

fn taken(tx: &mut dyn Tx, id: &str) -> Result<Error, Error> {
    let holder = organization::holder(tx, id)?.unwrap_or_default();
    let text = format!("{holder} has {id}; look it up before you record an organization twice");
    Ok(Error::exists(Reason::OrgIdDuplicate, Organizations::TYPE, holder, text).with("org_id", id))
}

/// Refuses an undeleted organization that names one that is gone.
pub(super) fn check_present(tx: &mut dyn Tx, restored: &pb::Organization) -> Result<(), Error> {
    for (field, name) in rules::references(restored) {
        let found = resource::find::<Organizations>(tx, name)?;
        if found.is_none_or(|o| o.delete_time.is_some()) {
            let say = format!("its {field} {name} is deleted; undelete that first");
            return Err(Error::invalid(Reason::ReferenceNotFound, "name", say)
                .about(Organizations::TYPE, name));
        }
    }
    for (field, name) in rules::founders(restored, |f| &f.person, "person") {
        let found = resource::find::<Persons>(tx, name)?;
        if found.is_none_or(|p| p.delete_time.is_some()) {
            let say = format!("its {field} {name} is deleted; undelete that first");
            return Err(
                Error::invalid(Reason::ReferenceNotFound, "name", say).about(Persons::TYPE, name)
            );
        }
    }
    Ok(())
}

/// Makes `into` the successor of `from`, which is saved by the caller.
pub(super) fn succeed(
    tx: &mut dyn Tx,
    context: &Context,
    from: &mut pb::Organization,
    into: &str,
    today: i64,
) -> Result<(), Error> {
    let refuse = |say: String| Err(Error::invalid(Reason::FieldInvalid, "into", say));
    if into == from.name {
        return refuse("name another organization than the one that is merged".into());
    }
    let mut heir = resource::referred::<Organizations>(tx, "into", into)?;
    if rules::state_on(&heir, today) != State::Active {
        let text = format!("{into} is not active today; merge into one that is");
        return Err(Error::refused(Reason::OrganizationNotActive, into, text)
            .about(Organizations::TYPE, into));
    }
    if heir.predecessors.contains(&from.name) {
        return Ok(());
    }
    if let Some(say) = organization::returns(tx, &from.predecessors, into, |o| &o.predecessors)? {
        return refuse(format!("cannot follow its own successor: {say}"));
    }
    if heir.predecessors.len() >= rules::MAX_PREDECESSORS
        || from.successors.len() >= rules::MAX_SUCCESSORS
    {
        return refuse("has as many predecessors as are kept".into());
    }
    heir.predecessors.push(from.name.clone());
    from.successors.push(into.to_owned());
    resource::save::<Organizations>(tx, &context.aside("LinkOrganization"), heir)?;
    Ok(())
}
