//! A list of messages in one cell: JSON, in which days, amounts of money and texts are written as people write them.
//!
//! Fields have the names of columns, in the order of the contract, and what is not said is not there:
//! `[{"amend_date": "2004-02-16", "value": "12.50 KZT", "reasons": {"en": "It rained."}}]`.

use kenes_proto::gtype::{Date, Money};
use prost_reflect::{DynamicMessage, FieldDescriptor, MessageDescriptor, Value};
use serde_json::json;

use super::{Cell, DATE, MONEY, TEXTS, contract_json, digits, read, scalar};
use crate::date;

/// Returns a field of a message.
pub(super) fn written(message: &DynamicMessage, field: &FieldDescriptor) -> String {
    let (value, kind) = (message.get_field(field), field.kind());
    match (&*value, kind.as_message().map(MessageDescriptor::full_name)) {
        (Value::List(texts), Some(TEXTS)) => braced(texts.iter().filter_map(text)),
        (Value::Message(_), Some(DATE)) => quoted(
            &read::<Date>(&value)
                .map(|day| date::show(&day))
                .unwrap_or_default(),
        ),
        (Value::Message(_), Some(MONEY)) => {
            let amount: Money = read(&value).unwrap_or_default();
            quoted(&format!("{} {}", digits(&amount), amount.currency_code))
        }
        (_, Some(name)) if name.starts_with("google.") => contract_json(message, field).to_string(),
        (Value::Message(message), _) => fields(message),
        (Value::List(items), Some(_)) => {
            let items: Vec<String> = items
                .iter()
                .filter_map(Value::as_message)
                .map(fields)
                .collect();
            format!("[{}]", items.join(", "))
        }
        _ => match scalar(&kind, &value) {
            Some(Cell::Number(digits)) => digits,
            _ => contract_json(message, field).to_string(),
        },
    }
}

/// The fields of a message that are said.
fn fields(message: &DynamicMessage) -> String {
    braced(message.fields().map(|(field, _)| {
        let name = field.name();
        format!("\"{name}\": {}", written(message, &field))
    }))
}

/// A text of a list of them, after its language.
fn text(text: &Value) -> Option<String> {
    let text = text.as_message()?;
    let said = |field: &str| Some(quoted(text.get_field_by_name(field)?.as_str()?));
    Some(format!("{}: {}", said("language_code")?, said("text")?))
}

fn braced(parts: impl Iterator<Item = String>) -> String {
    format!("{{{}}}", parts.collect::<Vec<_>>().join(", "))
}

fn quoted(text: &str) -> String {
    json!(text).to_string()
}
