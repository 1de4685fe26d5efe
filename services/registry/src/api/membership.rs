//! What is decided when memberships are written, and their end. Their approval is in `approval`, whether there is room for
//! them in `room`.

pub(super) mod approval;
pub(super) mod room;

use common::{
    Error, Violation,
    context::Context,
    date, names,
    resource::{self, Family},
    store::Tx,
};
use kenes_proto::registry as pb;

use super::reference::{check_codes, refer};
use crate::{
    domain::{
        code::CodeUse,
        membership::{self as rules, End, Ties},
        organization::check_entitled,
    },
    store::{
        code, membership::Memberships, organization::Organizations, person::Persons, post::Posts,
    },
};

impl Family for Memberships {
    fn before_write(
        tx: &mut dyn Tx,
        context: &Context,
        present: Option<&pb::Membership>,
        membership: &mut pb::Membership,
    ) -> Result<(), Error> {
        let organization = resource::get::<Organizations>(tx, names::parent(&membership.name))?;
        let today = date::local_number(context.now);
        let known = present.map_or_else(Vec::new, rules::codes);
        let ties = settle(tx, today, organization, &known, membership)?;
        let before = present.map_or("", |present| &present.on_behalf_of);
        if let Some(nominator) = ties.nominator.filter(|n| n.name != before) {
            check_entitled(&ties.organization, &nominator)?;
        }
        approval::judge(tx, &ties.organization, membership)?;
        room::check(tx, &ties.organization, membership)
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

/// Refuses a membership of which anything is wrong by itself or by what it names, and fills in the role of its post.
fn settle(
    tx: &mut dyn Tx,
    today: i64,
    organization: pb::Organization,
    known: &[CodeUse<'_>],
    membership: &mut pb::Membership,
) -> Result<Ties, Error> {
    let mut wrong = rules::check(&organization.name, membership);
    let ties = ties(tx, organization, membership, &mut wrong)?;
    if let Some(post) = &ties.post
        && membership.role_code.is_empty()
    {
        membership.role_code.clone_from(&post.role_code);
    }
    let day = rules::period(membership).map_or(today, |days| days.nearest(today));
    wrong.extend(check_codes(tx, known, rules::codes(membership), day)?);
    wrong.extend(rules::fits(membership, &ties));
    Error::check(wrong)?;
    if let Some(days) = rules::period(membership) {
        let organizations = [&ties.organization]
            .into_iter()
            .chain(&ties.member)
            .chain(&ties.nominator);
        rules::check_active_on(organizations, days.first)?;
    }
    Ok(ties)
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
        refer::<Persons>(tx, "membership.member_person", member, wrong)?;
        None
    } else {
        refer::<Organizations>(tx, "membership.member_organization", member, wrong)?
    };
    refer::<Organizations>(tx, "membership.approved_by", &membership.approved_by, wrong)?;
    let nominator = &membership.on_behalf_of;
    Ok(Ties {
        organization,
        member,
        nominator: refer::<Organizations>(tx, "membership.on_behalf_of", nominator, wrong)?,
        post: refer::<Posts>(tx, "membership.post", &membership.post, wrong)?,
    })
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
    if !membership.post.is_empty() {
        let post = resource::get::<Posts>(tx, &membership.post)?;
        let fields = ["start_date", "end_date"];
        Error::check(rules::within_post(membership, &post, fields))?;
    }
    room::check(tx, &organization, membership)
}
