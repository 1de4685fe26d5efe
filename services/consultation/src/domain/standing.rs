//! What a standing in the registry allows.

use common::{Error, Language, names, state, text};
use kenes_proto::{
    consultation::StandingRecord,
    gtype::LocalizedText,
    registry::{Standing, organization::State},
    types::{Actor, ErrorReason as Reason},
};

use super::REGISTRY;

/// Refuses unless the organization was active and the subject held its mandate on that day.
pub(crate) fn check(standing: &Standing, subject: &str, organization: &str) -> Result<(), Error> {
    if standing.organization_state() != State::Active {
        let text = format!(
            "{organization} was not active on that day: {}",
            state::short(standing.organization_state().as_str_name())
        );
        return Err(Error::refused(
            Reason::StandingNotActive,
            organization,
            text,
        ));
    }
    if !standing.mandated {
        let text =
            format!("{subject} held no mandate of {organization} with this power on that day");
        return Err(
            Error::denied(Reason::StandingNotMandated, text).with("organization", organization)
        );
    }
    Ok(())
}

/// Refuses a person who is none of those `known` to speak; none need be named: nobody speaks in another's name.
pub(crate) fn check_person(field: &str, person: &str, known: &[&str]) -> Result<(), Error> {
    let named = names::relative(REGISTRY, person);
    if person.is_empty() || known.iter().any(|known| named == Some(*known)) {
        return Ok(());
    }
    let full: Vec<String> = known
        .iter()
        .map(|name| names::full(REGISTRY, name))
        .collect();
    let say = match full.as_slice() {
        [] => "the registry does not know who you are: leave the field out".to_owned(),
        full => format!(
            "whoever speaks here is {}: name that person, or leave the field out",
            full.join(" or ")
        ),
    };
    Err(Error::invalid(Reason::PersonMismatch, field, say))
}

/// Names the holder of the mandate where the caller did not; another in `field` is refused: `PERSON_MISMATCH`.
pub(crate) fn name_holder(
    field: &str,
    actor: &mut Actor,
    standing: &Standing,
) -> Result<(), Error> {
    let (person, name) = (&standing.person, &standing.person_display_name);
    check_person(field, &actor.person, &[person])?;
    name_speaker(actor, person, name);
    Ok(())
}

/// Names the person who speaks where the caller did not, and shows them as the registry does, whatever the caller wrote.
/// `person` is a name within the registry, empty where nobody is known to speak.
pub(crate) fn name_speaker(actor: &mut Actor, person: &str, display_name: &str) {
    if person.is_empty() {
        return;
    }
    if actor.person.is_empty() {
        actor.person = names::full(REGISTRY, person);
    }
    if !display_name.is_empty() {
        display_name.clone_into(&mut actor.display_name);
    }
}

// === what was recorded of a day

/// What the organization was called, in `language` or in that which stands in for it; empty where nothing was recorded.
pub(crate) fn title(record: Option<&StandingRecord>, language: Language) -> &str {
    record.map_or("", |record| {
        text::pick_or(&record.titles, language, &record.display_title)
    })
}

/// Its titles, where it had several; none where `title` is the same in every language.
pub(crate) fn titles(record: Option<&StandingRecord>) -> &[LocalizedText] {
    record.map_or(&[], |record| &record.titles)
}

/// The region of the organization, empty where it is not known.
pub(crate) fn region(record: Option<&StandingRecord>) -> &str {
    record.map_or("", |record| &record.subdivision_code)
}

/// The kind of the organization, `KIND_NGO`; empty where it is not known.
pub(crate) fn kind(record: Option<&StandingRecord>) -> &str {
    record.map_or("", |record| &record.organization_kind)
}

/// Its groups, and the wider ones that they are part of.
pub(crate) fn groups(record: Option<&StandingRecord>) -> &[String] {
    record.map_or(&[], |record| &record.group_codes)
}

/// The associations that it belonged to.
pub(crate) fn associations(record: Option<&StandingRecord>) -> &[String] {
    record.map_or(&[], |record| &record.associations)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_organization_is_called_what_it_was_in_the_language_of_the_reader() {
        let title_in =
            |language: Language, record: &StandingRecord| title(Some(record), language).to_owned();
        let text = |text: &str, language: Language| LocalizedText {
            text: text.into(),
            language_code: language.code().into(),
        };
        let mut record = StandingRecord {
            display_title: "Organization".into(),
            titles: vec![
                text("Организация", Language::Russian),
                text("Organization", Language::English),
            ],
            ..Default::default()
        };
        let called = Language::ALL.map(|language| title_in(language, &record));
        assert_eq!(called, ["Организация", "Организация", "Organization"]);
        // As it was recorded before there were titles.
        record.titles.clear();
        let called = Language::ALL.map(|language| title_in(language, &record));
        assert_eq!(called, ["Organization"; 3]);
        assert_eq!(title(None, Language::Kazakh), "");
    }

    #[test]
    fn a_speaker_is_named_and_shown_as_the_registry_does() {
        let aigul = "//registry.kenes/persons/aigul";
        for person in ["", aigul] {
            let mut actor = Actor {
                person: person.into(),
                display_name: "Somebody grand".into(),
                ..Default::default()
            };
            name_speaker(&mut actor, "persons/aigul", "Aigul");
            assert_eq!(
                (actor.person.as_str(), actor.display_name.as_str()),
                (aigul, "Aigul")
            );
        }
        let mut nobody = Actor::default();
        name_speaker(&mut nobody, "", "");
        assert_eq!(nobody, Actor::default());
    }

    #[test]
    fn nobody_speaks_in_anothers_name() {
        let aigul = "//registry.kenes/persons/aigul";
        assert!(check_person("f", "", &[]).is_ok(), "nobody need be named");
        assert!(check_person("f", aigul, &["persons/b", "persons/aigul"]).is_ok());
        for known in [&[][..], &["persons/b"], &["aigul"]] {
            let error = check_person("f", aigul, known).expect_err("another");
            assert_eq!(error.reason(), Reason::PersonMismatch);
            assert_eq!(error.fields()[0].field, "f");
        }
    }

    #[test]
    fn only_an_active_organization_speaks_through_its_mandate() {
        let mut standing = Standing {
            mandated: true,
            ..Default::default()
        };
        let reason = |standing: &Standing| check(standing, "s", "o").map_err(|e| e.reason()).err();
        assert_eq!(
            reason(&standing),
            Some(Reason::StandingNotActive),
            "unknown is not active"
        );
        standing.set_organization_state(State::Suspended);
        assert_eq!(reason(&standing), Some(Reason::StandingNotActive));
        standing.set_organization_state(State::Active);
        assert_eq!(reason(&standing), None);
        standing.mandated = false;
        assert_eq!(reason(&standing), Some(Reason::StandingNotMandated));
    }
}
