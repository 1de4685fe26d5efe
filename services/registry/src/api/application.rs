//! How applications are made and taken back without anybody learning of whom they are, and what becomes of those that are open.

use common::{
    Error,
    context::Context,
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

use super::{Api, reference::refer};
use crate::{
    domain::{
        application as rules,
        membership::check_in_being,
        tender::state::{check_submission, require, sealed},
    },
    opening,
    seal::{self, Submission},
    store::{
        application::{self, Applications},
        code,
        organization::Organizations,
        standing::{self, Speaker},
        tender::Tenders,
    },
};

/// The kinds of costs.
const COSTS: &str = "cost-kinds";
/// The power by which somebody applies for an organization.
const SIGN: &str = "sign";

pub(super) async fn open(
    api: &Api,
    context: Context,
    request: pb::OpenApplicationsRequest,
) -> Result<pb::Tender, Error> {
    opening::open(&api.app, &api.seal, context, request).await
}

/// Seals what is said and who says it before anything is written. A refusal is for the caller alone: it may name the applicant.
pub(super) async fn create(
    api: &Api,
    context: Context,
    request: pb::CreateApplicationRequest,
) -> Result<Application, Error> {
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
    let mut new = request.application.clone().unwrap_or_default();
    mask::strip(&mut new);
    let (collection, id) = (Application::COLLECTION, request.application_id.as_str());
    let name = context.new_name(&request.parent, collection, id, Applications::PREFIX);
    let tender = resource::live::<Tenders>(tx, &name.parent)?;
    resource::vacant::<Applications>(tx, &name)?;
    check_submission(&tender, true, context.now)?;
    check(tx, context, caller, &tender, &new)?;
    let applicant_tag = applicant_tag(secret, &tender, &new);
    if let Some(other) = application::with_tag(tx, &tender.name, &applicant_tag)? {
        return Err(rules::exists(&other));
    }
    let said = rules::said(new, caller);
    let mut seal = seal::close(secret, &name.name, &said)?;
    seal.applicant_tag = applicant_tag;
    seal.submitter_tag = submitter_tag(secret, &name.name, caller);
    let sealed = rules::sealed(&name.name, seal);
    resource::create::<Applications>(tx, context, name, sealed)
}

/// What must hold of an application among what else is recorded.
fn check(
    tx: &mut dyn Tx,
    context: &Context,
    caller: &str,
    tender: &pb::Tender,
    new: &Application,
) -> Result<(), Error> {
    let day = date::local_number(context.now);
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
    rules::check_eligible(&applicant)?;
    check_in_being(&applicant, day)?;
    let mandate = standing::mandate(tx, &applicant.name, Speaker::Subject(caller), day)?;
    let powers = mandate.map(|(mandate, _)| mandate.power_codes);
    if powers.unwrap_or_default().iter().any(|power| power == SIGN) {
        return Ok(());
    }
    let name = &applicant.name;
    let text = format!("{caller} holds no mandate of {name} with the power `{SIGN}` today");
    Err(Error::refused(Reason::StandingNotMandated, name, text))
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
        if seal.is_none_or(|seal| seal.submitter_tag != tag) {
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
        rules::disqualify(application, &request.reasons, context.now)
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

fn applicant_tag(secret: &Secret, tender: &pb::Tender, application: &Application) -> Vec<u8> {
    let parts = [&tender.name, &application.lot, &application.applicant];
    secret.tag("applicant", &parts.map(String::as_bytes))
}

fn submitter_tag(secret: &Secret, application: &str, caller: &str) -> Vec<u8> {
    secret.tag("submitter", &[application.as_bytes(), caller.as_bytes()])
}
