//! Rules of the agenda of a hearing.

use common::{Error, text};
use kenes_proto::consultation::AgendaItem;

use super::actor;

const MAX_TITLE: usize = 500;
const MAX_TEXT: usize = 20_000;

/// What must hold of a point of the agenda by itself.
pub(crate) fn check(item: &AgendaItem) -> Result<(), Error> {
    let mut wrong = text::check("agenda_item.titles", &item.titles, MAX_TITLE, true);
    let notes = &item.notes;
    wrong.extend(text::check("agenda_item.notes", notes, MAX_TEXT, false));
    for (n, speaker) in item.speakers.iter().enumerate() {
        let field = format!("agenda_item.speakers[{n}]");
        wrong.extend(actor::check(&field, speaker));
    }
    Error::check(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;
    use kenes_proto::{gtype::LocalizedText, types::Actor};

    #[test]
    fn every_speaker_is_somebody() {
        let item = AgendaItem {
            titles: vec![LocalizedText {
                text: "Article 5".into(),
                language_code: "en".into(),
            }],
            speakers: vec![
                Actor {
                    display_name: "A. Serikova".into(),
                    ..Default::default()
                },
                Actor::default(),
            ],
            ..Default::default()
        };
        let error = check(&item).expect_err("nobody");
        assert_eq!(error.fields()[0].field, "agenda_item.speakers[1]");
    }
}
