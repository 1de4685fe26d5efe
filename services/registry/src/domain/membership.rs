//! Rules of memberships: what they hold, on which days they run, and how they end. Who may join what is in `fit`, how many at
//! a time in `room`, which approval counts in `approval`.

mod approval;
mod fit;
mod room;

use common::{Error, Violation, date, parts, span, text};
use kenes_proto::{
    gtype::Date,
    registry::{
        self as pb, Organization,
        membership::{Member, State},
        organization::State as OrganizationState,
    },
    types::{Document, ErrorReason as Reason},
};

use super::{
    code::CodeUse,
    organization::{absence, acted, state_on},
    period::{self, Period},
};
pub(crate) use approval::{Approval, approve, counted, judge};
pub(crate) use fit::{Ties, fits, still_fits, within_post};
pub(crate) use room::{Held, room_for_others, room_in_body, room_in_post, seats};

const MAX_LABEL: usize = 500;

/// The days of a membership as they are recorded; none before it has a first day. Those on which it counts are [`counted`].
pub(crate) fn period(membership: &pb::Membership) -> Option<Period> {
    let start = membership.start_date.as_ref()?;
    Some(Period::of(Some(start), membership.end_date.as_ref()))
}

/// The person's or the organization's name.
pub(crate) fn member(membership: &pb::Membership) -> &str {
    match &membership.member {
        Some(Member::MemberPerson(name) | Member::MemberOrganization(name)) => name,
        None => "",
    }
}

pub(crate) fn is_person(membership: &pb::Membership) -> bool {
    matches!(membership.member, Some(Member::MemberPerson(_)))
}

/// Fills in its state on `today`.
pub(crate) fn render(membership: &mut pb::Membership, today: i64) {
    let state = match counted(membership) {
        None => State::Proposed,
        Some(days) if days.first > today => State::Proposed,
        Some(days) if days.is_past(today) => State::Ended,
        Some(_) => State::Active,
    };
    membership.set_state(state);
}

/// What must hold of a membership in `parent` by itself.
pub(crate) fn check(parent: &str, membership: &pb::Membership) -> Vec<Violation> {
    let mut wrong = text::check("membership.labels", &membership.labels, MAX_LABEL, false);
    let (start, end) = (membership.start_date.as_ref(), membership.end_date.as_ref());
    wrong.extend(span::dates("membership.", start, end));
    if end.is_none() && !membership.end_reason_code.is_empty() {
        let say = "give end_date too, or leave the reason out";
        wrong.push(Violation::new(
            "membership.end_reason_code",
            Reason::FieldInvalid,
            say,
        ));
    }
    if !membership.post.is_empty() && common::names::parent(&membership.post) != parent {
        let say = format!("give a post of {parent}");
        wrong.push(Violation::new("membership.post", Reason::FieldInvalid, say));
    }
    wrong.extend(parts::document(
        "membership.basis",
        membership.basis.as_ref(),
    ));
    wrong.extend(approval::check(membership));
    wrong.extend(parts::sources("membership.sources", &membership.sources));
    wrong
}

/// The codes that a membership uses.
pub(crate) fn codes(membership: &pb::Membership) -> Vec<CodeUse<'_>> {
    let role = "membership.role_code".to_owned();
    let reason = "membership.end_reason_code".to_owned();
    vec![
        (role, "roles", membership.role_code.as_str()),
        (reason, "end-reasons", membership.end_reason_code.as_str()),
    ]
}

/// Refuses if one of `organizations` is suspended or dissolved on `day`.
pub(crate) fn check_active_on<'a>(
    organizations: impl IntoIterator<Item = &'a Organization>,
    day: i64,
) -> Result<(), Error> {
    for organization in organizations {
        if state_on(organization, day) != OrganizationState::Unspecified {
            check_in_being(organization, day)?;
        }
    }
    Ok(())
}

/// Refuses an organization that was not yet founded, was suspended or dissolved on `day`.
pub(crate) fn check_in_being(organization: &Organization, day: i64) -> Result<(), Error> {
    check_in_being_within(organization, [day; 2], &period::show(day))
}

/// The same of a date that may be partial: on one of the days that it can mean the organization was in being.
pub(crate) fn check_in_being_on(organization: &Organization, date: &Date) -> Result<(), Error> {
    let days = [date::earliest(Some(date)), date::upper(Some(date))];
    check_in_being_within(organization, days, &date::show(date))
}

/// The same of one of the days from the first to the last; `said` is what they are called.
pub(crate) fn check_in_being_within(
    organization: &Organization,
    [first, day]: [i64; 2],
    said: &str,
) -> Result<(), Error> {
    let Some(why) = absence(organization, day).filter(|_| !acted(organization, first, day)) else {
        return Ok(());
    };
    let name = &organization.name;
    let text = format!("{name} {why}: give a day on which it was active, not {said}");
    let state = match state_on(organization, day) {
        OrganizationState::Suspended => "suspended",
        OrganizationState::Dissolved => "dissolved",
        OrganizationState::Active | OrganizationState::Unspecified => "not founded",
    };
    Err(Error::refused(Reason::OrganizationNotActive, name, text)
        .about("registry.kenes/Organization", name)
        .with("state", state))
}

/// The refusal where the member has a membership of the same kind on some of the days.
pub(crate) fn overlap(membership: &pb::Membership, other: &str) -> Error {
    let member = member(membership);
    let text = format!(
        "{member} holds {other} on some of these days; end that one first, or give other days or another post"
    );
    Error::refused(Reason::MembershipOverlap, other, text).about("registry.kenes/Membership", other)
}

/// The refusal where `joined` belongs to `member` already.
pub(crate) fn circle(joined: &str, member: &str) -> Error {
    let text = match joined == member {
        true => format!("{joined} cannot be a member of itself"),
        false => format!(
            "{joined} belongs to {member}, directly or through others, so {member} cannot join it"
        ),
    };
    Error::refused(Reason::MembershipCycle, joined, text)
        .about("registry.kenes/Organization", joined)
}

/// How a membership ends.
#[derive(Clone, Debug)]
pub(crate) struct End {
    /// The last day.
    pub(crate) last_day: Option<Date>,
    /// Why; empty leaves what is on record.
    pub(crate) reason_code: String,
    /// The decision; none leaves what is on record.
    pub(crate) basis: Option<Document>,
}

/// Sets the last day of a membership that runs.
pub(crate) fn end(membership: &mut pb::Membership, end: End, today: i64) -> Result<(), Error> {
    let name = &membership.name;
    let forbidden = match period(membership) {
        None => Some("has no first day"),
        Some(days) if days.is_past(today) => Some("has ended already"),
        Some(_) => None,
    };
    if let Some(what) = forbidden {
        let text = format!("{name} {what}; UpdateMembership corrects its days");
        return Err(Error::refused(Reason::StateTransitionForbidden, name, text)
            .about("registry.kenes/Membership", name));
    }
    let start = membership.start_date.as_ref();
    let mut wrong: Vec<Violation> = date::check("end_date", end.last_day.as_ref())
        .into_iter()
        .collect();
    wrong.extend(date::check_order("end_date", start, end.last_day.as_ref()));
    wrong.extend(parts::document("basis", end.basis.as_ref()));
    Error::check(wrong)?;
    membership.end_date = end.last_day;
    if !end.reason_code.is_empty() {
        membership.end_reason_code = end.reason_code;
    }
    if end.basis.is_some() {
        membership.basis = end.basis;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
