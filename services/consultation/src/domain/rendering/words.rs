//! The headings of documents in Kazakh, Russian and English, but for what they share with traces and tables.

use common::Language;

/// What is said.
#[derive(Clone, Copy, Debug)]
pub(super) enum Word {
    Participants,
    Agenda,
    Minutes,
    Outcomes,
    PreviousResults,
    Tasks,
    Decisions,
    About,
    Speaks,
    Executes,
    Due,
    Voted,
    Points,
    Addressees,
    Dissent,
    Answer,
    Point,
    Reasons,
    Place,
}

#[rustfmt::skip]
pub(super) fn word(language: Language, word: Word) -> &'static str {
    language.of_three(match word {
        Word::Participants => ["Қатысушылар", "Участники", "Participants"],
        Word::Agenda => ["Күн тәртібі", "Повестка дня", "Agenda"],
        Word::Minutes => ["Хаттама", "Протокол", "Minutes"],
        Word::Outcomes => ["Қорытындылар", "Итоги", "Outcomes"],
        Word::PreviousResults => ["Алдыңғы отырыстың қорытындылары", "Итоги предыдущего заседания", "Results of the session before"],
        Word::Tasks => ["Міндеттер", "Задачи", "Tasks"],
        Word::Decisions => ["Шешімдер", "Решения", "Decisions"],
        Word::About => ["Заң жобасы", "Законопроект", "Draft law"],
        Word::Speaks => ["Сөйлеуші", "Выступает", "Speaker"],
        Word::Executes => ["Орындаушы", "Исполнитель", "To be carried out by"],
        Word::Due => ["Мерзімі", "Срок", "Due"],
        Word::Voted => ["Дауыс беру", "Голосование", "Vote"],
        Word::Points => ["Тармақтар", "Пункты", "Points"],
        Word::Addressees => ["Адресаттар", "Адресаты", "Addressed to"],
        Word::Dissent => ["Ерекше пікір", "Особое мнение", "Dissenting opinion"],
        Word::Answer => ["Жауап", "Ответ", "Answer"],
        Word::Point => ["Тармақ", "Пункт", "Point"],
        Word::Reasons => ["Негіздеме", "Обоснование", "Reasons"],
        Word::Place => ["Орны", "Место", "Provision"],
    })
}
