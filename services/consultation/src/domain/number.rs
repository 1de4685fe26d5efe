//! Numbers of provisions in one form, so that each is found however it was typed: `Статья 12¹.`, `12‑1`, `12-1-бап` are `12-1`.

/// The normal form of a number as it is printed or asked for: without the word for what it numbers and without the signs around
/// it, in small letters, with one kind of dash, a raised digit as one after a dash.
pub(crate) fn normal(number: &str) -> String {
    let words = || number.split_whitespace();
    let counted = words().find(|word| word.chars().any(char::is_numeric));
    let word = counted.or_else(|| words().last()).unwrap_or_default();
    let mut out = String::with_capacity(word.len());
    let mut raised_before = false;
    for c in word.chars() {
        let raised = raised(c);
        if raised.is_some() && !raised_before && out.ends_with(char::is_alphanumeric) {
            out.push('-');
        }
        raised_before = raised.is_some();
        match (raised, dash(c)) {
            (Some(digit), _) => out.push(digit),
            (None, true) => out.push('-'),
            (None, false) => out.extend(c.to_lowercase()),
        }
    }
    let ends = |c: char| !c.is_alphanumeric();
    let out = out.trim_matches(ends);
    // `5-бап`: the word for what is numbered follows the number.
    match out.rsplit_once('-') {
        Some((number, word))
            if word.chars().count() > 1 && word.chars().all(char::is_alphabetic) =>
        {
            number.trim_matches(ends).to_owned()
        }
        _ => out.to_owned(),
    }
}

/// The digit that a raised one is.
fn raised(c: char) -> Option<char> {
    "⁰¹²³⁴⁵⁶⁷⁸⁹"
        .chars()
        .position(|raised| raised == c)
        .and_then(|digit| char::from_digit(u32::try_from(digit).ok()?, 10))
}

/// Whether it is a dash: hyphens, dashes of any length, the minus sign.
fn dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_has_one_form() {
        for (written, form) in [
            ("12-1", "12-1"),
            ("12\u{2011}1", "12-1"),
            ("12\u{2212}1.", "12-1"),
            ("12¹", "12-1"),
            ("12¹⁰", "12-10"),
            ("Статья 12¹.", "12-1"),
            ("12-1-бап.", "12-1"),
            ("5-бап", "5"),
            ("§ 3", "3"),
            ("а)", "а"),
            ("Глава II", "ii"),
            ("А", "а"),
            ("1)", "1"),
            ("", ""),
            ("—", ""),
        ] {
            assert_eq!(normal(written), form, "{written}");
        }
    }
}
