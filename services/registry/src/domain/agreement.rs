//! Rules of agreements: who agrees, in which order the days come, and that nothing changes after the end.

use common::{Error, Violation, date, parts, span, state, text};
use kenes_proto::{
    gtype::{Date, LocalizedText},
    registry::{self as pb, Agreement, AgreementAmendment, Party, agreement::State},
    types::ErrorReason as Reason,
};

use super::{
    code::CodeUse,
    named::{self, Named},
    sector,
};

/// The most amendments that are kept, as the contract says.
const MAX_AMENDMENTS: usize = 200;
const MAX_TITLE: usize = 500;
const MAX_TEXT: usize = 20_000;

/// The states in which an agreement is signed and not terminated.
pub(crate) const STANDING: &[State] = &[State::Signed, State::InForce, State::Ended];

/// What must hold of an agreement by itself, on a day written `yyyymmdd`.
pub(crate) fn check(agreement: &Agreement, today: i64) -> Vec<Violation> {
    let mut wrong = text::check("agreement.titles", &agreement.titles, MAX_TITLE, true);
    let purposes = &agreement.purposes;
    wrong.extend(text::check("agreement.purposes", purposes, MAX_TEXT, false));
    let parties = agreement.parties.iter().map(Named::party);
    let ways = "an organization, a name in words";
    wrong.extend(named::check("agreement.parties", parties, ways));
    for (n, party) in agreement.parties.iter().enumerate() {
        let at = format!("agreement.parties[{n}]");
        let labels = format!("{at}.labels");
        wrong.extend(text::check(&labels, &party.labels, MAX_TITLE, false));
        wrong.extend(check_party_day(&at, agreement, party, today));
    }
    let source = agreement.reported_signatory_source.as_ref();
    let field = "agreement.reported_signatory_source";
    wrong.extend(match agreement.reported_signatory_count {
        0 => parts::source(field, source),
        _ => parts::require_source(field, source),
    });
    let document = agreement.document.as_ref();
    wrong.extend(parts::document("agreement.document", document));
    wrong.extend(parts::sources("agreement.sources", &agreement.sources));
    wrong.extend(check_days(agreement));
    wrong
}

fn check_party_day(
    at: &str,
    agreement: &Agreement,
    party: &Party,
    today: i64,
) -> Option<Violation> {
    let (field, day) = (format!("{at}.sign_date"), party.sign_date.as_ref());
    if agreement.sign_date.is_none() && day.is_some() {
        let say = "leave it out of a draft; SignAgreement says when it was signed";
        return Some(Violation::new(field, Reason::DatesInvalid, say));
    }
    let end = ("last day of the agreement", agreement.end_date.as_ref());
    span::come_date(&field, day, today)
        .or_else(|| date::not_before(&field, day, signature(agreement)))
        .or_else(|| date::not_after(&field, day, end))
}

/// The days come in order: signature, first day, amendments, last day.
fn check_days(agreement: &Agreement) -> Vec<Violation> {
    let (start, end) = (agreement.start_date.as_ref(), agreement.end_date.as_ref());
    let mut wrong = span::dates("agreement.", start, end);
    if wrong.is_empty() {
        let (signed, amended) = (signature(agreement), last_change(agreement));
        wrong.extend(date::not_before("agreement.start_date", start, signed));
        wrong.extend(date::not_before("agreement.end_date", end, amended));
    }
    wrong
}

/// The codes that an agreement uses: the field, the scheme, the code.
pub(crate) fn codes(agreement: &Agreement) -> Vec<CodeUse<'_>> {
    let kind = agreement.kind_code.as_str();
    let sectors = agreement.parties.iter().enumerate();
    let sectors = sectors.map(|(n, party)| {
        let field = format!("agreement.parties[{n}].sector_code");
        (field, sector::SCHEME, party.sector_code.as_str())
    });
    [("agreement.kind_code".to_owned(), "agreement-kinds", kind)]
        .into_iter()
        .chain(sectors)
        .collect()
}

/// Refuses what is signed and has nobody who agreed with another.
pub(crate) fn check_signed(agreement: &Agreement) -> Result<(), Error> {
    if agreement.parties.len() < 2 && agreement.reported_signatory_count < 2 {
        let name = agreement.name.as_str();
        let text = format!(
            "{name} has fewer than two parties: name them, or say how many a source reports in reported_signatory_count"
        );
        return Err(Error::refused(Reason::PartiesMissing, name, text));
    }
    Ok(())
}

/// The state on a day, written `yyyymmdd`.
pub(crate) fn state(agreement: &Agreement, day: i64) -> State {
    let Some(signed) = agreement.sign_date.as_ref() else {
        return State::Draft;
    };
    let first = date::earliest(agreement.start_date.as_ref().or(Some(signed)));
    let last = date::upper(agreement.end_date.as_ref());
    match agreement.terminate_date {
        Some(_) => State::Terminated,
        None if day < first => State::Signed,
        None if last != 0 && last < day => State::Ended,
        None => State::InForce,
    }
}

/// Refuses an act on an agreement that is in none of these states.
pub(crate) fn require(
    agreement: &Agreement,
    allowed: &[State],
    act: &str,
    today: i64,
) -> Result<(), Error> {
    let present = (agreement.name.as_str(), state(agreement, today));
    state::require(present, allowed, act, State::as_str_name)
}

/// Refuses to change what was terminated.
pub(crate) fn require_changeable(agreement: &Agreement, today: i64) -> Result<(), Error> {
    let allowed = [&[State::Draft], STANDING].concat();
    require(agreement, &allowed, "be changed", today)
}

/// The rule of `SignAgreement`, but for the parties' being there on that day.
pub(crate) fn sign(
    agreement: &mut Agreement,
    request: &pb::SignAgreementRequest,
    today: Date,
) -> Result<(), Error> {
    let now = date::lower(Some(&today));
    require(agreement, &[State::Draft], "be signed", now)?;
    let day = request.sign_date.unwrap_or(today);
    let mut wrong = parts::document("document", request.document.as_ref());
    let ends = [
        ("first day", agreement.start_date.as_ref()),
        ("last day", agreement.end_date.as_ref()),
    ];
    wrong.extend(span::come_date("sign_date", Some(&day), now).or_else(|| {
        let mut ends = ends.into_iter();
        ends.find_map(|end| date::not_after("sign_date", Some(&day), end))
    }));
    Error::check(wrong)?;
    agreement.sign_date = Some(day);
    if request.document.is_some() {
        agreement.document.clone_from(&request.document);
    }
    check_signed(agreement)?;
    for party in &mut agreement.parties {
        party.sign_date = agreement.sign_date;
    }
    Ok(())
}

/// The rule of `AmendAgreement`.
pub(crate) fn amend(
    agreement: &mut Agreement,
    request: &pb::AmendAgreementRequest,
    now: i64,
) -> Result<(), Error> {
    let day = request.amend_date.unwrap_or(date::local_day(now));
    let today = date::local_number(now);
    require(agreement, STANDING, "be amended", today)?;
    let mut wrong = parts::document("document", request.document.as_ref());
    wrong.extend(check_change(agreement, "amend_date", &day, today));
    wrong.extend(text::check("texts", &request.texts, MAX_TEXT, true));
    if agreement.amendments.len() >= MAX_AMENDMENTS {
        let say = format!("{} has as many amendments as are kept", agreement.name);
        wrong.push(Violation::new("name", Reason::FieldInvalid, say));
    }
    Error::check(wrong)?;
    agreement.amendments.push(AgreementAmendment {
        amend_date: Some(day),
        texts: request.texts.clone(),
        document: request.document.clone(),
    });
    Ok(())
}

/// The rule of `TerminateAgreement`.
pub(crate) fn terminate(
    agreement: &mut Agreement,
    request: &pb::TerminateAgreementRequest,
    now: i64,
) -> Result<(), Error> {
    let day = request.terminate_date.unwrap_or(date::local_day(now));
    let today = date::local_number(now);
    require(agreement, STANDING, "be terminated", today)?;
    let mut wrong = text::check("reasons", &request.reasons, MAX_TEXT, true);
    let change = check_change(agreement, "terminate_date", &day, today);
    wrong.extend(change.or_else(|| {
        let acceded = ("signature of its last party", last_signature(agreement));
        date::not_before("terminate_date", Some(&day), acceded)
    }));
    Error::check(wrong)?;
    agreement.terminate_date = Some(day);
    let reasons: &[LocalizedText] = &request.reasons;
    agreement.termination_reasons = reasons.to_vec();
    Ok(())
}

/// What is wrong with the day of a change: it lies between the last one and today, and not after the last day.
fn check_change(agreement: &Agreement, field: &str, day: &Date, today: i64) -> Option<Violation> {
    span::come_date(field, Some(day), today)
        .or_else(|| date::not_before(field, Some(day), last_change(agreement)))
        .or_else(|| date::not_after(field, Some(day), ("last day", agreement.end_date.as_ref())))
}

/// The day of the signature, and what it is called.
pub(crate) fn signature(agreement: &Agreement) -> (&'static str, Option<&Date>) {
    ("signature", agreement.sign_date.as_ref())
}

/// The day of the last amendment, or else of the signature, and what it is called.
fn last_change(agreement: &Agreement) -> (&'static str, Option<&Date>) {
    match agreement.amendments.last() {
        Some(last) => ("last amendment", last.amend_date.as_ref()),
        None => signature(agreement),
    }
}

/// The last day on which a party is known to have signed.
fn last_signature(agreement: &Agreement) -> Option<&Date> {
    let days = agreement.parties.iter().flat_map(|party| &party.sign_date);
    days.max_by_key(|day| date::lower(Some(day)))
}

#[cfg(test)]
mod tests;
