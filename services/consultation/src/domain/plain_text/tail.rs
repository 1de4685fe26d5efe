//! Where the articles end: at the signature, or at the first attachment. What follows is text, and nothing in it is a provision.

use super::heading::{self, Seen};

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
/// Such lines are short.
const LONGEST: usize = 150;

/// Where what follows the articles begins, by its place among these lines; their number if nothing does.
pub(super) fn begins(texts: &[&str], looks: &[Seen<'_>]) -> usize {
    let free = |n: &usize| !looks[*n].quoted && is_short(texts[*n]);
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

/// `Приложение 1`, `Приложение к Закону`, `1-қосымша`, `Annex II`.
fn is_attachment(line: &str) -> bool {
    let named = ATTACHED.iter().any(|word| {
        let rest = line
            .strip_prefix(word)
            .or_else(|| line.strip_prefix(&word.to_uppercase()));
        rest.is_some_and(|rest| {
            let word = rest.trim_start().chars().next();
            rest.is_empty()
                || rest.starts_with(char::is_whitespace)
                    && (rest.trim_start().starts_with("к ")
                        || rest.trim_start().starts_with("to ")
                        || word.is_some_and(|c| c.is_numeric() || "№NIVX".contains(c)))
        })
    });
    named || heading::number_before(line, "қосымша")
}
