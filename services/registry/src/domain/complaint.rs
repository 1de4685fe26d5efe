//! Rules of complaints: what is objected to in a tender, and how it is decided.

use common::{Error, Violation, date, names, parts, span, state, text};
use kenes_proto::{
    gtype::Date,
    registry::{self as pb, ComplaintDecision, complaint::State},
    types::ErrorReason as Reason,
};

use super::tender::MAX_TEXT;

/// What is stored where nothing is said: a new one is filed today.
pub(crate) fn begin(complaint: &mut pb::Complaint, today: Date) {
    complaint.file_date.get_or_insert(today);
    complaint.set_state(State::Filed);
}

/// What must hold of a complaint by itself, and after the day of the award that it is about, or else that of the announcement; an
/// archive does not tell that one.
pub(crate) fn check(
    complaint: &pb::Complaint,
    tender: &pb::Tender,
    award: Option<&pb::Award>,
    today: &Date,
) -> Vec<Violation> {
    let mut wrong = text::check("complaint.texts", &complaint.texts, MAX_TEXT, true);
    let day = complaint.file_date.as_ref();
    let field = "complaint.file_date";
    let announced = tender.announce_time.filter(|_| !tender.archive);
    let announced = announced.map(|time| date::local_day(date::micros(&time)));
    let from = match award {
        Some(award) => ("award", award.award_date.as_ref()),
        None => ("announcement of the tender", announced.as_ref()),
    };
    wrong.extend(span::past_date_from(field, from, day, today));
    let tender = names::parent(&complaint.name);
    for (field, name) in [
        ("complaint.application", &complaint.application),
        ("complaint.award", &complaint.award),
    ] {
        if !name.is_empty() && names::parent(name) != tender {
            let say = format!("give one of {tender}");
            wrong.push(Violation::new(field, Reason::FieldInvalid, say));
        }
    }
    if !complaint.application.is_empty() && !complaint.award.is_empty() {
        let say = "leave it out where the complaint is about an application";
        wrong.push(Violation::new("complaint.award", Reason::FieldInvalid, say));
    }
    wrong.extend(parts::sources("complaint.sources", &complaint.sources));
    wrong
}

/// Refuses to correct a complaint that was decided.
pub(crate) fn check_open(complaint: &pb::Complaint) -> Result<(), Error> {
    require_filed(complaint, "be changed")
}

/// The rule of `DecideComplaint`, where the complaint is about what concerns an organization, or nobody.
pub(crate) fn decide(
    complaint: &mut pb::Complaint,
    request: &pb::DecideComplaintRequest,
    concerned: &str,
    now: i64,
) -> Result<(), Error> {
    require_filed(complaint, "be decided")?;
    let today = date::local_day(now);
    let day = request.decide_date.unwrap_or(today);
    let mut wrong = Vec::new();
    if !matches!(
        request.outcome(),
        State::Upheld | State::PartlyUpheld | State::Rejected
    ) {
        let say = "give UPHELD, PARTLY_UPHELD or REJECTED";
        wrong.push(Violation::new("outcome", Reason::FieldInvalid, say));
    }
    let filed = ("complaint", complaint.file_date.as_ref());
    wrong.extend(span::past_date_from(
        "decide_date",
        filed,
        Some(&day),
        &today,
    ));
    wrong.extend(text::check("reasons", &request.reasons, MAX_TEXT, true));
    if request.decided_by == complaint.complainant {
        let say = "name another than the one that complains";
        wrong.push(Violation::new("decided_by", Reason::FieldInvalid, say));
    } else if request.decided_by == concerned {
        let say = "name another than the one whose application or award it is about";
        wrong.push(Violation::new("decided_by", Reason::FieldInvalid, say));
    }
    wrong.extend(parts::document("document", request.document.as_ref()));
    Error::check(wrong)?;
    complaint.set_state(request.outcome());
    complaint.decision = Some(ComplaintDecision {
        decide_date: Some(day),
        decided_by: request.decided_by.clone(),
        reasons: request.reasons.clone(),
        document: request.document.clone(),
    });
    Ok(())
}

fn require_filed(complaint: &pb::Complaint, act: &str) -> Result<(), Error> {
    let present = (complaint.name.as_str(), complaint.state());
    state::require(present, &[State::Filed], act, State::as_str_name)
}

#[cfg(test)]
mod tests;
