//! Rules of applications: what one says, who may apply, what is sealed of it, and what becomes of it.

use common::{Error, Violation, date, money, parts, state, text};
use kenes_proto::{
    gtype::LocalizedText,
    registry::{self as pb, Organization, application::State, organization::Kind},
    types::ErrorReason as Reason,
};

use super::{
    amount, sector,
    tender::{self, MAX_TEXT, PRIZE},
};

const MAX_TITLE: usize = 1_000;
/// The kind of cost that an order has none of.
const PROFIT: &str = "profit";

/// What must hold of an application in `tender` by itself.
pub(crate) fn check(tender: &pb::Tender, application: &pb::Application) -> Vec<Violation> {
    let mut wrong = text::check("application.titles", &application.titles, MAX_TITLE, true);
    let said = &application.descriptions;
    wrong.extend(text::check(
        "application.descriptions",
        said,
        MAX_TEXT,
        false,
    ));
    wrong.extend(parts::documents(
        "application.documents",
        &application.documents,
    ));
    wrong.extend(parts::sources("application.sources", &application.sources));
    if application.applicant.is_empty() {
        let say = "say which organization applies";
        wrong.push(Violation::new(
            "application.applicant",
            Reason::FieldInvalid,
            say,
        ));
    }
    wrong.extend(check_lot(tender, &application.lot));
    wrong.extend(check_estimate(tender, application));
    wrong
}

fn check_lot(tender: &pb::Tender, lot: &str) -> Option<Violation> {
    let known = tender.lots.iter().any(|known| known.lot_id == lot);
    let say = match (tender.lots.is_empty(), known) {
        (true, _) if lot.is_empty() => return None,
        (true, _) => "leave it out; the tender has no lots",
        (false, true) => return None,
        (false, false) => "give the id of a lot of the tender",
    };
    Some(Violation::new("application.lot", Reason::FieldInvalid, say))
}

/// What is wrong with the amount that is asked for and the lines that it consists of.
fn check_estimate(tender: &pb::Tender, application: &pb::Application) -> Vec<Violation> {
    let (field, value) = ("application.value", application.value.as_ref());
    let lines = &application.cost_lines;
    let free = tender.archive || tender.form_code == PRIZE;
    if free && value.is_none() && lines.is_empty() {
        return Vec::new();
    }
    let mut wrong = amount::check(field, value, tender::currency(tender));
    let asked = money::hundredths(value);
    let lot = tender.lots.iter().find(|lot| lot.lot_id == application.lot);
    let limits = [
        tender.value.as_ref(),
        lot.and_then(|lot| lot.value.as_ref()),
    ];
    for limit in limits.into_iter().flatten() {
        if wrong.is_empty() && asked > money::hundredths(Some(limit)) {
            let say = format!("ask for at most {}", money::show(limit));
            wrong.push(Violation::new(field, Reason::FieldInvalid, say));
        }
    }
    let currency = value.map_or("", |value| &value.currency_code);
    for (n, line) in lines.iter().enumerate() {
        let field = |name: &str| format!("application.cost_lines[{n}].{name}");
        let amount = line.amount.as_ref();
        wrong.extend(text::check(&field("labels"), &line.labels, MAX_TITLE, true));
        wrong.extend(money::require(&field("amount"), amount));
        wrong.extend(money::check_currency(&field("amount"), amount, currency));
        if line.kind_code == PROFIT {
            let say = "leave it out; an order is carried out at cost, without profit";
            wrong.push(Violation::new(
                field("kind_code"),
                Reason::ProfitNotAllowed,
                say,
            ));
        }
    }
    let amounts = lines
        .iter()
        .map(|line| money::hundredths(line.amount.as_ref()));
    let sum = amounts.fold(0, i64::saturating_add);
    let amiss = wrong
        .iter()
        .any(|fault| fault.field.contains("amount") || fault.field.starts_with(field));
    let unknown = tender.archive && lines.is_empty();
    if !amiss && !unknown && sum != asked {
        let say = format!(
            "give lines that add up to the value: they come to {}",
            money::show(&money::of_hundredths(sum, currency))
        );
        wrong.push(Violation::new(
            "application.cost_lines",
            Reason::EstimateMismatch,
            say,
        ));
    }
    wrong
}

/// Refuses an applicant that is no non-profit organization, or is who orders.
pub(crate) fn check_eligible(applicant: &Organization, tender: &pb::Tender) -> Result<(), Error> {
    let name = &applicant.name;
    if *name == tender.buyer {
        let text = format!("{name} is the buyer, and does not apply for its own order");
        return Err(Error::refused(Reason::ApplicantNotEligible, name, text));
    }
    let profitless = match applicant.kind() {
        Kind::Ngo | Kind::Association => true,
        Kind::StateBody | Kind::ConsultativeBody | Kind::Unspecified => false,
        Kind::Other => sector::is_nongovernmental(applicant),
    };
    if profitless {
        return Ok(());
    }
    let text = format!(
        "{name} is no non-profit organization: an NGO, an association, or another one of the nongovernmental sector applies"
    );
    Err(Error::refused(Reason::ApplicantNotEligible, name, text))
}

/// The refusal of a second application of the same applicant for the same lot. `so` is what to do about it.
pub(crate) fn exists(other: &str, so: &str) -> Error {
    let text = format!("the organization has applied for this with {other}; {so}");
    Error::refused(Reason::ApplicationExists, other, text)
        .about("registry.kenes/Application", other)
}

/// What an applicant says, and who sent it: what is sealed, in the order in which it is encoded.
pub(crate) fn said(application: pb::Application, submitter: &str) -> pb::Application {
    pb::Application {
        name: String::new(),
        etag: String::new(),
        submitter: submitter.to_owned(),
        ..application
    }
}

/// An application that came at `moment` in a tender that was held elsewhere and is over.
pub(crate) fn archived(application: pb::Application, moment: i64) -> pb::Application {
    let mut application = pb::Application {
        submit_time: Some(date::timestamp(moment)),
        archived: true,
        ..application
    };
    application.set_state(State::Opened);
    application
}

/// What is stored of an application that came `now`, until it is opened.
pub(crate) fn sealed(name: &str, seal: pb::Seal, now: i64) -> pb::Application {
    let mut application = pb::Application {
        name: name.to_owned(),
        seal: Some(seal),
        submit_time: Some(date::timestamp(now)),
        ..pb::Application::default()
    };
    application.set_state(State::Sealed);
    application
}

/// Opens a sealed application: it says what was sealed, and how that can be seen.
pub(crate) fn open(
    application: &mut pb::Application,
    said: pb::Application,
    key: Vec<u8>,
    now: i64,
) {
    let kept = std::mem::replace(application, said);
    application.name = kept.name;
    application.uid = kept.uid;
    application.etag = kept.etag;
    application.create_time = kept.create_time;
    application.update_time = kept.update_time;
    application.submit_time = kept.submit_time;
    application.seal = kept.seal;
    application.seal_key = key;
    application.open_time = Some(date::timestamp(now));
    application.set_state(State::Opened);
}

/// The rule of `AdmitApplication`, in a tender that is being evaluated.
pub(crate) fn admit(application: &mut pb::Application, now: i64) -> Result<(), Error> {
    decide(application, State::Admitted, &[State::Opened], &[], now)
}

/// The rule of `DisqualifyApplication`, in a tender that is being evaluated.
pub(crate) fn disqualify(
    application: &mut pb::Application,
    reasons: &[LocalizedText],
    now: i64,
) -> Result<(), Error> {
    let allowed = [State::Opened, State::Admitted];
    Error::check(text::check("reasons", reasons, MAX_TEXT, true))?;
    decide(application, State::Disqualified, &allowed, reasons, now)
}

/// The rule of `WithdrawApplication`, while the submission runs.
pub(crate) fn withdraw(
    application: &mut pb::Application,
    reasons: &[LocalizedText],
    now: i64,
) -> Result<(), Error> {
    Error::check(text::check("reasons", reasons, MAX_TEXT, false))?;
    decide(
        application,
        State::Withdrawn,
        &[State::Sealed],
        reasons,
        now,
    )
}

fn decide(
    application: &mut pb::Application,
    to: State,
    allowed: &[State],
    reasons: &[LocalizedText],
    now: i64,
) -> Result<(), Error> {
    let present = (application.name.as_str(), application.state());
    let act = format!("become {}", state::short(to.as_str_name()));
    state::require(present, allowed, &act, State::as_str_name)?;
    application.set_state(to);
    application.reasons = reasons.to_vec();
    application.decide_time = Some(date::timestamp(now));
    Ok(())
}

#[cfg(test)]
mod tests;
