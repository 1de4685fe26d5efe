//! What is decided when contracts are written, and how one is signed and amended.

use common::{
    Error,
    context::Context,
    date, names,
    resource::{self, Family},
    store::Tx,
};
use kenes_proto::registry as pb;

use super::reference::refer;
use crate::{
    domain::{award, contract as rules, membership::check_in_being},
    store::{
        award::Awards,
        contract::{self, Contracts},
        milestone,
        organization::Organizations,
        tender::Tenders,
    },
};

impl Family for Contracts {
    fn before_write(
        tx: &mut dyn Tx,
        _: &Context,
        present: Option<&pb::Contract>,
        contract: &mut pb::Contract,
    ) -> Result<(), Error> {
        let mut wrong = Vec::new();
        let award = refer::<Awards>(tx, "contract.award", &contract.award, &mut wrong)?;
        let award = award.unwrap_or_default();
        wrong.extend(rules::check(contract, &award));
        let paid = contract::paid_before(tx, &award.name, &contract.name)?;
        wrong.extend(rules::check_left("contract.value", contract, &award, paid));
        Error::check(wrong)?;
        if let Some(present) = present {
            return rules::check_kept(present, contract);
        }
        award::check_standing(&award)?;
        if let Some(other) = contract::of_award(tx, &award.name)? {
            return Err(rules::contracted_already(&award.name, &other));
        }
        let tender = resource::get::<Tenders>(tx, names::parent(&award.name))?;
        rules::begin(contract, &award, &tender.buyer);
        Ok(())
    }
}

pub(super) fn sign(
    tx: &mut dyn Tx,
    context: &Context,
    request: &pb::SignContractRequest,
) -> Result<pb::Contract, Error> {
    let today = date::local_day(context.now);
    resource::change::<Contracts>(tx, context, request, |tx, contract| {
        let award = resource::get::<Awards>(tx, &contract.award)?;
        let paid = contract::paid_before(tx, &award.name, &contract.name)?;
        let left = rules::check_left("name", contract, &award, paid);
        Error::check(left.into_iter().collect())?;
        let day = rules::sign(contract, &award, request.sign_date, today)?;
        let supplier = resource::get::<Organizations>(tx, &contract.supplier)?;
        check_in_being(&supplier, day)
    })
}

pub(super) fn amend(
    tx: &mut dyn Tx,
    context: &Context,
    request: &pb::AmendContractRequest,
) -> Result<pb::Contract, Error> {
    let today = date::local_day(context.now);
    resource::change::<Contracts>(tx, context, request, |tx, contract| {
        let paid = contract::paid(tx, &contract.name, "")?;
        rules::amend(contract, request, paid, today)
    })
}

pub(super) fn terminate(
    tx: &mut dyn Tx,
    context: &Context,
    request: &pb::TerminateContractRequest,
) -> Result<pb::Contract, Error> {
    let today = date::local_day(context.now);
    resource::change::<Contracts>(tx, context, request, |tx, contract| {
        let progress = milestone::progress(tx, &contract.name)?;
        rules::terminate(contract, request, &progress, today)
    })
}

pub(super) fn complete(
    tx: &mut dyn Tx,
    context: &Context,
    request: &pb::CompleteContractRequest,
) -> Result<pb::Contract, Error> {
    let today = date::local_day(context.now);
    resource::change::<Contracts>(tx, context, request, |tx, contract| {
        let progress = milestone::progress(tx, &contract.name)?;
        rules::complete(contract, request, &progress, today)
    })
}
