//! The identifiers of provisions (Akoma Ntoso naming convention): brought to one form, and made where a document has none.

use std::collections::HashMap;

/// The longest identifier kept.
const MAX_LENGTH: usize = 200;

/// The identifiers given in one document.
#[derive(Default)]
pub(super) struct Identifiers {
    /// How many unnumbered provisions of a kind each parent has.
    unnumbered: HashMap<(String, String), usize>,
}

impl Identifiers {
    /// The eId of a provision: its own, or one made of its kind, its number and where it stands.
    pub(super) fn of(
        &mut self,
        element: &str,
        own: Option<&str>,
        num: &str,
        parent: &str,
    ) -> Result<String, String> {
        let eid = match own.map(str::trim).filter(|own| !own.is_empty()) {
            Some(own) => normal(own),
            None => self.made(element, num, parent),
        };
        match is_valid(&eid) {
            true => Ok(eid),
            false => Err(format!(
                "has the eId `{}`, which is not an identifier",
                eid.chars().take(60).collect::<String>()
            )),
        }
    }

    fn made(&mut self, element: &str, num: &str, parent: &str) -> String {
        let abbreviation = abbreviation(element);
        if element == "preamble" {
            return abbreviation.to_owned();
        }
        let number = number(num);
        let local = match number.is_empty() {
            false => format!("{abbreviation}_{number}"),
            true => {
                let place = self
                    .unnumbered
                    .entry((parent.to_owned(), element.to_owned()))
                    .or_default();
                *place += 1;
                format!("{abbreviation}_{place}")
            }
        };
        match parent.is_empty() || element == "article" {
            true => local,
            false => normal(&format!("{parent}__{local}")),
        }
    }
}

/// One form for one provision: an article's identifier begins with the article.
pub(super) fn normal(identifier: &str) -> String {
    match identifier.find("__art_") {
        Some(at) => identifier[at + 2..].to_owned(),
        None => identifier.to_owned(),
    }
}

/// Whether it has the form of an identifier, in characters that a resource name can hold.
pub(super) fn is_valid(identifier: &str) -> bool {
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
                    && (word.len() == 1 || word.bytes().all(|b| b"IVXLC".contains(&b))))
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
        assert_eq!(normal("chp_1"), "chp_1");
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
