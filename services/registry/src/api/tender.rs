//! What is decided when tenders are written: their codes and references, changes after the announcement, conflicts of interest.

use common::{
    Error,
    context::Context,
    date,
    resource::{self, Family},
    store::Tx,
};
use kenes_proto::registry::{self as pb, score::State as ScoreState};

use super::{person::unused, reference::refer};
use crate::{
    domain::{
        archive,
        membership::check_active_on,
        tender::{self as rules, commission, lot, state},
    },
    store::{
        application::{self, Applications},
        award, code,
        organization::Organizations,
        person::Persons,
        score::{self, Scores},
        support_program::SupportPrograms,
        tender::Tenders,
    },
};

impl Family for Tenders {
    fn before_write(
        tx: &mut dyn Tx,
        context: &Context,
        present: Option<&pb::Tender>,
        tender: &mut pb::Tender,
    ) -> Result<(), Error> {
        match present {
            None => rules::begin(tender),
            Some(present) => state::check_update(present)?,
        }
        check(tx, context, tender)
    }
}

/// What must hold of a tender among what else is recorded.
fn check(tx: &mut dyn Tx, context: &Context, tender: &pb::Tender) -> Result<(), Error> {
    let start = tender.submission_start_time.as_ref();
    let day = date::local_number(start.map_or(context.now, date::micros));
    let mut wrong = rules::check(tender);
    wrong.extend(archive::check(tender, context.now));
    let (level, form) = (&tender.level_code, &tender.form_code);
    wrong.extend(code::check(
        tx,
        "tender.level_code",
        "order-levels",
        level,
        day,
    )?);
    wrong.extend(code::check(
        tx,
        "tender.form_code",
        rules::FORMS,
        form,
        day,
    )?);
    let own = ("tender.area_codes".to_owned(), &tender.area_codes);
    let lots = tender.lots.iter().enumerate();
    let lots = lots.map(|(n, lot)| (format!("tender.lots[{n}].area_codes"), &lot.area_codes));
    for (field, areas) in std::iter::once(own).chain(lots) {
        for (n, area) in areas.iter().enumerate() {
            wrong.extend(code::check(
                tx,
                format!("{field}[{n}]"),
                rules::AREAS,
                area,
                day,
            )?);
        }
    }
    for (n, lot) in tender.lots.iter().enumerate() {
        let field = format!("tender.lots[{n}].place");
        wrong.extend(code::check_place(tx, &field, lot.place.as_ref(), day)?);
    }
    for (n, member) in tender.commission_members.iter().enumerate() {
        let field = |name: &str| format!("tender.commission_members[{n}].{name}");
        refer::<Persons>(tx, &field("person"), &member.person, &mut wrong)?;
        let (of, role) = (&member.on_behalf_of, &member.role_code);
        refer::<Organizations>(tx, &field("on_behalf_of"), of, &mut wrong)?;
        wrong.extend(code::check(tx, field("role_code"), "roles", role, day)?);
    }
    let (field, program) = ("tender.support_program", &tender.support_program);
    refer::<SupportPrograms>(tx, field, program, &mut wrong)?;
    let buyer = refer::<Organizations>(tx, "tender.buyer", &tender.buyer, &mut wrong)?;
    Error::check(wrong)?;
    check_active_on(&buyer, day)
}

pub(super) fn amend(
    tx: &mut dyn Tx,
    context: &Context,
    request: &pb::AmendTenderRequest,
) -> Result<pb::Tender, Error> {
    let none = pb::Tender::default();
    let patch = request.tender.as_ref().unwrap_or(&none);
    let mask = request.update_mask.as_ref();
    let (present, mut merged) = resource::merge::<Tenders>(tx, patch, mask)?;
    state::amend(&present, &mut merged, &request.reasons, context.now)?;
    check(tx, context, &merged)?;
    resource::save::<Tenders>(tx, context, merged)
}

pub(super) fn announce(
    tx: &mut dyn Tx,
    context: &Context,
    request: &pb::AnnounceTenderRequest,
) -> Result<pb::Tender, Error> {
    resource::change::<Tenders>(tx, context, request, |tx, tender| {
        state::announce(tender, request, context.now)?;
        match tender.archive {
            true => Ok(()),
            false => check_free(tx, tender, ""),
        }
    })
}

pub(super) fn withdraw(
    tx: &mut dyn Tx,
    context: &Context,
    request: &pb::WithdrawTenderRequest,
) -> Result<pb::Tender, Error> {
    resource::change::<Tenders>(tx, context, request, |tx, tender| {
        state::withdraw(tender, request, context.now)?;
        check_free(tx, tender, "")
    })
}

pub(super) fn cancel(
    tx: &mut dyn Tx,
    context: &Context,
    request: &pb::CancelTenderRequest,
) -> Result<pb::Tender, Error> {
    resource::change::<Tenders>(tx, context, request, |tx, tender| {
        state::cancel(tender, request, context.now)?;
        check_free(tx, tender, "")
    })
}

pub(super) fn fail(
    tx: &mut dyn Tx,
    context: &Context,
    request: &pb::FailTenderRequest,
) -> Result<pb::Tender, Error> {
    resource::change::<Tenders>(tx, context, request, |tx, tender| {
        state::fail(tender, request, context.now)?;
        check_free(tx, tender, "")
    })
}

pub(super) fn fail_lot(
    tx: &mut dyn Tx,
    context: &Context,
    request: &pb::FailLotRequest,
) -> Result<pb::Tender, Error> {
    resource::change::<Tenders>(tx, context, request, |tx, tender| {
        let awarded = award::lots_awarded(tx, &tender.name)?;
        lot::fail(tender, request, &awarded, context.now)?;
        check_free(tx, tender, &request.lot)
    })
}

/// Refuses what ends a tender, or a lot of it, while there is an award that ends it otherwise.
fn check_free(tx: &mut dyn Tx, tender: &pb::Tender, lot: &str) -> Result<(), Error> {
    let name = tender.name.as_str();
    unused::<Tenders>(name, award::standing(tx, name, lot)?)
}

/// A conflict sets aside what the member gave the applications before it was declared.
pub(super) fn declare_conflict(
    tx: &mut dyn Tx,
    context: &Context,
    request: &pb::DeclareConflictRequest,
) -> Result<pb::Tender, Error> {
    let tender = resource::change::<Tenders>(tx, context, request, |tx, tender| {
        let mut wrong = Vec::new();
        let (applicant, application) = (&request.applicant, &request.application);
        refer::<Organizations>(tx, "applicant", applicant, &mut wrong)?;
        refer::<Applications>(tx, "application", application, &mut wrong)?;
        Error::check(wrong)?;
        commission::declare(tender, request, context.now)
    })?;
    let applications = match request.application.as_str() {
        "" => application::of_applicant(tx, &tender.name, &request.applicant)?,
        one => vec![one.to_owned()],
    };
    let aside = context.aside("SetAsideScore");
    for application in applications {
        if let Some(mut given) = score::given(tx, &application, &request.person)? {
            given.set_state(ScoreState::SetAside);
            resource::save::<Scores>(tx, &aside, given)?;
        }
    }
    Ok(tender)
}
