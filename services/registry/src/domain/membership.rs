//! Rules of memberships: who may join what, on which days, and how many at a time.

use common::{Error, Violation, date, parts, span, text};
use kenes_proto::{
    gtype::Date,
    registry::{
        self as pb, Organization,
        membership::{Member, State},
        organization::{Kind, State as OrganizationState},
    },
    types::{Document, ErrorReason as Reason},
};

use super::{
    organization::state_on,
    period::{self, Period},
    post,
};

const MAX_LABEL: usize = 500;

/// A membership and the resources it names.
#[derive(Debug)]
pub(crate) struct Ties {
    /// The organization that is joined.
    pub(crate) organization: Organization,
    /// The member, where it is an organization.
    pub(crate) member: Option<Organization>,
    /// The organization spoken for.
    pub(crate) nominator: Option<Organization>,
    /// The post held.
    pub(crate) post: Option<pb::Post>,
}

/// A membership as the rules about seats see it.
#[derive(Clone, Debug)]
pub(crate) struct Held {
    /// The person or the organization.
    pub(crate) member: String,
    /// The post, empty for none in particular.
    pub(crate) post: String,
    /// The days.
    pub(crate) period: Period,
}

/// The days of a membership; none before it has a first day.
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
    let state = match period(membership) {
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
    wrong.extend(parts::sources("membership.sources", &membership.sources));
    wrong
}

/// What is wrong with who joins what, for whom and in which post.
pub(crate) fn fits(membership: &pb::Membership, ties: &Ties) -> Vec<Violation> {
    let mut wrong = Vec::new();
    if let Some(member) = &ties.member
        && let Some(say) = barred(ties.organization.kind(), member.kind())
    {
        wrong.push(Violation::new(
            "membership.member_organization",
            Reason::MemberInvalid,
            say,
        ));
    }
    let Some(post) = &ties.post else {
        return wrong;
    };
    let person = is_person(membership);
    if let Some(say) = post::unmet(post.quota(), person, voice(ties)) {
        let field = match person || !membership.on_behalf_of.is_empty() {
            true => "membership.on_behalf_of",
            false => "membership.member_organization",
        };
        let say = format!("{} has a quota: {say}", post.name);
        wrong.push(Violation::new(field, Reason::NominatorMismatch, say));
    }
    wrong.extend(within_post(
        membership,
        post,
        ["membership.start_date", "membership.end_date"],
    ));
    wrong
}

/// What is wrong with days outside those of the post; `fields` are those of the first and the last day.
pub(crate) fn within_post(
    membership: &pb::Membership,
    post: &pb::Post,
    fields: [&str; 2],
) -> Vec<Violation> {
    let Some(days) = period(membership) else {
        return Vec::new();
    };
    let show = |date: &Option<Date>| date.as_ref().map(date::show).unwrap_or_default();
    let (before, after) = post::outside(post, days);
    let start = before.then(|| {
        let say = format!(
            "give a first day from that of {} on, {}",
            post.name,
            show(&post.start_date)
        );
        Violation::new(fields[0], Reason::DatesInvalid, say)
    });
    let end = after.then(|| {
        let say = format!(
            "give a last day up to that of {}, {}",
            post.name,
            show(&post.end_date)
        );
        Violation::new(fields[1], Reason::DatesInvalid, say)
    });
    start.into_iter().chain(end).collect()
}

/// What is wrong with a post that is changed, for one of the memberships in it. `voice` is the kind of the organization
/// that speaks in the membership.
pub(crate) fn still_fits(
    membership: &pb::Membership,
    post: &pb::Post,
    voice: Option<Kind>,
) -> Vec<Violation> {
    let mut wrong = Vec::new();
    let Some(days) = period(membership) else {
        return wrong;
    };
    let name = &membership.name;
    let (before, after) = post::outside(post, days);
    if before {
        let say = format!("{name} begins earlier; give a first day that is not after its own");
        wrong.push(Violation::new("post.start_date", Reason::DatesInvalid, say));
    }
    if after {
        let say = format!(
            "{name} lasts longer; end it first, or give a last day that is not before its own"
        );
        wrong.push(Violation::new("post.end_date", Reason::DatesInvalid, say));
    }
    if let Some(say) = post::unmet(post.quota(), is_person(membership), voice) {
        let say = format!("{name} does not meet this quota: {say}");
        wrong.push(Violation::new("post.quota", Reason::NominatorMismatch, say));
    }
    wrong
}

/// The kind of the organization that is spoken for, or else of the member itself.
pub(crate) fn voice(ties: &Ties) -> Option<Kind> {
    ties.nominator
        .as_ref()
        .or(ties.member.as_ref())
        .map(Organization::kind)
}

/// Why an organization of one kind never joins one of another.
fn barred(joined: Kind, member: Kind) -> Option<&'static str> {
    match (joined, member) {
        (Kind::StateBody, _) => Some("people are members of a STATE_BODY, organizations are not"),
        (Kind::Association, Kind::StateBody | Kind::ConsultativeBody) => {
            Some("no STATE_BODY or CONSULTATIVE_BODY belongs to an ASSOCIATION")
        }
        _ => None,
    }
}

/// Refuses if one of `organizations` is suspended or dissolved on `day`.
pub(crate) fn check_active_on<'a>(
    organizations: impl IntoIterator<Item = &'a Organization>,
    day: i64,
) -> Result<(), Error> {
    for organization in organizations {
        let state = match state_on(organization, day) {
            OrganizationState::Suspended => "suspended",
            OrganizationState::Dissolved => "dissolved",
            OrganizationState::Active | OrganizationState::Unspecified => continue,
        };
        let name = &organization.name;
        let text = format!("{name} was {state} on {}", period::show(day));
        return Err(Error::refused(Reason::OrganizationNotActive, name, text)
            .about("registry.kenes/Organization", name)
            .with("state", state));
    }
    Ok(())
}

/// Refuses if more hold the post on some day of `within` than may.
pub(crate) fn room_in_post(post: &pb::Post, held: &[Held], within: Period) -> Result<(), Error> {
    let holders = held.iter().filter(|h| h.post == post.name);
    room(
        &post.name,
        ("registry.kenes/Post", post.holder_limit),
        holders,
        within,
    )
}

/// Refuses if the body has more members on some day of `within` than seats.
pub(crate) fn room_in_body(
    body: &Organization,
    held: &[Held],
    within: Period,
) -> Result<(), Error> {
    let seats = seats(body);
    match seats {
        0 => Ok(()),
        _ => room(
            &body.name,
            ("registry.kenes/Organization", seats),
            held.iter(),
            within,
        ),
    }
}

/// How many members an organization may have, 0 for any number.
pub(crate) fn seats(organization: &Organization) -> i32 {
    organization
        .body_profile
        .as_ref()
        .map_or(0, |p| p.seat_count)
}

fn room<'a>(
    name: &str,
    (kind, seats): (&str, i32),
    held: impl Iterator<Item = &'a Held>,
    within: Period,
) -> Result<(), Error> {
    let held = held.map(|h| (h.member.as_str(), h.period));
    let (most, day) = period::fullest(held, within);
    if i64::try_from(most).is_ok_and(|most| most <= i64::from(seats)) {
        return Ok(());
    }
    let day = period::show(day);
    let text = format!(
        "{name} has room for {seats}, and {most} would sit there on {day}; end a membership before that day first"
    );
    Err(Error::refused(Reason::SeatAlreadyHeld, name, text)
        .about(kind, name)
        .with("day", day))
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
