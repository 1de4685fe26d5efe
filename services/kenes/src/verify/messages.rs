//! What `kenes verify` says, in Kazakh, Russian and English.
//!
//! What is wrong with the form of a text is said in English only: it is for whoever made the text.

use common::{Language, date};
use tlog::{
    entry::Kind,
    verify::{BodyCheck, Fault, VerifiedReceipt},
};
use uuid::Uuid;

/// The same in Kazakh, Russian and English.
type Said = [&'static str; 3];

const SHOWN: Said = [
    "Журналда бар: {log} журналының {index}-жазбасы; журнал қол қойған сәтте жазба саны: {size}.\n  түрі:   {kind}\n  uid:    {uid}\n  уақыты: {time}\n  кілті:  {key}",
    "Есть в журнале: запись {index} журнала {log}; когда он подписал это, записей в нём было: {size}.\n  вид:   {kind}\n  uid:   {uid}\n  время: {time}\n  ключ:  {key}",
    "Logged: entry {index} of the log {log}, which had {size} entries when it signed this.\n  kind: {kind}\n  uid:  {uid}\n  time: {time}\n  key:  {key}",
];
const WITNESSED: Said = [
    "Куәгерлер: {known} ішінен {signed} қол қойған.",
    "Свидетели: подписали {signed} из {known}.",
    "Witnessed: by {signed} of {known}.",
];
const NO_WITNESSES: Said = [
    "Куәгерлер сұралмады: журналдың өз қолтаңбасы ғана тексерілді.",
    "Свидетели не спрошены: проверена только подпись самого журнала.",
    "Witnessed: nobody was asked; the log's own signature is all there is.",
];
const BODY: [Said; 3] = [
    [
        "Мәтін сәйкес келеді: жазылғаны дәл осы.",
        "Текст совпадает: записано именно это.",
        "The body matches: this is what was recorded.",
    ],
    [
        "Мәтін сәйкес келмейді: журналда бар, бірақ басқа мәтінмен.",
        "Текст не совпадает: запись в журнале есть, но с другим текстом.",
        "The body does not match: the entry is in the log, with other words.",
    ],
    [
        "Түбіртекте мәтіннің құпия кілті (salt) жоқ: жазба журналда бар, бірақ оның мәтінін дәлелдеу мүмкін емес (өшірілген).",
        "В квитанции нет соли текста: запись в журнале есть, но её слова доказать нельзя (удалены).",
        "The receipt has no salt for the body: the entry is in the log, and nobody can tell its words from it (redacted).",
    ],
];
const BY: [Said; 3] = [
    ["Жазған: {by}.", "Написал: {by}.", "Written by {by}."],
    [
        "Жазған {by} емес.",
        "Написал не {by}.",
        "Not written by {by}.",
    ],
    [
        "Түбіртекте автордың құпия кілті (salt) жоқ: кім жазғанын дәлелдеу мүмкін емес.",
        "В квитанции нет соли автора: кто написал, доказать нельзя.",
        "The receipt has no salt for the author: nobody can tell from it who wrote it.",
    ],
];

/// Says it in this language, with the values in their places.
fn say(language: Language, said: Said, values: &[(&str, &str)]) -> String {
    let said = language.of_three(said).to_owned();
    values.iter().fold(said, |text, (name, value)| {
        text.replace(&format!("{{{name}}}"), value)
    })
}

/// What a sound receipt shows.
pub(super) fn shown(language: Language, index: u64, shown: &VerifiedReceipt) -> String {
    let entry = &shown.entry;
    let kind = format!(
        "{} ({})",
        say(language, kind(entry.kind), &[]),
        entry.kind.0
    );
    let values = [
        ("index", index.to_string()),
        ("size", shown.checkpoint.size.to_string()),
        ("kind", kind),
        ("uid", Uuid::from_bytes(entry.record).to_string()),
        ("time", moment(entry.time_ms)),
        ("key", shown.key.to_string()),
        ("log", shown.checkpoint.origin.clone()),
    ];
    let values: Vec<_> = values
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    say(language, SHOWN, &values)
}

/// Who else signed, of so many that are known.
pub(super) fn witnessed(language: Language, signed: &[(String, u64)], known: usize) -> String {
    if known == 0 {
        return say(language, NO_WITNESSES, &[]);
    }
    let numbers = [signed.len().to_string(), known.to_string()];
    let text = say(
        language,
        WITNESSED,
        &[("signed", &numbers[0]), ("known", &numbers[1])],
    );
    let each = signed
        .iter()
        .map(|(name, seconds)| format!("  {name}, {}", moment(seconds.saturating_mul(1000))));
    std::iter::once(text)
        .chain(each)
        .collect::<Vec<_>>()
        .join("\n")
}

/// What is known of the words.
pub(super) fn words(language: Language, words: BodyCheck) -> String {
    say(language, BODY[number(words)], &[])
}

/// What is known of who wrote them.
pub(super) fn by(language: Language, words: BodyCheck, by: &str) -> String {
    say(language, BY[number(words)], &[("by", by)])
}

/// Why a receipt shows nothing.
pub(super) fn fault(language: Language, fault: &Fault) -> String {
    match fault {
        Fault::Malformed(what) => what.to_string(),
        Fault::WrongOrigin(log) => say(
            language,
            [
                "басқа журналдың түбіртегі: {log}",
                "квитанция другого журнала: {log}",
                "wrong origin: this is a receipt of the log {log}, and you believe another",
            ],
            &[("log", log)],
        ),
        Fault::WrongKey(keys) => say(
            language,
            [
                "кілт басқа: қол қойғандар {keys}, олардың ешқайсысына сенбейсіз",
                "не тот ключ: подписали {keys}, а вы никому из них не верите",
                "wrong key: signed by {keys}, and you believe none of them",
            ],
            &[("keys", &keys.join(", "))],
        ),
        Fault::WrongSignature(key) => say(
            language,
            [
                "{key} қолтаңбасы жалған: кейін өзгертілген немесе мүлде қойылмаған",
                "подпись {key} неверна: текст изменён после неё или не подписан вовсе",
                "wrong signature of {key}: the checkpoint was changed after it was signed, or never was signed",
            ],
            &[("key", key)],
        ),
        Fault::BrokenProof => say(
            language,
            [
                "дәлел бұзылған: жазбадан шыққан жол журнал қол қойған түбірге жетпейді",
                "доказательство сломано: путь от записи не ведёт к тому, что подписал журнал",
                "broken proof: the path does not lead from the entry to what the log signed",
            ],
            &[],
        ),
        Fault::TooFewWitnesses { signed, known } => say(
            language,
            [
                "куәгер аз: {known} ішінен {signed} қол қойған",
                "мало свидетелей: подписали {signed} из {known}",
                "too few witnesses: {signed} of {known} signed",
            ],
            &[
                ("signed", &signed.to_string()),
                ("known", &known.to_string()),
            ],
        ),
    }
}

/// Where in a table the message of an outcome stands.
fn number(words: BodyCheck) -> usize {
    match words {
        BodyCheck::Match => 0,
        BodyCheck::Differ => 1,
        BodyCheck::NoSalt => 2,
    }
}

fn kind(kind: Kind) -> Said {
    match kind {
        Kind::OPENED => [
            "кеңес жарияланды",
            "объявлено обсуждение",
            "a consultation was announced",
        ],
        Kind::VERSION => [
            "заң жобасының нұсқасы",
            "версия законопроекта",
            "a version of a draft law",
        ],
        Kind::COMMENT => ["пікір", "замечание", "a comment"],
        Kind::VERIFICATION => [
            "тізілімнің жауабы",
            "ответ реестра",
            "an answer of the registry",
        ],
        Kind::RESPONSE => ["жауап", "ответ", "an answer"],
        Kind::STATUS => ["күйінің өзгеруі", "смена состояния", "a change of state"],
        Kind::DISAVOWAL => ["бас тарту", "отказ от слов", "a disavowal"],
        Kind::REDACTION => ["өшіру", "изъятие", "a redaction"],
        Kind::KEY => ["журнал кілті", "ключ журнала", "a key of the log"],
        _ => ["жазба", "запись", "a resource"],
    }
}

/// A moment as people read it. A number that is no date is shown as it is.
fn moment(time_ms: u64) -> String {
    /// The end of the year 9999.
    const END: u64 = 253_402_300_800_000;
    match i64::try_from(time_ms) {
        Ok(micros) if time_ms < END => date::timestamp(micros * 1000).to_string(),
        _ => format!("{time_ms} ms"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_names_the_same_values() {
        let holes = |text: &str| {
            let mut holes: Vec<String> = text
                .split('{')
                .skip(1)
                .filter_map(|rest| Some(rest.split_once('}')?.0.to_owned()))
                .collect();
            holes.sort();
            holes
        };
        for said in [SHOWN, WITNESSED, NO_WITNESSES]
            .iter()
            .chain(&BODY)
            .chain(&BY)
        {
            assert_eq!(holes(said[0]), holes(said[2]));
            assert_eq!(holes(said[1]), holes(said[2]));
        }
        assert_eq!(moment(u64::MAX), "18446744073709551615 ms");
        assert_eq!(moment(0), "1970-01-01T00:00:00Z");
    }
}
