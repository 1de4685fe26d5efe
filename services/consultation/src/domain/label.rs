//! What a provision is called where people read of it, as a lawyer writes it: `Глава 2, статья 7, пункт 2`.
//!
//! Owns the words for kinds of provisions, and which marks of a printed number are left out. The number itself stays as the law
//! has it.

use common::{Language, text};
use kenes_proto::consultation as pb;

use super::numeral;

/// The way to a provision through those that hold it, the outermost first; empty where none of them has a number.
pub(crate) fn label(
    path: &[pb::Provision],
    provision: &pb::Provision,
    language: Language,
) -> String {
    let all = path.iter().chain([provision]);
    let names = all.map(|one| name(one, language));
    let mut label = String::new();
    for name in names.filter(|name| !name.is_empty()) {
        let name = match begins_with_a_word(&name) {
            true if label.is_empty() => capital(&name),
            true if language == Language::Russian => small(&name),
            _ => name,
        };
        if !label.is_empty() {
            label.push_str(", ");
        }
        label.push_str(&name);
    }
    label
}

/// A text with a capital at its beginning.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(letters).collect()
}

/// Its number without the full stop, with the word for what it is where the law prints none.
fn name(provision: &pb::Provision, language: Language) -> String {
    let printed = text::pick_or(&provision.nums, language, &provision.num);
    let printed = printed.trim().trim_end_matches('.').trim_end();
    let is_bare = !printed.contains('§') && numeral::whole(printed).is_some();
    match word(&provision.element, printed, language) {
        Some(word) if is_bare && language != Language::Kazakh => format!("{word} {printed}"),
        // In Kazakh the number comes first: `7-бап`, `2) тармақша`.
        Some(word) if is_bare && printed.ends_with(')') => format!("{printed} {word}"),
        Some(word) if is_bare => format!("{printed}-{word}"),
        _ => printed.to_owned(),
    }
}

/// What an element of Akoma Ntoso with this number is called in the laws of Kazakhstan, if that is known.
fn word(element: &str, number: &str, language: Language) -> Option<&'static str> {
    Some(language.of_three(match element {
        "part" => ["бөлік", "часть", "Part"],
        "section" => ["бөлім", "раздел", "Section"],
        "subsection" => ["кіші бөлім", "подраздел", "Subsection"],
        "chapter" => ["тарау", "глава", "Chapter"],
        "subchapter" => ["параграф", "параграф", "Subchapter"],
        "article" => ["бап", "статья", "Article"],
        "paragraph" if !number.ends_with(')') => ["тармақ", "пункт", "paragraph"],
        "paragraph" | "point" => ["тармақша", "подпункт", "subparagraph"],
        _ => return None,
    }))
}

/// Whether it begins with a word that may be written with a capital or without: not with a number, `а)`, `IV` or `ГЛАВА`.
fn begins_with_a_word(name: &str) -> bool {
    let mut letters = name.chars();
    letters.next().is_some_and(char::is_alphabetic)
        && letters.next().is_some_and(char::is_lowercase)
}

fn small(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(char::to_lowercase);
    first.into_iter().flatten().chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use kenes_proto::gtype::LocalizedText;

    use super::*;

    fn provision(element: &str, nums: [&str; 3]) -> pb::Provision {
        let texts = Language::ALL.into_iter().zip(nums);
        pb::Provision {
            element: element.into(),
            num: nums[0].into(),
            nums: texts
                .map(|(language, num)| LocalizedText {
                    text: num.into(),
                    language_code: language.code().into(),
                })
                .collect(),
            ..Default::default()
        }
    }

    /// A provision whose number is the same in all languages.
    fn same(element: &str, num: &str) -> pb::Provision {
        provision(element, [num; 3])
    }

    #[test]
    fn the_way_to_a_provision_is_written_as_a_lawyer_writes_it() {
        let path = [
            provision("chapter", ["2-тарау.", "Глава 2.", "Chapter 2."]),
            provision("article", ["7-бап.", "Статья 7.", "Article 7."]),
            same("paragraph", "2."),
        ];
        let point = same("point", "1)");
        let written = [
            "2-тарау, 7-бап, 2-тармақ, 1) тармақша",
            "Глава 2, статья 7, пункт 2, подпункт 1)",
            "Chapter 2, Article 7, paragraph 2, subparagraph 1)",
        ];
        for (language, wanted) in Language::ALL.into_iter().zip(written) {
            assert_eq!(label(&path, &point, language), wanted);
        }
    }

    #[test]
    fn a_number_loses_its_full_stop_and_gets_its_word_where_it_has_none() {
        for (element, num, kazakh, russian) in [
            ("article", "Статья 7.", "Статья 7", "Статья 7"),
            ("article", "7", "7-бап", "Статья 7"),
            (
                "article",
                "Статья седьмая",
                "Статья седьмая",
                "Статья седьмая",
            ),
            ("paragraph", "2.", "2-тармақ", "Пункт 2"),
            ("paragraph", "2)", "2) тармақша", "Подпункт 2)"),
            ("paragraph", "2-1.", "2-1-тармақ", "Пункт 2-1"),
            ("point", "2", "2-тармақша", "Подпункт 2"),
            ("point", "а)", "а) тармақша", "Подпункт а)"),
            ("item", "а)", "а)", "а)"),
            ("chapter", "IV.", "IV-тарау", "Глава IV"),
            ("chapter", "Chapter 2.", "Chapter 2", "Chapter 2"),
            ("subchapter", "§ 1.", "§ 1", "§ 1"),
            ("indent", "1.1.", "1.1", "1.1"),
            ("alinea", "", "", ""),
        ] {
            let one = same(element, num);
            assert_eq!(label(&[], &one, Language::Kazakh), kazakh, "{num}");
            assert_eq!(label(&[], &one, Language::Russian), russian, "{num}");
        }
    }

    #[test]
    fn only_the_first_word_of_a_russian_label_has_a_capital() {
        let within = |num: &str| {
            let inner = same("section", num);
            label(&[same("part", "Часть 1.")], &inner, Language::Russian)
        };
        assert_eq!(within("Раздел 3."), "Часть 1, раздел 3");
        assert_eq!(within("РАЗДЕЛ 3."), "Часть 1, РАЗДЕЛ 3");
        assert_eq!(within("IV"), "Часть 1, раздел IV");
    }

    #[test]
    fn what_was_kept_before_each_language_had_its_number_has_one_for_all() {
        let mut old = same("article", "5-бап.");
        old.nums.clear();
        assert_eq!(label(&[], &old, Language::Russian), "5-бап");
    }
}
