//! Amendments: how a signed contract is changed, and what of the change stays on record.

use common::{Error, Violation, date, money, parts, span, text};
use kenes_proto::{
    gtype::{Date, Money},
    registry::{self as pb, ContractAmendment, contract::State},
    types::ErrorReason as Reason,
};

use super::{MAX_TEXT, amount, require};

/// The most amendments, as the contract of the service says.
const MOST: usize = 100;

/// The rule of `AmendContract`, where `paid` is what was paid so far, in hundredths.
pub(crate) fn amend(
    contract: &mut pb::Contract,
    request: &pb::AmendContractRequest,
    paid: i64,
    today: Date,
) -> Result<(), Error> {
    require(contract, &[State::Active], "be amended")?;
    let day = request.amend_date.unwrap_or(today);
    Error::check(check(contract, request, &day, &today))?;
    if let Some(value) = request.value.as_ref()
        && money::hundredths(Some(value)) < paid
    {
        return Err(beyond(contract, paid, value));
    }
    let mut amendment = ContractAmendment {
        amend_date: Some(day),
        reasons: request.reasons.clone(),
        document: request.document.clone(),
        ..Default::default()
    };
    if request.value.is_some() {
        amendment.former_value.clone_from(&contract.value);
        amendment.value.clone_from(&request.value);
        contract.value.clone_from(&request.value);
    }
    if request.start_date.is_some() {
        amendment.former_start_date = contract.start_date;
        amendment.start_date = request.start_date;
        contract.start_date = request.start_date;
    }
    if request.end_date.is_some() {
        amendment.former_end_date = contract.end_date;
        amendment.end_date = request.end_date;
        contract.end_date = request.end_date;
    }
    contract.amendments.push(amendment);
    Ok(())
}

/// The refusal of payments that come to more than the value in force.
pub(crate) fn beyond(contract: &pb::Contract, paid: i64, value: &Money) -> Error {
    let paid = money::show(&money::of_hundredths(paid, &value.currency_code));
    let name = &contract.name;
    let text = format!(
        "the payments of {name} would come to {paid}, more than its value of {}; amend it first, or reverse a payment",
        money::show(value)
    );
    Error::refused(Reason::PaymentsExceedContract, name, text)
        .about("registry.kenes/Contract", name)
}

fn check(
    contract: &pb::Contract,
    request: &pb::AmendContractRequest,
    day: &Date,
    today: &Date,
) -> Vec<Violation> {
    let mut wrong = Vec::new();
    let last = contract.amendments.last();
    let from = match last {
        Some(last) => ("last amendment", last.amend_date.as_ref()),
        None => ("signature", contract.sign_date.as_ref()),
    };
    wrong.extend(span::past_date_from("amend_date", from, Some(day), today));
    wrong.extend(text::check("reasons", &request.reasons, MAX_TEXT, true));
    if request.value.is_some() {
        let currency = amount::currency(contract.value.as_ref());
        wrong.extend(amount::check("value", request.value.as_ref(), currency));
    }
    let start = request.start_date.or(contract.start_date);
    let end = request.end_date.or(contract.end_date);
    wrong.extend(span::dates("", start.as_ref(), end.as_ref()));
    if date::upper(end.as_ref()) < date::lower(contract.sign_date.as_ref()) && end.is_some() {
        let say = "give a day that is not before the signature";
        wrong.push(Violation::new("end_date", Reason::DatesInvalid, say));
    }
    wrong.extend(parts::document("document", request.document.as_ref()));
    if !changes(contract, request) {
        let say = "give another value, start_date or end_date than the contract has";
        wrong.push(Violation::new("value", Reason::FieldInvalid, say));
    }
    if contract.amendments.len() >= MOST {
        let say = format!("it has {MOST} amendments already; make a new contract");
        wrong.push(Violation::new("name", Reason::FieldInvalid, say));
    }
    wrong
}

/// Whether the contract would be another one.
fn changes(contract: &pb::Contract, request: &pb::AmendContractRequest) -> bool {
    let differs = |new: Option<Date>, old: Option<Date>| new.is_some() && new != old;
    request.value.is_some() && request.value != contract.value
        || differs(request.start_date, contract.start_date)
        || differs(request.end_date, contract.end_date)
}
