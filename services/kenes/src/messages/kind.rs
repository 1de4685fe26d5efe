//! What an entry is about.

use tlog::entry::Kind;

use super::Said;

/// Returns the kind of an entry.
pub(super) fn kind(kind: Kind) -> Said {
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
