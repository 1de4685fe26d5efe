//! Rules of contracts: what may be agreed on after an award, when it is signed, how it is changed, and how it ends.

mod amendment;

use common::{Error, Violation, date, money, parts, span, state, text};
use kenes_proto::{
    gtype::{Date, LocalizedText},
    registry::{self as pb, Award, contract::State},
    types::ErrorReason as Reason,
};

use super::{amount, award};
pub(crate) use amendment::{amend, beyond};

const MAX_TITLE: usize = 500;
const MAX_REASON: usize = 20_000;

/// What the service knows of a new one: whose it is, and that nobody signed it.
pub(crate) fn begin(contract: &mut pb::Contract, award: &Award, buyer: &str) {
    common::names::parent(&award.name).clone_into(&mut contract.tender);
    buyer.clone_into(&mut contract.buyer);
    contract.supplier.clone_from(&award.supplier);
    contract.set_state(State::Pending);
}

/// What must hold of a contract by itself and by its award.
pub(crate) fn check(contract: &pb::Contract, award: &Award) -> Vec<Violation> {
    let mut wrong = check_value("contract.value", contract, award);
    let titles = &contract.titles;
    wrong.extend(text::check("contract.titles", titles, MAX_TITLE, false));
    if !contract.number.is_empty() {
        wrong.extend(parts::printed_number("contract.number", &contract.number));
    }
    let (start, end) = (contract.start_date.as_ref(), contract.end_date.as_ref());
    wrong.extend(span::dates("contract.", start, end));
    let document = contract.document.as_ref();
    wrong.extend(parts::document("contract.document", document));
    wrong.extend(parts::sources("contract.sources", &contract.sources));
    wrong
}

/// The value is in the currency of what was awarded, and only an amendment goes beyond it.
fn check_value(field: &str, contract: &pb::Contract, award: &Award) -> Vec<Violation> {
    let (value, limit) = (contract.value.as_ref(), award.value.as_ref());
    let mut wrong = amount::check(field, value, amount::currency(limit));
    if let Some(limit) = limit
        && wrong.is_empty()
        && contract.sign_date.is_none()
        && money::hundredths(value) > money::hundredths(Some(limit))
    {
        let (limit, award) = (money::show(limit), &award.name);
        let say = format!("its value is at most {limit}, that of {award}");
        wrong.push(Violation::new(field, Reason::ContractAboveAward, say));
    }
    wrong
}

/// Refuses to correct what was signed.
pub(crate) fn check_kept(present: &pb::Contract, new: &pb::Contract) -> Result<(), Error> {
    let same = (present.value.as_ref(), present.start_date, present.end_date)
        == (new.value.as_ref(), new.start_date, new.end_date);
    match same {
        true => Ok(()),
        false => require(
            present,
            &[State::Pending],
            "change its value or days except by AmendContract",
        ),
    }
}

/// The refusal where the award has another contract.
pub(crate) fn contracted_already(award: &str, other: &str) -> Error {
    let text = format!("{award} has {other}; terminate that one first, or amend it");
    Error::exists(
        Reason::AwardAlreadyContracted,
        "registry.kenes/Contract",
        other,
        text,
    )
}

/// Signs a contract of `award`: on `day`, today if nothing is said. Returns the day, on which the supplier must be in good
/// standing.
pub(crate) fn sign(
    contract: &mut pb::Contract,
    award: &Award,
    day: Option<Date>,
    today: Date,
) -> Result<i64, Error> {
    require(contract, &[State::Pending], "be signed")?;
    award::check_in_force(award)?;
    let day = day.unwrap_or(today);
    let (from, to) = (award.award_date.as_ref(), contract.end_date.as_ref());
    let late = || {
        let say = "give a day that is not after the end of the contract";
        let late = to.is_some() && date::upper(to) < date::lower(Some(&day));
        late.then(|| Violation::new("sign_date", Reason::DatesInvalid, say))
    };
    let dated = span::past_date_from("sign_date", from, Some(&day), &today);
    let mut wrong = Vec::from_iter(dated.or_else(late));
    // The award may have been corrected since the contract was drawn up.
    wrong.extend(check_value("name", contract, award));
    Error::check(wrong)?;
    contract.set_state(State::Active);
    contract.sign_date = Some(day);
    Ok(date::lower(Some(&day)))
}

/// The rule of `TerminateContract`.
pub(crate) fn terminate(
    contract: &mut pb::Contract,
    request: &pb::TerminateContractRequest,
    now: i64,
) -> Result<(), Error> {
    require(contract, &[State::Active], "be terminated")?;
    let (day, reasons) = (request.close_date, &request.reasons);
    close(
        contract,
        State::Terminated,
        day,
        reasons,
        date::local_day(now),
    )
}

/// The rule of `CompleteContract`.
pub(crate) fn complete(
    contract: &mut pb::Contract,
    request: &pb::CompleteContractRequest,
    now: i64,
) -> Result<(), Error> {
    require(contract, &[State::Active], "be completed")?;
    let (day, reasons) = (request.close_date, &request.reasons);
    close(
        contract,
        State::Completed,
        day,
        reasons,
        date::local_day(now),
    )
}

/// What becomes of a contract whose award is cancelled before it is signed.
pub(crate) fn cancel(contract: &mut pb::Contract, award: &Award) {
    contract.set_state(State::Cancelled);
    contract.close_date = award.cancel_date;
    contract.close_reasons.clone_from(&award.cancel_reasons);
}

fn close(
    contract: &mut pb::Contract,
    to: State,
    day: Option<Date>,
    reasons: &[LocalizedText],
    today: Date,
) -> Result<(), Error> {
    let day = day.unwrap_or(today);
    let mut wrong = text::check("reasons", reasons, MAX_REASON, false);
    let from = contract.sign_date.as_ref();
    wrong.extend(span::past_date_from("close_date", from, Some(&day), &today));
    Error::check(wrong)?;
    contract.set_state(to);
    contract.close_date = Some(day);
    contract.close_reasons = reasons.to_vec();
    Ok(())
}

/// Refuses an act on a contract whose state does not allow it.
pub(crate) fn require(contract: &pb::Contract, allowed: &[State], act: &str) -> Result<(), Error> {
    let present = (contract.name.as_str(), contract.state());
    state::require(present, allowed, act, State::as_str_name)
}

/// The last day on which a signed contract is held, as `yyyymmdd`: that on which it was completed or terminated, or else the
/// agreed one. 0 where none is known.
pub(crate) fn last_day(contract: &pb::Contract) -> i64 {
    let end = contract.close_date.as_ref().or(contract.end_date.as_ref());
    date::upper(end)
}

#[cfg(test)]
mod tests;
