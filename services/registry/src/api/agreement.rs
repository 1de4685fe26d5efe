//! What is decided when agreements are written, and who may sign on a day.

use common::{
    Error, Violation,
    context::Context,
    date,
    resource::{self, Family, Kind},
    store::Tx,
};
use kenes_proto::{
    registry::{self as pb, Agreement, Party},
    types::ErrorReason as Reason,
};

use super::reference::{check_codes, refer};
use crate::{
    domain::{
        agreement as rules,
        membership::{check_in_being_on, check_in_being_within},
        project as projects, sector,
    },
    store::{
        agreement::Agreements,
        organization::Organizations,
        project::{self, Projects},
    },
};

impl Family for Agreements {
    fn before_write(
        tx: &mut dyn Tx,
        context: &Context,
        present: Option<&Agreement>,
        agreement: &mut Agreement,
    ) -> Result<(), Error> {
        let today = date::local_number(context.now);
        let none = Agreement::default();
        let before = present.unwrap_or(&none);
        rules::require_changeable(before, today)?;
        let mut wrong = rules::check(agreement, today);
        let known = rules::codes(before);
        wrong.extend(check_codes(tx, &known, rules::codes(agreement), today)?);
        wrong.extend(fill_sectors(tx, before, agreement)?);
        Error::check(wrong)?;
        if agreement.sign_date.is_none() {
            return Ok(());
        }
        rules::check_signed(agreement)?;
        let parties = agreement.parties.iter();
        let new = parties.filter(|party| !before.parties.iter().any(|other| same(other, party)));
        check_signatories(tx, agreement, new, today)?;
        match before.parties == agreement.parties {
            true => Ok(()),
            false => check_projects(tx, agreement),
        }
    }
}

/// Whether a party is there as it was: who, and signed when.
fn same(one: &Party, other: &Party) -> bool {
    let who = |party: &Party| (party.organization.clone(), party.sign_date);
    who(one) == who(other)
}

/// The parties are there, and of their sectors. A sector that was there before is not asked again: it may have been another
/// one then.
fn fill_sectors(
    tx: &mut dyn Tx,
    before: &Agreement,
    agreement: &mut Agreement,
) -> Result<Vec<Violation>, Error> {
    let mut wrong = Vec::new();
    for (n, party) in agreement.parties.iter_mut().enumerate() {
        let at = format!("agreement.parties[{n}]");
        let field = format!("{at}.organization");
        let found = refer::<Organizations>(tx, &field, &party.organization, &mut wrong)?;
        let known = |other: &Party| {
            (&other.organization, &other.sector_code) == (&party.organization, &party.sector_code)
        };
        if let Some(found) = found.filter(|_| !before.parties.iter().any(known)) {
            let field = format!("{at}.sector_code");
            wrong.extend(sector::fill_from(&found, &field, &mut party.sector_code));
        }
    }
    Ok(wrong)
}

/// Refuses an organization that was not in being on the day on which it signed. Of whom that day is not known, it was one from
/// the signature of the agreement to today.
fn check_signatories<'a>(
    tx: &mut dyn Tx,
    agreement: &Agreement,
    parties: impl Iterator<Item = &'a Party>,
    today: i64,
) -> Result<(), Error> {
    let signed = agreement.sign_date.unwrap_or_default();
    for party in parties.filter(|party| !party.organization.is_empty()) {
        let organization = resource::get::<Organizations>(tx, &party.organization)?;
        match &party.sign_date {
            Some(day) => check_in_being_on(&organization, day)?,
            None => {
                let days = [date::earliest(Some(&signed)), today];
                let said = format!("one before the signature, {}", date::show(&signed));
                check_in_being_within(&organization, days, &said)?;
            }
        }
    }
    Ok(())
}

/// Refuses to take out a party that takes part in a project.
fn check_projects(tx: &mut dyn Tx, agreement: &Agreement) -> Result<(), Error> {
    for project in project::of_agreement(tx, &agreement.name)? {
        if projects::strangers(&project, agreement).next().is_some() {
            let (name, parties) = (project.name, &agreement.name);
            let text =
                format!("parties of {parties} take part in {name}, and stay as long as they do");
            return Err(Error::refused(Reason::ResourceInUse, name.as_str(), text)
                .about(Projects::TYPE, &name));
        }
    }
    Ok(())
}

pub(super) fn sign(
    tx: &mut dyn Tx,
    context: &Context,
    request: &pb::SignAgreementRequest,
) -> Result<Agreement, Error> {
    let today = date::local_day(context.now);
    let today_number = date::local_number(context.now);
    resource::change::<Agreements>(tx, context, request, |tx, agreement| {
        rules::sign(agreement, request, today)?;
        check_signatories(tx, agreement, agreement.parties.iter(), today_number)
    })
}
