//! Rules of contracts: what may be agreed on after an award, when it is signed, how it is changed, and how it ends.

mod amendment;

use common::{Error, Violation, date, money, parts, span, state, text};
use kenes_proto::{
    gtype::{Date, LocalizedText},
    registry::{self as pb, Award, contract::State},
    types::ErrorReason as Reason,
};

use super::{amount, award, period, tender::MAX_TEXT};
pub(crate) use amendment::{amend, beyond};

const MAX_TITLE: usize = 500;

/// How far the milestones of a contract are.
#[derive(Clone, Debug, Default)]
pub(crate) struct Progress {
    /// The first of those that are not accepted.
    pub(crate) open: Vec<String>,
    /// The last day on which one was accepted, as `yyyymmdd`; 0 where none was.
    pub(crate) last_day: i64,
}

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

/// What is wrong with the value of a contract that is not signed yet, where so much, in hundredths, was paid after the same award
/// already, under one that was terminated.
pub(crate) fn check_left(
    field: &str,
    contract: &pb::Contract,
    award: &Award,
    paid: i64,
) -> Option<Violation> {
    let limit = award.value.as_ref()?;
    let left = money::hundredths(Some(limit)).saturating_sub(paid).max(0);
    let beyond = money::hundredths(contract.value.as_ref()) > left;
    (paid > 0 && contract.sign_date.is_none() && beyond).then(|| {
        let left = money::show(&money::of_hundredths(left, &limit.currency_code));
        let award = &award.name;
        let say = format!(
            "its value is at most {left}: the rest of {award} was paid under a contract before it"
        );
        Violation::new(field, Reason::ContractAboveAward, say)
    })
}

/// Refuses to correct what was signed, or is over: what was agreed stays, and what was not known may be added.
pub(crate) fn check_kept(present: &pb::Contract, new: &pb::Contract) -> Result<(), Error> {
    let same = (present.value.as_ref(), present.start_date, present.end_date)
        == (new.value.as_ref(), new.start_date, new.end_date);
    let number = present.number.is_empty() || present.number == new.number;
    let titles = present.titles.iter().all(|text| new.titles.contains(text));
    let document = present.document.is_none() || present.document == new.document;
    if same && number && titles && document {
        return Ok(());
    }
    let act = "change what was agreed except by AmendContract";
    require(present, &[State::Pending], act)
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
    let from = ("award", award.award_date.as_ref());
    let to = ("end of the contract", contract.end_date.as_ref());
    let late = || date::not_after("sign_date", Some(&day), to);
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
    progress: &Progress,
    today: Date,
) -> Result<(), Error> {
    require(contract, &[State::Active], "be terminated")?;
    let day = request.close_date.unwrap_or(today);
    check_close(contract, &day, &request.reasons, progress, today)?;
    close(contract, State::Terminated, day, &request.reasons);
    Ok(())
}

/// The rule of `CompleteContract`: each milestone is accepted by then, whatever came of it.
pub(crate) fn complete(
    contract: &mut pb::Contract,
    request: &pb::CompleteContractRequest,
    progress: &Progress,
    today: Date,
) -> Result<(), Error> {
    require(contract, &[State::Active], "be completed")?;
    let day = request.close_date.unwrap_or(today);
    check_close(contract, &day, &request.reasons, progress, today)?;
    if let Some(first) = progress.open.first() {
        let (name, open) = (&contract.name, progress.open.join(", "));
        let text = format!(
            "{name} is not completed while milestones are not accepted: {open}; accept each, as met, met in part or not met"
        );
        return Err(Error::refused(Reason::StateTransitionForbidden, name, text)
            .about("registry.kenes/Milestone", first));
    }
    close(contract, State::Completed, day, &request.reasons);
    Ok(())
}

/// What becomes of a contract whose award is cancelled before it is signed.
pub(crate) fn cancel(contract: &mut pb::Contract, award: &Award) {
    contract.set_state(State::Cancelled);
    contract.close_date = award.cancel_date;
    contract.close_reasons.clone_from(&award.cancel_reasons);
}

/// A contract ends after all that was done under it.
fn check_close(
    contract: &pb::Contract,
    day: &Date,
    reasons: &[LocalizedText],
    progress: &Progress,
    today: Date,
) -> Result<(), Error> {
    let mut wrong = text::check("reasons", reasons, MAX_TEXT, false);
    let (field, from) = ("close_date", ("signature", contract.sign_date.as_ref()));
    let fault = span::past_date_from(field, from, Some(day), &today);
    let amended = contract.amendments.last();
    let amended = date::lower(amended.and_then(|last| last.amend_date.as_ref()));
    let last = amended.max(progress.last_day);
    wrong.extend(fault.or_else(|| {
        let say = || {
            let last = period::show(last);
            format!("give a day that is not before the last amendment or acceptance, {last}")
        };
        let early = date::lower(Some(day)) < last;
        early.then(|| Violation::new(field, Reason::DatesInvalid, say()))
    }));
    Error::check(wrong)
}

fn close(contract: &mut pb::Contract, to: State, day: Date, reasons: &[LocalizedText]) {
    contract.set_state(to);
    contract.close_date = Some(day);
    contract.close_reasons = reasons.to_vec();
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
