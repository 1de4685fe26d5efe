//! The languages that Kenes speaks, and which of them stands in for one that is not there.

/// A language of the record, and of what is said to people. They sort in the order in which they stand in for another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// Қазақ тілі.
    #[default]
    Kazakh,
    /// Русский язык.
    Russian,
    /// English.
    English,
}

impl Language {
    /// All of them, in the order in which they stand in for one that is not there.
    pub const ALL: [Self; 3] = [Self::Kazakh, Self::Russian, Self::English];

    /// Its code: `kk`, `ru` or `en`.
    pub fn code(self) -> &'static str {
        self.of_three(["kk", "ru", "en"])
    }

    /// Its code in three letters: `kaz`, `rus` or `eng`.
    pub fn long_code(self) -> &'static str {
        self.of_three(["kaz", "rus", "eng"])
    }

    /// The language with exactly this code.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|language| language.code() == code)
    }

    /// The language of a tag or a locale, in two letters or three: `kk`, `ru-KZ`, `eng`, `en_US.UTF-8`.
    pub fn of_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_', '.']).next().unwrap_or_default();
        let primary = primary.to_ascii_lowercase();
        let codes = |language: &Self| [language.code(), language.long_code()];
        Self::ALL
            .into_iter()
            .find(|language| codes(language).contains(&primary.as_str()))
    }

    /// The first of the three that an `accept-language` header prefers; English where it takes any.
    pub fn preferred(header: &str) -> Option<Self> {
        header.split(',').find_map(|range| {
            match range.split(';').next().unwrap_or_default().trim() {
                "*" => Some(Self::English),
                tag => Self::of_tag(tag),
            }
        })
    }

    /// This one, and then those that stand in for it, best first.
    pub fn with_fallback(self) -> impl Iterator<Item = Self> {
        let others = Self::ALL.into_iter().filter(move |other| *other != self);
        std::iter::once(self).chain(others)
    }

    /// What is said in this language, out of the same in all three.
    pub fn of_three<T>(self, [kazakh, russian, english]: [T; 3]) -> T {
        match self {
            Self::Kazakh => kazakh,
            Self::Russian => russian,
            Self::English => english,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_known_by_its_code_its_tag_and_its_locale() {
        for language in Language::ALL {
            assert_eq!(Language::of_code(language.code()), Some(language));
            assert_eq!(Language::of_code(language.long_code()), None);
        }
        assert_eq!(Language::of_code("KK"), None);
        for (tag, language) in [
            ("kk", Some(Language::Kazakh)),
            ("kk_KZ.UTF-8", Some(Language::Kazakh)),
            ("RU-kz", Some(Language::Russian)),
            ("en_US.UTF-8", Some(Language::English)),
            ("KAZ", Some(Language::Kazakh)),
            ("eng-GB", Some(Language::English)),
            ("C.UTF-8", None),
            ("kkk", None),
            ("", None),
        ] {
            assert_eq!(Language::of_tag(tag), language, "{tag}");
        }
    }

    #[test]
    fn the_caller_prefers_a_language() {
        for (header, language) in [
            ("kk", Some(Language::Kazakh)),
            ("ru-KZ,kk;q=0.5", Some(Language::Russian)),
            ("de, KK-kz;q=0.9", Some(Language::Kazakh)),
            ("en-GB,ru", Some(Language::English)),
            ("de,*", Some(Language::English)),
            ("", None),
            ("de", None),
        ] {
            assert_eq!(Language::preferred(header), language, "{header}");
        }
    }

    #[test]
    fn the_asked_language_comes_first_and_then_kazakh_russian_english() {
        let order =
            |asked: Language| -> Vec<&str> { asked.with_fallback().map(Language::code).collect() };
        assert_eq!(order(Language::Kazakh), ["kk", "ru", "en"]);
        assert_eq!(order(Language::Russian), ["ru", "kk", "en"]);
        assert_eq!(order(Language::English), ["en", "kk", "ru"]);
        assert_eq!(order(Language::default()), ["kk", "ru", "en"]);
    }
}
