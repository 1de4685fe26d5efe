//! What is decided when mandates are written, and their end.

use common::{
    Error,
    context::Context,
    date, names,
    resource::{self, Family},
    store::Tx,
};
use kenes_proto::registry as pb;

use super::reference::check_codes;
use crate::{
    domain::{code::CodeUse, mandate as rules, membership::check_active_on},
    store::{
        mandate::{self, Mandates},
        organization::Organizations,
        person::Persons,
    },
};

impl Family for Mandates {
    fn before_write(
        tx: &mut dyn Tx,
        context: &Context,
        present: Option<&pb::Mandate>,
        mandate: &mut pb::Mandate,
    ) -> Result<(), Error> {
        let organization = resource::get::<Organizations>(tx, names::parent(&mandate.name))?;
        let known = present.map_or_else(Vec::new, rules::codes);
        let today = date::local_number(context.now);
        check(tx, today, &organization, &known, mandate)
    }
}

pub(super) fn end(
    tx: &mut dyn Tx,
    context: &Context,
    request: &pb::EndMandateRequest,
) -> Result<pb::Mandate, Error> {
    resource::change::<Mandates>(tx, context, request, |tx, mandate| {
        let before = rules::period(mandate);
        let (basis, today) = (request.basis.clone(), date::local_day(context.now));
        rules::end(mandate, request.end_date, basis, today)?;
        match rules::period(mandate).outlasts(before) {
            true => check_overlap(tx, names::parent(&request.name), mandate),
            false => Ok(()),
        }
    })
}

/// What must hold of a mandate among others.
fn check(
    tx: &mut dyn Tx,
    today: i64,
    organization: &pb::Organization,
    known: &[CodeUse<'_>],
    mandate: &pb::Mandate,
) -> Result<(), Error> {
    let days = rules::period(mandate);
    let mut wrong = rules::check(mandate);
    if let Err(error) = resource::referred::<Persons>(tx, "mandate.person", &mandate.person) {
        match error.fields() {
            [] => return Err(error),
            missing => wrong.extend_from_slice(missing),
        }
    }
    let day = days.nearest(today);
    wrong.extend(check_codes(tx, known, rules::codes(mandate), day)?);
    Error::check(wrong)?;
    check_active_on([organization], days.first)?;
    check_overlap(tx, &organization.name, mandate)
}

fn check_overlap(tx: &mut dyn Tx, parent: &str, mandate: &pb::Mandate) -> Result<(), Error> {
    match mandate::overlapping(tx, parent, mandate, rules::period(mandate))? {
        Some(other) => Err(rules::overlap(mandate, &other)),
        None => Ok(()),
    }
}
