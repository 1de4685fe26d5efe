//! The approval of memberships: how one is given, and what becomes of those on record when their body or its approver changes.

use std::collections::BTreeSet;

use common::{Error, context::Context, date, names, resource, store::Tx};
use kenes_proto::{
    registry::{self as pb, Organization},
    types::ErrorReason as Reason,
};

use super::room;
use crate::{
    domain::membership::{self as rules, Approval},
    store::{
        membership::{self, Memberships},
        organization::{self, Organizations},
    },
};

pub(in crate::api) fn approve(
    tx: &mut dyn Tx,
    context: &Context,
    request: &pb::ApproveMembershipRequest,
) -> Result<pb::Membership, Error> {
    let today = date::local_day(context.now);
    resource::change::<Memberships>(tx, context, request, |tx, membership| {
        let body = resource::get::<Organizations>(tx, names::parent(&membership.name))?;
        let line = line(tx, &body)?;
        let by = match (request.approved_by.as_str(), line.first()) {
            ("", Some(approver)) => approver.clone(),
            ("", None) => {
                let say = format!("name who approves; {} has no approver", body.name);
                return Err(Error::invalid(Reason::FieldInvalid, "approved_by", say));
            }
            (name, _) => name.to_owned(),
        };
        let approver = resource::referred::<Organizations>(tx, "approved_by", &by)?;
        let approval = Approval {
            by,
            day: request.approval_date.unwrap_or(today),
            act: request.approval_act.clone(),
        };
        rules::approve(membership, approval, &body, &line, &approver, today)?;
        judge(tx, &body, membership)?;
        room::check(tx, &body, membership)
    })
}

/// Writes down whether a membership of `body` has the approval that the body requires.
pub(super) fn judge(
    tx: &mut dyn Tx,
    body: &Organization,
    membership: &mut pb::Membership,
) -> Result<(), Error> {
    let by = match membership.approved_by.as_str() {
        "" => None,
        name => resource::find::<Organizations>(tx, name)?,
    };
    let judgement = rules::judge(membership, body, &line(tx, body)?, by.as_ref());
    membership.set_approval(judgement);
    Ok(())
}

/// Writes a revision of each membership whose approval is judged otherwise since an organization was written: its own members,
/// and those that it, or whom it took over from, approved.
pub(in crate::api) fn follow(
    tx: &mut dyn Tx,
    context: &Context,
    present: &Organization,
    written: &Organization,
) -> Result<(), Error> {
    let mut reached = Vec::new();
    if approver(present) != approver(written) {
        reached.extend(membership::in_body(tx, &written.name)?);
    }
    let mut approvers = BTreeSet::new();
    if present.state_periods != written.state_periods {
        approvers.insert(written.name.clone());
    }
    let (before, after) = (&present.predecessors, &written.predecessors);
    let gone = before.iter().filter(|name| !after.contains(name));
    let new = after.iter().filter(|name| !before.contains(name));
    for name in gone.chain(new) {
        approvers.extend(organization::line(tx, name)?);
    }
    for name in &approvers {
        reached.extend(membership::approved_by(tx, name)?);
    }
    let names: BTreeSet<String> = reached.into_iter().map(|m| m.name).collect();
    let aside = context.aside("ReviewMembership");
    for name in names {
        let mut membership = resource::get::<Memberships>(tx, &name)?;
        let body = resource::get::<Organizations>(tx, names::parent(&name))?;
        let approval = membership.approval;
        judge(tx, &body, &mut membership)?;
        if membership.approval != approval {
            room::check(tx, &body, &membership)?;
            resource::save::<Memberships>(tx, &aside, membership)?;
        }
    }
    Ok(())
}

/// The approver of a body with all that it took over from; nobody where it has none.
fn line(tx: &mut dyn Tx, body: &Organization) -> Result<Vec<String>, Error> {
    match approver(body) {
        ("", _) => Ok(Vec::new()),
        (name, _) => organization::line(tx, name),
    }
}

/// Who approves the members of a body, and whether somebody must.
fn approver(body: &Organization) -> (&str, bool) {
    body.body_profile
        .as_ref()
        .map_or(("", false), |p| (p.approver.as_str(), p.approval_required))
}
