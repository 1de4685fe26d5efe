//! The parts that resources of both services are made of: sources, documents, places, numbers in other registers.
//!
//! Owns what their comments in `kenes.type.v1` promise beyond shape, which the contract's own rules check.

use kenes_proto::types::{Document, ErrorReason as Reason, Identifier, Place, Source};

use crate::{Violation, date, text};

/// The longest title of a document, in characters.
const MAX_TITLE: usize = 1_000;

/// Sources say something each: where to read it, or what it is in words.
pub fn sources(field: &str, sources: &[Source]) -> Vec<Violation> {
    sources
        .iter()
        .enumerate()
        .filter_map(|(n, s)| source(&format!("{field}[{n}]"), Some(s)))
        .collect()
}

/// What is wrong with a source that is there.
pub fn source(field: &str, source: Option<&Source>) -> Option<Violation> {
    source
        .filter(|s| s.uri.is_empty() && s.note.trim().is_empty())
        .map(|_| {
            let say = "give a uri, or a note in words";
            Violation::new(field, Reason::FieldInvalid, say)
        })
}

/// The same of a fact that is not recorded without a source.
pub fn require_source(field: &str, given: Option<&Source>) -> Option<Violation> {
    match given {
        Some(_) => source(field, given),
        None => {
            let say = "say where it is published, or in words whose it is";
            Some(Violation::new(field, Reason::SourceMissing, say))
        }
    }
}

/// The same of facts that are not recorded without one.
pub fn require_sources(field: &str, given: &[Source]) -> Vec<Violation> {
    match given {
        [] => require_source(field, None).into_iter().collect(),
        given => sources(field, given),
    }
}

/// What is wrong with the numbers that other registers gave.
pub fn identifiers(field: &str, identifiers: &[Identifier]) -> Vec<Violation> {
    let faults = identifiers.iter().map(|one| text::number_fault(&one.id));
    let faults = faults.enumerate().filter_map(|(n, say)| Some((n, say?)));
    faults
        .map(|(n, say)| Violation::new(format!("{field}[{n}].id"), Reason::FieldInvalid, say))
        .collect()
}

/// What is wrong with a number as it is printed: it is found by what people type.
pub fn printed_number(field: &str, number: &str) -> Option<Violation> {
    text::printed_number_fault(number).map(|say| Violation::new(field, Reason::FieldInvalid, say))
}

/// What is wrong with documents.
pub fn documents(field: &str, documents: &[Document]) -> Vec<Violation> {
    let each = documents.iter().enumerate();
    each.flat_map(|(n, one)| document(&format!("{field}[{n}]"), Some(one)))
        .collect()
}

/// What is wrong with documents where they may name uploaded files.
pub fn documents_with_files(field: &str, documents: &[Document]) -> Vec<Violation> {
    let each = documents.iter().enumerate();
    each.flat_map(|(n, one)| document_with_file(&format!("{field}[{n}]"), Some(one)))
        .collect()
}

/// What is wrong with a document that is there: its titles and its day.
pub fn document(field: &str, document: Option<&Document>) -> Vec<Violation> {
    let mut wrong = document_with_file(field, document);
    if document.is_some_and(|document| !document.attachment.is_empty()) {
        let say = "leave it out: no uploaded file is named here";
        let field = format!("{field}.attachment");
        wrong.push(Violation::new(field, Reason::FieldInvalid, say));
    }
    wrong
}

/// The same where it may name an uploaded file: with its hash.
pub fn document_with_file(field: &str, document: Option<&Document>) -> Vec<Violation> {
    let Some(document) = document else {
        return Vec::new();
    };
    let mut wrong = Vec::new();
    if !document.attachment.is_empty() && document.sha256.is_empty() {
        let say = format!("give the hash of {}", document.attachment);
        let field = format!("{field}.sha256");
        wrong.push(Violation::new(field, Reason::FieldInvalid, say));
    }
    wrong.extend(text::check(
        &format!("{field}.titles"),
        &document.titles,
        MAX_TITLE,
        false,
    ));
    wrong.extend(date::check(
        &format!("{field}.publish_date"),
        document.publish_date.as_ref(),
    ));
    wrong
}

/// What is wrong with a place that is there: its codes must mean the same country and region. KATO is that of Kazakhstan.
pub fn place(field: &str, place: Option<&Place>) -> Vec<Violation> {
    let mut wrong = Vec::new();
    let Some(place) = place else {
        return wrong;
    };
    let (country, region) = place
        .subdivision_code
        .split_once('-')
        .unwrap_or((&place.region_code, ""));
    if !place.region_code.is_empty() && place.region_code != country {
        let say = format!("give a region of {}", place.region_code);
        wrong.push(Violation::new(
            format!("{field}.subdivision_code"),
            Reason::FieldInvalid,
            say,
        ));
    }
    let say = if place.kato_code.is_empty() {
        None
    } else if !matches!(country, "" | "KZ") {
        Some(format!(
            "leave it out; it is of Kazakhstan, not of {country}"
        ))
    } else if !place.kato_code.starts_with(region) {
        let code = &place.subdivision_code;
        Some(format!("must begin with {region}, as {code} says"))
    } else {
        None
    };
    wrong.extend(say.map(|say| {
        let field = format!("{field}.kato_code");
        Violation::new(field, Reason::FieldInvalid, say)
    }));
    wrong
}

#[cfg(test)]
mod tests {
    use kenes_proto::gtype::{Date, LocalizedText};

    use super::*;

    fn fields(found: Vec<Violation>) -> Vec<String> {
        found.into_iter().map(|v| v.field).collect()
    }

    #[test]
    fn a_source_says_something() {
        let said = Source {
            note: "Study, page 4".into(),
            ..Default::default()
        };
        let found = sources("x.sources", &[said, Source::default()]);
        assert_eq!(fields(found), ["x.sources[1]"]);
        assert!(source("x.source", None).is_none());
        assert!(sources("x.sources", &[]).is_empty());
        let missing = require_sources("x.sources", &[]);
        assert_eq!(missing[0].reason, "SOURCE_MISSING");
        let found = require_sources("x.sources", &[Source::default()]);
        assert_eq!(fields(found), ["x.sources[0]"]);
    }

    #[test]
    fn one_number_is_written_in_one_way() {
        let say = |id: &str| {
            let identifier = Identifier {
                id: id.into(),
                ..Default::default()
            };
            let found = identifiers("x.ids", &[Identifier::default(), identifier]);
            let said = found.first().map(|v| v.description.clone());
            let fields = fields(found);
            assert!(fields.is_empty() || fields == ["x.ids[1].id"]);
            said.unwrap_or_default()
        };
        for good in ["1164883", "01-12/АБ", "5191-1910-У-е", "и\u{306}-1"] {
            assert_eq!(say(good), "", "{good}");
        }
        for (bad, said) in [
            (" 1164883", "remove U+0020 space at character 1"),
            ("1164883 ", "remove U+0020 space at character 8"),
            ("116 4883", "remove U+0020 space at character 4"),
            (
                "1164883\u{a0}",
                "remove U+00A0 no-break space at character 8",
            ),
            (
                "1164\u{200b}883",
                "remove U+200B zero width space at character 5",
            ),
            ("1164883\n", "remove U+000A white space at character 8"),
            ("12\u{2043}1", "write - for U+2043 dash at character 3"),
            (
                "1164883\u{fff9}",
                "remove U+FFF9 invisible character at character 8",
            ),
            (
                "116488\u{663}",
                "write plain letters and digits for U+0663 digit other than 0 to 9 at character 7",
            ),
            (
                "１164883",
                "write plain letters and digits for U+FF11 digit other than 0 to 9 at character 1",
            ),
            ("12\u{2011}1", "write - for U+2011 dash at character 3"),
        ] {
            assert_eq!(say(bad), said, "{bad:?}");
        }
    }

    #[test]
    fn a_document_has_good_titles_and_a_day_of_the_calendar() {
        let bad = Document {
            titles: vec![LocalizedText {
                language_code: "de".into(),
                text: "Satzung".into(),
            }],
            publish_date: Some(Date {
                year: 2006,
                month: 2,
                day: 30,
            }),
            ..Default::default()
        };
        assert_eq!(
            fields(document("x.basis", Some(&bad))),
            ["x.basis.titles[0].language_code", "x.basis.publish_date"]
        );
        assert!(document("x.basis", None).is_empty());
        assert_eq!(
            fields(documents("x.papers", &[Document::default(), bad])),
            [
                "x.papers[1].titles[0].language_code",
                "x.papers[1].publish_date"
            ]
        );
    }

    #[test]
    fn a_file_is_named_with_its_hash_and_only_where_files_are_taken() {
        let mut one = Document {
            attachment: "attachments/x".into(),
            ..Default::default()
        };
        let (bare, papers) = (one.clone(), |one: &Document| vec![one.clone()]);
        let found = fields(documents_with_files("x.papers", &papers(&bare)));
        assert_eq!(found, ["x.papers[0].sha256"]);
        one.sha256 = vec![1; 32];
        assert!(documents_with_files("x.papers", &papers(&one)).is_empty());
        let found = fields(documents("x.papers", &papers(&one)));
        assert_eq!(found, ["x.papers[0].attachment"]);
    }

    #[test]
    fn the_codes_of_a_place_agree() {
        let at = |country: &str, region: &str, kato: &str| Place {
            region_code: country.into(),
            subdivision_code: region.into(),
            kato_code: kato.into(),
            ..Default::default()
        };
        let wrong = |p: &Place| fields(place("place", Some(p)));
        for good in [
            at("KZ", "KZ-75", "750000000"),
            at("", "KZ-75", ""),
            at("KZ", "", "751110000"),
            at("", "", ""),
        ] {
            assert!(wrong(&good).is_empty(), "{good:?}");
        }
        assert_eq!(wrong(&at("KG", "KZ-75", "")), ["place.subdivision_code"]);
        assert_eq!(wrong(&at("KZ", "KZ-75", "711110000")), ["place.kato_code"]);
        assert_eq!(wrong(&at("KG", "", "711110000")), ["place.kato_code"]);
    }
}
