//! Rules of awards: who is chosen to carry out a tender, for how much, and what becomes of the choice.
//!
//! What an award is measured by comes as its [`Terms`]; which applications and other awards there are is for the store.

use common::{Error, Violation, date, money, names, parts, span, state, text};
use kenes_proto::{
    gtype::{Date, Money},
    registry::{
        self as pb, application::State as ApplicationState, award::State,
        tender::State as TenderState,
    },
    types::ErrorReason as Reason,
};

use super::{
    amount,
    tender::{self, MAX_TEXT},
};

/// The most applications that are compared, as the contract says of a ranking.
pub(crate) const MOST_RANKED: i64 = 10_000;

/// What the awards of a tender, or of a lot of it, may come to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Limit {
    /// The tender or the lot, as people are told of it.
    pub(crate) of: String,
    /// Its value, if it has one.
    pub(crate) value: Option<Money>,
    /// What its other awards come to, in hundredths.
    pub(crate) awarded: i64,
}

/// Why a choice does not follow the scores.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Doubt {
    /// The application has no score.
    Unscored,
    /// This one, which is left, is ranked higher.
    Better(String),
}

/// What an award is measured by.
#[derive(Clone, Debug, Default)]
pub(crate) struct Terms {
    /// That of the tender, and that of the lot that it is for.
    pub(crate) limits: Vec<Limit>,
    /// The day on which the tender closed, if that is known.
    pub(crate) closed: Option<Date>,
    /// Whether the tender has applications on record.
    pub(crate) has_applications: bool,
    /// What speaks against the choice, where the scores do.
    pub(crate) doubt: Option<Doubt>,
    /// What the application asks for, if it does.
    pub(crate) asked: Option<Money>,
    /// Whether the tender is carried out at cost, so that nobody gets more than was asked for.
    pub(crate) at_cost: bool,
    /// Who orders, and does not win its own order.
    pub(crate) buyer: String,
}

/// What is stored where nothing is said: a new one is a proposal, and made today.
pub(crate) fn begin(award: &mut pb::Award, today: Date) {
    award.award_date.get_or_insert(today);
    award.set_state(State::Pending);
}

/// Fills in whose an award is and for which lot, from the application that won; what says otherwise is wrong.
pub(crate) fn follow(award: &mut pb::Award, application: &pb::Application) -> Vec<Violation> {
    let tender = names::parent(&award.name);
    if names::parent(&application.name) != tender {
        let say = format!("give an application in {tender}");
        let field = "award.application";
        return vec![Violation::new(field, Reason::FieldInvalid, say)];
    }
    let mut wrong = Vec::new();
    for (field, given, known) in [
        (
            "award.supplier",
            &mut award.supplier,
            &application.applicant,
        ),
        ("award.lot", &mut award.lot, &application.lot),
    ] {
        if given.is_empty() {
            given.clone_from(known);
        } else if given != known {
            let say = "leave it out; the application says it";
            wrong.push(Violation::new(field, Reason::FieldInvalid, say));
        }
    }
    wrong
}

/// Refuses an award of a tender that is not so far, or not held any more.
pub(crate) fn check_tender(tender: &pb::Tender, award: &pb::Award, now: i64) -> Result<(), Error> {
    use TenderState::{Awarded, Draft, Evaluating};

    let allowed: &[TenderState] = match (award.recorded_from_source, tender.archive) {
        (false, _) => &[Evaluating, Awarded],
        // A tender of the past was never announced here, or is an archive.
        (true, false) => &[Draft, Awarded],
        (true, true) => &[Draft, Evaluating, Awarded],
    };
    tender::state::require(tender, allowed, "be awarded")?;
    tender::lot::check_open(tender, &award.lot, "be awarded")?;
    if award.recorded_from_source && date::moment(tender.submission_end_time.as_ref()) > now {
        let name = &tender.name;
        let text = format!("the submission of {name} has not ended: nobody has won it");
        return Err(Error::refused(Reason::StateTransitionForbidden, name, text));
    }
    Ok(())
}

/// Refuses an application that does not take part.
pub(crate) fn check_admitted(application: &pb::Application) -> Result<(), Error> {
    let present = (application.name.as_str(), application.state());
    let allowed = [ApplicationState::Admitted];
    state::require(
        present,
        &allowed,
        "be awarded",
        ApplicationState::as_str_name,
    )
}

/// The state of a tender whose `lots` have an award in force: AWARDED once the whole tender has one, or each lot. Where that is
/// no longer so it is what it was before.
pub(crate) fn state_of(tender: &pb::Tender, lots: &[String]) -> TenderState {
    match tender.state() {
        _ if tender::lot::settled(tender, lots) == Some(TenderState::Awarded) => {
            TenderState::Awarded
        }
        TenderState::Awarded if tender.announce_time.is_some() => TenderState::Evaluating,
        TenderState::Awarded => TenderState::Draft,
        before => before,
    }
}

/// What must hold of an award by itself and by its terms.
pub(crate) fn check(award: &pb::Award, terms: &Terms, today: &Date) -> Vec<Violation> {
    let mut wrong = check_origin(award, terms);
    let (value, day) = (award.value.as_ref(), award.award_date.as_ref());
    let mut limits = terms.limits.iter();
    let limit = limits.find_map(|limit| limit.value.as_ref());
    let currency = amount::currency(limit);
    wrong.extend(amount::check("award.value", value, currency));
    let closed = ("closing of the tender", terms.closed.as_ref());
    wrong.extend(span::past_date_from("award.award_date", closed, day, today));
    let reasons = &award.reasons;
    wrong.extend(text::check("award.reasons", reasons, MAX_TEXT, false));
    wrong.extend(parts::sources("award.sources", &award.sources));
    if !award.supplier.is_empty() && award.supplier == terms.buyer {
        let say = "name another than the buyer: nobody wins its own order";
        wrong.push(Violation::new("award.supplier", Reason::FieldInvalid, say));
    }
    if wrong.is_empty() {
        if reasons.is_empty() {
            wrong.extend(unexplained(award, terms));
        }
        wrong.extend(beyond_asked(award, terms));
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
    if let Some(doubt) = &terms.doubt {
        let say = match doubt {
            Doubt::Unscored => "say why: the application has no score".to_owned(),
            Doubt::Better(better) => format!("say why: {better} is ranked higher"),
        };
        wrong.push(Violation::new("award.reasons", Reason::AwardNotBest, say));
    }
    let value = money::hundredths(award.value.as_ref());
    let above = terms.limits.iter().find_map(|limit| {
        let all = limit.awarded.saturating_add(value);
        let most = limit.value.as_ref()?;
        (all > money::hundredths(Some(most))).then(|| {
            let all = money::show(&money::of_hundredths(all, &most.currency_code));
            let most = money::show(most);
            let of = &limit.of;
            format!("say why: with it the awards of {of} come to {all}, and its value is {most}")
        })
    });
    let (field, reason) = ("award.reasons", Reason::AwardAboveValue);
    wrong.extend(above.map(|say| Violation::new(field, reason, say)));
    wrong
}

/// What is wrong with more than the application asks for: at cost nobody gets it, else it is explained.
fn beyond_asked(award: &pb::Award, terms: &Terms) -> Option<Violation> {
    let asked = terms.asked.as_ref()?;
    if money::hundredths(award.value.as_ref()) <= money::hundredths(Some(asked)) {
        return None;
    }
    let asked = money::show(asked);
    let (field, say) = match terms.at_cost {
        true => (
            "award.value",
            format!(
                "award at most {asked}, what the application asks for: the order is carried out at cost"
            ),
        ),
        false if award.reasons.is_empty() => (
            "award.reasons",
            format!("say why: the application asks for {asked}"),
        ),
        false => return None,
    };
    Some(Violation::new(field, Reason::AwardAboveValue, say))
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
pub(crate) fn confirm(award: &mut pb::Award) -> Result<(), Error> {
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
    let from = ("award", award.award_date.as_ref());
    let mut wrong = text::check("reasons", &request.reasons, MAX_TEXT, true);
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

/// Refuses to draw a contract up after an award that was taken back.
pub(crate) fn check_standing(award: &pb::Award) -> Result<(), Error> {
    let open = [State::Pending, State::Active];
    require(award, &open, "have a contract")
}

/// Refuses to sign a contract of an award that is not in force.
pub(crate) fn check_in_force(award: &pb::Award) -> Result<(), Error> {
    require(award, &[State::Active], "have its contract signed")
}

fn require(award: &pb::Award, allowed: &[State], act: &str) -> Result<(), Error> {
    let present = (award.name.as_str(), award.state());
    state::require(present, allowed, act, State::as_str_name)
}

#[cfg(test)]
mod tests;
