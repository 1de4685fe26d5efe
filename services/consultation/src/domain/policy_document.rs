//! Rules of policy documents.

use common::{Error, date, parts, span, text};
use kenes_proto::{
    consultation::{Hearing, PolicyDocument, hearing::Kind},
    gtype::Date,
    types::ErrorReason as Reason,
};

use super::{actor, session};

const MAX_TITLE: usize = 500;
const MAX_TEXT: usize = 20_000;

/// What must hold of a document by itself. `today` is `yyyymmdd`.
pub(crate) fn check(document: &PolicyDocument, today: i64) -> Result<(), Error> {
    let at = |field: &str| format!("policy_document.{field}");
    let mut wrong = text::check(&at("titles"), &document.titles, MAX_TITLE, true);
    wrong.extend(text::check(&at("texts"), &document.texts, MAX_TEXT, false));
    wrong.extend(parts::printed_number(&at("number"), &document.number));
    if let Some(body) = &document.adopted_by {
        wrong.extend(actor::check(&at("adopted_by"), body));
        wrong.extend(actor::check_speaker(&at("adopted_by"), body));
    }
    for (n, contributor) in document.contributors.iter().enumerate() {
        let field = at(&format!("contributors[{n}].actor"));
        let actor = contributor.actor.clone().unwrap_or_default();
        wrong.extend(actor::check(&field, &actor));
        wrong.extend(actor::check_speaker(&field, &actor));
    }
    let adopted = document.adopt_date.as_ref();
    wrong.extend(span::come_date(&at("adopt_date"), adopted, today));
    let (start, end) = (document.start_date.as_ref(), document.end_date.as_ref());
    wrong.extend(span::dates("policy_document.", start, end));
    wrong.extend(parts::documents(&at("documents"), &document.documents));
    wrong.extend(parts::require_sources(&at("sources"), &document.sources));
    Error::check(wrong)
}

/// Refuses a session at which the document cannot have been adopted by `now`.
pub(crate) fn check_session(
    document: &PolicyDocument,
    session: &Hearing,
    now: i64,
) -> Result<(), Error> {
    let kinds = [
        Kind::ChamberSession,
        Kind::CouncilSession,
        Kind::ForumSession,
    ];
    if !kinds.contains(&session.kind()) {
        let say = "name a session of a chamber, a council or a forum; at others nothing is adopted";
        return Err(Error::invalid(
            Reason::FieldInvalid,
            "policy_document.hearing",
            say,
        ));
    }
    session::check_met(session, "adopted", now)?;
    match &document.adopt_date {
        Some(day) => session::check_day(session, day, "adoption"),
        None => Ok(()),
    }
}

/// The refusal of what a document would take the place of.
pub(crate) fn misplaced(say: &str) -> Error {
    let field = "policy_document.supersedes";
    Error::invalid(Reason::FieldInvalid, field, say)
}

/// The day on which it was adopted or, where that is not known, its first.
pub(crate) fn day(document: &PolicyDocument) -> Option<Date> {
    let day = document.adopt_date.or(document.start_date);
    day.filter(date::valid)
}

#[cfg(test)]
mod tests {
    use kenes_proto::{
        consultation::{PolicyContributor, hearing::State},
        gtype::LocalizedText,
        types::{Actor, Source},
    };

    use super::*;

    fn document() -> PolicyDocument {
        PolicyDocument {
            name: "policyDocuments/d".into(),
            titles: vec![LocalizedText {
                text: "Resolution".into(),
                language_code: "en".into(),
            }],
            adopt_date: date::parse("2003-10-15"),
            sources: vec![Source {
                note: "The study".into(),
                ..Default::default()
            }],
            ..Default::default()
        }
    }

    fn wrong(document: &PolicyDocument) -> Vec<String> {
        let outcome = check(document, 2026_05_25);
        outcome.map_or_else(
            |error| error.fields().iter().map(|v| v.field.clone()).collect(),
            |()| Vec::new(),
        )
    }

    #[test]
    fn all_that_is_wrong_is_said_at_once() {
        assert_eq!(wrong(&document()), [""; 0]);
        let bad = PolicyDocument {
            titles: Vec::new(),
            number: "a  b".into(),
            adopted_by: Some(Actor::default()),
            contributors: vec![PolicyContributor {
                actor: Some(Actor {
                    display_name: "UNDP".into(),
                    on_behalf_of: "//registry.kenes/organizations/o".into(),
                    ..Default::default()
                }),
                ..Default::default()
            }],
            adopt_date: date::parse("2026-05-26"),
            start_date: date::parse("2010"),
            end_date: date::parse("2006"),
            sources: Vec::new(),
            ..document()
        };
        let fields = [
            "titles",
            "number",
            "adopted_by",
            "contributors[0].actor.person",
            "adopt_date",
            "end_date",
            "sources",
        ];
        assert_eq!(wrong(&bad), fields.map(|f| format!("policy_document.{f}")));
    }

    #[test]
    fn a_document_is_adopted_at_a_session_on_one_of_its_days() {
        let mut forum = Hearing {
            name: "hearings/forum".into(),
            start_date: date::parse("2003-10-14"),
            end_date: date::parse("2003-10-15"),
            ..Default::default()
        };
        forum.set_kind(Kind::ForumSession);
        forum.set_state(State::Passed);
        let reason = |document: &PolicyDocument, session: &Hearing| {
            let now = date::local_end(&date::parse("2026-05-25").expect("a day"));
            let outcome = check_session(document, session, now);
            outcome.map_err(|error| error.reason())
        };
        for (on, refused) in [
            (Some("2003-10-15"), Ok(())),
            (Some("2003-10"), Ok(())),
            (Some("2003"), Ok(())),
            (None, Ok(())),
            (Some("2003-10-16"), Err(Reason::SessionOnAnotherDay)),
            (Some("2004"), Err(Reason::SessionOnAnotherDay)),
        ] {
            let mut document = document();
            document.adopt_date = on.and_then(date::parse);
            assert_eq!(reason(&document, &forum), refused, "{on:?}");
        }
        let mut table = forum.clone();
        table.set_kind(Kind::RoundTable);
        assert_eq!(reason(&document(), &table), Err(Reason::FieldInvalid));
        forum.set_state(State::Cancelled);
        assert_eq!(reason(&document(), &forum), Err(Reason::SessionCancelled));
    }

    #[test]
    fn its_day_is_that_of_the_adoption_or_its_first() {
        assert_eq!(day(&document()), date::parse("2003-10-15"));
        let conception = PolicyDocument {
            adopt_date: None,
            start_date: date::parse("2006"),
            ..document()
        };
        assert_eq!(day(&conception), date::parse("2006"));
        assert_eq!(day(&PolicyDocument::default()), None);
    }
}
