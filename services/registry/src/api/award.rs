//! What is decided when awards are written, by the scores and the other awards there are, and what follows for the tender.

use common::{
    Error, Violation,
    context::Context,
    date, names,
    resource::{self, Family},
    store::Tx,
};
use kenes_proto::{
    registry::{self as pb, contract::State as ContractState, tender::State as TenderState},
    types::ErrorReason as Reason,
};

use super::{person::unused, reference::refer};
use crate::{
    domain::{
        award::{self as rules, Limit, Terms},
        contract,
    },
    store::{
        application::Applications,
        award::{self, Awards},
        contract::{self as contracts, Contracts},
        organization::Organizations,
        score,
        tender::Tenders,
    },
};

impl Family for Awards {
    fn before_write(
        tx: &mut dyn Tx,
        context: &Context,
        present: Option<&pb::Award>,
        award: &mut pb::Award,
    ) -> Result<(), Error> {
        match present {
            None => rules::begin(award, date::local_day(context.now)),
            Some(present) => {
                rules::check_open(present)?;
                award.award_date = award.award_date.or(present.award_date);
            }
        }
        examine(tx, context, award)
    }
}

/// Refuses an award that may not be made as things are, and fills in whose it is.
fn examine(tx: &mut dyn Tx, context: &Context, award: &mut pb::Award) -> Result<(), Error> {
    let tender = resource::get::<Tenders>(tx, names::parent(&award.name))?;
    let mut wrong = Vec::new();
    let field = "award.application";
    let application = refer::<Applications>(tx, field, &award.application, &mut wrong)?;
    if let Some(application) = &application {
        wrong.extend(rules::follow(award, application));
    }
    refer::<Organizations>(tx, "award.supplier", &award.supplier, &mut wrong)?;
    let terms = terms(tx, &tender, award, &mut wrong)?;
    let today = date::local_day(context.now);
    wrong.extend(rules::check(award, &terms, &today));
    Error::check(wrong)?;
    rules::check_tender(&tender, award)?;
    let Some(application) = application else {
        return Ok(());
    };
    rules::check_admitted(&application)?;
    match award::of_application(tx, &application.name, &award.name)? {
        Some(other) => Err(rules::awarded_already(&application.name, &other)),
        None => Ok(()),
    }
}

/// What an award is measured by; a lot that the tender has not is wrong.
fn terms(
    tx: &mut dyn Tx,
    tender: &pb::Tender,
    award: &pb::Award,
    wrong: &mut Vec<Violation>,
) -> Result<Terms, Error> {
    let name = tender.name.as_str();
    let mut limits = vec![Limit {
        of: name.to_owned(),
        value: tender.value.clone(),
        awarded: award::awarded(tx, name, "", &award.name)?,
    }];
    if !award.lot.is_empty() {
        match tender.lots.iter().find(|lot| lot.lot_id == award.lot) {
            Some(lot) => limits.push(Limit {
                of: format!("{} of {name}", lot.lot_id),
                value: lot.value.clone(),
                awarded: award::awarded(tx, name, &lot.lot_id, &award.name)?,
            }),
            None => {
                let say = format!("give a lot of {name}, by its id");
                wrong.push(Violation::new("award.lot", Reason::FieldInvalid, say));
            }
        }
    }
    let end = tender.submission_end_time.as_ref();
    Ok(Terms {
        limits,
        closed: end.map(|end| date::local_day(date::micros(end))),
        has_applications: award::has_applications(tx, name)?,
        better: better(tx, award)?,
    })
}

/// The best ranked application of the same lot that has no award, where it is ranked higher than the chosen one.
fn better(tx: &mut dyn Tx, award: &pb::Award) -> Result<Option<String>, Error> {
    if award.application.is_empty() {
        return Ok(None);
    }
    let ranked = score::sums(
        tx,
        names::parent(&award.name),
        &award.lot,
        rules::MOST_RANKED,
    )?;
    let mean = |sum: &score::Sum| sum.total.checked_div(sum.count).unwrap_or(-1);
    let chosen = ranked
        .iter()
        .find(|sum| sum.application == award.application);
    let Some(chosen) = chosen.map(mean) else {
        return Ok(None);
    };
    let taken = award::awarded_applications(tx, names::parent(&award.name), &award.name)?;
    let higher = ranked.iter().take_while(|sum| mean(sum) > chosen);
    let mut left = higher.filter(|sum| !taken.contains(&sum.application));
    Ok(left.next().map(|sum| sum.application.clone()))
}

pub(super) fn confirm(
    tx: &mut dyn Tx,
    context: &Context,
    request: &pb::ConfirmAwardRequest,
) -> Result<pb::Award, Error> {
    let award = resource::change::<Awards>(tx, context, request, |tx, award| {
        rules::confirm(award)?;
        examine(tx, context, award)
    })?;
    follow(tx, context, &award)?;
    Ok(award)
}

pub(super) fn cancel(
    tx: &mut dyn Tx,
    context: &Context,
    request: &pb::CancelAwardRequest,
) -> Result<pb::Award, Error> {
    let mut drawn_up = None;
    let award = resource::change::<Awards>(tx, context, request, |tx, award| {
        rules::cancel(award, request, date::local_day(context.now))?;
        let found = contracts::of_award(tx, &award.name)?;
        let found = found.map(|name| resource::get::<Contracts>(tx, &name));
        drawn_up = found.transpose()?;
        let signed = drawn_up
            .as_ref()
            .filter(|contract| contract.state() != ContractState::Pending);
        unused::<Awards>(&award.name, signed.map(|contract| contract.name.clone()))
    })?;
    if let Some(mut drawn_up) = drawn_up {
        contract::cancel(&mut drawn_up, &award);
        resource::save::<Contracts>(tx, &context.without_request_id(), drawn_up)?;
    }
    follow(tx, context, &award)?;
    Ok(award)
}

/// A tender is AWARDED as long as it, or each lot of it, has an award in force.
fn follow(tx: &mut dyn Tx, context: &Context, award: &pb::Award) -> Result<(), Error> {
    let mut tender = resource::get::<Tenders>(tx, names::parent(&award.name))?;
    let lots = award::lots_awarded(tx, &tender.name)?;
    let applied = award::has_applications(tx, &tender.name)?;
    let to = rules::state_of(&tender, &lots, applied);
    if to == tender.state() {
        return Ok(());
    }
    let awarded = to == TenderState::Awarded;
    tender.end_time = awarded.then(|| date::timestamp(context.now));
    tender.set_state(to);
    // A retry finds the award.
    resource::save::<Tenders>(tx, &context.without_request_id(), tender).map(drop)
}
