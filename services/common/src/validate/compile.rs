//! From the options of a value to its rules: the list of what is supported, and the words of every refusal.

use std::{
    fmt::Display,
    ops::Bound::{self, Excluded, Included, Unbounded},
};

use prost_reflect::{DynamicMessage, Kind, Value as Given};
use regex::Regex;

use super::rule::{Rule, Rules, Test};

pub(super) type Outcome<T> = Result<T, String>;

#[derive(PartialEq, Eq)]
pub(super) enum Ignore {
    Never,
    Zero,
    Always,
}

pub(super) fn ignore(rules: &DynamicMessage) -> Outcome<Ignore> {
    match rules
        .get_field_by_name("ignore")
        .and_then(|v| v.as_enum_number())
    {
        None | Some(0) => Ok(Ignore::Never),
        Some(1) => Ok(Ignore::Zero),
        Some(3) => Ok(Ignore::Always),
        Some(other) => Err(format!("ignore = {other} is not supported")),
    }
}

/// A rule that is true or false; absent is false.
pub(super) fn flag(rules: &DynamicMessage, name: &str) -> bool {
    rules
        .get_field_by_name(name)
        .and_then(|v| v.as_bool())
        .unwrap_or_default()
}

pub(super) fn unsupported<T>(family: &str, name: &str) -> Outcome<T> {
    Err(format!("the rule {family}.{name} is not supported"))
}

/// The rules of a single value.
pub(super) fn value_rules(kind: &Kind, rules: &DynamicMessage) -> Outcome<Rules> {
    let mut found = Rules {
        ignore_zero: ignore(rules)? == Ignore::Zero,
        list: Vec::new(),
    };
    for (rule, value) in rules.fields() {
        let of = match (rule.name(), value) {
            ("required" | "ignore", _) => continue,
            (_, Given::Message(of)) => of,
            (name, _) => return unsupported("field", name),
        };
        found.list = match (rule.name(), kind) {
            ("string", Kind::String) => each(of, text_rule)?,
            ("bytes", Kind::Bytes) => each(of, bytes_rule)?,
            ("enum", Kind::Enum(of_field)) => {
                let mut known: Vec<_> = of_field.values().map(|v| i128::from(v.number())).collect();
                known.sort_unstable();
                each(of, |name, value| enum_rule(name, value, &known))?
            }
            ("int32", Kind::Int32)
            | ("int64", Kind::Int64)
            | ("uint32", Kind::Uint32)
            | ("uint64", Kind::Uint64) => range(rule.name(), of, integer, Test::Int)?,
            ("double", Kind::Double) => range("double", of, Given::as_f64, Test::Double)?,
            (name, _) => {
                return Err(format!(
                    "the rules {name} do not fit the type of the field, or are not supported"
                ));
            }
        };
    }
    Ok(found)
}

fn each(
    rules: &DynamicMessage,
    compile: impl Fn(&str, &Given) -> Outcome<Option<Rule>>,
) -> Outcome<Vec<Rule>> {
    rules
        .fields()
        .filter_map(|(rule, value)| compile(rule.name(), value).transpose())
        .collect()
}

fn text_rule(name: &str, value: &Given) -> Outcome<Option<Rule>> {
    let (say, test) = match (name, value) {
        ("min_len", Given::U64(n)) => (
            format!("write at least {}", count(*n, "character")),
            Test::MinChars(*n),
        ),
        ("max_len", Given::U64(n)) => (
            format!("shorten it to at most {}", count(*n, "character")),
            Test::MaxChars(*n),
        ),
        ("pattern", Given::String(text)) => {
            let pattern = Regex::new(text)
                .map_err(|fault| format!("the pattern {text} is wrong: {fault}"))?;
            (
                format!("write a value that matches {text}"),
                Test::Pattern(pattern),
            )
        }
        ("in", Given::List(values)) => {
            let values: Vec<_> = values
                .iter()
                .filter_map(Given::as_str)
                .map(str::to_owned)
                .collect();
            (
                format!("use one of: {}", values.join(", ")),
                Test::OneOf(values),
            )
        }
        ("const", Given::String(text)) => {
            (format!("write exactly {text}"), Test::Equals(text.clone()))
        }
        ("prefix", Given::String(text)) => {
            (format!("begin it with {text}"), Test::Prefix(text.clone()))
        }
        ("uuid" | "email" | "uri", Given::Bool(false)) => return Ok(None),
        ("uuid", _) => (
            "write a UUID: 32 hexadecimal digits in groups of 8-4-4-4-12".into(),
            Test::Uuid,
        ),
        ("email", _) => (
            "write an e-mail address: name@example.kz".into(),
            Test::Email,
        ),
        ("uri", _) => (
            "write an absolute URI such as https://example.kz/a, other characters percent-encoded"
                .into(),
            Test::Uri,
        ),
        _ => return unsupported("string", name),
    };
    Ok(Some(Rule::new("string", name, say, test)))
}

fn bytes_rule(name: &str, value: &Given) -> Outcome<Option<Rule>> {
    let n = value.as_u64().unwrap_or_default();
    let (say, test) = match name {
        "len" => (
            format!("send exactly {}", count(n, "byte")),
            Test::Bytes(n, n),
        ),
        "min_len" => (
            format!("send at least {}", count(n, "byte")),
            Test::Bytes(n, u64::MAX),
        ),
        "max_len" => (
            format!("send at most {}", count(n, "byte")),
            Test::Bytes(0, n),
        ),
        _ => return unsupported("bytes", name),
    };
    Ok(Some(Rule::new("bytes", name, say, test)))
}

fn enum_rule(name: &str, value: &Given, known: &[i128]) -> Outcome<Option<Rule>> {
    let numbers = || -> Vec<i128> {
        let mut list: Vec<_> = value
            .as_list()
            .unwrap_or_default()
            .iter()
            .filter_map(integer)
            .collect();
        list.sort_unstable();
        list
    };
    let (say, test) = match (name, value) {
        ("defined_only", Given::Bool(false)) => return Ok(None),
        ("defined_only", _) => (
            "use a value that the contract defines".into(),
            Test::Among(known.to_vec()),
        ),
        ("in", _) => (
            format!("use one of the values numbered {}", join(&numbers())),
            Test::Among(numbers()),
        ),
        ("not_in", _) if numbers() == [0] => (
            "choose a value; it has no default".into(),
            Test::NotAmong(vec![0]),
        ),
        ("not_in", _) => (
            format!("use another value than those numbered {}", join(&numbers())),
            Test::NotAmong(numbers()),
        ),
        _ => return unsupported("enum", name),
    };
    Ok(Some(Rule::new("enum", name, say, test)))
}

fn integer(value: &Given) -> Option<i128> {
    match value {
        Given::I32(n) | Given::EnumNumber(n) => Some((*n).into()),
        Given::I64(n) => Some((*n).into()),
        Given::U32(n) => Some((*n).into()),
        Given::U64(n) => Some((*n).into()),
        _ => None,
    }
}

/// The bounds of a number are one rule, named after both: `int32.gte_lte`.
fn range<T: Copy + PartialOrd + Display>(
    family: &str,
    rules: &DynamicMessage,
    read: fn(&Given) -> Option<T>,
    test: fn(Bound<T>, Bound<T>) -> Test,
) -> Outcome<Vec<Rule>> {
    let (mut low, mut high) = (None, None);
    for (rule, value) in rules.fields() {
        match (rule.name(), read(value)) {
            ("gte", Some(n)) => low = Some(("gte", n, Included(n), "at least")),
            ("lte", Some(n)) => high = Some(("lte", n, Included(n), "at most")),
            ("gt", Some(n)) if family != "double" => {
                low = Some(("gt", n, Excluded(n), "more than"));
            }
            ("lt", Some(n)) if family != "double" => {
                high = Some(("lt", n, Excluded(n), "less than"));
            }
            (name, _) => return unsupported(family, name),
        }
    }
    let given: Vec<_> = low.iter().chain(&high).collect();
    if given.is_empty() {
        return Ok(Vec::new());
    }
    if low.zip(high).is_some_and(|(low, high)| low.1 > high.1) {
        return Err(format!(
            "a range of {family} outside its bounds is not supported"
        ));
    }
    let name = given
        .iter()
        .map(|limit| limit.0)
        .collect::<Vec<_>>()
        .join("_");
    let words: Vec<_> = given
        .iter()
        .map(|limit| format!("{} {}", limit.3, limit.1))
        .collect();
    let test = test(
        low.map_or(Unbounded, |l| l.2),
        high.map_or(Unbounded, |l| l.2),
    );
    Ok(vec![Rule::new(
        family,
        &name,
        format!("use a number that is {}", words.join(" and ")),
        test,
    )])
}

/// `1 character`, `2 characters`
pub(super) fn count(n: u64, noun: &str) -> String {
    if n == 1 {
        format!("1 {noun}")
    } else {
        format!("{n} {noun}s")
    }
}

/// `1, 2, 3`
fn join(numbers: &[i128]) -> String {
    numbers
        .iter()
        .map(i128::to_string)
        .collect::<Vec<_>>()
        .join(", ")
}
