//! Numbers written as words: `пятая`, `двадцать первая`, `бесінші`, `five`. They are known and not read.

/// The most words of one.
const MOST: usize = 3;
/// Russian ordinals without their endings.
const ORDINALS: [&str; 13] = [
    "перв",
    "втор",
    "трет",
    "четверт",
    "четвёрт",
    "пят",
    "шест",
    "седьм",
    "восьм",
    "девят",
    "десят",
    "сороков",
    "сот",
];
/// Numbers as they are.
const WORDS: [&str; 58] = [
    "один",
    "одна",
    "два",
    "две",
    "три",
    "четыре",
    "пять",
    "шесть",
    "семь",
    "восемь",
    "девять",
    "десять",
    "сорок",
    "сто",
    "бір",
    "екі",
    "үш",
    "төрт",
    "бес",
    "алты",
    "жеті",
    "сегіз",
    "тоғыз",
    "он",
    "жиырма",
    "отыз",
    "қырық",
    "елу",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "twenty",
    "thirty",
    "forty",
    "fifty",
    "twentieth",
    "thirtieth",
];

/// Whether a text is a number written as words.
pub(crate) fn is_spelled(text: &str) -> bool {
    let words = text.split(|c: char| !c.is_alphabetic());
    let mut words = words.filter(|word| !word.is_empty()).peekable();
    words.peek().is_some() && words.clone().nth(MOST).is_none() && words.all(is_number)
}

fn is_number(word: &str) -> bool {
    let word = word.to_lowercase();
    let endings = ["ая", "ья", "ый", "ий", "ой", "ое", "ье"];
    let ordinal = endings.iter().find_map(|ending| word.strip_suffix(ending));
    let tens = |stem: &str| stem.ends_with("дцат") || stem.ends_with("десят");
    ordinal.is_some_and(|stem| ORDINALS.contains(&stem) || tens(stem))
        || word.strip_suffix('ь').is_some_and(tens)
        || word.ends_with("десят")
        || ["нші", "ншы", "teen", "teenth"]
            .iter()
            .any(|end| word.ends_with(end))
        || WORDS.contains(&word.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_words_are_known() {
        for text in [
            "пятая",
            "ПЕРВАЯ",
            "третья",
            "пять",
            "двадцать пятая",
            "сто двадцать вторая",
            "пятьдесят",
            "бесінші",
            "жиырма бірінші",
            "он бес",
            "Five",
            "twenty-first",
            "fifteenth",
        ] {
            assert!(is_spelled(text), "{text}");
        }
        for text in [
            "",
            "5",
            "сторон",
            "вторая статьи",
            "heads",
            "государства",
            "осы",
            "переходные",
        ] {
            assert!(!is_spelled(text), "{text}");
        }
    }
}
