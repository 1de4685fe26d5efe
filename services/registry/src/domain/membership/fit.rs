//! Who may join what, for whom and in which post.

use common::{Violation, date};
use kenes_proto::{
    gtype::Date,
    registry::{self as pb, Organization, organization::Kind},
    types::ErrorReason as Reason,
};

use super::{is_person, period};
use crate::domain::post;

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
pub(super) fn voice(ties: &Ties) -> Option<Kind> {
    ties.nominator
        .as_ref()
        .or(ties.member.as_ref())
        .map(Organization::kind)
}

/// Why an organization of one kind never joins one of another.
pub(super) fn barred(joined: Kind, member: Kind) -> Option<&'static str> {
    match (joined, member) {
        (Kind::StateBody, _) => Some("people are members of a STATE_BODY, organizations are not"),
        (Kind::Association, Kind::StateBody | Kind::ConsultativeBody) => {
            Some("no STATE_BODY or CONSULTATIVE_BODY belongs to an ASSOCIATION")
        }
        _ => None,
    }
}
