//! How resources are written in bulk: a line of JSON each, or a row of CSV.
//!
//! Owns which collections there are and the form of a line. In what order they come is the store's.

use common::{
    Error, names,
    sheet::{
        Cell, csv,
        flat::{Column, columns},
    },
};
use kenes_proto::{
    POOL,
    consultation::{Consultation, ExportFormat},
    types::ErrorReason as Reason,
};
use prost_reflect::{DynamicMessage, MessageDescriptor};

/// The collections that are exported, and what is in each.
const COLLECTIONS: [(&str, &str); 12] = [
    ("draftLaws", "DraftLaw"),
    ("versions", "DraftLawVersion"),
    ("provisions", "Provision"),
    ("stages", "Stage"),
    ("consultations", "Consultation"),
    ("comments", "Comment"),
    ("responses", "Response"),
    ("recommendations", "Recommendation"),
    ("hearings", "Hearing"),
    ("agendaItems", "AgendaItem"),
    ("participations", "Participation"),
    ("decisions", "Decision"),
];

/// The rows of a file.
#[derive(Debug)]
pub(crate) struct Rows {
    /// What is written of each collection.
    kinds: Vec<(&'static str, MessageDescriptor)>,
    /// Empty means lines of JSON.
    columns: Vec<Column>,
}

/// The collection that a resource of this name lies in.
pub(crate) fn collection(name: &str) -> &str {
    name.rsplit('/').nth(1).unwrap_or_default()
}

/// Whether a consultation is on a draft law: on versions of it, or on a subject that it grew out of.
pub(crate) fn is_on(consultation: &Consultation, law: &str) -> bool {
    let subject = consultation.subject.as_ref();
    let mut versions = consultation.draft_law_versions.iter();
    versions.any(|version| names::parent(version) == law)
        || subject.is_some_and(|subject| subject.draft_law == law)
}

impl Rows {
    /// Those of one collection, or of all where none is named.
    pub(crate) fn of(format: ExportFormat, only: &str) -> Result<Self, Error> {
        let wanted = COLLECTIONS.iter();
        let wanted = wanted.filter(|(collection, _)| only.is_empty() || *collection == only);
        let kinds = wanted.map(|(collection, message)| {
            let name = format!("kenes.consultation.v1.{message}");
            let message = POOL.get_message_by_name(&name);
            let message = message.ok_or_else(|| Error::internal(format!("there is no {name}")))?;
            Ok((*collection, message))
        });
        let kinds: Vec<_> = kinds.collect::<Result<_, Error>>()?;
        let one = match (kinds.as_slice(), format) {
            ([], _) => {
                let known = COLLECTIONS.map(|(collection, _)| collection).join(", ");
                return Err(wrong(&format!("must be one of {known}, or empty for all")));
            }
            ([(_, one)], ExportFormat::Csv) => Some(one),
            (_, ExportFormat::Csv) => {
                return Err(wrong(
                    "name one collection: rows of CSV have one set of columns",
                ));
            }
            _ => None,
        };
        let columns = one.map_or_else(Vec::new, columns);
        Ok(Self { kinds, columns })
    }

    /// Whether resources of this name are among them.
    pub(crate) fn holds(&self, name: &str) -> bool {
        self.kind(name).is_some()
    }

    fn kind(&self, name: &str) -> Option<&MessageDescriptor> {
        let mut kinds = self.kinds.iter();
        let found = kinds.find(|(known, _)| *known == collection(name));
        found.map(|(_, message)| message)
    }

    /// Writes what stands before the first row.
    pub(crate) fn header(&self, into: &mut Vec<u8>) -> Result<(), Error> {
        if self.columns.is_empty() {
            return Ok(());
        }
        let mut mark = [0; 4];
        into.extend_from_slice(csv::MARK.encode_utf8(&mut mark).as_bytes());
        let names = self.columns.iter().map(|column| column.name.clone());
        csv::row(into, names.map(Cell::Text)).map_err(Error::internal)
    }

    /// Writes a resource.
    pub(crate) fn write(&self, name: &str, body: &[u8], into: &mut Vec<u8>) -> Result<(), Error> {
        let Some(kind) = self.kind(name) else {
            return Ok(());
        };
        let message = DynamicMessage::decode(kind.clone(), body).map_err(Error::internal)?;
        if !self.columns.is_empty() {
            let cells = self.columns.iter().map(|column| column.cell(&message));
            return csv::row(into, cells).map_err(Error::internal);
        }
        let kind = kind.full_name();
        into.extend_from_slice(format!("{{\"@type\":\"type.googleapis.com/{kind}\",").as_bytes());
        let begin = into.len();
        serde_json::to_writer(&mut *into, &message).map_err(Error::internal)?;
        // Its own brace: every resource has a name, so something follows it.
        into.remove(begin);
        into.push(b'\n');
        Ok(())
    }
}

fn wrong(say: &str) -> Error {
    Error::invalid(Reason::FieldInvalid, "collection", say)
}

#[cfg(test)]
mod tests {
    use kenes_proto::consultation::Comment;
    use prost::Message;

    use super::*;

    #[test]
    fn a_line_is_json_and_says_what_it_is_of() {
        let rows = Rows::of(ExportFormat::JsonLines, "").expect("rows");
        let name = "consultations/c/comments/m";
        let comment = Comment {
            name: name.into(),
            response_count: 2,
            ..Comment::default()
        };
        let mut line = Vec::new();
        rows.header(&mut line).expect("nothing");
        rows.write(name, &comment.encode_to_vec(), &mut line)
            .expect("a line");
        assert_eq!(
            String::from_utf8(line).expect("text"),
            "{\"@type\":\"type.googleapis.com/kenes.consultation.v1.Comment\",\
             \"name\":\"consultations/c/comments/m\",\"responseCount\":2}\n"
        );
        assert!(!rows.holds("consultations/c/comments/m/redactions/r"));
    }

    #[test]
    fn rows_of_csv_are_of_one_collection() {
        let rows = Rows::of(ExportFormat::Csv, "comments").expect("rows");
        let mut header = Vec::new();
        rows.header(&mut header).expect("a header");
        let header = String::from_utf8(header).expect("text");
        assert!(header.starts_with("\u{feff}name,uid,etag,"), "{header}");
        assert!(header.contains(",texts.kk,texts.ru,texts.en,"), "{header}");
        for only in ["", "redactions"] {
            let refused = Rows::of(ExportFormat::Csv, only).expect_err(only);
            assert_eq!(refused.reason(), Reason::FieldInvalid);
        }
    }
}
