//! Rules of provisions: what counts as the same text, and what changed between two versions.

use std::collections::HashMap;

use common::{Error, names};

use kenes_proto::{consultation as pb, gtype::LocalizedText, types::ErrorReason as Reason};
use pb::ChangeKind;
use sha2::{Digest, Sha256};

/// A digest of heading and own text in one language. Two provisions with the same digest say the same there; white space
/// was made uniform when the text was read.
pub(crate) fn digest(provision: &pb::Provision, language: &str) -> String {
    let mut hash = Sha256::new();
    for text in [
        text_in(&provision.headings, language),
        text_in(&provision.texts, language),
    ] {
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text);
    }
    let mut half = [0; 16];
    half.copy_from_slice(&hash.finalize()[..16]);
    format!("{:032x}", u128::from_be_bytes(half))
}

/// The text in this language and no other; empty where there is none.
pub(crate) fn text_in<'a>(texts: &'a [LocalizedText], language: &str) -> &'a str {
    texts
        .iter()
        .find(|text| text.language_code == language)
        .map_or("", |text| text.text.as_str())
}

/// What a provision is to the one of the same identity in the base version. Languages that only one of them has do not count.
pub(crate) fn change(base: Option<&pb::Provision>, new: &pb::Provision) -> ChangeKind {
    match base {
        None => ChangeKind::New,
        Some(base) if !says_the_same(base, new) => ChangeKind::Changed,
        Some(base) if base.eid != new.eid => ChangeKind::Renumbered,
        Some(_) => ChangeKind::Unchanged,
    }
}

fn says_the_same(one: &pb::Provision, other: &pb::Provision) -> bool {
    [(&one.headings, &other.headings), (&one.texts, &other.texts)]
        .into_iter()
        .all(|(ours, theirs)| {
            let other_words = |text: &&LocalizedText| {
                let theirs = text_in(theirs, &text.language_code);
                !theirs.is_empty() && theirs != text.text
            };
            // Words that appear or vanish in every language are a change; in one language they are a translation.
            ours.is_empty() == theirs.is_empty() && !ours.iter().any(|text| other_words(&text))
        })
}

/// Refuses to compare versions of two draft laws.
pub(crate) fn check_same_law(base: &str, version: &str) -> Result<(), Error> {
    if base.is_empty() || names::parent(base) == names::parent(version) {
        return Ok(());
    }
    Err(Error::invalid(
        Reason::FieldInvalid,
        "base_version",
        "must be a version of the same draft law",
    ))
}

/// What changed from one version to the next, in reading order of the next; what is gone stands where it was.
pub(crate) fn changes(
    before: &[pb::Provision],
    after: &[pb::Provision],
) -> Vec<pb::ProvisionChange> {
    let old: HashMap<&str, &pb::Provision> = before.iter().map(|p| (p.wid.as_str(), p)).collect();
    let new: HashMap<&str, &pb::Provision> = after.iter().map(|p| (p.wid.as_str(), p)).collect();
    // The deleted ones, by the provision before them that is still there.
    let mut gone: HashMap<&str, Vec<&pb::Provision>> = HashMap::new();
    let mut last = "";
    for provision in before {
        match new.contains_key(provision.wid.as_str()) {
            true => last = &provision.wid,
            false => gone.entry(last).or_default().push(provision),
        }
    }
    let mut found: Vec<pb::ProvisionChange> = gone
        .remove("")
        .into_iter()
        .flatten()
        .map(|p| changed(Some(p), None))
        .collect();
    for provision in after {
        let base = old.get(provision.wid.as_str()).copied();
        if change(base, provision) != ChangeKind::Unchanged {
            found.push(changed(base, Some(provision)));
        }
        let after_it = gone.remove(provision.wid.as_str()).into_iter().flatten();
        found.extend(after_it.map(|p| changed(Some(p), None)));
    }
    found
}

fn changed(base: Option<&pb::Provision>, new: Option<&pb::Provision>) -> pb::ProvisionChange {
    let kind = new.map_or(ChangeKind::Deleted, |new| change(base, new));
    let full = |provision: Option<&pb::Provision>, language: &str| {
        let parts =
            provision.map(|p| [text_in(&p.headings, language), text_in(&p.texts, language)]);
        let parts = parts.unwrap_or_default();
        parts
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join("\n")
    };
    let texts = ["kk", "ru", "en"]
        .into_iter()
        .map(|language| pb::TextChange {
            language_code: language.to_owned(),
            old_text: full(base, language),
            new_text: full(new, language),
        });
    pb::ProvisionChange {
        wid: new.or(base).map(|p| p.wid.clone()).unwrap_or_default(),
        base_eid: base.map(|p| p.eid.clone()).unwrap_or_default(),
        eid: new.map(|p| p.eid.clone()).unwrap_or_default(),
        change_kind: kind.into(),
        texts: texts
            .filter(|t| !t.old_text.is_empty() || !t.new_text.is_empty())
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(wid: &str, eid: &str, text: &str) -> pb::Provision {
        pb::Provision {
            wid: wid.into(),
            eid: eid.into(),
            ..provision("", text)
        }
    }

    #[test]
    fn changes_are_told_in_reading_order_and_by_identity() {
        let before = [
            named("a", "a", "1"),
            named("b", "b", "2"),
            named("c", "c", "3"),
            named("d", "d", "4"),
        ];
        let after = [
            named("a", "a", "1"),
            named("x", "b", "new"),
            named("c", "c", "other"),
            named("d", "e", "4"),
        ];
        let found: Vec<(String, ChangeKind)> = changes(&before, &after)
            .iter()
            .map(|c| (c.wid.clone(), c.change_kind()))
            .collect();
        let expected = [
            ("b", ChangeKind::Deleted),
            ("x", ChangeKind::New),
            ("c", ChangeKind::Changed),
            ("d", ChangeKind::Renumbered),
        ];
        assert_eq!(found, expected.map(|(wid, kind)| (wid.to_owned(), kind)));
        assert!(changes(&before, &before).is_empty());
    }

    #[test]
    fn a_translation_is_no_change() {
        let russian = named("a", "a", "текст");
        let mut both = russian.clone();
        both.texts.push(LocalizedText {
            text: "text".into(),
            language_code: "en".into(),
        });
        assert_eq!(change(Some(&russian), &both), ChangeKind::Unchanged);
        both.texts[0].text = "иной".into();
        assert_eq!(change(Some(&russian), &both), ChangeKind::Changed);
        assert_eq!(
            change(Some(&russian), &named("a", "a", "")),
            ChangeKind::Changed,
            "struck out"
        );
    }

    fn provision(heading: &str, text: &str) -> pb::Provision {
        let one = |text: &str| match text {
            "" => Vec::new(),
            text => vec![LocalizedText {
                text: text.into(),
                language_code: "ru".into(),
            }],
        };
        pb::Provision {
            headings: one(heading),
            texts: one(text),
            ..Default::default()
        }
    }

    #[test]
    fn heading_and_text_count_and_other_languages_do_not() {
        let base = provision("ab", "c");
        assert_eq!(digest(&base, "ru"), digest(&base.clone(), "ru"));
        assert_ne!(digest(&base, "ru"), digest(&provision("a", "bc"), "ru"));
        assert_ne!(digest(&base, "ru"), digest(&base, "kk"));
        assert_eq!(digest(&base, "kk"), digest(&provision("x", "y"), "kk"));
    }
}
