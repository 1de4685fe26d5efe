//! What is written in a matter that goes to a successor or is closed, a function a kind.

use common::Error;
use kenes_proto::consultation::{
    Commitment, Consultation, DropCommitmentRequest, ReaddressRecommendationRequest,
    Recommendation, Stage,
};

use super::Settlement;
use crate::domain::{
    addressee::{self, Answers},
    commitment_state, consultation as consultations, recommendation as recommendations,
};

/// Passes it on by the rule of `ReaddressRecommendation`, or releases the body without another in its place.
pub(crate) fn recommendation(
    asked: &mut Recommendation,
    by: &Settlement<'_>,
    answers: &Answers,
) -> Result<(), Error> {
    let mut found = asked.addressees.iter();
    let n = found.position(|a| addressee::open(a) && a.organization == by.body);
    let Some(n) = n else {
        return Err(Error::internal("a duty of a body that is not asked"));
    };
    if by.is_close() {
        asked.addressees[n].close_reasons = by.reasons.to_vec();
        // Nobody is asked any more: then it is not answered either.
        if addressee::asked(asked).next().is_some() {
            recommendations::close(asked, answers);
        }
    } else {
        let former = &asked.addressees[n];
        let due = by.due(&asked.name, former.due_date.as_ref())?;
        let basis = by.basis(former.due_date_basis.as_ref());
        let request = ReaddressRecommendationRequest {
            current_organization: by.body.to_owned(),
            new_organization: by.successor.to_owned(),
            due_date: due,
            reasons: by.reasons.to_vec(),
            ..Default::default()
        };
        recommendations::readdress(asked, &request, answers, by.now)?;
        if let Some(added) = asked.addressees.last_mut() {
            added.due_date_basis = basis;
        }
    }
    asked.handovers.push(by.handover());
    Ok(())
}

/// The successor holds it from now on, and answers its comments; or nobody does.
pub(crate) fn consultation(held: &mut Consultation, by: &Settlement<'_>) -> Result<(), Error> {
    held.handovers.push(by.handover());
    if by.is_close() {
        return Ok(());
    }
    by.successor.clone_into(&mut held.organizer);
    let due = by.due(&held.name, held.reply_due_date.as_ref())?;
    if let Some(basis) = by.basis(held.reply_due_date_basis.as_ref()) {
        consultations::set_due(held, (due, basis), by.now);
    }
    consultations::check_due(held, "due_date").map_or(Ok(()), |wrong| Error::check(vec![wrong]))
}

/// The successor is responsible in the place of the body; or the others are alone, or it is dropped.
pub(crate) fn commitment(taken: &mut Commitment, by: &Settlement<'_>) -> Result<(), Error> {
    let others = taken.responsible.iter().any(|body| body != by.body);
    if by.is_close() && !others {
        let request = DropCommitmentRequest {
            reasons: by.reasons.to_vec(),
            ..Default::default()
        };
        commitment_state::abandon(taken, &request, by.now)?;
    } else {
        let named = taken.responsible.iter().any(|body| body == by.successor);
        taken.responsible.retain_mut(|body| {
            if body.as_str() != by.body {
                return true;
            }
            by.successor.clone_into(body);
            !by.is_close() && !named
        });
    }
    taken.handovers.push(by.handover());
    Ok(())
}

/// The successor is in charge of the stage; or nobody passes it on, and it stays with the body that is no more.
pub(crate) fn stage(running: &mut Stage, by: &Settlement<'_>) {
    running.handovers.push(by.handover());
    if !by.is_close() {
        by.successor.clone_into(&mut running.responsible);
    }
}
