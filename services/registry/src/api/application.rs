//! How applications are made and taken back without anybody learning of whom they are, and what becomes of those that are open.

use common::{
    Error,
    context::{Context, NewName},
    date, mask, names,
    resource::{self, Kind},
    secret::Secret,
    store::Tx,
};
use kenes_proto::{
    methods::Resource,
    registry::{self as pb, Application, application::State as ApplicationState, tender::State},
    types::ErrorReason as Reason,
};

use super::{Api, person::unused, reference::refer};
use crate::{
    domain::{
        application as rules, archive,
        membership::check_in_being,
        tender::state::{check_submission, require, sealed},
    },
    opening,
    seal::{self, Submission},
    store::{
        application::{self, Applications},
        award, code,
        organization::Organizations,
        standing::{self, Speaker},
        tender::Tenders,
    },
};

/// The kinds of costs.
const COSTS: &str = "cost-kinds";
/// How often an applicant may withdraw an application for the same lot.
const MAX_WITHDRAWALS: u8 = 100;
/// The power by which somebody applies for an organization.
const SIGN: &str = "sign";

pub(super) async fn open(
    api: &Api,
    context: Context,
    request: pb::OpenApplicationsRequest,
) -> Result<pb::Tender, Error> {
    opening::open(&api.app, &api.seal, context, request).await
}

/// Seals what is said and who says it before anything is written, but for what says itself when it came: only an archive takes
/// that. A refusal is for the caller alone: it may name the applicant.
pub(super) async fn create(
    api: &Api,
    context: Context,
    request: pb::CreateApplicationRequest,
) -> Result<Application, Error> {
    let new = request.application.as_ref();
    if new.is_some_and(|new| new.submit_time.is_some()) {
        let archiving =
            move |tx: &mut dyn Tx, context: &Context| create_archived(tx, context, &request);
        return api
            .app
            .write(context, archiving)
            .await
            .map_err(Error::untold);
    }
    let sealing = |tx: &mut dyn Tx, submission: &Submission, request: &_| {
        create_sealed(tx, submission, request)
    };
    seal::unnamed(&api.app, &api.seal, context, request, sealing).await
}

/// Takes a sealed application back without saying whose it was.
pub(super) async fn withdraw(
    api: &Api,
    context: Context,
    request: pb::WithdrawApplicationRequest,
) -> Result<Application, Error> {
    let withdrawing = |tx: &mut dyn Tx, submission: &Submission, request: &_| {
        withdraw_sealed(tx, submission, request)
    };
    seal::unnamed(&api.app, &api.seal, context, request, withdrawing).await
}

fn create_sealed(
    tx: &mut dyn Tx,
    submission: &Submission,
    request: &pb::CreateApplicationRequest,
) -> Result<Application, Error> {
    let Submission {
        secret,
        caller,
        context,
    } = submission;
    let Begun {
        name,
        tender,
        new,
        moment,
    } = begin(tx, context, request)?;
    check_mandate(tx, caller, &new.applicant, date::local_number(moment))?;
    let applicant_tag = free_tag(tx, secret, &tender, &new)?;
    let said = rules::said(new, caller);
    let mut seal = seal::close(secret, &name.name, &said)?;
    seal.applicant_tag = applicant_tag;
    seal.submitter_tag = submitter_tag(secret, &name.name, caller);
    let sealed = rules::sealed(&name.name, seal, moment);
    resource::create::<Applications>(tx, context, name, sealed)
}

/// Records an application of a tender that is over: nothing is left to be hidden, and who loads it speaks for nobody.
fn create_archived(
    tx: &mut dyn Tx,
    context: &Context,
    request: &pb::CreateApplicationRequest,
) -> Result<Application, Error> {
    let Begun {
        name,
        tender,
        new,
        moment,
    } = begin(tx, context, request)?;
    if let Some(other) = application::for_lot(tx, &tender.name, &new.applicant, &new.lot)? {
        return Err(rules::exists(
            &other,
            "it did so once: record that one alone",
        ));
    }
    resource::create::<Applications>(tx, context, name, rules::archived(new, moment))
}

/// An application that its tender takes, with the moment at which it came.
struct Begun {
    name: NewName,
    tender: pb::Tender,
    new: Application,
    moment: i64,
}

fn begin(
    tx: &mut dyn Tx,
    context: &Context,
    request: &pb::CreateApplicationRequest,
) -> Result<Begun, Error> {
    let mut new = request.application.clone().unwrap_or_default();
    mask::strip(&mut new);
    let (collection, id) = (Application::COLLECTION, request.application_id.as_str());
    let name = context.new_name(&request.parent, collection, id, Applications::PREFIX);
    let tender = resource::live::<Tenders>(tx, &name.parent)?;
    resource::vacant::<Applications>(tx, &name)?;
    let moment = archive::moment(&tender, &new, context.now)?;
    check_submission(&tender, true, moment)?;
    check(tx, &tender, &new, date::local_number(moment))?;
    Ok(Begun {
        name,
        tender,
        new,
        moment,
    })
}

/// What must hold of an application among what else is recorded, on the day on which it came.
fn check(tx: &mut dyn Tx, tender: &pb::Tender, new: &Application, day: i64) -> Result<(), Error> {
    let mut wrong = rules::check(tender, new);
    for (n, line) in new.cost_lines.iter().enumerate() {
        let field = format!("application.cost_lines[{n}].kind_code");
        if !wrong.iter().any(|fault| fault.field == field) {
            wrong.extend(code::check(tx, field, COSTS, &line.kind_code, day)?);
        }
    }
    let field = "application.applicant";
    let applicant = refer::<Organizations>(tx, field, &new.applicant, &mut wrong)?;
    Error::check(wrong)?;
    let Some(applicant) = applicant else {
        return Ok(());
    };
    rules::check_eligible(&applicant, tender)?;
    check_in_being(&applicant, day)
}

/// Refuses a caller who may not apply for the applicant on the day.
fn check_mandate(tx: &mut dyn Tx, caller: &str, applicant: &str, day: i64) -> Result<(), Error> {
    let mandate = standing::mandate(tx, applicant, Speaker::Subject(caller), day)?;
    let powers = mandate.map(|(mandate, _)| mandate.power_codes);
    if powers.unwrap_or_default().iter().any(|power| power == SIGN) {
        return Ok(());
    }
    let text = format!("{caller} holds no mandate of {applicant} with the power `{SIGN}` today");
    Err(Error::refused(Reason::StandingNotMandated, applicant, text))
}

fn withdraw_sealed(
    tx: &mut dyn Tx,
    submission: &Submission,
    request: &pb::WithdrawApplicationRequest,
) -> Result<Application, Error> {
    let Submission {
        secret,
        caller,
        context,
    } = submission;
    resource::change::<Applications>(tx, context, request, |tx, application| {
        let tender = resource::get::<Tenders>(tx, names::parent(&application.name))?;
        let tag = submitter_tag(secret, &application.name, caller);
        let seal = application.seal.as_ref();
        if seal.is_some_and(|seal| seal.submitter_tag != tag) {
            let text = "only the caller who sent an application withdraws it";
            return Err(Error::denied(Reason::NotTheAuthor, text));
        }
        check_submission(&tender, true, context.now)?;
        rules::withdraw(application, &request.reasons, context.now)
    })
}

pub(super) fn admit(
    tx: &mut dyn Tx,
    context: &Context,
    request: &pb::AdmitApplicationRequest,
) -> Result<Application, Error> {
    resource::change::<Applications>(tx, context, request, |tx, application| {
        check_open(tx, application, "have applications admitted")?;
        rules::admit(application, context.now)
    })
}

pub(super) fn disqualify(
    tx: &mut dyn Tx,
    context: &Context,
    request: &pb::DisqualifyApplicationRequest,
) -> Result<Application, Error> {
    resource::change::<Applications>(tx, context, request, |tx, application| {
        check_open(tx, application, "have applications disqualified")?;
        rules::disqualify(application, &request.reasons, context.now)?;
        let name = application.name.as_str();
        unused::<Applications>(name, award::of_application(tx, name, "")?)
    })
}

/// The tender of an application that is open, while it is being evaluated.
pub(super) fn check_open(
    tx: &mut dyn Tx,
    application: &Application,
    act: &str,
) -> Result<pb::Tender, Error> {
    let tender = resource::get::<Tenders>(tx, names::parent(&application.name))?;
    if application.state() == ApplicationState::Sealed && tender.state() == State::Announced {
        return Err(sealed(&tender));
    }
    require(&tender, &[State::Evaluating], act)?;
    Ok(tender)
}

/// The tag of an applicant for a lot: another one after each withdrawal, so that nobody sees that it was the same applicant.
fn free_tag(
    tx: &mut dyn Tx,
    secret: &Secret,
    tender: &pb::Tender,
    new: &Application,
) -> Result<Vec<u8>, Error> {
    for time in 0..MAX_WITHDRAWALS {
        let [name, lot, applicant] = [&tender.name, &new.lot, &new.applicant].map(String::as_bytes);
        let tag = secret.tag("applicant", &[name, lot, applicant, &[time]]);
        match application::with_tag(tx, &tender.name, &tag)? {
            None => return Ok(tag),
            Some((_, ApplicationState::Withdrawn)) => {}
            Some((other, _)) => return Err(rules::exists(&other, "withdraw that one first")),
        }
    }
    let name = &tender.name;
    let text = format!(
        "the organization applied for this {MAX_WITHDRAWALS} times and withdrew each time, and no more are taken"
    );
    Err(Error::refused(Reason::StateTransitionForbidden, name, text))
}

fn submitter_tag(secret: &Secret, application: &str, caller: &str) -> Vec<u8> {
    secret.tag("submitter", &[application.as_bytes(), caller.as_bytes()])
}
