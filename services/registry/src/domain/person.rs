//! Rules of persons.

use common::{Error, parts, text};
use kenes_proto::registry as pb;

const MAX_TITLE: usize = 500;

/// What must hold of a person by itself.
pub(crate) fn check(person: &pb::Person) -> Result<(), Error> {
    let mut wrong = text::check("person.titles", &person.titles, MAX_TITLE, true);
    wrong.extend(parts::sources("person.sources", &person.sources));
    Error::check(wrong)
}
