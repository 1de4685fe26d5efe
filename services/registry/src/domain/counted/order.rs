//! What tenders, and what belongs to them, add to the counts of statistics.
//!
//! All of it is counted by the codes of the tender. What is asked of a tender as a whole counts in the year in which its
//! applications begin, contracts and payments in the years in which they are signed and paid. A sealed application is one more,
//! as lists show it, and nothing else is known of it.

use common::date;
use kenes_proto::registry::{
    Application, Award, Contract, Payment, Tender, application::State as ApplicationState,
    award::State as AwardState, payment::State as PaymentState, tender::State,
};

use super::{
    super::dimension::{AREA, AREA_GROUP, LEVEL, ORDER_FORM, TENDER, TOTAL},
    super::indicator::{
        AWARD_AMOUNT, CONTRACT_AMOUNT, CONTRACTS, PAYMENT_AMOUNT, TENDER_AMOUNT, TENDER_APPLICANTS,
        TENDER_APPLICATIONS, TENDER_AWARDS, TENDER_WINNERS, TENDERS,
    },
    Addition, Counted, NONE, amount, one, or_none,
};

/// What a tender adds. `area_groups` are the groups of its areas.
pub(crate) fn of_tender(tender: &Tender, area_groups: &[String]) -> Vec<Counted> {
    let mut additions = Vec::new();
    if !matches!(tender.state(), State::Draft | State::Withdrawn) {
        let year = year(date::moment(tender.submission_start_time.as_ref()));
        additions.push(one(TENDERS, year));
        additions.extend(amount(TENDER_AMOUNT, year, tender.value.as_ref()));
    }
    let mut codes = vec![
        (TOTAL, NONE.to_owned()),
        (TENDER, tender.name.clone()),
        (LEVEL, or_none(&tender.level_code)),
        (ORDER_FORM, or_none(&tender.form_code)),
    ];
    for (dimension, found) in [
        (AREA, tender.area_codes.as_slice()),
        (AREA_GROUP, area_groups),
    ] {
        let found = found.iter().map(|code| (dimension, code.clone()));
        let before = codes.len();
        codes.extend(found);
        if codes.len() == before {
            codes.push((dimension, NONE.to_owned()));
        }
    }
    vec![Counted { codes, additions }]
}

/// The year of a tender whose applications begin at this moment; 0 where nobody recorded it.
pub(crate) fn year(submission_start: i64) -> i32 {
    match submission_start {
        0 => 0,
        moment => date::local_day(moment).year,
    }
}

/// What an application adds in the year of its tender, unless it was taken back.
pub(crate) fn of_application(application: &Application, year: i32) -> Vec<Addition> {
    match application.state() {
        ApplicationState::Withdrawn => Vec::new(),
        _ => vec![one(TENDER_APPLICATIONS, year)],
    }
}

/// An applicant whose applications are open adds one to its tender, however many those are.
pub(crate) fn of_applicant(year: i32) -> Vec<Addition> {
    vec![one(TENDER_APPLICANTS, year)]
}

/// Who has an award in force adds one to its tender, however many those are.
pub(crate) fn of_winner(year: i32) -> Vec<Addition> {
    vec![one(TENDER_WINNERS, year)]
}

/// What an award adds in the year of its tender, while it is in force.
pub(crate) fn of_award(award: &Award, year: i32) -> Vec<Addition> {
    if award.state() != AwardState::Active {
        return Vec::new();
    }
    let mut additions = vec![one(TENDER_AWARDS, year)];
    additions.extend(amount(AWARD_AMOUNT, year, award.value.as_ref()));
    additions
}

/// What a contract adds in the year in which it was signed, by its value as amended.
pub(crate) fn of_contract(contract: &Contract) -> Vec<Addition> {
    let Some(signed) = contract.sign_date else {
        return Vec::new();
    };
    let mut additions = vec![one(CONTRACTS, signed.year)];
    additions.extend(amount(
        CONTRACT_AMOUNT,
        signed.year,
        contract.value.as_ref(),
    ));
    additions
}

/// What a payment adds in the year in which it was paid, unless the money came back.
pub(crate) fn of_payment(payment: &Payment) -> Vec<Addition> {
    let year = payment.pay_date.map_or(0, |day| day.year);
    match payment.state() {
        PaymentState::Reversed => Vec::new(),
        _ => amount(PAYMENT_AMOUNT, year, payment.amount.as_ref()),
    }
}

#[cfg(test)]
mod tests;
