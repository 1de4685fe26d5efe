//! Who compares the applications of a tender, and whose interests stand in the way.

use common::{Error, Violation, date, names, text};
use kenes_proto::{
    registry::{self as pb, CommissionMember, tender::State},
    types::ErrorReason as Reason,
};

use super::{MAX_TEXT, state::require};

/// The most conflicts that a tender has.
const MAX_CONFLICTS: usize = 1_000;

/// The member who is this person, or a refusal.
pub(crate) fn member<'a>(
    tender: &'a pb::Tender,
    person: &str,
) -> Result<&'a CommissionMember, Error> {
    let mut members = tender.commission_members.iter();
    members
        .find(|member| member.person == person)
        .ok_or_else(|| {
            let name = &tender.name;
            let text = format!("{person} is no member of the commission of {name}");
            Error::refused(Reason::NotACommissionMember, name, text)
        })
}

/// Refuses a member whose interests an application touches: by what the member declared, or because the member sits there on
/// behalf of the applicant.
pub(crate) fn check_free(
    tender: &pb::Tender,
    person: &str,
    application: &pb::Application,
) -> Result<(), Error> {
    let member = member(tender, person)?;
    let applicant = application.applicant.as_str();
    let declared = tender.conflicts.iter().any(|conflict| {
        let of = conflict.applicant == applicant || conflict.application == application.name;
        conflict.person == person && of
    });
    if declared {
        return Err(conflict(
            person,
            "declared a conflict of interest",
            application,
        ));
    }
    if !applicant.is_empty() && member.on_behalf_of == applicant {
        let why = "sits in the commission on behalf of the applicant";
        return Err(conflict(person, why, application));
    }
    Ok(())
}

/// The refusal of a member who acted for the applicant, or belonged to it, by the mandate or the membership of this name.
pub(crate) fn tied(person: &str, tie: &str, application: &pb::Application) -> Error {
    let why = format!("is tied to {} by {tie}", application.applicant);
    conflict(person, &why, application)
}

fn conflict(person: &str, why: &str, application: &pb::Application) -> Error {
    let name = &application.name;
    let text = format!("{person} {why} and does not score {name}");
    Error::refused(Reason::ConflictOfInterest, name, text)
}

/// The days on which a tie to an applicant is a conflict: from the first on which applications are made, to that of the score; an
/// archive does not tell that one, so there to the opening.
pub(crate) fn days(tender: &pb::Tender, now: i64) -> [i64; 2] {
    let last = match tender.archive {
        true => date::moment(tender.opening_time.as_ref()),
        false => now,
    };
    let first = date::moment(tender.submission_start_time.as_ref());
    [first, last].map(date::local_number)
}

/// The rule of `DeclareConflict`.
pub(crate) fn declare(
    tender: &mut pb::Tender,
    request: &pb::DeclareConflictRequest,
    now: i64,
) -> Result<(), Error> {
    require(
        tender,
        &[State::Announced, State::Evaluating],
        "have a conflict declared",
    )?;
    let mut wrong = text::check("reasons", &request.reasons, MAX_TEXT, true);
    let (applicant, application) = (&request.applicant, &request.application);
    let (field, say) = match (applicant.as_str(), application.as_str()) {
        ("", "") => ("applicant", "give the applicant, or the application"),
        ("", application) if names::parent(application) != tender.name => {
            ("application", "give an application in this tender")
        }
        ("", _) | (_, "") => ("", ""),
        _ => (
            "application",
            "leave it out; the applicant says which are meant",
        ),
    };
    if !field.is_empty() {
        wrong.push(Violation::new(field, Reason::FieldInvalid, say));
    }
    Error::check(wrong)?;
    member(tender, &request.person)?;
    let known = tender.conflicts.iter().any(|conflict| {
        let about = (&conflict.applicant, &conflict.application);
        conflict.person == request.person && about == (applicant, application)
    });
    if known {
        let say = "leave it: this member has declared this conflict already";
        return Err(Error::invalid(Reason::FieldInvalid, "person", say));
    }
    if tender.conflicts.len() >= MAX_CONFLICTS {
        let text = format!(
            "{} has {MAX_CONFLICTS} conflicts, and no more are kept",
            tender.name
        );
        return Err(Error::refused(
            Reason::StateTransitionForbidden,
            &tender.name,
            text,
        ));
    }
    tender.conflicts.push(pb::Conflict {
        person: request.person.clone(),
        applicant: applicant.clone(),
        application: application.clone(),
        reasons: request.reasons.clone(),
        declare_time: Some(date::timestamp(now)),
    });
    Ok(())
}
