//! The words of a text, folded: what people change without saying anything else is the same here.
//!
//! Folded are the case, everything between words, the letters of Kazakh that a Russian keyboard lacks, Cyrillic letters that look
//! like Latin ones, marks above letters, invisible characters, and the spaces and points in large numbers.

/// What a character is to a word.
enum Part {
    Letter(char),
    /// Nothing, inside a word or between two.
    Nothing,
    Between,
}

/// The words of a text, folded, each apart from the next by one space.
pub(crate) fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut apart = false;
    for c in text.chars().flat_map(char::to_lowercase) {
        match part(c) {
            Part::Nothing => {}
            Part::Between => apart = true,
            Part::Letter(c) => {
                if apart && !out.is_empty() {
                    out.push(' ');
                }
                apart = false;
                out.push(c);
            }
        }
    }
    join_thousands(out)
}

fn part(c: char) -> Part {
    let letter = match c {
        // Kazakh as it is typed where its letters are missing, Russian with and without dots, and what looks like Latin.
        'ә' | 'а' => 'a',
        'ғ' => 'г',
        'қ' | 'к' => 'k',
        'ң' | 'н' => 'h',
        'ө' | 'о' => 'o',
        'ұ' | 'ү' | 'у' => 'y',
        'һ' | 'х' => 'x',
        'і' | 'й' => 'и',
        'ё' | 'е' => 'e',
        'в' => 'b',
        'м' => 'm',
        'р' => 'p',
        'с' => 'c',
        'т' => 't',
        // Marks above the letter before, soft hyphens, and spaces of no width.
        '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' => {
            return Part::Nothing;
        }
        c if c.is_alphanumeric() => c,
        _ => return Part::Between,
    };
    Part::Letter(letter)
}

/// Writes `1 000 000` as one word.
fn join_thousands(text: String) -> String {
    if !text.contains(|c: char| c.is_ascii_digit()) {
        return text;
    }
    let is_number = |word: &str| word.bytes().all(|b| b.is_ascii_digit());
    let (mut out, mut in_number) = (String::with_capacity(text.len()), false);
    for word in text.split(' ') {
        let goes_on = in_number && word.len() == 3 && is_number(word);
        if !goes_on {
            if !out.is_empty() {
                out.push(' ');
            }
            in_number = word.len() <= 3 && is_number(word);
        }
        out.push_str(word);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_says_the_same_is_written_the_same() {
        for (one, other) in [
            ("Мы, против!", "мы   ПРОТИВ"),
            ("Қазақстан Үкіметі", "Казакстан Укимети"),
            ("отчёт", "отчет"),
            ("край", "краи\u{306}"),
            ("A\u{200b}B\u{ad}C", "abc"),
            ("1 000 000 тенге", "1\u{a0}000,000 тенге"),
            ("Сору", "Copy"),
            ("«10 дней»", "10 дней"),
        ] {
            assert_eq!(folded(one), folded(other), "{one}");
        }
        assert_ne!(folded("статья 5"), folded("статья 7"));
        assert_ne!(folded("за"), folded("против"));
    }

    #[test]
    fn a_text_without_words_is_empty() {
        for text in ["", " \n\t", "?!… — “”", "\u{200b}\u{301}", "👍👍"] {
            assert_eq!(folded(text), "", "{text:?}");
        }
        assert_eq!(folded("12 345 67"), "12345 67");
        assert_eq!(folded("2026 100 pages"), "2026 100 pages");
    }
}
