//! Who is meant where the registry may not hold them: by the name of a resource, or by a name in words.

use std::collections::HashSet;

use common::{Violation, text};
use kenes_proto::{
    gtype::LocalizedText,
    registry::{Founder, Party, ProjectParticipant, SupportAuthor, SupportParty},
    types::ErrorReason as Reason,
};

const MAX_TITLE: usize = 500;

/// Who is meant: one of the resources, of which others are empty, or the texts.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Named<'a> {
    resources: [&'a str; 2],
    titles: &'a [LocalizedText],
    /// Where it stands within what it is a list of.
    within: &'static str,
}

/// What is wrong with those in `field`: each is named in one way, and is there once. `ways` says in which ways.
pub(crate) fn check<'a>(
    field: &str,
    all: impl IntoIterator<Item = Named<'a>>,
    ways: &str,
) -> Vec<Violation> {
    let (mut wrong, mut seen) = (Vec::new(), HashSet::new());
    for (n, named) in all.into_iter().enumerate() {
        let at = format!("{field}[{n}]{}", named.within);
        let faults = named.check(&at, ways);
        if !faults.is_empty() {
            wrong.extend(faults);
            continue;
        }
        let own = named.keys();
        if own.iter().any(|key| seen.contains(key)) {
            let say = "is there already; give each once";
            wrong.push(Violation::new(at, Reason::FieldInvalid, say));
        }
        seen.extend(own);
    }
    wrong
}

// === impl Named

impl<'a> Named<'a> {
    /// What is wrong with the one in `field` by itself: it is named in one way. `ways` says in which ways.
    pub(crate) fn check(self, field: &str, ways: &str) -> Vec<Violation> {
        let given = self.resources.iter().filter(|name| !name.is_empty());
        if given.count() + usize::from(!self.titles.is_empty()) != 1 {
            let say = format!("give one of these: {ways}");
            return vec![Violation::new(field, Reason::FieldInvalid, say)];
        }
        let titles = format!("{field}.titles");
        text::check(&titles, self.titles, MAX_TITLE, false)
    }

    /// What tells one from another: the resource, or what each text says, however it is spaced and capitalized.
    pub(crate) fn keys(self) -> HashSet<String> {
        let resources = self.resources.into_iter().filter(|name| !name.is_empty());
        let words = self.titles.iter().map(|title| {
            let words: Vec<&str> = title.text.split_whitespace().collect();
            text::composed(&words.join(" ")).to_lowercase()
        });
        resources.map(str::to_owned).chain(words).collect()
    }

    pub(crate) fn party(party: &'a Party) -> Self {
        Self {
            resources: [&party.organization, ""],
            titles: &party.titles,
            within: "",
        }
    }

    pub(crate) fn support_party(party: &'a SupportParty) -> Self {
        Self {
            resources: [&party.organization, ""],
            titles: &party.titles,
            within: "",
        }
    }

    /// One without a party is nobody; that it has one is asked of its shape.
    pub(crate) fn author(author: &'a SupportAuthor) -> Self {
        let party = author.party.as_ref();
        Self {
            within: ".party",
            ..party.map(Self::support_party).unwrap_or_default()
        }
    }

    pub(crate) fn participant(participant: &'a ProjectParticipant) -> Self {
        Self {
            resources: [&participant.organization, ""],
            titles: &participant.titles,
            within: "",
        }
    }

    pub(crate) fn founder(founder: &'a Founder) -> Self {
        Self {
            resources: [&founder.organization, &founder.person],
            titles: &founder.titles,
            within: "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(texts: &[&str]) -> Founder {
        let titles = texts.iter().zip(["kk", "ru", "en"]);
        Founder {
            titles: titles
                .map(|(text, language)| LocalizedText {
                    text: (*text).into(),
                    language_code: language.into(),
                })
                .collect(),
            ..Default::default()
        }
    }

    fn organization(id: &str) -> Founder {
        Founder {
            organization: format!("organizations/{id}"),
            ..Default::default()
        }
    }

    fn wrong(founders: &[Founder]) -> Vec<String> {
        let all = founders.iter().map(Named::founder);
        let found = check("founders", all, "an organization, a person, a name");
        found.into_iter().map(|v| v.field).collect()
    }

    #[test]
    fn each_is_named_in_one_way() {
        let person = Founder {
            person: "persons/p".into(),
            ..Default::default()
        };
        assert!(wrong(&[organization("a"), person, words(&["A fund"])]).is_empty());
        let two = Founder {
            person: "persons/p".into(),
            ..organization("b")
        };
        let both = Founder {
            titles: words(&["B"]).titles,
            ..organization("b")
        };
        assert_eq!(
            wrong(&[Founder::default(), two, both, words(&[" "])]),
            [
                "founders[0]",
                "founders[1]",
                "founders[2]",
                "founders[3].titles[0].text"
            ]
        );
    }

    #[test]
    fn each_is_there_once_however_it_is_written() {
        assert!(wrong(&[words(&["UNDP", "UNDP"]), words(&["TACIS"])]).is_empty());
        assert_eq!(
            wrong(&[
                organization("a"),
                words(&["Green  Fund"]),
                organization("a"),
                words(&["Жасыл қор", "green fund"]),
            ]),
            ["founders[2]", "founders[3]"]
        );
    }
}
