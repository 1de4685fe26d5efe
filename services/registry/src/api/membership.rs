//! What is decided when memberships are written, and their end.

use common::{
    Error, Violation,
    context::Context,
    date, names,
    resource::{self, Family, Kind},
    store::Tx,
};
use kenes_proto::{registry as pb, types::ErrorReason as Reason};

use crate::{
    domain::membership::{self as rules, End, Held, Ties},
    store::{
        code,
        membership::{self, Memberships},
        organization::Organizations,
        person::Persons,
        post::Posts,
    },
};

impl Family for Memberships {
    fn before_write(
        tx: &mut dyn Tx,
        context: &Context,
        _: Option<&pb::Membership>,
        membership: &mut pb::Membership,
    ) -> Result<(), Error> {
        let organization = resource::get::<Organizations>(tx, names::parent(&membership.name))?;
        settle(
            tx,
            date::local_number(context.now),
            organization,
            membership,
        )
    }
}

pub(super) fn end(
    tx: &mut dyn Tx,
    context: &Context,
    request: &pb::EndMembershipRequest,
) -> Result<pb::Membership, Error> {
    let end = End {
        last_day: request.end_date,
        reason_code: request.end_reason_code.clone(),
        basis: request.basis.clone(),
    };
    resource::change::<Memberships>(tx, context, request, |tx, membership| {
        let before = rules::period(membership);
        rules::end(membership, end, date::local_number(context.now))?;
        check_end(tx, membership, &request.end_reason_code)?;
        match (before, rules::period(membership)) {
            (Some(before), Some(after)) if after.outlasts(before) => prolong(tx, membership),
            _ => Ok(()),
        }
    })
}

/// Refuses a membership of which anything is wrong, and fills in the role of its post.
fn settle(
    tx: &mut dyn Tx,
    today: i64,
    organization: pb::Organization,
    membership: &mut pb::Membership,
) -> Result<(), Error> {
    let mut wrong = rules::check(&organization.name, membership);
    let ties = ties(tx, organization, membership, &mut wrong)?;
    if let Some(post) = &ties.post
        && membership.role_code.is_empty()
    {
        membership.role_code.clone_from(&post.role_code);
    }
    let day = rules::period(membership).map_or(today, |days| days.nearest(today));
    for (field, scheme, used) in [
        ("role_code", "roles", &membership.role_code),
        (
            "end_reason_code",
            "end-reasons",
            &membership.end_reason_code,
        ),
    ] {
        wrong.extend(code::check(
            tx,
            format!("membership.{field}"),
            scheme,
            used,
            day,
        )?);
    }
    wrong.extend(rules::fits(membership, &ties));
    Error::check(wrong)?;
    if let Some(days) = rules::period(membership) {
        let organizations = [&ties.organization]
            .into_iter()
            .chain(&ties.member)
            .chain(&ties.nominator);
        rules::check_active_on(organizations, days.first)?;
    }
    check_circle(tx, &ties, membership)?;
    check_room(tx, &ties, membership)
}

/// The resources that a membership names; what is missing is wrong with its field.
fn ties(
    tx: &mut dyn Tx,
    organization: pb::Organization,
    membership: &pb::Membership,
    wrong: &mut Vec<Violation>,
) -> Result<Ties, Error> {
    let member = rules::member(membership);
    let member = if rules::is_person(membership) {
        refer::<Persons>(tx, "member_person", member, wrong)?;
        None
    } else {
        refer::<Organizations>(tx, "member_organization", member, wrong)?
    };
    refer::<Organizations>(tx, "approved_by", &membership.approved_by, wrong)?;
    Ok(Ties {
        organization,
        member,
        nominator: refer::<Organizations>(tx, "on_behalf_of", &membership.on_behalf_of, wrong)?,
        post: refer::<Posts>(tx, "post", &membership.post, wrong)?,
    })
}

/// What a field of the membership refers to, if it does.
fn refer<K: Kind>(
    tx: &mut dyn Tx,
    field: &str,
    name: &str,
    wrong: &mut Vec<Violation>,
) -> Result<Option<K::Message>, Error> {
    if name.is_empty() {
        return Ok(None);
    }
    match resource::referred::<K>(tx, &format!("membership.{field}"), name) {
        Ok(message) => Ok(Some(message)),
        Err(error) if error.reason() == Reason::ReferenceNotFound => {
            wrong.extend_from_slice(error.fields());
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// Refuses a membership by which an organization would belong to itself.
fn check_circle(tx: &mut dyn Tx, ties: &Ties, membership: &pb::Membership) -> Result<(), Error> {
    let Some(member) = &ties.member else {
        return Ok(());
    };
    let (joined, member) = (&ties.organization.name, &member.name);
    // What has not begun closes no circle yet; joining oneself never will be right.
    let circle = joined == member
        || membership.start_date.is_some()
            && membership::reaches(tx, joined, member, &membership.name)?;
    match circle {
        true => Err(rules::circle(joined, member)),
        false => Ok(()),
    }
}

/// Refuses a membership for which there is no room on some of its days: the member has one already, or all seats are held.
fn check_room(tx: &mut dyn Tx, ties: &Ties, membership: &pb::Membership) -> Result<(), Error> {
    let Some(days) = rules::period(membership) else {
        return Ok(());
    };
    let parent = &ties.organization.name;
    if let Some(other) = membership::overlapping(tx, parent, membership, days)? {
        return Err(rules::overlap(membership, &other));
    }
    if ties.post.is_none() && rules::seats(&ties.organization) == 0 {
        return Ok(());
    }
    let mut held = membership::held(tx, parent, days, &membership.name)?;
    held.push(Held {
        member: rules::member(membership).to_owned(),
        post: membership.post.clone(),
        period: days,
    });
    if let Some(post) = &ties.post {
        rules::room_in_post(post, &held, days)?;
    }
    rules::room_in_body(&ties.organization, &held, days)
}

/// What must hold of an end by what is on record: its reason is a code, and none of the days lies outside the post's.
fn check_end(tx: &mut dyn Tx, membership: &pb::Membership, reason_code: &str) -> Result<(), Error> {
    let day = date::upper(membership.end_date.as_ref());
    let unknown = code::check(tx, "end_reason_code", "end-reasons", reason_code, day)?;
    Error::check(unknown.into_iter().collect())
}

/// A last day later than the one before needs as much room as a new membership.
fn prolong(tx: &mut dyn Tx, membership: &pb::Membership) -> Result<(), Error> {
    let organization = resource::get::<Organizations>(tx, names::parent(&membership.name))?;
    let post = match membership.post.as_str() {
        "" => None,
        name => Some(resource::get::<Posts>(tx, name)?),
    };
    if let Some(post) = &post {
        let fields = ["start_date", "end_date"];
        Error::check(rules::within_post(membership, post, fields))?;
    }
    let ties = Ties {
        organization,
        member: None,
        nominator: None,
        post,
    };
    check_room(tx, &ties, membership)
}
