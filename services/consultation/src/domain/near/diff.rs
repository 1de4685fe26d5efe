//! The words in which two texts differ.

use super::words::folded;

/// Two middles of more pairs of words than this are told as a whole, one gone and one come: 4,000 words against 4,000.
const MOST: usize = 16_000_000;

/// Where a word stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Both,
    /// In the first text only.
    First,
    /// In the second text only.
    Second,
}

/// The words of two texts, those of one side after the other together: what both have as the second writes it. Words that fold to
/// the same are the same.
pub(crate) fn diff(first: &str, second: &str) -> Vec<(Side, String)> {
    let words = |text: &str| -> Vec<(String, String)> {
        let words = text.split_whitespace();
        words.map(|w| (w.to_owned(), folded(w))).collect()
    };
    let (first, second) = (words(first), words(second));
    let same = |a: &(String, String), b: &(String, String)| match a.1.is_empty() {
        true => a.0 == b.0,
        false => a.1 == b.1,
    };
    let pairs = first.iter().zip(&second);
    let head = pairs.take_while(|(a, b)| same(a, b)).count();
    let rest = first[head..].iter().rev().zip(second[head..].iter().rev());
    let tail = rest.take_while(|(a, b)| same(a, b)).count();
    let a = &first[head..first.len() - tail];
    let b = &second[head..second.len() - tail];

    let mut out = Told::default();
    second[..head]
        .iter()
        .for_each(|w| out.say(Side::Both, &w.0));
    for (side, at) in middle(a, b, same) {
        match side {
            Side::First => out.say(side, &a[at].0),
            Side::Both | Side::Second => out.say(side, &b[at].0),
        }
    }
    let last = second[second.len() - tail..].iter();
    last.for_each(|w| out.say(Side::Both, &w.0));
    out.0
}

/// The longest common subsequence, by the table of its lengths: from which word on either side each step comes.
fn middle<T>(a: &[T], b: &[T], same: impl Fn(&T, &T) -> bool) -> Vec<(Side, usize)> {
    let first = (0..a.len()).map(|at| (Side::First, at));
    let second = (0..b.len()).map(|at| (Side::Second, at));
    if a.len().saturating_mul(b.len()) > MOST {
        return first.chain(second).collect();
    }
    // What a step forward from each pair is: a byte a pair.
    let mut steps = vec![Side::Second; a.len() * b.len()];
    let mut below = vec![0_u32; b.len() + 1];
    for i in (0..a.len()).rev() {
        let mut corner = 0;
        for j in (0..b.len()).rev() {
            let (down, right) = (below[j], below[j + 1]);
            let (step, length) = match () {
                () if same(&a[i], &b[j]) => (Side::Both, corner + 1),
                () if down >= right => (Side::First, down),
                () => (Side::Second, right),
            };
            steps[i * b.len() + j] = step;
            corner = down;
            below[j] = length;
        }
    }
    let (mut i, mut j, mut out) = (0, 0, Vec::new());
    while i < a.len() && j < b.len() {
        let step = steps[i * b.len() + j];
        out.push((step, if step == Side::First { i } else { j }));
        i += usize::from(step != Side::Second);
        j += usize::from(step != Side::First);
    }
    out.extend((i..a.len()).map(|at| (Side::First, at)));
    out.extend((j..b.len()).map(|at| (Side::Second, at)));
    out
}

#[derive(Default)]
struct Told(Vec<(Side, String)>);

impl Told {
    fn say(&mut self, side: Side, word: &str) {
        match self.0.last_mut() {
            Some((last, text)) if *last == side => {
                text.push(' ');
                text.push_str(word);
            }
            _ => self.0.push((side, word.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(first: &str, second: &str) -> String {
        let parts = diff(first, second).into_iter();
        let parts = parts.map(|(side, text)| match side {
            Side::Both => text,
            Side::First => format!("[-{text}-]"),
            Side::Second => format!("[+{text}+]"),
        });
        parts.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_words_that_differ_are_told_and_no_others() {
        for (first, second, expected) in [
            ("a b c", "a b c", "a b c"),
            ("a b c", "A, b c!", "A, b c!"),
            ("a b c", "a x c", "a [-b-] [+x+] c"),
            ("a b c d", "b c d e", "[-a-] b c d [+e+]"),
            ("", "a b", "[+a b+]"),
            ("a b", "", "[-a b-]"),
            ("", "", ""),
            ("!", "?", "[-!-] [+?+]"),
            ("a b c d e f", "d e f a b c", "[-a b c-] d e f [+a b c+]"),
        ] {
            assert_eq!(told(first, second), expected);
        }
    }

    #[test]
    fn texts_that_are_too_long_to_align_are_told_as_a_whole() {
        let text = |word: &str| vec![word; 10_000].join(" ");
        let parts = diff(&format!("x {} y", text("a")), &format!("x {} y", text("b")));
        let sides: Vec<Side> = parts.iter().map(|(side, _)| *side).collect();
        assert_eq!(sides, [Side::Both, Side::First, Side::Second, Side::Both]);
    }
}
