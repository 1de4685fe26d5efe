//! Texts that begin like a time of the notation of lines, `@now`, and mean themselves: they are written with one sign more.

/// Returns whether a text is written with a sign that is not its own.
pub(crate) fn is_escaped(text: &str) -> bool {
    text.starts_with("@@") && begins(text)
}

/// Returns a text as a line must have it to mean the text, where that is not the text itself.
pub(crate) fn escaped(text: &str) -> Option<String> {
    (text.starts_with('@') && begins(text)).then(|| format!("@{text}"))
}

fn begins(text: &str) -> bool {
    text.trim_start_matches('@').starts_with("now")
}
