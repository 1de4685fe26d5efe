//! How parts of a package are read: ids, texts, days, times and amounts, as the standard writes them.

use common::{date, money, names};
use kenes_proto::gtype::{Date, Money};
use serde_json::{Map, Value, json};

/// The languages that the registry holds.
pub(super) const LANGUAGES: [&str; 3] = ["kk", "ru", "en"];

/// A part of a package that is an object; where there is none, nothing is in it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part<'v>(pub(super) Option<&'v Map<String, Value>>);

// === impl Part

impl<'v> Part<'v> {
    pub(super) fn of(value: &'v Value) -> Self {
        Self(value.as_object())
    }

    pub(super) fn get(self, key: &str) -> Option<&'v Value> {
        self.0?.get(key)
    }

    pub(super) fn part(self, key: &str) -> Self {
        Self(self.get(key).and_then(Value::as_object))
    }

    /// The objects of a list, with their positions.
    pub(super) fn list(self, key: &str) -> impl Iterator<Item = (usize, Self)> {
        let items = self.get(key).and_then(Value::as_array);
        let items = items.into_iter().flatten().enumerate();
        items.map(|(n, item)| (n, Self(item.as_object())))
    }

    pub(super) fn text(self, key: &str) -> &'v str {
        self.get(key).and_then(Value::as_str).unwrap_or_default()
    }

    /// An id, which may be a number.
    pub(super) fn id(self, key: &str) -> String {
        id(self.get(key)).unwrap_or_default()
    }

    /// The day that is written, in the calendar of who wrote it.
    pub(super) fn day(self, key: &str) -> Option<Date> {
        let text = self.text(key);
        date::parse_time(text)?;
        date::parse(text.get(..10)?)
    }

    pub(super) fn time(self, key: &str) -> Option<i64> {
        date::parse_time(self.text(key))
    }

    pub(super) fn money(self, key: &str) -> Option<Money> {
        let part = self.part(key);
        let hundredths = hundredths(part.get("amount")?)?;
        let currency = part.text("currency");
        (!currency.is_empty()).then(|| money::of_hundredths(hundredths, currency))
    }

    /// A text in each language that it is there in, as the contract writes it in JSON. What stands under the plain key is in the
    /// language of the release, unless it repeats what another key has.
    pub(super) fn texts(self, key: &str, language: &str) -> Vec<Value> {
        let others = LANGUAGES.iter().filter(|code| **code != language);
        let others = others.map(|code| (*code, self.text(&format!("{key}_{code}"))));
        let mut found: Vec<(&str, &str)> = others.filter(|(_, text)| !text.is_empty()).collect();
        let plain = self.text(key);
        if !plain.is_empty() && found.iter().all(|(_, text)| *text != plain) {
            found.insert(0, (language, plain));
        }
        let found = found.into_iter();
        found
            .map(|(code, text)| json!({"languageCode": code, "text": text}))
            .collect()
    }
}

/// An id, if it is one: a text that is not empty, or a whole number.
pub(super) fn id(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::String(text) if !text.trim().is_empty() => Some(text.clone()),
        Value::Number(number) if number.is_i64() || number.is_u64() => Some(number.to_string()),
        _ => None,
    }
}

/// An amount in hundredths, exactly; nothing of one with more decimals, or below nothing, or beyond a million million.
pub(super) fn hundredths(amount: &Value) -> Option<i64> {
    let text = amount.as_number()?.to_string();
    let (whole, decimals) = text.split_once('.').unwrap_or((text.as_str(), ""));
    let decimals = decimals.trim_end_matches('0');
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(decimals) || decimals.len() > 2 || whole.len() > 13 {
        return None;
    }
    let decimals = format!("{decimals:0<2}").parse::<i64>().ok()?;
    let amount = money::of_hundredths(whole.parse::<i64>().ok()? * 100 + decimals, "KZT");
    let valid = money::check("amount", Some(&amount)).is_empty();
    valid.then(|| money::hundredths(Some(&amount)))
}

/// The JSON form of a day.
pub(super) fn wire_day(day: Date) -> Value {
    json!({"year": day.year, "month": day.month, "day": day.day})
}

/// The JSON form of an amount.
pub(super) fn wire_money(money: &Money) -> Value {
    json!({"currencyCode": money.currency_code, "units": money.units.to_string(), "nanos": money.nanos})
}

/// The id of a resource that stands for an id of the package: the same where it is one, or else its letters and digits, behind a
/// letter.
pub(super) fn resource_id(id: &str, letter: char) -> String {
    if names::is_id(id) {
        return id.to_owned();
    }
    let mut made = String::new();
    for c in id.to_lowercase().chars() {
        match c.is_ascii_alphanumeric() {
            true => made.push(c),
            false if made.ends_with('-') => {}
            false => made.push('-'),
        }
    }
    let made = made.trim_matches('-');
    let begins = made.starts_with(|c: char| c.is_ascii_lowercase());
    let made = if begins {
        made.to_owned()
    } else {
        format!("{letter}-{made}")
    };
    let cut = made.get(..made.len().min(63)).unwrap_or_default();
    cut.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_read_exactly() {
        for (said, read) in [
            ("470000", Some(47_000_000)),
            ("470000.5", Some(47_000_050)),
            ("123.45", Some(12_345)),
            ("10.0", Some(1_000)),
            ("999999999999.99", Some(99_999_999_999_999)),
            ("0.001", None),
            ("-1", None),
            ("1e30", None),
            ("9999999999999", None),
        ] {
            let value: Value = serde_json::from_str(said).expect("a number");
            assert_eq!(hundredths(&value), read, "{said}");
        }
        assert_eq!(hundredths(&json!("470000")), None);
    }

    #[test]
    fn a_day_is_that_of_who_wrote_it() {
        let value = json!({"a": "2004-03-31T23:59:59Z", "b": "2004-03-31T00:00:00+06:00", "c": "2004-03-31"});
        let part = Part::of(&value);
        let day = date::parse("2004-03-31");
        assert_eq!(
            [part.day("a"), part.day("b"), part.day("c")],
            [day, day, None]
        );
    }

    #[test]
    fn texts_are_in_the_languages_that_they_are_in() {
        let value = json!({"title": "Конкурс", "title_kk": "Байқау", "title_es": "Concurso", "name": "Tender", "name_en": "Tender"});
        let part = Part::of(&value);
        let codes = |texts: Vec<Value>| {
            let codes = texts.iter().map(|text| text["languageCode"].clone());
            codes.collect::<Vec<_>>()
        };
        assert_eq!(codes(part.texts("title", "ru")), [json!("ru"), json!("kk")]);
        assert_eq!(codes(part.texts("name", "ru")), [json!("en")]);
    }

    #[test]
    fn an_id_of_another_system_becomes_one() {
        for (id, made) in [
            ("demo-1", "demo-1"),
            ("2019/No. 7", "t-2019-no-7"),
            ("ABC__1", "abc-1"),
            ("№", "t-"),
        ] {
            assert_eq!(resource_id(id, 't'), made.trim_end_matches('-'), "{id}");
        }
        assert_eq!(resource_id(&"x".repeat(90), 't').len(), 63);
    }
}
