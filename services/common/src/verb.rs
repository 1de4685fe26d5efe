//! What a write is called among events: its method and the kind of resource it writes make a verb in the past tense.
//!
//! Owns the verbs of the standard methods; what other methods do to a kind is in the table of that kind. One method may write
//! several kinds, and does something else to each.

/// What methods that are not standard ones do to a kind: the method, and the verb.
pub type Verbs = &'static [(&'static str, &'static str)];

/// The methods that most families have, without the noun.
pub const STANDARD: Verbs = &[
    ("Create", "created"),
    ("Update", "updated"),
    ("Delete", "deleted"),
    ("Undelete", "undeleted"),
];

/// Returns what a method does to the kind of this noun: by the kind's own table, or as the standard method that it is.
pub fn verb(noun: &str, own: Verbs, method: &str) -> Option<&'static str> {
    let of = |verbs: Verbs, method| verbs.iter().find(|(known, _)| *known == method);
    let found = of(own, method).or_else(|| of(STANDARD, method.strip_suffix(noun)?));
    found.map(|(_, verb)| *verb)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_method_does_to_each_kind_what_its_table_says() {
        const OWN: Verbs = &[("CreateResponse", "answered"), ("HoldHearing", "held")];
        for (noun, method, expected) in [
            ("Hearing", "HoldHearing", Some("held")),
            ("Comment", "CreateResponse", Some("answered")),
            ("Comment", "CreateComment", Some("created")),
            ("Comment", "UndeleteComment", Some("undeleted")),
            ("Comment", "CreateHearing", None),
            ("Comment", "WithdrawComment", None),
            ("Comment", "Comment", None),
        ] {
            assert_eq!(verb(noun, OWN, method), expected, "{method}");
        }
    }
}
