//! How releases write what all their parts have: texts in several languages, days, times, amounts and documents.

use common::date;
use kenes_proto::{
    gtype::{Date, LocalizedText, Money},
    types::Document,
};
use serde_json::{Map, Value, json};

use super::super::said::{amount, put, text};

/// Writes texts: `title` in the language of the release, or else the first there is, and `title_ru` in each other.
pub(super) fn texts(
    said: &mut Map<String, Value>,
    key: &str,
    texts: &[LocalizedText],
    language: &str,
) {
    let own = texts.iter().find(|text| text.language_code == language);
    let shown = own.or_else(|| texts.first()).map(|shown| &*shown.text);
    put(said, key, text(shown.unwrap_or_default()));
    for other in texts.iter().filter(|text| text.language_code != language) {
        let key = format!("{key}_{}", other.language_code);
        put(said, &key, text(&other.text));
    }
}

/// The text in the language of the release, or else the first.
pub(super) fn shown<'t>(texts: &'t [LocalizedText], language: &str) -> &'t str {
    let own = texts.iter().find(|text| text.language_code == language);
    own.or_else(|| texts.first())
        .map_or("", |text| text.text.as_str())
}

/// A day as the time that it begins with in UTC, which lies on the same day in Kazakhstan. One that is only known in part has no
/// time.
pub(super) fn day(day: Option<&Date>) -> Option<Value> {
    let whole = day.filter(|day| day.month > 0 && day.day > 0)?;
    Some(json!(format!("{}T00:00:00Z", date::show(whole))))
}

/// The last second of a day in Kazakhstan, for what lasts until then: in UTC it lies on the same day.
pub(super) fn last_of(day: Option<&Date>) -> Option<Value> {
    let whole = day.filter(|day| day.month > 0 && day.day > 0)?;
    let last = date::local_end(whole) - 1_000_000;
    Some(json!(date::timestamp(last).to_string()))
}

/// A time.
pub(super) fn time(time: Option<impl ToString>) -> Option<Value> {
    time.map(|time| json!(time.to_string()))
}

/// A period that has a start or an end.
pub(super) fn period(start: Option<Value>, end: Option<Value>) -> Option<Value> {
    let mut said = Map::new();
    put(&mut said, "startDate", start);
    put(&mut said, "endDate", end);
    (!said.is_empty()).then_some(Value::Object(said))
}

/// An amount with its currency.
pub(super) fn value(money: Option<&Money>) -> Option<Value> {
    money.map(|money| json!({"amount": amount(money), "currency": money.currency_code}))
}

/// Documents, numbered as they stand. `kind` is a code of the standard, for those whose kind follows from where they stand.
pub(super) fn documents<'d>(
    documents: impl IntoIterator<Item = &'d Document>,
    kind: &str,
    language: &str,
) -> Vec<Value> {
    let documents = documents.into_iter().enumerate();
    documents
        .map(|(n, document)| {
            let mut said = Map::new();
            put(&mut said, "id", Some(json!((n + 1).to_string())));
            let own = document.document_type.as_str();
            let kind = if kind.is_empty() { own } else { kind };
            put(&mut said, "documentType", text(kind));
            texts(&mut said, "title", &document.titles, language);
            put(&mut said, "url", text(&document.uri));
            let published = day(document.publish_date.as_ref());
            put(&mut said, "datePublished", published);
            put(&mut said, "format", text(&document.mime_type));
            put(&mut said, "language", text(&document.language_code));
            Value::Object(said)
        })
        .collect()
}
