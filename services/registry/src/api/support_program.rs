//! What is decided when programmes of support are written, and who may receive something under them.

use common::{Error, Violation, context::Context, date, resource::Family, store::Tx};
use kenes_proto::{
    gtype::Date,
    registry::{self as pb, SupportAuthor, support_program::State},
};

use super::reference::{check_codes, refer};
use crate::{
    domain::{membership::check_in_being_on, period::Period, sector, support_program as rules},
    store::{organization::Organizations, support_program::SupportPrograms},
};

impl Family for SupportPrograms {
    fn before_write(
        tx: &mut dyn Tx,
        context: &Context,
        present: Option<&pb::SupportProgram>,
        program: &mut pb::SupportProgram,
    ) -> Result<(), Error> {
        if present.is_none() {
            program.set_state(State::Draft);
        }
        let none = pb::SupportProgram::default();
        let before = present.unwrap_or(&none);
        let mut wrong = rules::check(program);
        let body = program.responsible_body.as_str();
        refer::<Organizations>(tx, "support_program.responsible_body", body, &mut wrong)?;
        let days = Period::of(program.start_date.as_ref(), program.end_date.as_ref());
        let day = days.nearest(date::local_number(context.now));
        let known = rules::codes(before);
        wrong.extend(check_codes(tx, &known, rules::codes(program), day)?);
        fill_sectors(tx, before, program, &mut wrong)?;
        Error::check(wrong)
    }
}

/// The authors are there, and of their sectors. A sector that was there before is not asked again: it may have been another one
/// then.
fn fill_sectors(
    tx: &mut dyn Tx,
    before: &pb::SupportProgram,
    program: &mut pb::SupportProgram,
    wrong: &mut Vec<Violation>,
) -> Result<(), Error> {
    let who = |author: &SupportAuthor| {
        let party = author.party.as_ref();
        let name = party.map(|party| party.organization.clone());
        (name, author.sector_code.clone())
    };
    for (n, author) in program.co_authors.iter_mut().enumerate() {
        let field = format!("support_program.co_authors[{n}]");
        let party = format!("{field}.party");
        let found = refer_party(tx, &party, author.party.as_ref(), wrong)?;
        let known = before.co_authors.iter().any(|one| who(one) == who(author));
        if let Some(found) = found.filter(|_| !known) {
            let field = format!("{field}.sector_code");
            wrong.extend(sector::fill_from(&found, &field, &mut author.sector_code));
        }
    }
    Ok(())
}

/// The organization that a party is, if the registry has it; one that is missing is wrong with its field.
pub(super) fn refer_party(
    tx: &mut dyn Tx,
    field: &str,
    party: Option<&pb::SupportParty>,
    wrong: &mut Vec<Violation>,
) -> Result<Option<pb::Organization>, Error> {
    let name = party.map_or("", |party| &party.organization);
    refer::<Organizations>(tx, &format!("{field}.organization"), name, wrong)
}

/// Refuses what is received on a day by an organization that was not in being, or under a programme that is not adopted.
pub(super) fn check_receipt(
    recipient: Option<&pb::Organization>,
    day: Option<&Date>,
    program: Option<&pb::SupportProgram>,
) -> Result<(), Error> {
    if let Some((recipient, day)) = recipient.zip(day) {
        check_in_being_on(recipient, day)?;
    }
    program.map_or(Ok(()), rules::check_adopted)
}
