//! What is said of receipts, in Kazakh, Russian and English.
//!
//! What is wrong with the form of a text is said in English only: it is for whoever made the text.

mod fault;
mod kind;

use common::{Language, date};
use tlog::verify::{BodyCheck, VerifiedReceipt};
use uuid::Uuid;

use kind::kind;

pub(crate) use fault::fault;

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
    "Witnesses: {signed} of {known} signed.",
];
const NO_WITNESSES: Said = [
    "Куәгерлер талап етілмеді: журналдың өз қолтаңбасы ғана тексерілді.",
    "Свидетели не требовались: проверена только подпись самого журнала.",
    "Witnesses: none were asked for; only the log's own signature was checked.",
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
        "The body does not match: the entry is in the log, with another text.",
    ],
    [
        "Түбіртекте мәтіннің құпия кілті (salt) жоқ: жазба журналда бар, бірақ оның мәтінін дәлелдеу мүмкін емес (өшірілген).",
        "В квитанции нет соли текста: запись в журнале есть, но её текст доказать нельзя (удалён).",
        "The receipt has no salt for the body: the entry is in the log, but its text cannot be proved (redacted).",
    ],
];
const NAMED: [Said; 2] = [
    [
        "Автор туралы бөлігі сәйкес келмейді: журналда басқа автор жазылған.",
        "Часть об авторе не совпадает: в журнале записан другой автор.",
        "The part about the author does not match: the entry is in the log, with another author.",
    ],
    [
        "Түбіртекте автордың құпия кілті (salt) жоқ: кім аталғанын дәлелдеу мүмкін емес.",
        "В квитанции нет соли автора: кто назван автором, доказать нельзя.",
        "The receipt has no salt for the author: who was named cannot be proved.",
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
        "Түбіртекте жазған адамның құпия кілті (salt) жоқ: кім жазғанын дәлелдеу мүмкін емес.",
        "В квитанции нет соли того, кто написал: кто это был, доказать нельзя.",
        "The receipt has no salt for who wrote it: who that was cannot be proved.",
    ],
];

/// Says it in a language, with the values where their names are.
fn say(language: Language, said: Said, values: &[(&str, &str)]) -> String {
    let said = language.of_three(said).to_owned();
    values.iter().fold(said, |text, (name, value)| {
        text.replace(&format!("{{{name}}}"), value)
    })
}

/// Returns what a sound receipt shows.
pub(crate) fn shown(language: Language, index: u64, shown: &VerifiedReceipt) -> String {
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

/// Returns who else signed, of so many that are known.
pub(crate) fn witnessed(language: Language, signed: &[(String, u64)], known: usize) -> String {
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

/// Returns what is known of the body.
pub(crate) fn body(language: Language, check: BodyCheck) -> String {
    say(language, BODY[line(check)], &[])
}

/// Returns what is wrong with whom it names, if anything is.
pub(crate) fn named(language: Language, check: BodyCheck) -> Option<String> {
    let line = line(check).checked_sub(1)?;
    Some(say(language, NAMED[line], &[]))
}

/// Returns what is known of who wrote it.
pub(crate) fn by(language: Language, check: BodyCheck, by: &str) -> String {
    say(language, BY[line(check)], &[("by", by)])
}

/// Returns which of the texts about a body or an author it is.
fn line(check: BodyCheck) -> usize {
    match check {
        BodyCheck::Match => 0,
        BodyCheck::Differ => 1,
        BodyCheck::NoSalt => 2,
    }
}

/// Returns a moment as people read it. A number that is no date is shown as it is.
fn moment(time_ms: u64) -> String {
    /// The end of the year 9999.
    const END: u64 = 253_402_300_800_000;
    match i64::try_from(time_ms) {
        Ok(micros) if time_ms < END => date::timestamp(micros * 1000).to_string(),
        _ => format!("{time_ms} ms"),
    }
}

#[cfg(test)]
mod tests;
