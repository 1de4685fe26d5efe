//! Rules of awards: who is chosen to carry out a tender, for how much, and what becomes of the choice.
//!
//! What an award is measured by comes as its [`Terms`]; which applications and other awards there are is for the store.

use common::{Error, Violation, date, money, parts, span, state, text};
use kenes_proto::{
    gtype::{Date, Money},
    registry::{self as pb, award::State},
    types::ErrorReason as Reason,
};

use super::amount;

pub(crate) const MAX_REASON: usize = 20_000;

/// What an award is measured by: its tender, or the lot of it that it is for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Terms {
    /// The tender or the lot, as people are told of it.
    pub(crate) of: String,
    /// What all awards of it may come to.
    pub(crate) value: Option<Money>,
    /// What its other awards come to, in hundredths.
    pub(crate) awarded: i64,
    /// The day on which the tender closed, if that is known.
    pub(crate) closed: Option<Date>,
    /// Whether the tender has applications on record.
    pub(crate) has_applications: bool,
    /// The best ranked application that is left, where that is a better one than the chosen.
    pub(crate) better: Option<String>,
}

/// What is stored where nothing is said.
pub(crate) fn begin(award: &mut pb::Award, today: Date) {
    award.award_date.get_or_insert(today);
    award.set_state(State::Pending);
}

/// What must hold of an award by itself and by its terms.
pub(crate) fn check(award: &pb::Award, terms: &Terms, today: &Date) -> Vec<Violation> {
    let mut wrong = check_origin(award, terms);
    let (value, day) = (award.value.as_ref(), award.award_date.as_ref());
    let currency = amount::currency(terms.value.as_ref());
    wrong.extend(amount::check("award.value", value, currency));
    let closed = terms.closed.as_ref();
    wrong.extend(span::past_date_from("award.award_date", closed, day, today));
    let reasons = &award.reasons;
    wrong.extend(text::check("award.reasons", reasons, MAX_REASON, false));
    wrong.extend(parts::sources("award.sources", &award.sources));
    if reasons.is_empty() && wrong.is_empty() {
        wrong.extend(unexplained(award, terms));
    }
    wrong
}

/// An award follows an application, or a source says whose it is.
fn check_origin(award: &pb::Award, terms: &Terms) -> Vec<Violation> {
    let found = |field: &str, reason, say: &str| Violation::new(field, reason, say);
    let mut wrong = Vec::new();
    if !award.recorded_from_source {
        if award.application.is_empty() {
            let say = "name the application that won; only with recorded_from_source there is none";
            wrong.push(found("award.application", Reason::FieldInvalid, say));
        }
        return wrong;
    }
    if terms.has_applications {
        let say = "leave it out: the tender has applications on record, so name the one that won";
        wrong.push(found(
            "award.recorded_from_source",
            Reason::FieldInvalid,
            say,
        ));
    }
    if !award.application.is_empty() {
        let say = "leave it out where recorded_from_source is set";
        wrong.push(found("award.application", Reason::FieldInvalid, say));
    }
    if award.supplier.is_empty() {
        let say = "name the organization that won";
        wrong.push(found("award.supplier", Reason::FieldInvalid, say));
    }
    if award.sources.is_empty() {
        let say = "say where it is published, or in words whose it is";
        wrong.push(found("award.sources", Reason::SourceMissing, say));
    }
    wrong
}

/// What an award without reasons may not be: another than the best ranked, or more than what there is.
fn unexplained(award: &pb::Award, terms: &Terms) -> Vec<Violation> {
    let mut wrong = Vec::new();
    if let Some(better) = &terms.better {
        let say = format!("say why: {better} is ranked higher");
        wrong.push(Violation::new("award.reasons", Reason::AwardNotBest, say));
    }
    let all = terms
        .awarded
        .saturating_add(money::hundredths(award.value.as_ref()));
    if let Some(limit) = &terms.value
        && all > money::hundredths(Some(limit))
    {
        let all = money::show(&money::of_hundredths(all, &limit.currency_code));
        let say = format!(
            "say why: with it the awards of {} come to {all}, and its value is {}",
            terms.of,
            money::show(limit)
        );
        wrong.push(Violation::new(
            "award.reasons",
            Reason::AwardAboveValue,
            say,
        ));
    }
    wrong
}

/// The refusal where the application has another award.
pub(crate) fn awarded_already(application: &str, other: &str) -> Error {
    let text = format!("{application} has {other}; cancel that one first, or correct it");
    Error::exists(
        Reason::ApplicationAlreadyAwarded,
        "registry.kenes/Award",
        other,
        text,
    )
}

/// Refuses to correct an award that is no longer a proposal.
pub(crate) fn check_open(award: &pb::Award) -> Result<(), Error> {
    require(award, &[State::Pending], "be changed")
}

/// The rule of `ConfirmAward`.
pub(crate) fn confirm(
    award: &mut pb::Award,
    _: &pb::ConfirmAwardRequest,
    _: i64,
) -> Result<(), Error> {
    require(award, &[State::Pending], "become ACTIVE")?;
    award.set_state(State::Active);
    Ok(())
}

/// The rule of `CancelAward`.
pub(crate) fn cancel(
    award: &mut pb::Award,
    request: &pb::CancelAwardRequest,
    today: Date,
) -> Result<(), Error> {
    let open = [State::Pending, State::Active];
    require(award, &open, "be cancelled")?;
    let day = request.cancel_date.unwrap_or(today);
    let from = award.award_date.as_ref();
    let mut wrong = text::check("reasons", &request.reasons, MAX_REASON, true);
    wrong.extend(span::past_date_from(
        "cancel_date",
        from,
        Some(&day),
        &today,
    ));
    Error::check(wrong)?;
    award.set_state(match award.state() {
        State::Active => State::Cancelled,
        _ => State::Unsuccessful,
    });
    award.cancel_date = Some(day);
    award.cancel_reasons.clone_from(&request.reasons);
    Ok(())
}

/// Refuses an act that is for an award in force only.
pub(crate) fn require_active(award: &pb::Award, act: &str) -> Result<(), Error> {
    require(award, &[State::Active], act)
}

fn require(award: &pb::Award, allowed: &[State], act: &str) -> Result<(), Error> {
    let present = (award.name.as_str(), award.state());
    state::require(present, allowed, act, State::as_str_name)
}

/// The day from which a contract of it may be signed, as `yyyymmdd`.
pub(crate) fn first_day(award: &pb::Award) -> i64 {
    date::earliest(award.award_date.as_ref())
}

#[cfg(test)]
mod tests;
