//! Where the articles end: at the signature, or at the first attachment. What follows is text, and nothing in it is a provision.

use super::{
    super::numeral,
    heading::{self, Seen},
};

pub(super) const NO_ATTACHMENT: &str =
    "begins like the heading of an attachment and goes on like a sentence, so it is text";

/// How a line of the signature begins, in small letters.
const SIGNED: [&str; 7] = [
    "президент",
    "премьер-министр",
    "қазақстан республикасының президенті",
    "қазақстан республикасының премьер-министрі",
    "president",
    "the president",
    "prime minister",
];
/// How a line begins that announces an attachment.
const ATTACHED: [&str; 5] = ["Приложение", "Қосымша", "Annex", "Appendix", "Schedule"];
/// How the words end that say what is done to an attachment: `изложить`, `исключить`, `признать`.
const DONE: [&str; 5] = ["ить", "ать", "ять", "еть", "ться"];
/// Such lines are short.
const LONGEST: usize = 150;

/// Where what follows the articles begins, by its place among these lines; their number if nothing does.
pub(super) fn begins(texts: &[&str], looks: &[Seen<'_>]) -> usize {
    let free = |n: &usize| looks[*n].quoted.is_none() && is_short(texts[*n]);
    let mut places = 0..texts.len();
    let attached = places.find(|n| free(n) && is_attachment(texts[*n]));
    let end = attached.unwrap_or(texts.len());
    let last = looks[..end]
        .iter()
        .rposition(|seen| seen.heading().is_some());
    let after = last.map_or(0, |last| last + 1)..end;
    let mut after = after.filter(free);
    after
        .find(|n| is_signature(texts[*n], texts.get(n + 1).copied().unwrap_or_default()))
        .unwrap_or(end)
}

/// No sentence, and not as long as one.
fn is_short(line: &str) -> bool {
    !line.ends_with([';', ':', ',']) && line.chars().nth(LONGEST).is_none()
}

fn is_signature(line: &str, next: &str) -> bool {
    let line = format!("{line} {next}").to_lowercase();
    let begins = SIGNED.iter().any(|signed| {
        let rest = line.strip_prefix(signed);
        rest.is_some_and(|rest| !rest.starts_with(char::is_alphabetic))
    });
    begins && !line.trim_end().ends_with('.')
}

/// `Приложение 1`, `Приложение к Закону`, `1-қосымша`, `Annex II`; no sentence about one.
fn is_attachment(line: &str) -> bool {
    let heading = named(line).is_some_and(|rest| {
        let (number, other) = split_number(rest);
        let numbered = numeral::whole(number).is_some();
        rest.is_empty()
            || numeral::whole(rest).is_some()
            || is_of_another(rest)
            || numbered && (other.is_empty() || is_of_another(other) || is_title(other))
    });
    heading || heading::number_before(line, "қосымша")
}

/// Whether a line only begins like the heading of an attachment.
pub(super) fn is_doubtful(line: &str) -> bool {
    let begins = |rest: &str| {
        let first = rest.split_whitespace().next().unwrap_or_default();
        first.contains(char::is_numeric) || first == "№" || is_linked(rest)
    };
    named(line).is_some_and(begins) && !(is_short(line) && is_attachment(line))
}

/// What follows the word that announces an attachment.
fn named(line: &str) -> Option<&str> {
    let rest = ATTACHED.iter().find_map(|word| {
        let rest = line.strip_prefix(word);
        rest.or_else(|| line.strip_prefix(&word.to_uppercase()))
    })?;
    let apart = rest.is_empty() || rest.starts_with(char::is_whitespace);
    apart.then(|| rest.trim())
}

/// The number that a text begins with, if it begins with one, and what follows it: `№ 2` and `к Закону`.
fn split_number(rest: &str) -> (&str, &str) {
    let from = rest.len() - rest.trim_start_matches(['№', ' ', '\u{a0}']).len();
    let end = rest[from..].find(char::is_whitespace);
    let (number, other) = rest.split_at(end.map_or(rest.len(), |end| from + end));
    (number, other.trim_start())
}

/// `к Закону`, `to the Act`: an act, and nothing that is done to it.
fn is_of_another(rest: &str) -> bool {
    is_linked(rest) && is_no_sentence(rest)
}

fn is_title(rest: &str) -> bool {
    rest.starts_with(char::is_uppercase) && is_no_sentence(rest)
}

fn is_no_sentence(rest: &str) -> bool {
    let done = |word: &str| DONE.iter().any(|end| word.ends_with(end));
    !rest.ends_with('.') && !rest.to_lowercase().split_whitespace().any(done)
}

fn is_linked(rest: &str) -> bool {
    ["к ", "К ", "to "]
        .iter()
        .any(|link| rest.starts_with(link))
}
