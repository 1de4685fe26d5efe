//! The words of a comparative table in Kazakh, Russian and English, but for those that it shares with traces.

use common::Language;
use kenes_proto::types::proposed_change::Kind;

/// What stands above the columns.
pub(crate) fn header(language: Language) -> [&'static str; 6] {
    language.of_three([
        [
            "№",
            "Құрылымдық элемент",
            "Жобаның мәтіні",
            "Ұсынылатын мәтін",
            "Автор және негіздеме",
            "Шешім және негіздеме",
        ],
        [
            "№",
            "Структурный элемент",
            "Текст проекта",
            "Предлагаемый текст",
            "Автор и обоснование",
            "Решение и обоснование",
        ],
        [
            "No.",
            "Provision",
            "Text of the draft",
            "Proposed text",
            "Author and reasons",
            "Decision and reasons",
        ],
    ])
}

/// What the table is.
pub(crate) fn title(language: Language) -> &'static str {
    language.of_three([
        "Салыстырма кесте",
        "Сравнительная таблица",
        "Comparative table",
    ])
}

/// What is spoken about where that is no provision.
pub(super) fn whole(language: Language) -> &'static str {
    language.of_three(["Жоба тұтастай", "Проект в целом", "The draft as a whole"])
}

/// Of an author whom the registry has not confirmed.
pub(super) fn unverified(language: Language) -> &'static str {
    language.of_three(["расталмаған", "не подтверждено", "not verified"])
}

/// What is adopted, and what is not.
pub(super) fn parts(language: Language) -> [&'static str; 2] {
    language.of_three([
        ["Қабылданғаны", "Қабылданбағаны"],
        ["Принято", "Не принято"],
        ["Adopted", "Not adopted"],
    ])
}

/// What is to be done to the text.
#[rustfmt::skip]
pub(crate) fn change(language: Language, kind: Kind) -> &'static str {
    language.of_three(match kind {
        Kind::Unspecified => ["", "", ""],
        Kind::Repeal => ["Алып тастау", "Исключить", "Strike out"],
        Kind::Substitution => ["Сөздерді ауыстыру", "Заменить слова", "Replace words"],
        Kind::Insertion => ["Толықтыру", "Дополнить", "Add"],
        Kind::Replacement => ["Жаңа редакцияда жазу", "Изложить в новой редакции", "Replace"],
        Kind::Renumbering => ["Нөмірін өзгерту", "Изменить нумерацию", "Renumber"],
        Kind::Split => ["Бөлу", "Разделить", "Split"],
        Kind::Join => ["Біріктіру", "Объединить", "Join"],
    })
}
