//! Rules of erased persons: what is left of one, and of the mandates that one held.

use common::{Error, date};
use kenes_proto::{gtype::Date, registry as pb, types::ErrorReason as Reason};

/// Refuses a person who was erased: nothing is left to erase or to bring back.
pub(crate) fn check(person: &pb::Person) -> Result<(), Error> {
    if person.redaction.is_empty() {
        return Ok(());
    }
    let text = format!(
        "{} was erased; nothing of it can be brought back",
        person.name
    );
    let reason = Reason::StateTransitionForbidden;
    Err(Error::refused(reason, &person.name, text))
}

/// What is left of an erased person: written out field by field, so that a new field goes unless somebody lets it stay.
/// Nobody refers to it any more, as to one that was deleted.
pub(crate) fn erase(person: pb::Person, redaction: &str, now: i64) -> pb::Person {
    pb::Person {
        name: person.name,
        uid: person.uid,
        etag: person.etag,
        create_time: person.create_time,
        update_time: person.update_time,
        delete_time: person.delete_time.or(Some(date::timestamp(now))),
        redaction: redaction.to_owned(),
        ..pb::Person::default()
    }
}

/// What is left of a mandate whose holder is erased: nobody can act under it, and it ends.
pub(crate) fn strip(mandate: &mut pb::Mandate, today: Date) {
    mandate.subject.clear();
    mandate.basis = None;
    let last = date::upper(mandate.end_date.as_ref());
    if last == 0 || last > date::upper(Some(&today)) {
        let begins = mandate
            .start_date
            .filter(|start| date::lower(Some(start)) > date::lower(Some(&today)));
        mandate.end_date = begins.or(Some(today));
    }
}

#[cfg(test)]
mod tests {
    use kenes_proto::{
        gtype::LocalizedText,
        types::{Document, Source},
    };
    use prost::Message;

    use super::*;

    const SECRET: &str = "S3CRET";

    fn holds_secret(message: &impl Message) -> bool {
        let bytes = message.encode_to_vec();
        bytes.windows(SECRET.len()).any(|w| w == SECRET.as_bytes())
    }

    fn titles() -> Vec<LocalizedText> {
        vec![LocalizedText {
            text: SECRET.into(),
            language_code: "en".into(),
        }]
    }

    #[test]
    fn nothing_is_left_of_a_name() {
        let person = pb::Person {
            name: "persons/p".into(),
            given_name: SECRET.into(),
            family_name: SECRET.into(),
            patronymic_name: SECRET.into(),
            titles: titles(),
            public_profile: true,
            sources: vec![Source {
                note: SECRET.into(),
                ..Source::default()
            }],
            ..pb::Person::default()
        };
        assert!(holds_secret(&person), "the control");
        check(&person).expect("can be erased");
        let left = erase(person, "persons/p/redactions/x", 1);
        assert!(!holds_secret(&left), "{left:?}");
        assert!(left.delete_time.is_some(), "as one that was deleted");
        assert!(check(&left).is_err(), "once");
    }

    fn day(year: i32) -> Date {
        Date {
            year,
            month: 5,
            day: 25,
        }
    }

    #[test]
    fn a_mandate_ends_with_its_holder() {
        let stripped = |start: i32, end: Option<i32>| {
            let mut mandate = pb::Mandate {
                subject: SECRET.into(),
                basis: Some(Document {
                    titles: titles(),
                    ..Document::default()
                }),
                start_date: Some(day(start)),
                end_date: end.map(day),
                ..pb::Mandate::default()
            };
            strip(&mut mandate, day(2026));
            assert!(!holds_secret(&mandate));
            mandate.end_date.expect("an end").year
        };
        assert_eq!(stripped(2020, None), 2026);
        assert_eq!(stripped(2020, Some(2030)), 2026);
        assert_eq!(stripped(2020, Some(2024)), 2024, "it had ended");
        assert_eq!(stripped(2028, None), 2028, "not before it begins");
    }
}
