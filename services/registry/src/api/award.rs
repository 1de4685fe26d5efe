//! What is decided when awards are written, by the scores and the other awards there are, and what follows for the tender.

use common::{
    Error, Violation,
    context::Context,
    date, names,
    resource::{self, Family},
    store::Tx,
};
use kenes_proto::{
    registry::{
        self as pb, application::State as ApplicationState, contract::State as ContractState,
        tender::State as TenderState,
    },
    types::ErrorReason as Reason,
};

use super::{person::unused, reference::refer};
use crate::{
    domain::{
        award::{self as rules, Doubt, Limit, Terms},
        contract,
        membership::check_in_being,
        tender::SOCIAL_ORDER,
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
    let supplier = refer::<Organizations>(tx, "award.supplier", &award.supplier, &mut wrong)?;
    let terms = terms(tx, &tender, award, application.as_ref(), &mut wrong)?;
    let today = date::local_day(context.now);
    wrong.extend(rules::check(award, &terms, &today));
    Error::check(wrong)?;
    rules::check_tender(&tender, award, context.now)?;
    if let Some(supplier) = supplier {
        check_in_being(&supplier, date::lower(award.award_date.as_ref()))?;
    }
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
    application: Option<&pb::Application>,
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
        doubt: match application {
            Some(application) => doubt(tx, tender, award, application)?,
            None => None,
        },
        asked: application.and_then(|application| application.value.clone()),
        at_cost: tender.form_code == SOCIAL_ORDER,
        buyer: tender.buyer.clone(),
    })
}

/// What speaks against an application that takes part, by the scores of its lot: that it has none where there are criteria to score
/// by, or else the best ranked one that has no award, where that is ranked higher.
fn doubt(
    tx: &mut dyn Tx,
    tender: &pb::Tender,
    award: &pb::Award,
    application: &pb::Application,
) -> Result<Option<Doubt>, Error> {
    if application.state() != ApplicationState::Admitted {
        return Ok(None);
    }
    let name = tender.name.as_str();
    let ranked = score::sums(tx, name, &award.lot, rules::MOST_RANKED)?;
    let chosen = ranked
        .iter()
        .find(|sum| sum.application == award.application);
    // One that is not among those that are compared comes after all of them.
    let chosen = chosen.and_then(score::Sum::mean);
    let taken = award::awarded_applications(tx, name, &award.name)?;
    let higher = ranked.iter().take_while(|sum| sum.mean() > chosen);
    let mut left = higher.filter(|sum| !taken.contains(&sum.application));
    Ok(match left.next() {
        Some(better) => Some(Doubt::Better(better.application.clone())),
        None if chosen.is_none() && !tender.criteria.is_empty() => Some(Doubt::Unscored),
        None => None,
    })
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
    let to = rules::state_of(&tender, &lots);
    if to == tender.state() {
        return Ok(());
    }
    let awarded = to == TenderState::Awarded;
    tender.end_time = awarded.then(|| date::timestamp(context.now));
    tender.set_state(to);
    // A retry finds the award.
    resource::save::<Tenders>(tx, &context.without_request_id(), tender).map(drop)
}
