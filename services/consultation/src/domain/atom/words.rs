//! The words of a feed in Kazakh, Russian and English, but for those that it shares with traces.

use common::{Language, names};

use super::{Told, What};
use crate::domain::trace::phrases::{self, Phrase};

/// What the feed is called: of a law or a body by its title, or of all where that is empty; of a search by what is looked for.
pub(crate) fn title(language: Language, of: &str, query: &str) -> String {
    let what = match query.is_empty() {
        true => word(language, ["Не болды", "Что произошло", "What happened"]),
        false => {
            let what = word(language, ["Ескертулер", "Замечания", "Comments"]);
            format!("{what} ({query})")
        }
    };
    match of.is_empty() {
        true => what,
        false => format!("{what}: {of}"),
    }
}

/// What an entry says, with what it is about.
pub(super) fn say(language: Language, told: &Told, who: &str, title: &str) -> String {
    let say = |phrase, what: &str| phrases::say(language, phrase, who, what);
    let said = match told.what {
        What::VersionPublished => say(Phrase::VersionPublished, names::id(&told.name)),
        What::Answered => say(Phrase::Answers, phrases::outcome(language, told.outcome)),
        What::ConsultationAnnounced => word(
            language,
            [
                "Талқылау хабарланды",
                "Объявлено обсуждение",
                "Consultation announced",
            ],
        ),
        What::ConsultationOpened => word(
            language,
            [
                "Талқылау ашылды",
                "Обсуждение открыто",
                "Consultation opened",
            ],
        ),
        What::ConsultationClosed => word(
            language,
            [
                "Талқылау жабылды",
                "Обсуждение закрыто",
                "Consultation closed",
            ],
        ),
        What::ConsultationCancelled => word(
            language,
            [
                "Талқылау өткізілмейді",
                "Обсуждение отменено",
                "Consultation cancelled",
            ],
        ),
        What::MinutesPublished => word(
            language,
            [
                "Хаттама жарияланды",
                "Опубликован протокол",
                "Minutes published",
            ],
        ),
        What::RecommendationAdopted => word(
            language,
            [
                "Ұсыным қабылданды",
                "Принята рекомендация",
                "Recommendation adopted",
            ],
        ),
        What::RecommendationRecalled => word(
            language,
            [
                "Ұсыным кері қайтарып алынды",
                "Рекомендация отозвана",
                "Recommendation recalled",
            ],
        ),
        What::Committed => word(
            language,
            ["Жаңа міндеттеме", "Новое обязательство", "New commitment"],
        ),
        What::Commented => {
            let said = word(language, ["Ескерту", "Замечание", "Comment"]);
            match who.is_empty() {
                true => said,
                false => format!("{said}, {who}"),
            }
        }
    };
    match title.is_empty() {
        true => said,
        false => format!("{said}: {title}"),
    }
}

fn word(language: Language, words: [&str; 3]) -> String {
    language.of_three(words).to_owned()
}
