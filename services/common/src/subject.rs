//! Subjects: whom a token or the metadata `kenes-subject` names and whom a mandate lets speak, `demo|aigul`.

/// What every subject is, in the words of a refusal.
pub const RULE: &str = "must be 3 to 200 printable ASCII characters";

/// Whether a caller can have this subject.
pub fn is_valid(subject: &str) -> bool {
    (3..=200).contains(&subject.len()) && subject.bytes().all(|b| (b' '..=b'~').contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_is_printable_and_neither_short_nor_long() {
        for good in ["a|b", "demo|aigul", "a b", "a~!", &"a".repeat(200)] {
            assert!(is_valid(good), "{good}");
        }
        for bad in [
            "",
            "ab",
            "demo|айгуль",
            "a|\n",
            "a\tb",
            "a|\u{7f}",
            &"a".repeat(201),
        ] {
            assert!(!is_valid(bad), "{bad:?}");
        }
    }
}
