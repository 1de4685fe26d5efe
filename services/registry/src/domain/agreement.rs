//! Rules of agreements: who agrees, in which order the days come, and that nothing changes after the end.

use common::{Error, Violation, date, parts, span, state, text};
use kenes_proto::{
    gtype::{Date, LocalizedText},
    registry::{self as pb, Agreement, AgreementAmendment, Party, agreement::State},
    types::ErrorReason as Reason,
};

use super::{
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
    let signed = agreement.sign_date.as_ref();
    span::come_date(&field, day, today).or_else(|| date::check_order(&field, signed, day))
}

/// The days come in order: signature, first day, amendments, last day.
fn check_days(agreement: &Agreement) -> Vec<Violation> {
    let (start, end) = (agreement.start_date.as_ref(), agreement.end_date.as_ref());
    let mut wrong = span::dates("agreement.", start, end);
    if wrong.is_empty() {
        let signed = agreement.sign_date.as_ref();
        let amended = last_change(agreement);
        wrong.extend(date::check_order("agreement.start_date", signed, start));
        wrong.extend(date::check_order("agreement.end_date", amended, end));
    }
    wrong
}

/// The codes that an agreement uses: the field, the scheme, the code.
pub(crate) fn codes(agreement: &Agreement) -> Vec<(String, &'static str, &str)> {
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

/// Fills in the sector of a party from its organization, or says what is wrong with another one.
pub(crate) fn fill_sector(
    field: &str,
    party: &mut Party,
    organization: &pb::Organization,
) -> Option<Violation> {
    let known = sector::known(organization);
    if known.is_empty() || party.sector_code == known {
        return None;
    }
    if party.sector_code.is_empty() {
        known.clone_into(&mut party.sector_code);
        return None;
    }
    let say = format!(
        "{} is of the sector {known}; leave it out",
        organization.name
    );
    Some(Violation::new(field, Reason::SectorMismatch, say))
}

/// What a signed agreement must have, and the day on which each party signed, where nothing else is said.
pub(crate) fn settle_signed(agreement: &mut Agreement) -> Result<(), Error> {
    if agreement.parties.len() < 2 && agreement.reported_signatory_count < 2 {
        let name = agreement.name.as_str();
        let text = format!(
            "{name} has fewer than two parties: name them, or say how many a source reports in reported_signatory_count"
        );
        return Err(Error::refused(Reason::PartiesMissing, name, text));
    }
    for party in &mut agreement.parties {
        party.sign_date = party.sign_date.or(agreement.sign_date);
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
    let ends = [agreement.start_date.as_ref(), agreement.end_date.as_ref()];
    wrong.extend(span::come_date("sign_date", Some(&day), now).or_else(|| {
        let mut late = ends.into_iter();
        late.find_map(|end| not_after("sign_date", &day, end))
    }));
    Error::check(wrong)?;
    agreement.sign_date = Some(day);
    if request.document.is_some() {
        agreement.document.clone_from(&request.document);
    }
    settle_signed(agreement)
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
    wrong.extend(check_change(agreement, "terminate_date", &day, today));
    Error::check(wrong)?;
    agreement.terminate_date = Some(day);
    let reasons: &[LocalizedText] = &request.reasons;
    agreement.termination_reasons = reasons.to_vec();
    Ok(())
}

/// What is wrong with the day of a change: it lies between the last one and today, and not after the last day.
fn check_change(agreement: &Agreement, field: &str, day: &Date, today: i64) -> Option<Violation> {
    span::come_date(field, Some(day), today)
        .or_else(|| date::check_order(field, last_change(agreement), Some(day)))
        .or_else(|| not_after(field, day, agreement.end_date.as_ref()))
}

/// The day of the last amendment, or else of the signature.
fn last_change(agreement: &Agreement) -> Option<&Date> {
    let amended = agreement.amendments.last();
    let amended = amended.and_then(|last| last.amend_date.as_ref());
    amended.or(agreement.sign_date.as_ref())
}

/// What is wrong with a day after another one, if that is there.
pub(crate) fn not_after(field: &str, day: &Date, limit: Option<&Date>) -> Option<Violation> {
    let limit = limit.filter(|limit| date::upper(Some(limit)) < date::lower(Some(day)))?;
    let say = format!("give a day that is not after {}", date::show(limit));
    Some(Violation::new(field, Reason::DatesInvalid, say))
}

#[cfg(test)]
mod tests;
