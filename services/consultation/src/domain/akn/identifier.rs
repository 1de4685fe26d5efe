//! The identifiers of provisions (Akoma Ntoso naming convention): brought to one form, and made where a document has none.

use std::collections::{HashMap, HashSet};

/// The longest identifier kept.
const MAX_LENGTH: usize = 200;

/// What holds articles; a chapter's number is no part of an article's name.
const ABOVE_ARTICLES: [&str; 13] = [
    "body", "book", "chp", "division", "dvs", "part", "sec", "subchp", "subpart", "subsec",
    "subtitle", "title", "tome",
];

/// The identifiers given in one document.
#[derive(Default)]
pub(super) struct Identifiers {
    taken: HashSet<String>,
    /// How many unnumbered provisions of a kind each parent has.
    unnumbered: HashMap<(String, &'static str), usize>,
}

impl Identifiers {
    /// The eId of a provision: its own, or one made of its kind, its number and where it stands.
    pub(super) fn of(
        &mut self,
        element: &'static str,
        own: Option<&str>,
        num: &str,
        parent: &str,
    ) -> Result<String, String> {
        let eid = match own {
            Some(own) => given("eId", own)?,
            None => self.made(element, num, parent)?,
        };
        self.taken.insert(eid.clone());
        Ok(eid)
    }

    fn made(&mut self, element: &'static str, num: &str, parent: &str) -> Result<String, String> {
        let abbreviation = abbreviation(element);
        if element == "preamble" {
            return Ok(abbreviation.to_owned());
        }
        let mut number = number(num);
        if number.is_empty() {
            let count = self
                .unnumbered
                .entry((parent.to_owned(), element))
                .or_default();
            *count += 1;
            number = count.to_string();
        }
        let local = format!("{abbreviation}_{number}");
        // Articles and chapters are numbered through the whole act; where chapters are not, the prefix tells them apart.
        let through = match element {
            "article" => true,
            "chapter" => !self.taken.contains(&local),
            _ => false,
        };
        match through || parent.is_empty() {
            true => given("made eId", &local),
            false => given("made eId", &format!("{parent}__{local}")),
        }
    }
}

/// An identifier that a document gives, in the one form, or what is wrong with it.
pub(super) fn given(what: &str, identifier: &str) -> Result<String, String> {
    let identifier = normal(identifier.trim());
    match is_valid(identifier) {
        true => Ok(identifier.to_owned()),
        false => Err(format!(
            "has the {what} `{}`; write it as art_12__para_2, in at most {MAX_LENGTH} Latin letters, digits, hyphens and \
             underscores",
            identifier.chars().take(60).collect::<String>()
        )),
    }
}

/// One form for one provision: an article's identifier, and that of all in it, begins with the article.
fn normal(identifier: &str) -> &str {
    let mut rest = identifier;
    while let Some((step, inner)) = rest.split_once("__") {
        let kind = step.split('_').next().unwrap_or_default();
        if kind == "art" {
            return rest;
        }
        if ABOVE_ARTICLES.binary_search(&kind).is_err() {
            return identifier;
        }
        rest = inner;
    }
    match rest.starts_with("art_") {
        true => rest,
        false => identifier,
    }
}

/// Whether it has the form of an identifier, in characters that a resource name can hold.
fn is_valid(identifier: &str) -> bool {
    identifier.len() <= MAX_LENGTH
        && identifier.split("__").all(|step| {
            let mut words = step.split('_');
            words.next().is_some_and(|kind| {
                !kind.is_empty() && kind.bytes().all(|b| b.is_ascii_alphabetic())
            }) && words.all(|word| {
                !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            })
        })
}

/// The number in what a document prints: `Article 12-1.` and `12-1-бап.` are 12-1, `Глава II` is II, `а)` is nothing.
fn number(num: &str) -> String {
    let token = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
    let number = num
        .split(|c| !token(c))
        .map(|word| word.trim_matches(['-', '.']))
        .find(|word| {
            word.bytes().any(|b| b.is_ascii_digit())
                || (!word.is_empty()
                    && (word.len() == 1 || word.bytes().all(|b| b"IVXLCDM".contains(&b))))
        });
    number.unwrap_or_default().replace('.', "-")
}

fn abbreviation(element: &str) -> &str {
    match element {
        "alinea" => "al",
        "article" => "art",
        "chapter" => "chp",
        "clause" => "cl",
        "division" => "dvs",
        "paragraph" => "para",
        "section" => "sec",
        "subchapter" => "subchp",
        "subclause" => "subcl",
        "subdivision" => "subdvs",
        "subparagraph" => "subpara",
        "subsection" => "subsec",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_out_of_what_is_printed() {
        for (printed, found) in [
            ("Article 12-1.", "12-1"),
            ("12-1-бап.", "12-1"),
            ("Статья 5", "5"),
            ("Глава II", "II"),
            ("3)", "3"),
            ("1.2.", "1-2"),
            ("а)", ""),
            ("", ""),
        ] {
            assert_eq!(number(printed), found, "{printed}");
        }
    }

    #[test]
    fn identifiers_are_made_by_the_convention() {
        let mut made = Identifiers::default();
        let mut of =
            |element, num, parent| made.of(element, None, num, parent).expect("an identifier");
        assert_eq!(of("chapter", "Chapter 1.", ""), "chp_1");
        assert_eq!(of("article", "Article 12-1.", "chp_1"), "art_12-1");
        assert_eq!(of("section", "Раздел 2", ""), "sec_2");
        assert_eq!(of("chapter", "Глава 2", "sec_2"), "chp_2");
        assert_eq!(of("chapter", "Глава 1", "sec_2"), "sec_2__chp_1");
        assert_eq!(of("paragraph", "2.", "art_12-1"), "art_12-1__para_2");
        assert_eq!(
            of("point", "1-2)", "art_12-1__para_2"),
            "art_12-1__para_2__point_1-2"
        );
        assert_eq!(
            of("alinea", "", "art_12-1__para_2"),
            "art_12-1__para_2__al_1"
        );
        assert_eq!(
            of("alinea", "", "art_12-1__para_2"),
            "art_12-1__para_2__al_2"
        );
    }

    #[test]
    fn a_chapter_is_no_part_of_an_articles_name() {
        assert_eq!(normal("chp_1__art_1__para_2"), "art_1__para_2");
        assert_eq!(normal("sec_1__chp_2__art_5-1"), "art_5-1");
        for other in [
            "chp_1",
            "sec_1__chp_1",
            "art_1__para_2",
            "att_1__art_1",
            "art",
        ] {
            assert_eq!(normal(other), other);
        }
    }

    #[test]
    fn the_list_is_sorted() {
        assert!(ABOVE_ARTICLES.is_sorted());
    }

    #[test]
    fn only_identifiers_are_accepted() {
        for good in [
            "art_12",
            "art_12-1__para_2__point_3",
            "chp_II",
            "para_nn_1",
            "body",
        ] {
            assert!(is_valid(good), "{good}");
        }
        for bad in [
            "", "art 1", "art__", "_1", "бап_1", "art_1/2", "1_art", "art_",
        ] {
            assert!(!is_valid(bad), "{bad}");
        }
    }
}
