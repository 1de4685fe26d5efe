//! Why a receipt shows nothing.

use common::Language;
use tlog::verify::Fault;

use super::say;

/// Returns why a receipt shows nothing.
pub(crate) fn fault(language: Language, fault: &Fault) -> String {
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
