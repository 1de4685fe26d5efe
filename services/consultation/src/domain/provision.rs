//! Rules of provisions: what counts as the same text, and what changed between two versions.

use std::collections::{HashMap, HashSet};

use common::{Error, Language, names, text};
use kenes_proto::{consultation as pb, types::ErrorReason as Reason};
use pb::ChangeKind;
use sha2::{Digest, Sha256};

use super::numeral;

/// A digest of heading and own text in one language. Two provisions with the same digest say the same there; white space
/// was made uniform when the text was read.
pub(crate) fn digest(provision: &pb::Provision, language: Language) -> String {
    let mut hash = Sha256::new();
    for text in texts_in(provision, language) {
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text);
    }
    let mut half = [0; 16];
    half.copy_from_slice(&hash.finalize()[..16]);
    format!("{:032x}", u128::from_be_bytes(half))
}

/// Heading and own text in this language and no other; empty where there is none.
pub(crate) fn texts_in(provision: &pb::Provision, language: Language) -> [&str; 2] {
    [&provision.headings, &provision.texts]
        .map(|texts| text::find(texts, language).unwrap_or_default())
}

/// The languages that two versions both have: only those can tell whether a text is the same.
pub(crate) fn common_languages(
    one: &pb::DraftLawVersion,
    other: &pb::DraftLawVersion,
) -> Vec<Language> {
    let has = |version: &pb::DraftLawVersion, language: Language| {
        let mut expressions = version.expressions.iter();
        expressions.any(|expression| expression.language_code == language.code())
    };
    let mut languages = Language::ALL.to_vec();
    languages.retain(|language| has(one, *language) && has(other, *language));
    languages
}

/// What a provision is to the one of the same identity in the base version, by the texts in these languages. Without one
/// nothing shows that it is the same.
pub(crate) fn change(
    base: Option<&pb::Provision>,
    new: &pb::Provision,
    languages: &[Language],
) -> ChangeKind {
    match base {
        None => ChangeKind::New,
        Some(base) if !says_the_same(base, new, languages) => ChangeKind::Changed,
        Some(base) if base.eid != new.eid || !has_the_same_number(base, new, languages) => {
            ChangeKind::Renumbered
        }
        Some(_) => ChangeKind::Unchanged,
    }
}

/// Whether the numbers are the same as they are read: `Статья 12-1.` with any dash, or without the stop.
fn has_the_same_number(one: &pb::Provision, other: &pb::Provision, languages: &[Language]) -> bool {
    let read = |provision, language| {
        let printed = number_in(provision, language);
        numeral::read(printed).map_or_else(|| printed.to_owned(), |number| number.token)
    };
    let mut languages = languages.iter();
    languages.all(|language| read(one, *language) == read(other, *language))
}

/// The number as it is printed in this language. What was imported before each language had its own has one for all.
pub(crate) fn number_in(provision: &pb::Provision, language: Language) -> &str {
    match provision.nums.is_empty() {
        true => &provision.num,
        false => text::find(&provision.nums, language).unwrap_or_default(),
    }
}

fn says_the_same(one: &pb::Provision, other: &pb::Provision, languages: &[Language]) -> bool {
    let same = |language: &Language| texts_in(one, *language) == texts_in(other, *language);
    !languages.is_empty() && languages.iter().all(same)
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

/// A difference: the provision before and after; at least one is there.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Difference<'a> {
    before: Option<&'a pb::Provision>,
    after: Option<&'a pb::Provision>,
    kind: ChangeKind,
}

/// What changed from one version to the next, in reading order of the next; what is gone stands where it was.
pub(crate) fn differences<'a>(
    before: &'a [pb::Provision],
    after: &'a [pb::Provision],
    languages: &[Language],
) -> Vec<Difference<'a>> {
    let old: HashMap<&str, &pb::Provision> = before.iter().map(|p| (p.wid.as_str(), p)).collect();
    let new: HashSet<&str> = after.iter().map(|p| p.wid.as_str()).collect();
    // The deleted ones, by the provision before them that is still there.
    let mut gone: HashMap<&str, Vec<Difference<'_>>> = HashMap::new();
    let mut last = "";
    for provision in before {
        if new.contains(provision.wid.as_str()) {
            last = &provision.wid;
        } else {
            gone.entry(last).or_default().push(Difference {
                before: Some(provision),
                after: None,
                kind: ChangeKind::Deleted,
            });
        }
    }
    let mut found = gone.remove("").unwrap_or_default();
    for provision in after {
        let base = old.get(provision.wid.as_str()).copied();
        let kind = change(base, provision, languages);
        if kind != ChangeKind::Unchanged {
            found.push(Difference {
                before: base,
                after: Some(provision),
                kind,
            });
        }
        found.extend(gone.remove(provision.wid.as_str()).into_iter().flatten());
    }
    found
}

impl Difference<'_> {
    /// The difference as it is told, with its texts.
    pub(crate) fn render(&self) -> pb::ProvisionChange {
        let eid = |side: Option<&pb::Provision>| side.map(|p| p.eid.clone()).unwrap_or_default();
        let texts = Language::ALL.into_iter().map(|language| pb::TextChange {
            language_code: language.code().to_owned(),
            old_text: full(self.before, language),
            new_text: full(self.after, language),
            old_num: num(self.before, language),
            new_num: num(self.after, language),
        });
        pb::ProvisionChange {
            wid: self
                .after
                .or(self.before)
                .map(|p| p.wid.clone())
                .unwrap_or_default(),
            base_eid: eid(self.before),
            eid: eid(self.after),
            change_kind: self.kind.into(),
            texts: texts
                .filter(|t| {
                    let told = [&t.old_text, &t.new_text, &t.old_num, &t.new_num];
                    told.into_iter().any(|words| !words.is_empty())
                })
                .collect(),
        }
    }
}

/// The number in this language and no other.
fn num(provision: Option<&pb::Provision>, language: Language) -> String {
    let nums = provision.map(|provision| text::find(&provision.nums, language));
    nums.flatten().unwrap_or_default().to_owned()
}

/// Heading and own text, a line each.
fn full(provision: Option<&pb::Provision>, language: Language) -> String {
    let texts = provision.map(|provision| texts_in(provision, language));
    let mut texts = texts.unwrap_or_default().to_vec();
    texts.retain(|text| !text.is_empty());
    texts.join("\n")
}

#[cfg(test)]
mod tests {
    use kenes_proto::gtype::LocalizedText;

    use super::*;
    use Language::{English, Kazakh, Russian};

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
        let found: Vec<(String, ChangeKind)> = differences(&before, &after, &[Russian])
            .iter()
            .map(|d| (d.render().wid, d.kind))
            .collect();
        let expected = [
            ("b", ChangeKind::Deleted),
            ("x", ChangeKind::New),
            ("c", ChangeKind::Changed),
            ("d", ChangeKind::Renumbered),
        ];
        assert_eq!(found, expected.map(|(wid, kind)| (wid.to_owned(), kind)));
        assert!(differences(&before, &before, &[Russian]).is_empty());
    }

    #[test]
    fn another_number_is_told_and_another_way_to_print_it_is_not() {
        let numbered = |nums: &[(&str, &str)]| pb::Provision {
            num: nums[0].1.into(),
            nums: nums
                .iter()
                .map(|(code, num)| LocalizedText {
                    text: (*num).into(),
                    language_code: (*code).into(),
                })
                .collect(),
            ..named("a", "a", "текст")
        };
        let fifth = numbered(&[("kk", "5-бап."), ("ru", "Статья 5.")]);
        let kind = |new: &pb::Provision| change(Some(&fifth), new, &[Russian]);
        assert_eq!(
            kind(&numbered(&[("ru", "Статья 6.")])),
            ChangeKind::Renumbered
        );
        assert_eq!(
            kind(&numbered(&[("ru", "Статья 5")])),
            ChangeKind::Unchanged
        );
        assert_eq!(
            kind(&numbered(&[("kk", "6-бап"), ("ru", "5.")])),
            ChangeKind::Unchanged
        );
        assert_eq!(
            kind(&numbered(&[("kk", "5-бап.")])),
            ChangeKind::Renumbered,
            "it has none"
        );
        let mut old = fifth.clone();
        old.nums.clear();
        assert_eq!(
            change(Some(&old), &fifth, &[Russian]),
            ChangeKind::Unchanged
        );
        let sixth = numbered(&[("ru", "Статья 6.")]);
        let told = Difference {
            before: Some(&fifth),
            after: Some(&sixth),
            kind: ChangeKind::Renumbered,
        };
        let texts = told.render().texts;
        assert_eq!(texts[1].language_code, "ru");
        assert_eq!(
            [&texts[1].old_num, &texts[1].new_num],
            ["Статья 5.", "Статья 6."]
        );
    }

    #[test]
    fn a_translation_is_no_change() {
        let russian = named("a", "a", "текст");
        let mut both = russian.clone();
        both.texts.push(LocalizedText {
            text: "text".into(),
            language_code: "en".into(),
        });
        let kind =
            |new: &pb::Provision, languages: &[Language]| change(Some(&russian), new, languages);
        assert_eq!(kind(&both, &[Russian]), ChangeKind::Unchanged);
        assert_eq!(kind(&both, &[Russian, English]), ChangeKind::Changed);
        assert_eq!(kind(&russian, &[]), ChangeKind::Changed, "nothing shows it");
        both.texts[0].text = "иной".into();
        assert_eq!(kind(&both, &[Russian]), ChangeKind::Changed);
        let struck = named("a", "a", "");
        assert_eq!(kind(&struck, &[Russian]), ChangeKind::Changed);
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
        assert_eq!(digest(&base, Russian), digest(&base.clone(), Russian));
        assert_ne!(
            digest(&base, Russian),
            digest(&provision("a", "bc"), Russian)
        );
        assert_ne!(digest(&base, Russian), digest(&base, Kazakh));
        assert_eq!(digest(&base, Kazakh), digest(&provision("x", "y"), Kazakh));
    }
}
