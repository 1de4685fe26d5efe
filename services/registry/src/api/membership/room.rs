//! Whether there is room for a membership on the days on which it counts.

use common::{Error, resource, store::Tx};
use kenes_proto::registry::{self as pb, Organization, membership::Member, organization::Kind};

use crate::{
    domain::{
        membership::{self as rules, Held},
        post::is_for_ngo,
    },
    store::{membership, organization::Organizations, post::Posts},
};

/// Refuses a membership in `body` by which an organization would belong to itself, or for which there is no room on some of
/// its days: the member has one already, all seats are held, or those that are free are kept for NGOs.
pub(in crate::api) fn check(
    tx: &mut dyn Tx,
    body: &Organization,
    membership: &pb::Membership,
) -> Result<(), Error> {
    check_circle(tx, &body.name, membership)?;
    let Some(days) = rules::counted(membership) else {
        return Ok(());
    };
    if let Some(other) = membership::overlapping(tx, &body.name, membership, days)? {
        return Err(rules::overlap(membership, &other));
    }
    let post = match membership.post.as_str() {
        "" => None,
        name => Some(resource::get::<Posts>(tx, name)?),
    };
    if post.is_none() && rules::seats(body) == 0 {
        return Ok(());
    }
    let mut held = membership::held(tx, &body.name, days, &membership.name)?;
    held.push(Held {
        member: rules::member(membership).to_owned(),
        post: membership.post.clone(),
        period: days,
        ngo: is_for_ngo(voice(tx, membership)?),
    });
    if let Some(post) = &post {
        rules::room_in_post(post, &held, days)?;
    }
    rules::room_in_body(body, &held, days)?;
    rules::room_for_others(body, &held, days)
}

/// The kind of the organization that speaks in the membership.
pub(in crate::api) fn voice(
    tx: &mut dyn Tx,
    membership: &pb::Membership,
) -> Result<Option<Kind>, Error> {
    let name = match (&membership.member, membership.on_behalf_of.as_str()) {
        (Some(Member::MemberOrganization(name)), "") => name,
        (_, "") => return Ok(None),
        (_, name) => name,
    };
    Ok(resource::find::<Organizations>(tx, name)?.map(|o| o.kind()))
}

fn check_circle(tx: &mut dyn Tx, joined: &str, membership: &pb::Membership) -> Result<(), Error> {
    let Some(Member::MemberOrganization(member)) = &membership.member else {
        return Ok(());
    };
    // What does not count closes no circle yet; joining oneself never will be right.
    let circle = joined == member
        || rules::counted(membership).is_some()
            && membership::reaches(tx, joined, member, &membership.name)?;
    match circle {
        true => Err(rules::circle(joined, member)),
        false => Ok(()),
    }
}
