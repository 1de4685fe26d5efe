//! What an occasion must have to be what it says it is: a closed one its legal basis, a working group its draft law, a
//! discussion in the media its publications.

use common::{Violation, parts};
use kenes_proto::{
    consultation::{
        Hearing,
        hearing::{Access, Kind},
    },
    types::{Document, ErrorReason as Reason},
};

/// The type of a document that is a publication.
const PUBLICATION: &str = "publication";

/// What is wrong with a hearing as an occasion.
pub(super) fn check(hearing: &Hearing) -> Vec<Violation> {
    let basis = hearing.access_basis.as_ref();
    let mut wrong = parts::document("hearing.access_basis", basis);
    if hearing.access() == Access::Closed && !basis.is_some_and(says_something) {
        let say =
            "name the rule on which the hearing is closed: its title, or where it can be read";
        wrong.push(Violation::new(
            "hearing.access_basis",
            Reason::AccessBasisMissing,
            say,
        ));
    }
    if hearing.kind() == Kind::WorkingGroupMeeting && hearing.draft_laws.is_empty() {
        let say = "name at least one draft law that the working group is about";
        wrong.push(Violation::new(
            "hearing.draft_laws",
            Reason::DraftLawMissing,
            say,
        ));
    }
    if hearing.kind() == Kind::MediaDiscussion {
        wrong.extend(check_publications(&hearing.documents));
    }
    wrong
}

fn says_something(document: &Document) -> bool {
    !document.titles.is_empty() || !document.uri.is_empty()
}

/// There is a publication, and each has its title, its day and a link.
fn check_publications(documents: &[Document]) -> Vec<Violation> {
    let each = documents.iter().enumerate();
    let publications: Vec<_> = each
        .filter(|(_, one)| one.document_type == PUBLICATION)
        .collect();
    let incomplete = |field: String, say| Violation::new(field, Reason::PublicationIncomplete, say);
    if publications.is_empty() {
        let say = "add at least one document of the type `publication`";
        return vec![incomplete("hearing.documents".into(), say)];
    }
    let mut wrong = Vec::new();
    for (n, one) in publications {
        for (field, missing, say) in [
            (
                "titles",
                one.titles.is_empty(),
                "give the title of the publication",
            ),
            (
                "publish_date",
                one.publish_date.is_none(),
                "give the day on which it appeared",
            ),
            (
                "uri",
                one.uri.is_empty(),
                "give the link under which it can be read",
            ),
        ] {
            if missing {
                wrong.push(incomplete(format!("hearing.documents[{n}].{field}"), say));
            }
        }
    }
    wrong
}

#[cfg(test)]
mod tests {
    use kenes_proto::gtype::{Date, LocalizedText};

    use super::*;

    fn faults(hearing: &Hearing) -> Vec<(String, String)> {
        let wrong = check(hearing).into_iter();
        wrong.map(|v| (v.field, v.reason)).collect()
    }

    fn fault(field: &str, reason: &str) -> Vec<(String, String)> {
        vec![(field.into(), reason.into())]
    }

    fn title() -> Vec<LocalizedText> {
        vec![LocalizedText {
            text: "Regulations of the Senate, article 33".into(),
            language_code: "en".into(),
        }]
    }

    #[test]
    fn a_closed_hearing_names_its_legal_basis() {
        let mut hearing = Hearing::default();
        assert!(faults(&hearing).is_empty(), "old ones count as open");
        hearing.set_access(Access::Open);
        assert!(faults(&hearing).is_empty());
        hearing.set_access(Access::Closed);
        let missing = fault("hearing.access_basis", "ACCESS_BASIS_MISSING");
        assert_eq!(faults(&hearing), missing);
        hearing.access_basis = Some(Document::default());
        assert_eq!(faults(&hearing), missing, "it says nothing");
        let said = Document {
            titles: title(),
            ..Default::default()
        };
        let linked = Document {
            uri: "https://adilet.zan.kz/".into(),
            ..Default::default()
        };
        for basis in [said, linked] {
            hearing.access_basis = Some(basis);
            assert!(faults(&hearing).is_empty());
        }
    }

    #[test]
    fn a_working_group_is_about_a_draft_law() {
        let mut hearing = Hearing::default();
        hearing.set_kind(Kind::WorkingGroupMeeting);
        let missing = fault("hearing.draft_laws", "DRAFT_LAW_MISSING");
        assert_eq!(faults(&hearing), missing);
        hearing.draft_laws = vec!["draftLaws/d".into()];
        assert!(faults(&hearing).is_empty());
        let mut table = Hearing::default();
        table.set_kind(Kind::RoundTable);
        assert!(
            faults(&table).is_empty(),
            "a round table may be about policy"
        );
    }

    #[test]
    fn a_media_discussion_has_publications_with_title_day_and_link() {
        let mut hearing = Hearing::default();
        hearing.set_kind(Kind::MediaDiscussion);
        let none = fault("hearing.documents", "PUBLICATION_INCOMPLETE");
        assert_eq!(faults(&hearing), none);
        hearing.documents = vec![Document {
            document_type: "agenda".into(),
            ..Default::default()
        }];
        assert_eq!(faults(&hearing), none, "another document is none");
        hearing.documents.push(Document {
            document_type: PUBLICATION.into(),
            ..Default::default()
        });
        let fields: Vec<String> = faults(&hearing)
            .into_iter()
            .map(|(field, _)| field)
            .collect();
        assert_eq!(
            fields,
            [
                "hearing.documents[1].titles",
                "hearing.documents[1].publish_date",
                "hearing.documents[1].uri"
            ]
        );
        let publication = &mut hearing.documents[1];
        publication.titles = title();
        publication.publish_date = Some(Date {
            year: 2005,
            ..Default::default()
        });
        publication.uri = "https://press.example/1".into();
        assert!(faults(&hearing).is_empty());
    }
}
