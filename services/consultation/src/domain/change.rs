//! Rules of proposed changes of wording: what each kind of change needs, and that a comment is about what it would change.

use common::{Error, Violation, text};
use kenes_proto::types::{
    ErrorReason as Reason, ProposedChange, ProvisionRef, proposed_change::Kind,
};

use super::location;

const MAX_TEXT: usize = 20_000;

/// What is wrong with a proposed change by itself.
pub(crate) fn check(field: &str, change: &ProposedChange) -> Vec<Violation> {
    let texts = format!("{field}.new_texts");
    let mut wrong = text::check(&texts, &change.new_texts, MAX_TEXT, false);
    let say = match change.kind() {
        Kind::Repeal | Kind::Renumbering if !change.new_texts.is_empty() => {
            Some("leave it out; a repeal or a renumbering has no new wording")
        }
        Kind::Insertion if change.new_texts.is_empty() => Some("give the words that are added"),
        Kind::Substitution | Kind::Replacement if change.new_texts.is_empty() => {
            Some("give the new wording; to strike the provision out, propose a KIND_REPEAL")
        }
        _ => None,
    };
    wrong.extend(say.map(|say| Violation::new(texts, Reason::FieldInvalid, say)));
    if let Some(target) = &change.target {
        let field = format!("{field}.target");
        let whole = matches!(change.kind(), Kind::Repeal | Kind::Replacement);
        if target.eid.is_empty() && !whole {
            let say = "name the provision that is changed; for an insertion, the one into which or after which it goes";
            wrong.push(Violation::new(
                format!("{field}.eid"),
                Reason::FieldInvalid,
                say,
            ));
        }
        wrong.extend(location::check(&field, target));
    }
    wrong
}

/// Whether what is changed must be looked for inside what the comment is about, or around it: one is not simply the other.
pub(crate) fn is_elsewhere(target: &ProvisionRef, changed: &ProvisionRef) -> bool {
    let of_whole = target.eid.is_empty() || changed.eid.is_empty();
    target.version != changed.version || !(of_whole || target.eid == changed.eid)
}

/// The refusal of a change to another place than the comment is about.
pub(crate) fn elsewhere(field: &str, target: &ProvisionRef, changed: &ProvisionRef) -> Error {
    let (part, say) = match target.version == changed.version {
        false => (
            "version",
            format!("give {}, which the comment is about", target.version),
        ),
        true => (
            "eid",
            format!(
                "{} is outside {}, which the comment is about: let its target be what holds both, a chapter or the version as a \
                 whole, or make two comments",
                changed.eid, target.eid
            ),
        ),
    };
    Error::invalid(Reason::FieldInvalid, format!("{field}.{part}"), say)
}

#[cfg(test)]
mod tests {
    use kenes_proto::gtype::LocalizedText;

    use super::*;

    fn faults(kind: Kind, eid: &str, words: bool) -> Vec<String> {
        let text = LocalizedText {
            text: "x".into(),
            language_code: "en".into(),
        };
        let change = ProposedChange {
            kind: kind.into(),
            target: Some(ProvisionRef {
                eid: eid.into(),
                ..Default::default()
            }),
            new_texts: words.then_some(text).into_iter().collect(),
        };
        let found = check("c", &change).into_iter();
        found.map(|wrong| wrong.field).collect()
    }

    #[test]
    fn each_kind_of_change_has_the_words_that_it_needs() {
        for (kind, with, without) in [
            (Kind::Repeal, false, true),
            (Kind::Renumbering, false, true),
            (Kind::Insertion, true, false),
            (Kind::Substitution, true, false),
            (Kind::Replacement, true, false),
            (Kind::Split, true, true),
            (Kind::Join, true, true),
        ] {
            let accepted = |words| match faults(kind, "art_1", words).as_slice() {
                [] => true,
                [field] => field != "c.new_texts",
                more => panic!("{more:?}"),
            };
            assert_eq!(
                (accepted(true), accepted(false)),
                (with, without),
                "{kind:?}"
            );
            let whole = matches!(kind, Kind::Repeal | Kind::Replacement);
            assert_eq!(faults(kind, "", with).is_empty(), whole, "{kind:?}");
        }
    }

    #[test]
    fn what_is_changed_is_what_the_comment_is_about_or_must_be_looked_for() {
        let at = |version: &str, eid: &str| ProvisionRef {
            version: version.into(),
            eid: eid.into(),
            ..Default::default()
        };
        let elsewhere = |target: (&str, &str), changed: (&str, &str)| {
            is_elsewhere(&at(target.0, target.1), &at(changed.0, changed.1))
        };
        assert!(!elsewhere(("v1", "art_1"), ("v1", "art_1")));
        assert!(!elsewhere(("v1", ""), ("v1", "art_1")));
        assert!(!elsewhere(("v1", "art_1"), ("v1", "")));
        assert!(elsewhere(("v1", "art_1"), ("v1", "art_2")));
        assert!(elsewhere(("v1", "art_1"), ("v1", "art_1__para_1")));
        assert!(elsewhere(("v2", ""), ("v1", "art_1")));
    }
}
