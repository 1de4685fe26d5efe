//! Rules of payments: when money is paid under a contract, by whom, and how much of it there may be.

use common::{Error, Violation, money, names, parts, span, state, text};
use kenes_proto::{
    gtype::Date,
    registry::{self as pb, contract::State as ContractState, payment::State},
    types::ErrorReason as Reason,
};

use super::{amount, contract, tender::MAX_TEXT};

/// What is stored where nothing is said: paid today, by the buyer.
pub(crate) fn begin(payment: &mut pb::Payment, contract: &pb::Contract, today: Date) {
    payment.pay_date.get_or_insert(today);
    if payment.payer.is_empty() {
        payment.payer.clone_from(&contract.buyer);
    }
    payment.set_state(State::Paid);
}

/// What must hold of a payment under `contract`, which was signed.
pub(crate) fn check(
    payment: &pb::Payment,
    contract: &pb::Contract,
    today: &Date,
) -> Vec<Violation> {
    let currency = amount::currency(contract.value.as_ref());
    let mut wrong = amount::check("payment.amount", payment.amount.as_ref(), currency);
    let signed = ("signature of the contract", contract.sign_date.as_ref());
    let day = payment.pay_date.as_ref();
    wrong.extend(span::past_date_from("payment.pay_date", signed, day, today));
    if payment.payer == contract.supplier {
        let say = "name another than the supplier, who is paid";
        wrong.push(Violation::new("payment.payer", Reason::FieldInvalid, say));
    }
    let milestone = payment.milestone.as_str();
    if !milestone.is_empty() && names::parent(milestone) != contract.name {
        let say = format!("give a milestone of {}", contract.name);
        wrong.push(Violation::new(
            "payment.milestone",
            Reason::FieldInvalid,
            say,
        ));
    }
    if !payment.number.is_empty() {
        wrong.extend(parts::printed_number("payment.number", &payment.number));
    }
    wrong.extend(parts::sources("payment.sources", &payment.sources));
    wrong
}

/// Refuses to pay under a contract that was never signed.
pub(crate) fn check_signed(contract: &pb::Contract) -> Result<(), Error> {
    let signed = [
        ContractState::Active,
        ContractState::Completed,
        ContractState::Terminated,
    ];
    contract::require(contract, &signed, "be paid")
}

/// Refuses a payment that would make what is paid more than the value in force; `others` is what the others come to, in
/// hundredths.
pub(crate) fn check_sum(
    payment: &pb::Payment,
    contract: &pb::Contract,
    others: i64,
) -> Result<(), Error> {
    let Some(value) = contract.value.as_ref() else {
        return Ok(());
    };
    let all = others.saturating_add(counted(payment));
    match all > money::hundredths(Some(value)) {
        true => Err(contract::beyond(contract, all, value)),
        false => Ok(()),
    }
}

/// What a payment counts for, in hundredths: nothing once it is reversed.
pub(crate) fn counted(payment: &pb::Payment) -> i64 {
    match payment.state() {
        State::Reversed => 0,
        State::Paid | State::Unspecified => money::hundredths(payment.amount.as_ref()),
    }
}

/// Refuses to correct a payment that was reversed.
pub(crate) fn check_open(payment: &pb::Payment) -> Result<(), Error> {
    require_paid(payment, "be changed")
}

/// The rule of `ReversePayment`.
pub(crate) fn reverse(
    payment: &mut pb::Payment,
    request: &pb::ReversePaymentRequest,
    now: i64,
) -> Result<(), Error> {
    require_paid(payment, "be reversed")?;
    let today = common::date::local_day(now);
    let day = request.reverse_date.unwrap_or(today);
    let mut wrong = text::check("reasons", &request.reasons, MAX_TEXT, true);
    let paid = ("payment", payment.pay_date.as_ref());
    wrong.extend(span::past_date_from(
        "reverse_date",
        paid,
        Some(&day),
        &today,
    ));
    Error::check(wrong)?;
    payment.set_state(State::Reversed);
    payment.reverse_date = Some(day);
    payment.reverse_reasons.clone_from(&request.reasons);
    Ok(())
}

fn require_paid(payment: &pb::Payment, act: &str) -> Result<(), Error> {
    let present = (payment.name.as_str(), payment.state());
    state::require(present, &[State::Paid], act, State::as_str_name)
}

#[cfg(test)]
mod tests;
