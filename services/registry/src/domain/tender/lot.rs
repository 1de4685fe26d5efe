//! How the lots of a tender end: each with a winner or without one, and with the last of them the tender.

use common::{Error, Violation, date, text};
use kenes_proto::{
    registry::{self as pb, tender::State},
    types::ErrorReason as Reason,
};

use super::{
    MAX_TEXT,
    state::{end, require},
};

/// The rule of `FailLot`, where the lots in `awarded` have an award in force: with the last of them that is open the tender ends.
pub(crate) fn fail(
    tender: &mut pb::Tender,
    request: &pb::FailLotRequest,
    awarded: &[String],
    now: i64,
) -> Result<(), Error> {
    require(tender, &[State::Evaluating], "have a lot fail")?;
    let mut wrong = text::check("reasons", &request.reasons, MAX_TEXT, true);
    if !tender.lots.iter().any(|lot| lot.lot_id == request.lot) {
        let say = "give the id of a lot of the tender";
        wrong.push(Violation::new("lot", Reason::FieldInvalid, say));
    }
    Error::check(wrong)?;
    check_open(tender, &request.lot, "fail")?;
    tender.lot_failures.push(pb::LotFailure {
        lot: request.lot.clone(),
        reasons: request.reasons.clone(),
        fail_time: Some(date::timestamp(now)),
    });
    match settled(tender, awarded) {
        Some(State::Failed) => end(tender, State::Failed, &request.reasons, now),
        Some(to) => {
            tender.set_state(to);
            tender.end_time = Some(date::timestamp(now));
            Ok(())
        }
        None => Ok(()),
    }
}

/// Refuses an act on a lot that ended without a winner.
pub(crate) fn check_open(tender: &pb::Tender, lot: &str, act: &str) -> Result<(), Error> {
    if !has_failed(tender, lot) {
        return Ok(());
    }
    let name = &tender.name;
    let text = format!("{lot} of {name} ended without a winner and cannot {act}");
    Err(Error::refused(Reason::StateTransitionForbidden, name, text))
}

fn has_failed(tender: &pb::Tender, lot: &str) -> bool {
    tender.lot_failures.iter().any(|failure| failure.lot == lot)
}

/// How a tender ends whose `lots` have an award in force, an empty one standing for the whole: AWARDED once that has one, or each
/// lot has one or failed, and FAILED where all of them did. None as long as one is open.
pub(crate) fn settled(tender: &pb::Tender, lots: &[String]) -> Option<State> {
    let awarded = |id: &str| lots.iter().any(|lot| lot == id);
    let mut each = tender.lots.iter().map(|lot| lot.lot_id.as_str());
    let over = !tender.lots.is_empty() && each.all(|id| awarded(id) || has_failed(tender, id));
    match (awarded("") || over, lots.is_empty()) {
        (false, _) => None,
        (true, false) => Some(State::Awarded),
        (true, true) => Some(State::Failed),
    }
}
