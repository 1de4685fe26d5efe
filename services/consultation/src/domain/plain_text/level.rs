//! The kinds of provisions that a plain text has, and the words of their headings.

use common::Language;

/// What holds what, from the outermost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    Part,
    Section,
    Subsection,
    Chapter,
    Subchapter,
    Article,
    Paragraph,
    Point,
    Letter,
}

/// The words before a number, in small letters.
pub(super) const BEFORE: [(&str, Level, Option<Language>); 13] = [
    ("часть", Level::Part, Some(Language::Russian)),
    ("раздел", Level::Section, Some(Language::Russian)),
    ("подраздел", Level::Subsection, Some(Language::Russian)),
    ("глава", Level::Chapter, Some(Language::Russian)),
    ("параграф", Level::Subchapter, Some(Language::Russian)),
    ("статья", Level::Article, Some(Language::Russian)),
    ("part", Level::Part, Some(Language::English)),
    ("section", Level::Section, Some(Language::English)),
    ("subsection", Level::Subsection, Some(Language::English)),
    ("chapter", Level::Chapter, Some(Language::English)),
    ("subchapter", Level::Subchapter, Some(Language::English)),
    ("article", Level::Article, Some(Language::English)),
    ("§", Level::Subchapter, None),
];

/// What stands for such a word elsewhere, without its full stop.
pub(super) const ABBREVIATIONS: [&str; 7] = ["art", "ch", "sec", "гл", "п", "разд", "ст"];

/// The words after a number, in small letters.
pub(super) const AFTER: [(&str, Level); 6] = [
    ("бөлік", Level::Part),
    ("бөлім", Level::Section),
    ("кіші бөлім", Level::Subsection),
    ("тарау", Level::Chapter),
    ("параграф", Level::Subchapter),
    ("бап", Level::Article),
];

// === impl Level

impl Level {
    /// The element of Akoma Ntoso that it is written as.
    pub(super) fn element(self) -> &'static str {
        match self {
            Self::Part => "part",
            Self::Section => "section",
            Self::Subsection => "subsection",
            Self::Chapter => "chapter",
            Self::Subchapter => "subchapter",
            Self::Article => "article",
            Self::Paragraph => "paragraph",
            Self::Point | Self::Letter => "point",
        }
    }
}
