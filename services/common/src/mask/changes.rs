//! What somebody says of a resource, compared with what it is.

use prost_reflect::{DynamicMessage, FieldDescriptor, ReflectMessage, Value};

use super::owner::{Owner, owner};
use crate::text;

/// Returns the fields of `said` that `present` does not hold so. What is not said may be anything, at every level, and what only the
/// service says does not count.
pub fn changes(said: &DynamicMessage, present: &DynamicMessage) -> Vec<String> {
    let differs = |field: &FieldDescriptor, value: &Value| {
        counts(field) && !holds(field, &present.get_field(field), value)
    };
    said.fields()
        .filter(|(field, value)| differs(field, value))
        .map(|(field, _)| field.name().to_owned())
        .collect()
}

/// Returns the fields that two states of a resource do not hold alike, but for those that the service sets.
pub fn differing<M: ReflectMessage>(before: &M, after: &M) -> Vec<String> {
    let (before, after) = (before.transcode_to_dynamic(), after.transcode_to_dynamic());
    let kind = before.descriptor();
    kind.fields()
        .filter(|field| counts(field) && before.get_field(field) != after.get_field(field))
        .map(|field| field.name().to_owned())
        .collect()
}

fn counts(field: &FieldDescriptor) -> bool {
    let own = !matches!(owner(field), Some(Owner::Service | Owner::Name));
    own && field.name() != "etag"
}

fn holds(field: &FieldDescriptor, present: &Value, said: &Value) -> bool {
    match (present, said) {
        (Value::Message(present), Value::Message(said)) => said.fields().all(|(field, said)| {
            !counts(&field) || holds(&field, &present.get_field(&field), said)
        }),
        (Value::List(present), Value::List(said)) => {
            present.len() == said.len()
                && present
                    .iter()
                    .zip(said)
                    .all(|(present, said)| holds(field, present, said))
        }
        // Times are kept to the microsecond.
        (Value::I32(present), Value::I32(said))
            if field.full_name() == "google.protobuf.Timestamp.nanos" =>
        {
            present / 1_000 == said / 1_000
        }
        // Lines are kept with one end.
        (Value::String(present), Value::String(said)) => *present == text::unified(said),
        (present, said) => present == said,
    }
}

#[cfg(test)]
mod tests {
    use kenes_proto::{
        gtype::LocalizedText,
        registry::{Organization, organization::Kind},
    };
    use prost_types::Timestamp;

    use super::*;

    fn organization() -> Organization {
        Organization {
            titles: vec![LocalizedText {
                text: "Adilet".into(),
                language_code: "en".into(),
            }],
            kind: Kind::Ngo.into(),
            ..Default::default()
        }
    }

    fn changed(said: &Organization, present: &Organization) -> Vec<String> {
        changes(
            &said.transcode_to_dynamic(),
            &present.transcode_to_dynamic(),
        )
    }

    #[test]
    fn only_what_is_said_is_compared() {
        let mut present = organization();
        present.name = "organizations/adilet".into();
        present.etag = "\"3\"".into();
        present.bin = "970740000015".into();
        assert_eq!(changed(&organization(), &present), [""; 0]);
        let mut said = organization();
        said.titles[0].text = "Adilet NGO".into();
        said.uid = "not ours to say".into();
        said.create_time = Some(Timestamp::default());
        assert_eq!(changed(&said, &present), ["titles"]);
        said.titles[0].text = "Adilet\r\nNGO".into();
        present.titles[0].text = "Adilet\nNGO".into();
        assert_eq!(changed(&said, &present), [""; 0]);
        said.titles[0].text = "Adilet NGO".into();
        said.bin = "000740000015".into();
        said.titles.push(LocalizedText::default());
        assert_eq!(changed(&said, &present), ["titles", "bin"]);
    }

    #[test]
    fn a_time_is_the_same_to_the_microsecond() {
        use kenes_proto::consultation::Consultation;
        let at = |nanos| Consultation {
            open_time: Some(Timestamp { seconds: 5, nanos }),
            ..Default::default()
        };
        let changed = |said: i32, present: i32| {
            let [said, present] = [said, present].map(|nanos| at(nanos).transcode_to_dynamic());
            changes(&said, &present)
        };
        assert_eq!(changed(1_999, 1_000), [""; 0]);
        assert_eq!(changed(2_000, 1_000), ["open_time"]);
    }
}
