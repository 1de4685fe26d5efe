//! A resource as a row: which columns its kind has, and what stands in them. The same for CSV and XLSX.
//!
//! Columns follow from the contract alone, so that every export of a kind has the same ones. What a list of messages says in its one
//! cell is `readable`.

mod readable;

use kenes_proto::gtype::{Date, Money};
use prost_reflect::{
    Cardinality, DynamicMessage, FieldDescriptor, Kind, MessageDescriptor, ReflectMessage, Value,
};

use super::Cell;
use crate::{Language, date, money};

const TEXTS: &str = "google.type.LocalizedText";
const DATE: &str = "google.type.Date";
const MONEY: &str = "google.type.Money";

/// A column.
#[derive(Debug)]
pub struct Column {
    /// `place.locality`, `titles.kk`.
    pub name: String,
    /// The fields that lead to it.
    path: Vec<FieldDescriptor>,
    holds: Holds,
}

/// What a column holds.
#[derive(Clone, Copy, Debug)]
enum Holds {
    /// A single value.
    Scalar,
    /// A day, month or year.
    Date,
    /// The text in this language, of a list of texts.
    Text(&'static str),
    /// Words, joined.
    Words,
    /// The number of an amount of money.
    Amount,
    /// Its currency.
    Currency,
    /// A list of messages.
    Messages,
    /// Anything else, as JSON.
    Json,
}

/// Returns the columns of a kind.
pub fn columns(message: &MessageDescriptor) -> Vec<Column> {
    let mut columns = Vec::new();
    add(message, &mut Vec::new(), &mut columns);
    columns
}

fn add(message: &MessageDescriptor, path: &mut Vec<FieldDescriptor>, columns: &mut Vec<Column>) {
    for field in message.fields() {
        path.push(field.clone());
        let mut column = |after: &str, holds| {
            let names: Vec<&str> = path.iter().map(FieldDescriptor::name).collect();
            columns.push(Column {
                name: names.join(".") + after,
                path: path.clone(),
                holds,
            });
        };
        let kind = field.kind();
        let inner = kind.as_message();
        let repeated = field.cardinality() == Cardinality::Repeated;
        match inner.map(MessageDescriptor::full_name) {
            None if repeated => column("", Holds::Words),
            None => column("", Holds::Scalar),
            Some(TEXTS) if repeated => {
                for language in Language::ALL {
                    let code = language.code();
                    column(&format!(".{code}"), Holds::Text(code));
                }
            }
            Some(_) if repeated => column("", Holds::Messages),
            Some(DATE) => column("", Holds::Date),
            Some(MONEY) => {
                column("", Holds::Amount);
                column(".currency_code", Holds::Currency);
            }
            Some(name) if name.starts_with("google.") => column("", Holds::Json),
            Some(_) => match inner {
                // A message may contain its own kind.
                Some(inner)
                    if path[..path.len() - 1]
                        .iter()
                        .all(|f| f.parent_message() != inner) =>
                {
                    let inner = inner.clone();
                    add(&inner, path, columns);
                }
                _ => column("", Holds::Json),
            },
        }
        path.pop();
    }
}

// === impl Column

impl Column {
    /// Returns what stands in it in the row of a resource.
    pub fn cell(&self, resource: &DynamicMessage) -> Cell {
        self.below(resource, &self.path)
    }

    fn below(&self, message: &DynamicMessage, path: &[FieldDescriptor]) -> Cell {
        match path {
            [field] => self.read(message, field),
            [step, rest @ ..] if message.has_field(step) => {
                let inner = message.get_field(step);
                inner
                    .as_message()
                    .map_or(Cell::Nothing, |inner| self.below(inner, rest))
            }
            _ => Cell::Nothing,
        }
    }

    fn read(&self, message: &DynamicMessage, field: &FieldDescriptor) -> Cell {
        if !message.has_field(field) && (field.supports_presence() || field.is_list()) {
            return Cell::Nothing;
        }
        let value = message.get_field(field);
        match self.holds {
            Holds::Scalar => scalar(&field.kind(), &value).unwrap_or_else(|| json(message, field)),
            Holds::Date => text(read::<Date>(&value).map(|day| date::show(&day))),
            Holds::Amount => {
                read(&value).map_or(Cell::Nothing, |amount| Cell::Number(digits(&amount)))
            }
            Holds::Currency => text(read::<Money>(&value).map(|amount| amount.currency_code)),
            Holds::Text(language) => text(in_language(&value, language)),
            Holds::Words => words(&field.kind(), &value).unwrap_or_else(|| json(message, field)),
            Holds::Messages => Cell::Text(readable::written(message, field)),
            Holds::Json => json(message, field),
        }
    }
}

/// The number of an amount: `12.50`.
fn digits(amount: &Money) -> String {
    let hundredths = money::hundredths(Some(amount));
    let sign = if hundredths < 0 { "-" } else { "" };
    let whole = hundredths.unsigned_abs();
    format!("{sign}{}.{:02}", whole / 100, whole % 100)
}

fn read<M: prost::Message + Default>(value: &Value) -> Option<M> {
    value.as_message()?.transcode_to().ok()
}

fn text(text: Option<String>) -> Cell {
    match text {
        Some(text) if !text.is_empty() => Cell::Text(text),
        _ => Cell::Nothing,
    }
}

fn in_language(texts: &Value, language: &str) -> Option<String> {
    let said = |text: &DynamicMessage, field: &str| {
        Some(text.get_field_by_name(field)?.as_str()?.to_owned())
    };
    let texts = texts.as_list()?.iter().filter_map(Value::as_message);
    let mut texts = texts.filter(|text| said(text, "language_code").as_deref() == Some(language));
    said(texts.next()?, "text")
}

/// Returns a single value; none where only JSON has a way to write it.
fn scalar(kind: &Kind, value: &Value) -> Option<Cell> {
    Some(match value {
        Value::Bool(truth) => Cell::Truth(*truth),
        Value::I32(n) => Cell::Number(n.to_string()),
        Value::I64(n) => Cell::Number(n.to_string()),
        Value::U32(n) => Cell::Number(n.to_string()),
        Value::U64(n) => Cell::Number(n.to_string()),
        Value::String(words) => text(Some(words.clone())),
        // That nothing was said is no value.
        Value::EnumNumber(0) => Cell::Nothing,
        Value::EnumNumber(n) => {
            let named = kind.as_enum().and_then(|kind| kind.get_value(*n));
            let name = named.map_or_else(|| n.to_string(), |value| value.name().to_owned());
            Cell::Text(name)
        }
        _ => return None,
    })
}

/// Returns a list of words in one cell; none where a word has the sign that would part them, or they are no words.
fn words(kind: &Kind, value: &Value) -> Option<Cell> {
    let mut words = Vec::new();
    for item in value.as_list()? {
        match scalar(kind, item)? {
            Cell::Text(word) | Cell::Number(word) if !word.contains(';') => words.push(word),
            _ => return None,
        }
    }
    Some(text(Some(words.join(";"))))
}

/// Returns a field as the JSON of the contract has it; a JSON text without its quotes.
fn json(message: &DynamicMessage, field: &FieldDescriptor) -> Cell {
    match contract_json(message, field) {
        serde_json::Value::Null => Cell::Nothing,
        serde_json::Value::String(words) => text(Some(words)),
        value => Cell::Text(value.to_string()),
    }
}

fn contract_json(message: &DynamicMessage, field: &FieldDescriptor) -> serde_json::Value {
    let mut alone = DynamicMessage::new(message.descriptor());
    alone.set_field(field, message.get_field(field).into_owned());
    match serde_json::to_value(&alone) {
        Ok(serde_json::Value::Object(fields)) => fields
            .into_iter()
            .next()
            .map(|(_, value)| value)
            .unwrap_or_default(),
        _ => serde_json::Value::Null,
    }
}

#[cfg(test)]
mod tests;
