//! The approval of memberships: which one counts, and from which day on.

use common::{Error, Violation, date, parts, span};
use kenes_proto::{
    gtype::Date,
    registry::{self as pb, Organization, membership::Approval as Judgement, organization::State},
    types::{Document, ErrorReason as Reason},
};

use super::{check_in_being, period};
use crate::domain::{organization::state_on, period::Period};

/// An approval: by whom, on which day, by which act.
#[derive(Clone, Debug)]
pub(crate) struct Approval {
    /// The organization's name.
    pub(crate) by: String,
    /// The day.
    pub(crate) day: Date,
    /// The act, if it is known.
    pub(crate) act: Option<Document>,
}

/// What must hold of the approval that a membership says it has.
pub(super) fn check(membership: &pb::Membership) -> Vec<Violation> {
    let (day, act) = (
        membership.approval_date.as_ref(),
        membership.approval_act.as_ref(),
    );
    let mut wrong = parts::document("membership.approval_act", act);
    wrong.extend(date::check("membership.approval_date", day));
    let said = [
        ("approval_date", day.is_some()),
        ("approval_act", act.is_some()),
    ];
    let alone = said
        .into_iter()
        .filter(|(_, said)| *said && membership.approved_by.is_empty());
    wrong.extend(alone.map(|(field, _)| {
        let say = "give approved_by too, or leave it out";
        Violation::new(format!("membership.{field}"), Reason::FieldInvalid, say)
    }));
    wrong
}

/// Whether a membership of `body` has the approval that the body requires. `line` is the approver with all that it took over
/// from, `by` who approved the membership.
pub(crate) fn judge(
    membership: &pb::Membership,
    body: &Organization,
    line: &[String],
    by: Option<&Organization>,
) -> Judgement {
    let required = body
        .body_profile
        .as_ref()
        .is_some_and(|profile| profile.approval_required);
    let day = date::earliest(membership.approval_date.as_ref());
    match by {
        _ if !required => Judgement::Unspecified,
        Some(by) if day != 0 => {
            if !line.contains(&by.name) {
                Judgement::ByAnother
            } else if state_on(by, day) == State::Active {
                Judgement::Given
            } else {
                Judgement::Void
            }
        }
        _ => Judgement::Missing,
    }
}

/// The days on which a membership counts: those that are recorded, from its approval on where its body requires one. None
/// without it.
pub(crate) fn counted(membership: &pb::Membership) -> Option<Period> {
    let days = period(membership)?;
    match membership.approval() {
        Judgement::Unspecified => Some(days),
        Judgement::Given => days.since(date::earliest(membership.approval_date.as_ref())),
        Judgement::Missing | Judgement::ByAnother | Judgement::Void => None,
    }
}

/// Approves a membership of `body`, or says why this one cannot.
pub(crate) fn approve(
    membership: &mut pb::Membership,
    approval: Approval,
    body: &Organization,
    line: &[String],
    by: &Organization,
    today: Date,
) -> Result<(), Error> {
    let name = &membership.name;
    let approved = match membership.approval() {
        Judgement::Unspecified => !membership.approved_by.is_empty(),
        judgement => judgement == Judgement::Given,
    };
    if approved {
        let text = format!("{name} is approved already; UpdateMembership corrects the approval");
        return Err(Error::refused(Reason::StateTransitionForbidden, name, text)
            .about("registry.kenes/Membership", name));
    }
    let Approval {
        by: approver,
        day,
        act,
    } = approval;
    let mut wrong: Vec<Violation> = span::past_date("approval_date", Some(&day), &today)
        .into_iter()
        .collect();
    wrong.extend(parts::document("approval_act", act.as_ref()));
    Error::check(wrong)?;
    if let Some(entitled) = line.first()
        && !line.contains(&approver)
    {
        let text = format!(
            "members of {} are approved by {entitled}, or by whom it took over from, not by {approver}",
            body.name
        );
        return Err(Error::refused(Reason::ApproverMismatch, approver, text)
            .about("registry.kenes/Organization", &body.name));
    }
    check_in_being(by, date::earliest(Some(&day)))?;
    membership.approved_by = approver;
    membership.approval_date = Some(day);
    membership.approval_act = act;
    Ok(())
}

#[cfg(test)]
mod tests;
