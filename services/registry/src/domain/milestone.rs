//! Rules of milestones: when a part of a contract is due, what is to be reached, and how it is accepted.

use common::{Error, Violation, date, parts, span, state, text};
use kenes_proto::{
    gtype::Date,
    registry::{self as pb, Acceptance, contract::State as ContractState, milestone::State},
    types::ErrorReason as Reason,
};

use super::{contract, tender::MAX_TEXT};

const MAX_TITLE: usize = 500;

/// What must hold of a milestone by itself, and within its contract.
pub(crate) fn check(milestone: &pb::Milestone, contract: &pb::Contract) -> Vec<Violation> {
    let titles = &milestone.titles;
    let mut wrong = text::check("milestone.titles", titles, MAX_TITLE, true);
    let (start, due) = (milestone.start_date.as_ref(), milestone.due_date.as_ref());
    if due.is_none() {
        let say = "give the day by which it is due";
        wrong.push(Violation::new(
            "milestone.due_date",
            Reason::DatesInvalid,
            say,
        ));
    }
    let each = [
        span::whole_date("milestone.start_date", start),
        span::whole_date("milestone.due_date", due),
    ];
    let ends: Vec<_> = each.into_iter().flatten().collect();
    if ends.is_empty() {
        let field = "milestone.due_date";
        let begun = match contract.sign_date.as_ref() {
            None => ("start of the contract", contract.start_date.as_ref()),
            signed => ("signature of the contract", signed),
        };
        let over = ("end of the contract", contract.end_date.as_ref());
        let fault = date::check_order(field, start, due)
            .or_else(|| date::not_before(field, due, begun))
            .or_else(|| date::not_after(field, due, over));
        wrong.extend(fault);
    }
    wrong.extend(ends);
    if let Some(indicator) = &milestone.indicator {
        let field = "milestone.indicator.titles";
        wrong.extend(text::check(field, &indicator.titles, MAX_TITLE, true));
    }
    wrong.extend(parts::sources("milestone.sources", &milestone.sources));
    wrong
}

/// Refuses a milestone that may not be written: its contract has ended, or it was accepted.
pub(crate) fn check_open(
    contract: &pb::Contract,
    present: Option<&pb::Milestone>,
) -> Result<(), Error> {
    let open = [ContractState::Pending, ContractState::Active];
    contract::require(contract, &open, "have its milestones changed")?;
    present.map_or(Ok(()), |present| require_scheduled(present, "be changed"))
}

/// The rule of `AcceptMilestone`.
pub(crate) fn accept(
    milestone: &mut pb::Milestone,
    contract: &pb::Contract,
    request: &pb::AcceptMilestoneRequest,
    today: Date,
) -> Result<(), Error> {
    contract::require(
        contract,
        &[ContractState::Active],
        "have a milestone accepted",
    )?;
    require_scheduled(milestone, "be accepted")?;
    let day = request.accept_date.unwrap_or(today);
    let by = match request.accepted_by.as_str() {
        "" => contract.buyer.as_str(),
        given => given,
    };
    let mut wrong = check_outcome(milestone, request);
    let begun = [
        ("first day", milestone.start_date.as_ref()),
        ("signature of the contract", contract.sign_date.as_ref()),
    ];
    let begun = begun.into_iter().max_by_key(|(_, day)| date::lower(*day));
    wrong.extend(span::past_date_from(
        "accept_date",
        begun.unwrap_or_default(),
        Some(&day),
        &today,
    ));
    if by == contract.supplier {
        let say = "name another than the supplier: nobody accepts what is its own work";
        wrong.push(Violation::new("accepted_by", Reason::FieldInvalid, say));
    }
    wrong.extend(parts::document("document", request.document.as_ref()));
    wrong.extend(text::check("reasons", &request.reasons, MAX_TEXT, false));
    Error::check(wrong)?;
    milestone.set_state(request.outcome());
    milestone.reached = request.reached;
    milestone.acceptance = Some(Acceptance {
        accept_date: Some(day),
        accepted_by: by.to_owned(),
        document: request.document.clone(),
        reasons: request.reasons.clone(),
    });
    Ok(())
}

/// What is found agrees with what was counted, and what is found wanting is said to be so for a reason.
fn check_outcome(
    milestone: &pb::Milestone,
    request: &pb::AcceptMilestoneRequest,
) -> Vec<Violation> {
    let found = |field: &str, say: &str| Violation::new(field, Reason::FieldInvalid, say);
    let mut wrong = Vec::new();
    match (&milestone.indicator, request.reached) {
        (Some(_), None) => wrong.push(found("reached", "say how many were reached")),
        (None, Some(_)) => wrong.push(found("reached", "leave it out: no number measures it")),
        (Some(indicator), Some(reached))
            if reached < indicator.target && request.outcome() == State::Met =>
        {
            let say = "give PARTIALLY_MET or NOT_MET: the indicator stayed below its target";
            wrong.push(found("outcome", say));
        }
        _ => {}
    }
    let wanting = matches!(request.outcome(), State::PartiallyMet | State::NotMet);
    if wanting && request.reasons.is_empty() {
        wrong.push(found("reasons", "say why it was not met, or met in part"));
    } else if !wanting && request.outcome() != State::Met {
        wrong.push(found("outcome", "give MET, PARTIALLY_MET or NOT_MET"));
    }
    wrong
}

fn require_scheduled(milestone: &pb::Milestone, act: &str) -> Result<(), Error> {
    let present = (milestone.name.as_str(), milestone.state());
    state::require(present, &[State::Scheduled], act, State::as_str_name)
}

#[cfg(test)]
mod tests;
