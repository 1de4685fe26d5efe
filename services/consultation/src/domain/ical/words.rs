//! The words of a calendar in Kazakh, Russian and English, but for those that it shares with traces.

use common::Language;

/// What the calendar is called: of a law or a body by its title, or of all where that is empty.
pub(crate) fn title(language: Language, of: &str) -> String {
    let what = language.of_three([
        "Тыңдаулар, талқылаулар, жауап мерзімдері",
        "Слушания, обсуждения, сроки ответов",
        "Hearings, consultations, answers due",
    ]);
    match of.is_empty() {
        true => what.to_owned(),
        false => format!("{what}: {of}"),
    }
}

/// The window of a consultation.
pub(super) fn consultation(language: Language, title: &str) -> String {
    let what = language.of_three(["Талқылау", "Обсуждение", "Consultation"]);
    format!("{what}: {title}")
}

/// The day by which an answer is due.
pub(super) fn due(language: Language, title: &str) -> String {
    let what = language.of_three(["Жауап мерзімі", "Срок ответа", "Answer due"]);
    format!("{what}: {title}")
}
