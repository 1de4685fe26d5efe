//! The sentences of a trace in Kazakh, Russian and English: one table.
//!
//! `{who}` is whoever acts, `{what}` what it is about. Sentences are built so that neither needs to be inflected.

use common::Language;
use kenes_proto::consultation::{Vote, response::Outcome};

/// What is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phrase {
    Introduces,
    LawIntroduced,
    Enacted,
    VersionPublished,
    Comments,
    Supports,
    Opposes,
    Amends,
    Asks,
    HeldBy,
    Drafts,
    Adopts,
    Recalled,
    Conclusion,
    Proposal,
    Statement,
    Answers,
    LeavesOpen,
    AsPublished,
    Unchanged,
    Changed,
    New,
    /// `{who}` is its number before.
    Renumbered,
    /// `{who}` is the version in which it is gone.
    Deleted,
}

#[rustfmt::skip]
fn three(phrase: Phrase) -> [&'static str; 3] {
    match phrase {
        Phrase::Introduces => ["{who} заң жобасын енгізеді", "{who} вносит законопроект", "{who} introduces the draft law"],
        Phrase::LawIntroduced => ["Заң жобасы енгізілді", "Законопроект внесён", "The draft law is introduced"],
        Phrase::Enacted => ["Заң жобасы қабылданды: {what}", "Законопроект стал актом: {what}", "The draft law became an act: {what}"],
        Phrase::VersionPublished => ["{what} редакциясы жарияланды", "Опубликована редакция {what}", "Version {what} is published"],
        Phrase::Comments => ["{who} {what} мәтініне пікір білдіреді", "{who} высказывается о тексте {what}", "{who} comments on {what}"],
        Phrase::Supports => ["{who} {what} мәтінін қолдайды", "{who} поддерживает текст {what}", "{who} supports {what}"],
        Phrase::Opposes => ["{who} {what} мәтініне қарсы", "{who} возражает против текста {what}", "{who} opposes {what}"],
        Phrase::Amends => ["{who} {what} мәтінін өзгертуді сұрайды", "{who} просит изменить текст {what}", "{who} asks to amend {what}"],
        Phrase::Asks => ["{who} {what} мәтіні туралы сұрайды", "{who} спрашивает о тексте {what}", "{who} asks about {what}"],
        Phrase::HeldBy => ["Өткізуші: {who}", "Проводит {who}", "Held by {who}"],
        Phrase::Drafts => ["{who} {what} дайындайды", "{who} готовит {what}", "{who} drafts {what}"],
        Phrase::Adopts => ["{who} {what} қабылдайды", "{who} принимает {what}", "{who} adopts {what}"],
        Phrase::Recalled => ["кері қайтарып алынды", "отозвано", "recalled"],
        Phrase::Conclusion => ["қорытынды", "заключение", "a conclusion"],
        Phrase::Proposal => ["ұсыныс", "предложение", "a proposal"],
        Phrase::Statement => ["мәлімдеме", "заявление", "a statement"],
        Phrase::Answers => ["{who} жауап береді: {what}", "{who} отвечает: {what}", "{who} answers: {what}"],
        Phrase::LeavesOpen => ["жауапсыз тармақтар: {what}", "пункты без ответа: {what}", "points left open: {what}"],
        Phrase::AsPublished => ["{what}: алғашқы мәтін", "{what}: первоначальный текст", "{what}: the first text"],
        Phrase::Unchanged => ["{what}: мәтін өзгермеген", "{what}: текст не изменён", "{what}: text unchanged"],
        Phrase::Changed => ["{what}: мәтін өзгерген", "{what}: текст изменён", "{what}: text changed"],
        Phrase::New => ["{what}: жаңа норма", "{what}: новая норма", "{what}: new provision"],
        Phrase::Renumbered => ["{what}: бұрынғы нөмірі {who}", "{what}: прежний номер {who}", "{what}: formerly {who}"],
        Phrase::Deleted => ["{what}: {who} редакциясында алып тасталған", "{what}: исключено в редакции {who}", "{what}: struck out in {who}"],
    }
}

/// The sentence, filled in.
pub(super) fn say(language: Language, phrase: Phrase, who: &str, what: &str) -> String {
    let mut said = String::new();
    let mut rest = language.of_three(three(phrase));
    // Piece by piece: a name may itself hold braces.
    while let Some(at) = rest.find('{') {
        said.push_str(&rest[..at]);
        let filled = match rest[at..].starts_with("{who}") {
            true => (who, "{who}".len()),
            false => (what, "{what}".len()),
        };
        said.push_str(filled.0);
        rest = &rest[at + filled.1..];
    }
    said.push_str(rest);
    said
}

/// Whoever has no name to show.
pub(super) fn anybody(language: Language) -> &'static str {
    language.of_three(["Азамат", "Гражданин", "A citizen"])
}

/// An outcome in a word.
#[rustfmt::skip]
pub(super) fn outcome(language: Language, outcome: Outcome) -> &'static str {
    language.of_three(match outcome {
        Outcome::Unspecified => ["жауап", "ответ", "an answer"],
        Outcome::Accepted => ["қабылданды", "принято", "accepted"],
        Outcome::PartlyAccepted => ["ішінара қабылданды", "принято частично", "partly accepted"],
        Outcome::Rejected => ["қабылданбады", "отклонено", "rejected"],
        Outcome::AlreadyProvided => ["бұрыннан көзделген", "уже предусмотрено", "already provided for"],
        Outcome::OutOfScope => ["бұл жобаның мәселесі емес", "не относится к этому проекту", "out of scope"],
        Outcome::Deferred => ["кейінге қалдырылды", "отложено", "deferred"],
        Outcome::Noted => ["назарға алынды", "принято к сведению", "noted"],
    })
}

/// The numbers of a vote.
pub(super) fn votes(language: Language, vote: &Vote) -> String {
    let (yes, no, none) = (vote.votes_for, vote.votes_against, vote.abstained);
    match language {
        Language::Kazakh => format!("қолдады {yes}, қарсы {no}, қалыс қалды {none}"),
        Language::Russian => format!("за {yes}, против {no}, воздержались {none}"),
        Language::English => format!("{yes} for, {no} against, {none} abstained"),
    }
}

/// The chain in one sentence: comments, recommendations, answers, changed provisions.
pub(super) fn summary(language: Language, [c, r, a, p]: [i64; 4]) -> String {
    match language {
        Language::Kazakh => {
            format!("Ескертулер: {c}; ұсынымдар: {r}; жауаптар: {a}; өзгерген нормалар: {p}.")
        }
        Language::Russian => {
            format!("Замечаний: {c}; рекомендаций: {r}; ответов: {a}; изменённых норм: {p}.")
        }
        Language::English => {
            format!("Comments: {c}; recommendations: {r}; answers: {a}; provisions changed: {p}.")
        }
    }
}
