//! Rules of draft laws: what they say of themselves, how they are taken back, and the name they have in Akoma Ntoso. How one
//! becomes an act is in `enactment`.

use common::{Error, Violation, date, names, parts, state, text};
use kenes_proto::{
    consultation::{self as pb, draft_law::State},
    types::ErrorReason as Reason,
};

const MAX_TITLE: usize = 2_000;
const MAX_REASON: usize = 20_000;

/// What must hold of a draft law by itself.
pub(crate) fn check(law: &pb::DraftLaw) -> Result<(), Error> {
    let mut wrong = text::check("draft_law.titles", &law.titles, MAX_TITLE, true);
    wrong.extend(date::check(
        "draft_law.introduce_date",
        law.introduce_date.as_ref(),
    ));
    wrong.extend(parts::printed_number("draft_law.number", &law.number));
    wrong.extend(parts::identifiers(
        "draft_law.external_ids",
        &law.external_ids,
    ));
    wrong.extend(parts::sources("draft_law.sources", &law.sources));
    for (n, related) in law.related.iter().enumerate() {
        if related.draft_law == law.name {
            let field = format!("draft_law.related[{n}].draft_law");
            let say = "names the draft law itself; name another one";
            wrong.push(Violation::new(field, Reason::FieldInvalid, say));
        }
    }
    Error::check(wrong)
}

/// The IRI of the work: `/akn/kz/bill/2026-03-14/d-0412`. Empty while the day of introduction is not known: an IRI does
/// not change, so no day is invented for it.
pub(crate) fn work_iri(law: &pb::DraftLaw) -> String {
    let Some(day) = &law.introduce_date else {
        return String::new();
    };
    let number = segment(&law.number);
    let number = match number.is_empty() {
        true => names::id(&law.name),
        false => &number,
    };
    format!("/akn/kz/bill/{}/{number}", date::show(day))
}

/// A number as an IRI has it: lower-case ASCII letters and digits, every run of other characters one hyphen.
fn segment(number: &str) -> String {
    let mut segment = String::new();
    for c in number.chars() {
        if c.is_ascii_alphanumeric() {
            segment.push(c.to_ascii_lowercase());
        } else if !segment.is_empty() && !segment.ends_with('-') {
            segment.push('-');
        }
    }
    segment.trim_end_matches('-').to_owned()
}

/// Refuses unless the draft law is being worked on.
pub(crate) fn check_active(law: &pb::DraftLaw) -> Result<(), Error> {
    let present = (law.name.as_str(), law.state());
    state::require(present, &[State::Active], "move on", State::as_str_name)
}

/// Takes it back.
pub(crate) fn withdraw(
    law: &mut pb::DraftLaw,
    request: &pb::WithdrawDraftLawRequest,
    _: i64,
) -> Result<(), Error> {
    Error::check(text::check("reasons", &request.reasons, MAX_REASON, true))?;
    check_active(law)?;
    law.set_state(State::Withdrawn);
    law.withdraw_reasons.clone_from(&request.reasons);
    Ok(())
}

#[cfg(test)]
mod tests {
    use kenes_proto::gtype::Date;

    use super::*;

    fn law(number: &str, year: i32, month: i32, day: i32) -> pb::DraftLaw {
        pb::DraftLaw {
            name: "draftLaws/on-charity".into(),
            number: number.into(),
            introduce_date: Some(Date { year, month, day }),
            ..Default::default()
        }
    }

    #[test]
    fn the_iri_is_made_of_day_and_number() {
        assert_eq!(
            work_iri(&law("D-0412", 2026, 3, 14)),
            "/akn/kz/bill/2026-03-14/d-0412"
        );
        assert_eq!(
            work_iri(&law("№ 412 / VIII.", 2026, 3, 0)),
            "/akn/kz/bill/2026-03/412-viii"
        );
        assert_eq!(
            work_iri(&law("жоба", 2006, 0, 0)),
            "/akn/kz/bill/2006/on-charity"
        );
        assert_eq!(work_iri(&pb::DraftLaw::default()), "");
    }
}
