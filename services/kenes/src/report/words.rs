//! What the lines of a report are called, in Kazakh, Russian and English.

use common::Language;
use kenes_proto::consultation::{comment::Stance, response::Outcome};

/// A name in the three languages.
pub(super) type Three = [&'static str; 3];

pub(super) const COMMENTS: Three = ["Ескертулер", "Замечания", "Comments"];
pub(super) const RECEIVED: Three = ["түскені", "поступило", "received"];
pub(super) const VISIBLE: Three = ["есепке алынатыны", "учитываются", "counted"];
pub(super) const WITHDRAWN: Three = ["кері қайтарып алынғаны", "отозвано", "withdrawn"];
pub(super) const DISAVOWED: Three = [
    "бас тартылғаны",
    "не признано теми, от чьего имени",
    "disavowed",
];
pub(super) const REDACTED: Three = [
    "жасырылғаны немесе жойылғаны",
    "скрыто или удалено",
    "redacted",
];

/// What was never loaded, though it may exist.
pub(super) const NOT_COVERED: Three = [
    "Жазбаға енгізілмегені",
    "В запись не внесено",
    "Not in the record",
];

pub(super) const SPEAKERS: Three = ["Кім сөйледі", "Кто высказался", "Who spoke"];
pub(super) const INDIVIDUALS: Three = ["өз атынан", "от своего имени", "for themselves"];
pub(super) const ORGANIZATIONS: Three = ["ұйымдар саны", "организаций", "organizations"];
pub(super) const VERIFIED: Three = [
    "олардың расталғаны",
    "из них подтверждено",
    "of them verified",
];
pub(super) const VERIFIED_COMMENTS: Three = [
    "расталған ескертулер",
    "подтверждённых замечаний",
    "verified comments",
];

pub(super) const CAMPAIGNS: Three = [
    "Мәтіні бірдей ескертулер",
    "Замечания с одинаковым текстом",
    "Comments that say the same",
];

pub(super) const ANSWERED_PART: Three = ["Жауаптар", "Ответы", "Answers"];
pub(super) const ANSWERED: Three = ["жауап берілгені", "с ответом", "answered"];
pub(super) const REASONED: Three = ["негіздемесімен", "с обоснованием", "with reasons"];
pub(super) const PARTLY: Three = [
    "ішінара қабылданғаны",
    "принято частично",
    "partly accepted",
];
pub(super) const IN_TIME: Three = ["мерзімінде", "в срок", "in time"];
pub(super) const LATE: Three = ["мерзімінен кеш", "позже срока", "late"];
pub(super) const UNANSWERED: Three = ["жауапсыз", "без ответа", "unanswered"];
pub(super) const OVERDUE: Three = [
    "олардың мерзімі өткені",
    "из них просрочено",
    "of them overdue",
];

pub(super) const STANCES: Three = ["Ұстанымы бойынша", "По отношению", "By stance"];
pub(super) const KINDS: Three = [
    "Ұйымның түрі бойынша",
    "По виду организации",
    "By kind of organization",
];
pub(super) const REGIONS: Three = [
    "Ұйымның өңірі бойынша",
    "По региону организации",
    "By region of the organization",
];
pub(super) const GROUPS: Three = [
    "Ұйымның топтары бойынша",
    "По группам организации",
    "By group of the organization",
];
pub(super) const OUTCOMES: Three = ["Нәтижесі бойынша", "По решению", "By outcome"];
pub(super) const BODIES: Three = [
    "Жауап берген органдар",
    "Ответившие органы",
    "Bodies that answered",
];
pub(super) const PROVISIONS: Three = ["Нормалар бойынша", "По нормам", "By provision"];

pub(super) const RESPONSES: Three = ["жауаптар", "ответов", "answers"];
pub(super) const CORRECTED: Three = ["түзетілгені", "исправлено", "corrected"];
pub(super) const MEDIAN: Three = ["күн (медиана)", "дней (медиана)", "days (median)"];
pub(super) const NOT_RECORDED: Three = ["көрсетілмеген", "не указано", "not recorded"];
pub(super) const WHOLE: Three = ["жоба тұтас", "проект в целом", "the whole draft"];

/// What a stance is called.
#[rustfmt::skip]
pub(super) fn stance(stance: Stance) -> Three {
    match stance {
        Stance::Unspecified => NOT_RECORDED,
        Stance::Support => ["қолдайды", "за", "support"],
        Stance::Oppose => ["қарсы", "против", "oppose"],
        Stance::Amend => ["өзгерістермен қолдайды", "за с изменениями", "amend"],
        Stance::Question => ["сұрақ", "вопрос", "question"],
    }
}

/// What an outcome is called.
#[rustfmt::skip]
pub(super) fn outcome(outcome: Outcome) -> Three {
    match outcome {
        Outcome::Unspecified => NOT_RECORDED,
        Outcome::Accepted => ["қабылданды", "принято", "accepted"],
        Outcome::PartlyAccepted => PARTLY_OUTCOME,
        Outcome::Rejected => ["қабылданбады", "отклонено", "rejected"],
        Outcome::AlreadyProvided => ["бұрыннан көзделген", "уже предусмотрено", "already provided for"],
        Outcome::OutOfScope => ["бұл жобаның мәселесі емес", "не относится к проекту", "out of scope"],
        Outcome::Deferred => ["кейінге қалдырылды", "отложено", "deferred"],
        Outcome::Noted => ["назарға алынды", "принято к сведению", "noted"],
        Outcome::Superseded => ["жаңа жобамен алмастырылды", "заменено новым проектом", "superseded by a new draft"],
        Outcome::Referred => ["басқа органға жіберілді", "передано в другой орган", "referred elsewhere"],
    }
}

const PARTLY_OUTCOME: Three = ["ішінара қабылданды", "принято частично", "partly accepted"];

/// What a kind of organization is called; the code itself where it is none that is known.
pub(super) fn kind(code: &str, language: Language) -> String {
    let three = match code {
        "" => NOT_RECORDED,
        "KIND_NGO" => ["ҮЕҰ", "НПО", "NGO"],
        "KIND_ASSOCIATION" => ["қауымдастық", "ассоциация", "association"],
        "KIND_CONSULTATIVE_BODY" => [
            "консультативтік орган",
            "консультативный орган",
            "consultative body",
        ],
        "KIND_STATE_BODY" => ["мемлекеттік орган", "государственный орган", "state body"],
        "KIND_OTHER" => ["өзге", "иная", "other"],
        code => return code.to_owned(),
    };
    language.of_three(three).to_owned()
}

/// That some provisions are not listed.
pub(super) fn more(language: Language, left: i64) -> String {
    language.of_three([
        format!("… тағы {left}; --provisions көбірек көрсетеді"),
        format!("… ещё {left}; --provisions покажет больше"),
        format!("… {left} more; --provisions shows more"),
    ])
}
