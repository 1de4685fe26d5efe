//! Frequent words that end as if they had an ending: it stays, and what looks like more of an ending after them is none.

/// They, in order.
const WHOLE: &[&str] = &[
    "адам",
    "азап",
    "айып",
    "алты",
    "алым",
    "ауқым",
    "ақы",
    "басқа",
    "білім",
    "бұрын",
    "бөлім",
    "екі",
    "есеп",
    "жалпы",
    "жауап",
    "жауын",
    "жиын",
    "заман",
    "кезең",
    "кейін",
    "кеңес",
    "кітап",
    "кәсіп",
    "көлем",
    "маман",
    "маусым",
    "мекен",
    "мектеп",
    "мерзім",
    "мүдде",
    "мүлдем",
    "мүмкін",
    "мәлім",
    "нұсқа",
    "ойын",
    "орын",
    "пайда",
    "салым",
    "сарап",
    "сауда",
    "себеп",
    "талап",
    "тарап",
    "тегін",
    "теңге",
    "тыйым",
    "тұлға",
    "тұрғын",
    "тәртіп",
    "төлем",
    "шешім",
    "шілде",
    "ірі",
    "ғалам",
    "ғарып",
    "ғылым",
    "қазақстан",
    "қарсы",
    "қасап",
    "қатынас",
    "қауіп",
    "қоғам",
    "қысқа",
    "құрам",
    "құрылым",
    "үкім",
    "үлгі",
    "ұйым",
    "ұлы",
    "әлем",
    "әріп",
    "өкім",
    "өлім",
];

/// Whether nothing is taken off a word any more.
pub(super) fn is_whole(letters: &[char]) -> bool {
    let compared = |whole: &&str| whole.chars().cmp(letters.iter().copied());
    WHOLE.binary_search_by(compared).is_ok()
}

#[cfg(test)]
mod tests {
    use super::{WHOLE, is_whole};

    #[test]
    fn all_are_found() {
        for word in WHOLE {
            assert!(
                is_whole(&word.chars().collect::<Vec<_>>()),
                "{word} is out of order"
            );
        }
    }
}
