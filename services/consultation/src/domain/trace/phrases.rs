//! The sentences of a trace in Kazakh, Russian and English: one table.
//!
//! `{who}` is whoever acts, `{what}` what it is about. Sentences are built so that neither needs to be inflected.

use common::Language;
use kenes_proto::consultation::{commitment::State as Committed, response::Outcome};

/// What is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phrase {
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
    Proposes,
    Decides,
    IsDecided,
    Revoked,
    TakesOn,
    /// `{what}` is the last day for it.
    TakesOnBy,
    Reports,
    ReportsPercent,
    // === verdicts
    Answered,
    WithReasons,
    WithoutReasons,
    ByWayOf,
    /// `{who}` is the number of the point.
    ByWayOfPoint,
    AnswersOthers,
    NotAnswered,
    IsToAnswer,
    IsToAnswerBy,
    IsOverdue,
    NoLaterText,
    /// `{who}` is the version.
    TextChanged,
    TextSame,
    TextDeleted,
    Withdrawn,
    Disavowed,
    Hidden,
    Erased,
    InWork,
    NotPublished,
    NotAnnounced,
    Opens,
    IsOpen,
    Closed,
    CalledOff,
    Prepared,
    Announced,
    Held,
    Newest,
    Superseded,
    BeingWritten,
    NotSent,
    RecalledNow,
    /// Of a version as a whole: `{who}` is the newest one.
    LaterVersion,
    CarriedOut,
    ProvidedBy,
    SupersededBy,
    ReferredTo,
    EnactedAs,
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
        Phrase::Proposes => ["{who} талқылау өткізуді ұсынады", "{who} предлагает провести обсуждение", "{who} proposes to consult"],
        Phrase::Decides => ["{who} шешім қабылдайды", "{who} принимает решение", "{who} decides"],
        Phrase::IsDecided => ["Шешім қабылданды", "Принято решение", "A decision was taken"],
        Phrase::Revoked => ["күші жойылды", "отменено", "revoked"],
        Phrase::TakesOn => ["Орындауға тиіс: {who}, мерзімі белгіленбеген", "Исполнить должен: {who}, срок не установлен", "{who} is to carry it out, no day is set"],
        Phrase::TakesOnBy => ["Орындауға тиіс: {who}, {what} дейін", "Исполнить должен: {who}, до {what}", "{who} is to carry it out by {what}"],
        Phrase::Reports => ["{who} орындалу барысын хабарлайды", "{who} сообщает о ходе исполнения", "{who} reports on progress"],
        Phrase::ReportsPercent => ["{who} хабарлайды: {what}% орындалды", "{who} сообщает: исполнено на {what}%", "{who} reports: {what}% is carried out"],
        Phrase::Answered => ["Жауап берген: {who}, {what}.", "Ответ: {who}, {what}.", "Answered by {who} on {what}."],
        Phrase::WithReasons => ["негіздемесімен", "с обоснованием", "with reasons"],
        Phrase::WithoutReasons => ["негіздемесіз", "без обоснования", "without reasons"],
        Phrase::ByWayOf => ["{what} ұсынымы арқылы.", "Через рекомендацию {what}.", "By way of the recommendation {what}."],
        Phrase::ByWayOfPoint => ["{what} ұсынымының тармағы арқылы: {who}.", "Через рекомендацию {what}, пункт {who}.", "By way of the recommendation {what}, point {who}."],
        Phrase::AnswersOthers => ["{what} ұсынымына берілген жауап бұл ескертуге қатысты емес.", "Ответ на рекомендацию {what} этого замечания не касается.", "The answer to the recommendation {what} does not speak of this comment."],
        Phrase::NotAnswered => ["Жауап әлі жоқ.", "Ответа пока нет.", "Not answered yet."],
        Phrase::IsToAnswer => ["Жауап беруге тиіс: {who}; мерзімі белгіленбеген.", "Ответить должен: {who}; срок не установлен.", "{who} is to answer; no day is set."],
        Phrase::IsToAnswerBy => ["Жауап беруге тиіс: {who}, {what} дейін.", "Ответить должен: {who}, до {what}.", "{who} is to answer by {what}."],
        Phrase::IsOverdue => ["Жауап беруге тиіс: {who}, {what} дейін; мерзімі өтіп кетті.", "Ответить должен: {who}, до {what}; срок прошёл.", "{who} was to answer by {what}; that day has passed."],
        Phrase::NoLaterText => ["{what}: кейінгі редакция жарияланған жоқ.", "{what}: более поздней редакции нет.", "{what}: no later version is published."],
        Phrase::TextChanged => ["{what}: мәтін {who} редакциясында өзгертілді.", "{what}: текст изменён в редакции {who}.", "The text of {what} was changed in {who}."],
        Phrase::TextSame => ["{what}: мәтін {who} редакциясында сол күйінде.", "{what}: текст не изменён в редакции {who}.", "The text of {what} is the same in {who}."],
        Phrase::TextDeleted => ["{what}: мәтін {who} редакциясында алып тасталды.", "{what}: исключено в редакции {who}.", "{what} was struck out in {who}."],
        Phrase::Withdrawn => ["Авторы кері қайтарып алды.", "Отозвано автором.", "Withdrawn by its author."],
        Phrase::Disavowed => ["Кімнің атынан жазылса, сол одан бас тартты.", "Тот, от чьего имени это написано, от этого отказался.", "Disavowed: not made in the name that it bears."],
        Phrase::Hidden => ["Мәтіні жасырылған.", "Текст скрыт.", "Its words are hidden by a redaction."],
        Phrase::Erased => ["Мәтіні мен авторы жойылған.", "Текст и автор удалены.", "Its words and its author were erased by a redaction."],
        Phrase::InWork => ["Заң жобасы әзірленуде.", "Законопроект в работе.", "The draft law is being worked on."],
        Phrase::NotPublished => ["Жарияланған жоқ.", "Не опубликовано.", "Not published yet."],
        Phrase::NotAnnounced => ["Хабарланған жоқ.", "Не объявлено.", "Not announced yet."],
        Phrase::Opens => ["Талқылау ашылады: {what}.", "Обсуждение откроется {what}.", "Opens on {what}."],
        Phrase::IsOpen => ["Талқылау ашық; жабылады: {what}.", "Обсуждение открыто; закроется {what}.", "Open until {what}."],
        Phrase::Closed => ["Талқылау жабылды: {what}.", "Обсуждение закрыто {what}.", "Closed on {what}."],
        Phrase::CalledOff => ["Өткізілмейтін болды.", "Отменено.", "Called off."],
        Phrase::Prepared => ["Дайындалуда.", "Готовится.", "Being prepared."],
        Phrase::Announced => ["Хабарланды: {what}.", "Объявлено на {what}.", "Announced for {what}."],
        Phrase::Held => ["Өткізілді: {what}.", "Проведено {what}.", "Held on {what}."],
        Phrase::Newest => ["Жарияланды: {what}; ең жаңа редакция.", "Опубликовано {what}; новейшая редакция.", "Published on {what}; the newest version."],
        Phrase::Superseded => ["Жарияланды: {what}; одан кейінгі редакция бар.", "Опубликовано {what}; есть более новая редакция.", "Published on {what}; a newer version is published."],
        Phrase::BeingWritten => ["Жазылуда.", "Составляется.", "Being written."],
        Phrase::NotSent => ["Қабылданды, әлі жіберілген жоқ.", "Принято, ещё не направлено.", "Adopted; not sent to anybody yet."],
        Phrase::LaterVersion => ["{what}: кейінгі редакция {who} жарияланған.", "{what}: опубликована более поздняя редакция {who}.", "{what}: a later version, {who}, is published."],
        Phrase::CarriedOut => ["Енгізілген жері: {what}.", "Учтено в: {what}.", "Carried out in {what}."],
        Phrase::ProvidedBy => ["Бұрыннан көзделген жері: {what}.", "Уже предусмотрено в: {what}.", "Provided for in {what}."],
        Phrase::SupersededBy => ["Жаңа жоба: {what}.", "Новый проект: {what}.", "The new draft: {what}."],
        Phrase::ReferredTo => ["Шешім қабылдайтын орган: {who}.", "Решать будет: {who}.", "{who} is to decide on it."],
        Phrase::RecalledNow => ["Кері қайтарып алынды.", "Отозвано.", "Recalled by the body that adopted it."],
        Phrase::EnactedAs => ["Заң жобасы қабылданды: {what}.", "Законопроект стал актом: {what}.", "The draft law became an act: {what}."],
        Phrase::Deleted => ["{what}: {who} редакциясында алып тасталған", "{what}: исключено в редакции {who}", "{what}: struck out in {who}"],
    }
}

/// The sentence, filled in.
pub(crate) fn say(language: Language, phrase: Phrase, who: &str, what: &str) -> String {
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
pub(crate) fn anybody(language: Language) -> &'static str {
    language.of_three(["Азамат", "Гражданин", "A citizen"])
}

/// An outcome in a word.
#[rustfmt::skip]
pub(crate) fn outcome(language: Language, outcome: Outcome) -> &'static str {
    language.of_three(match outcome {
        Outcome::Unspecified => ["жауап", "ответ", "an answer"],
        Outcome::Accepted => ["қабылданды", "принято", "accepted"],
        Outcome::PartlyAccepted => ["ішінара қабылданды", "принято частично", "partly accepted"],
        Outcome::Rejected => ["қабылданбады", "отклонено", "rejected"],
        Outcome::AlreadyProvided => ["бұрыннан көзделген", "уже предусмотрено", "already provided for"],
        Outcome::OutOfScope => ["бұл жобаның мәселесі емес", "не относится к этому проекту", "out of scope"],
        Outcome::Deferred => ["кейінге қалдырылды", "отложено", "deferred"],
        Outcome::Noted => ["назарға алынды", "принято к сведению", "noted"],
        Outcome::Superseded => ["жаңа жобамен алмастырылды", "заменено новым проектом", "superseded by a new draft"],
        Outcome::Referred => ["басқа органға жіберілді", "передано в другой орган", "referred to another body"],
    })
}

/// What has become of a commitment, in a word.
#[rustfmt::skip]
pub(super) fn committed(language: Language, state: Committed) -> &'static str {
    language.of_three(match state {
        Committed::Unspecified | Committed::Open => ["орындалуда", "исполняется", "open"],
        Committed::Overdue => ["мерзімі өтіп кетті", "срок прошёл", "overdue"],
        Committed::PartlyFulfilled => ["ішінара орындалды", "исполнено частично", "carried out in part"],
        Committed::Fulfilled => ["орындалды", "исполнено", "carried out"],
        Committed::Dropped => ["бас тартылды", "снято", "given up"],
        Committed::Superseded => ["басқасымен алмастырылды", "заменено другим", "superseded by another"],
    })
}

/// The numbers of a vote: for, against, abstained.
pub(crate) fn votes(language: Language, [yes, no, none]: [i32; 3]) -> String {
    match language {
        Language::Kazakh => format!("қолдады {yes}, қарсы {no}, қалыс қалды {none}"),
        Language::Russian => format!("за {yes}, против {no}, воздержались {none}"),
        Language::English => format!("{yes} for, {no} against, {none} abstained"),
    }
}

/// What was said on a provision and came into its text, counted.
#[rustfmt::skip]
pub(super) fn acted_on(language: Language, [c, r, a]: [i64; 3]) -> String {
    match language {
        Language::Kazakh => format!("ескертулер: {c}, ұсынымдар: {r}, енгізілген жауаптар: {a}"),
        Language::Russian => format!("замечаний: {c}, рекомендаций: {r}, учтённых ответов: {a}"),
        Language::English => format!("comments: {c}, recommendations: {r}, answers carried out: {a}"),
    }
}
