//! What formats of one JSON document share: an object gets a field only where there is something to say.

use serde_json::{Map, Number, Value, json};

use common::{date, money};
use kenes_proto::gtype::{Date, LocalizedText, Money};

/// Adds a field, where it says something.
pub(super) fn put(said: &mut Map<String, Value>, key: &str, value: Option<Value>) {
    if let Some(value) = value {
        said.insert(key.to_owned(), value);
    }
}

/// A text that is not empty.
pub(super) fn text(text: &str) -> Option<Value> {
    (!text.is_empty()).then(|| json!(text))
}

/// The first of several texts.
pub(super) fn first(texts: &[LocalizedText]) -> Option<Value> {
    text(&texts.first()?.text)
}

/// A list that is not empty.
pub(super) fn list(items: Vec<Value>) -> Option<Value> {
    (!items.is_empty()).then_some(Value::Array(items))
}

/// An object that is not empty.
pub(super) fn object(said: Map<String, Value>) -> Option<Value> {
    (!said.is_empty()).then_some(Value::Object(said))
}

/// A date as far as it is known: `2003-09`.
pub(super) fn day(day: Option<&Date>) -> Option<Value> {
    day.map(|day| json!(date::show(day)))
}

/// The number of an amount: 470000, 12.5.
#[expect(
    clippy::cast_precision_loss,
    reason = "the largest amount has fewer digits than a double holds"
)]
pub(super) fn amount(amount: &Money) -> Value {
    let hundredths = money::hundredths(Some(amount));
    match hundredths % 100 {
        0 => json!(hundredths / 100),
        _ => Number::from_f64(hundredths as f64 / 100.0).map_or(Value::Null, Value::Number),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_the_number_that_it_was() {
        for (hundredths, said) in [
            (1_070_000_000, "10700000"),
            (1_250, "12.5"),
            (12_345, "123.45"),
            (1, "0.01"),
            (99_999_999_999_999, "999999999999.99"),
        ] {
            let money = money::of_hundredths(hundredths, "KZT");
            assert_eq!(amount(&money).to_string(), said);
        }
    }
}
