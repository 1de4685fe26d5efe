//! What is decided when programmes of support are written, and who may receive something under them.

use common::{Error, Violation, context::Context, date, resource::Family, store::Tx};
use kenes_proto::{
    gtype::Date,
    registry::{self as pb, support_program::State},
};

use super::reference::refer;
use crate::{
    domain::{membership::check_active_on, period::Period, sector, support_program as rules},
    store::{code, organization::Organizations, support_program::SupportPrograms},
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
        let mut wrong = rules::check(program);
        let body = program.responsible_body.as_str();
        refer::<Organizations>(tx, "support_program.responsible_body", body, &mut wrong)?;
        let days = Period::of(program.start_date.as_ref(), program.end_date.as_ref());
        let day = days.nearest(date::local_number(context.now));
        check_authors(tx, program, day, &mut wrong)?;
        let (field, kind) = ("support_program.kind_code", &program.kind_code);
        wrong.extend(code::check(tx, field, "support-program-kinds", kind, day)?);
        for (n, form) in program.form_codes.iter().enumerate() {
            let field = format!("support_program.form_codes[{n}]");
            wrong.extend(code::check(tx, field, "support-forms", form, day)?);
        }
        Error::check(wrong)
    }
}

fn check_authors(
    tx: &mut dyn Tx,
    program: &mut pb::SupportProgram,
    day: i64,
    wrong: &mut Vec<Violation>,
) -> Result<(), Error> {
    for (n, author) in program.co_authors.iter_mut().enumerate() {
        let field = format!("support_program.co_authors[{n}]");
        let party = format!("{field}.party");
        if let Some(known) = refer_party(tx, &party, author.party.as_ref(), wrong)? {
            wrong.extend(rules::settle_sector(&field, author, &known));
        }
        let (field, sector) = (format!("{field}.sector_code"), &author.sector_code);
        wrong.extend(code::check(tx, field, sector::SCHEME, sector, day)?);
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
    check_active_on(recipient, date::earliest(day))?;
    program.map_or(Ok(()), rules::check_adopted)
}
