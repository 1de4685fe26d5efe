//! What of a resource is searched: the texts in which words are looked for, and the values by which searches filter and count.
//!
//! Pure. What an index is and how it is asked is not known here.

use std::collections::BTreeSet;

use kenes_proto::{
    consultation::{
        self as pb,
        comment::{Stance, State},
        draft_law, recommendation,
        response::Outcome,
    },
    gtype::LocalizedText,
};

/// What searches are of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Searched {
    Comment,
    DraftLaw,
    Recommendation,
}

/// What a value says of a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Facet {
    DraftLaw,
    Consultation,
    /// On whose behalf a comment is, who introduces a draft law, the body that recommends.
    Organization,
    Region,
    /// Groups of the organization; the kind of act of a draft law.
    Group,
    /// Of a comment; the form of a recommendation.
    Stance,
    Outcome,
    State,
}

/// A text that is searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Said<'a> {
    /// Whose it is, as a fragment names it.
    pub(crate) source: &'a str,
    /// Empty where it is of none, as a number.
    pub(crate) language: &'a str,
    pub(crate) text: &'a str,
}

/// A value of a resource.
pub(crate) type Valued = (Facet, String);

// === impl Searched

impl Searched {
    /// The number that it has in the index.
    pub(crate) fn number(self) -> u64 {
        match self {
            Self::Comment => 1,
            Self::DraftLaw => 2,
            Self::Recommendation => 3,
        }
    }

    /// The collection of it.
    pub(crate) fn collection(self) -> &'static str {
        match self {
            Self::Comment => "comments",
            Self::DraftLaw => "draftLaws",
            Self::Recommendation => "recommendations",
        }
    }

    /// The facets of it, by the names that requests have for them.
    pub(crate) fn facets(self) -> &'static [(&'static str, Facet)] {
        match self {
            Self::Comment => &[
                ("organization", Facet::Organization),
                ("region", Facet::Region),
                ("group", Facet::Group),
                ("stance", Facet::Stance),
                ("outcome", Facet::Outcome),
                ("draft_law", Facet::DraftLaw),
                ("consultation", Facet::Consultation),
                ("state", Facet::State),
            ],
            Self::DraftLaw => &[
                ("initiator", Facet::Organization),
                ("act_type", Facet::Group),
                ("state", Facet::State),
            ],
            Self::Recommendation => &[
                ("body", Facet::Organization),
                ("kind", Facet::Stance),
                ("outcome", Facet::Outcome),
                ("draft_law", Facet::DraftLaw),
                ("state", Facet::State),
            ],
        }
    }
}

/// What is searched, and its name, that an entry of the log about `name` may have changed.
pub(crate) fn concerned(name: &str) -> Option<(Searched, &str)> {
    let parts: Vec<&str> = name.split('/').collect();
    let (searched, take) = match parts[..] {
        ["consultations", _, "comments", _]
        | ["consultations", _, "comments", _, "responses", _] => (Searched::Comment, 4),
        ["draftLaws", _] => (Searched::DraftLaw, 2),
        ["recommendations", _] | ["recommendations", _, "responses", _] => {
            (Searched::Recommendation, 2)
        }
        _ => return None,
    };
    let end = parts[..take]
        .iter()
        .map(|part| part.len() + 1)
        .sum::<usize>()
        - 1;
    Some((searched, &name[..end]))
}

// === comments

/// Whether anybody can read what a comment says: it is not hidden or erased.
pub(crate) fn is_readable(comment: &pb::Comment) -> bool {
    !matches!(comment.state(), State::Hidden | State::Redacted)
}

/// The texts of a comment.
pub(crate) fn said_in_comment(comment: &pb::Comment) -> Vec<Said<'_>> {
    let change = comment.proposed_change.as_ref();
    let wording = change.map_or(&[][..], |change| &change.new_texts);
    let mut said = Vec::new();
    add(&mut said, "texts", &comment.texts);
    add(&mut said, "proposed_change.new_texts", wording);
    add(&mut said, "reasons", &comment.reasons);
    said
}

/// The values of a comment whose answers have these outcomes.
pub(crate) fn values_of_comment(comment: &pb::Comment, outcomes: &[Outcome]) -> Vec<Valued> {
    let mut values = Vec::new();
    let version = comment.target.as_ref().map_or("", |target| &target.version);
    if let Some((law, _)) = version.split_once("/versions/") {
        values.push((Facet::DraftLaw, law.to_owned()));
    }
    if let Some((consultation, _)) = comment.name.split_once("/comments/") {
        values.push((Facet::Consultation, consultation.to_owned()));
    }
    let author = comment.author.as_ref();
    let organization = author.map_or("", |author| &author.on_behalf_of);
    put(&mut values, Facet::Organization, organization);
    if let Some(standing) = &comment.standing {
        put(&mut values, Facet::Region, &standing.subdivision_code);
        for group in &standing.group_codes {
            put(&mut values, Facet::Group, group);
        }
    }
    if comment.stance() != Stance::Unspecified {
        put(&mut values, Facet::Stance, comment.stance().as_str_name());
    }
    put(&mut values, Facet::State, comment.state().as_str_name());
    values.extend(named(outcomes));
    values
}

// === draft laws

/// The most bytes of a draft law's provisions that are searched.
pub(crate) const LONGEST_LAW: usize = 256 << 10;

/// The texts of a draft law, of which these are provisions.
pub(crate) fn said_in_law<'a>(
    law: &'a pb::DraftLaw,
    provisions: &'a [pb::Provision],
) -> Vec<Said<'a>> {
    let mut said = Vec::new();
    add(&mut said, "titles", &law.titles);
    add_number(&mut said, &law.number);
    let mut left = LONGEST_LAW;
    for provision in provisions {
        for texts in [&provision.headings, &provision.texts] {
            let size: usize = texts.iter().map(|text| text.text.len()).sum();
            if size > left {
                return said;
            }
            left -= size;
            add(&mut said, &provision.name, texts);
        }
    }
    said
}

/// The values of a draft law.
pub(crate) fn values_of_law(law: &pb::DraftLaw) -> Vec<Valued> {
    let mut values = Vec::new();
    put(&mut values, Facet::Organization, &law.initiator);
    put(&mut values, Facet::Group, &law.act_type_code);
    if law.state() != draft_law::State::Unspecified {
        put(&mut values, Facet::State, law.state().as_str_name());
    }
    values
}

// === recommendations

/// The texts of a recommendation.
pub(crate) fn said_in_recommendation(recommendation: &pb::Recommendation) -> Vec<Said<'_>> {
    let mut said = Vec::new();
    add(&mut said, "titles", &recommendation.titles);
    add_number(&mut said, &recommendation.number);
    add(&mut said, "texts", &recommendation.texts);
    for point in &recommendation.points {
        add(&mut said, "points.texts", &point.texts);
        for change in &point.changes {
            add(&mut said, "points.changes.new_texts", &change.new_texts);
        }
    }
    said
}

/// The values of a recommendation whose answers have these outcomes.
pub(crate) fn values_of_recommendation(
    recommendation: &pb::Recommendation,
    outcomes: &[Outcome],
) -> Vec<Valued> {
    let mut values = Vec::new();
    put(&mut values, Facet::Organization, &recommendation.body);
    if recommendation.kind() != recommendation::Kind::Unspecified {
        let kind = recommendation.kind().as_str_name();
        put(&mut values, Facet::Stance, kind);
    }
    let state = recommendation.state().as_str_name();
    put(&mut values, Facet::State, state);
    for law in &recommendation.draft_laws {
        put(&mut values, Facet::DraftLaw, law);
    }
    values.extend(named(outcomes));
    values
}

// === parts

fn add<'a>(said: &mut Vec<Said<'a>>, source: &'a str, texts: &'a [LocalizedText]) {
    said.extend(texts.iter().map(|text| Said {
        source,
        language: &text.language_code,
        text: &text.text,
    }));
}

fn add_number<'a>(said: &mut Vec<Said<'a>>, number: &'a str) {
    if !number.is_empty() {
        said.push(Said {
            source: "number",
            language: "",
            text: number,
        });
    }
}

fn put(values: &mut Vec<Valued>, facet: Facet, value: &str) {
    if !value.is_empty() {
        values.push((facet, value.to_owned()));
    }
}

/// Each outcome once.
fn named(outcomes: &[Outcome]) -> impl Iterator<Item = Valued> {
    let names = outcomes.iter().filter(|o| **o != Outcome::Unspecified);
    let names: BTreeSet<&str> = names.map(Outcome::as_str_name).collect();
    let names = names.into_iter();
    names.map(|name| (Facet::Outcome, name.to_owned()))
}

#[cfg(test)]
mod tests {
    use kenes_proto::types::{Actor, ProposedChange, ProvisionRef};

    use super::*;

    fn texts(text: &str) -> Vec<LocalizedText> {
        vec![LocalizedText {
            text: text.into(),
            language_code: "en".into(),
        }]
    }

    #[test]
    fn an_answer_concerns_what_it_answers_and_a_redaction_nothing() {
        let comment = Some((Searched::Comment, "consultations/c/comments/x"));
        for (name, wanted) in [
            ("consultations/c/comments/x", comment),
            ("consultations/c/comments/x/responses/r", comment),
            ("consultations/c/comments/x/redactions/r", None),
            ("consultations/c/campaigns/c-1/responses/r", None),
            ("draftLaws/d", Some((Searched::DraftLaw, "draftLaws/d"))),
            ("draftLaws/d/versions/v1", None),
            (
                "recommendations/r/responses/m",
                Some((Searched::Recommendation, "recommendations/r")),
            ),
            ("hearings/h", None),
        ] {
            assert_eq!(concerned(name), wanted, "{name}");
        }
    }

    #[test]
    fn what_a_comment_says_and_who_says_it_are_apart() {
        let comment = pb::Comment {
            name: "consultations/c/comments/x".into(),
            author: Some(Actor {
                person: "//registry.kenes/persons/aigul".into(),
                display_name: "Aigul".into(),
                on_behalf_of: "//registry.kenes/organizations/o".into(),
                ..Actor::default()
            }),
            target: Some(ProvisionRef {
                version: "draftLaws/d/versions/v1".into(),
                ..ProvisionRef::default()
            }),
            texts: texts("one"),
            reasons: texts("three"),
            proposed_change: Some(ProposedChange {
                new_texts: texts("two"),
                ..ProposedChange::default()
            }),
            state: State::Answered.into(),
            ..pb::Comment::default()
        };
        let said = said_in_comment(&comment);
        let said: Vec<_> = said.iter().map(|said| (said.source, said.text)).collect();
        assert_eq!(
            said,
            [
                ("texts", "one"),
                ("proposed_change.new_texts", "two"),
                ("reasons", "three")
            ]
        );
        let outcomes = [Outcome::Rejected, Outcome::Accepted, Outcome::Rejected];
        let values = values_of_comment(&comment, &outcomes);
        let values: Vec<_> = values.iter().map(|(f, v)| (*f, v.as_str())).collect();
        assert_eq!(
            values,
            [
                (Facet::DraftLaw, "draftLaws/d"),
                (Facet::Consultation, "consultations/c"),
                (Facet::Organization, "//registry.kenes/organizations/o"),
                (Facet::State, "STATE_ANSWERED"),
                (Facet::Outcome, "OUTCOME_ACCEPTED"),
                (Facet::Outcome, "OUTCOME_REJECTED"),
            ]
        );
    }

    #[test]
    fn of_a_long_law_only_the_beginning_is_searched() {
        let law = pb::DraftLaw {
            titles: texts("title"),
            ..pb::DraftLaw::default()
        };
        let provision = |size: usize| pb::Provision {
            name: "p".into(),
            texts: texts(&"x".repeat(size)),
            ..pb::Provision::default()
        };
        let short = [provision(10), provision(LONGEST_LAW - 10)];
        assert_eq!(said_in_law(&law, &short).len(), 3);
        let long = [provision(10), provision(LONGEST_LAW - 9), provision(1)];
        assert_eq!(said_in_law(&law, &long).len(), 2);
    }
}
