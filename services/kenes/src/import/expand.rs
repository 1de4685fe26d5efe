//! What stands in a line for something else: times, days and files.
//!
//! Owns the notation, not where files come from.

use std::{
    fs::File,
    io::Read,
    path::{Component, Path, PathBuf},
};

use base64::{Engine, prelude::BASE64_STANDARD};
use common::date;
use serde_json::{Value, json};

use super::time;
use crate::client::escape;

/// The largest file: a request is at most 4 MiB.
const LARGEST: u64 = 4 << 20;

/// Where the files are that lines name.
#[derive(Clone, Debug)]
pub(crate) enum Files {
    /// Beside the lines, in this folder or deeper.
    Folder(PathBuf),
    /// In the program.
    Embedded {
        /// By their names.
        files: &'static [(&'static str, &'static [u8])],
        /// Days that the files say, and what they are told as: the story has one calendar.
        days: Vec<(&'static str, String)>,
    },
}

/// A line's values are expanded with this.
#[derive(Debug)]
pub(crate) struct Expand<'f> {
    /// What `@now` means, in microseconds.
    pub(crate) now: i64,
    /// Where `@file` looks.
    pub(crate) files: &'f Files,
    /// What was read: a line is not the same line when its files have changed.
    pub(crate) read: Vec<Vec<u8>>,
}

impl Expand<'_> {
    /// Replaces all there is to replace in `value`.
    pub(crate) fn value(&mut self, value: &mut Value) -> Result<(), String> {
        match value {
            Value::String(text) => {
                if let Some(time) = time::relative(text, self.now) {
                    *text = date::timestamp(time?).to_string();
                } else if escape::is_escaped(text) {
                    text.remove(0);
                }
            }
            Value::Array(items) => items.iter_mut().try_for_each(|item| self.value(item))?,
            Value::Object(fields) => match single(fields) {
                Some(("@date", text)) => {
                    let day = date::local_day(time::any(text, self.now)?);
                    *value = json!({"year": day.year, "month": day.month, "day": day.day});
                }
                Some(("@file", name)) => {
                    let bytes = self.files.read(name)?;
                    *value = Value::String(BASE64_STANDARD.encode(self.files.told(&bytes)));
                    self.read.push(bytes);
                }
                _ => fields
                    .values_mut()
                    .try_for_each(|field| self.value(field))?,
            },
            _ => {}
        }
        Ok(())
    }
}

/// Returns the key and text of an object that has nothing else.
fn single(fields: &serde_json::Map<String, Value>) -> Option<(&str, &str)> {
    let mut all = fields.iter();
    match (all.next(), all.next()) {
        (Some((key, Value::String(text))), None) => Some((key, text)),
        _ => None,
    }
}

impl Files {
    /// A file as it is sent.
    fn told(&self, bytes: &[u8]) -> Vec<u8> {
        match (self, std::str::from_utf8(bytes)) {
            (Self::Embedded { days, .. }, Ok(text)) => days
                .iter()
                .fold(text.to_owned(), |text, (day, told)| text.replace(day, told))
                .into_bytes(),
            _ => bytes.to_vec(),
        }
    }

    fn read(&self, name: &str) -> Result<Vec<u8>, String> {
        // Lines come from others: they must not publish what lies elsewhere on this machine.
        let inside = Path::new(name)
            .components()
            .all(|part| matches!(part, Component::Normal(_)));
        if !inside || name.is_empty() {
            return Err(format!(
                "@file {name:?} must be a path beneath the folder of the lines"
            ));
        }
        match self {
            Self::Embedded { files, .. } => files
                .iter()
                .find(|(path, _)| *path == name)
                .map(|(_, bytes)| bytes.to_vec())
                .ok_or_else(|| format!("@file {name}: not there")),
            Self::Folder(folder) => {
                read(&folder.join(name)).map_err(|e| format!("@file {name}: {e}"))
            }
        }
    }
}

/// Reads a file that fits into a request.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes));
    match read {
        Err(error) => Err(error.to_string()),
        Ok(_) if bytes.len() as u64 > LARGEST => Err("is larger than 4 MiB".into()),
        Ok(_) => Ok(bytes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILES: Files = Files::Embedded {
        files: &[("bill/v1.xml", b"<a/>")],
        days: Vec::new(),
    };

    fn expanded(mut value: Value) -> Result<Value, String> {
        let now = date::parse_time("2026-11-24T20:30:00Z").expect("a time");
        let mut expand = Expand {
            now,
            files: &FILES,
            read: Vec::new(),
        };
        expand.value(&mut value).map(|()| value)
    }

    #[test]
    fn everything_is_expanded_wherever_it_stands() {
        let given = json!({"a": ["@now-1d"], "b": {"@date": "@now"}, "c": {"xml": {"@file": "bill/v1.xml"}}, "d": "@nowadays"});
        // The day is that of Kazakhstan, where the next one has begun.
        let expected = json!({
            "a": ["2026-11-23T20:30:00Z"],
            "b": {"year": 2026, "month": 11, "day": 25},
            "c": {"xml": "PGEvPg=="},
            "d": "@nowadays",
        });
        assert_eq!(expanded(given), Ok(expected));
    }

    #[test]
    fn what_was_escaped_means_itself() {
        for text in [
            "@now", "@now-45d", "@@now", "@nowhere", "@home", "now", "@@", "",
        ] {
            let written = escape::escaped(text).unwrap_or_else(|| text.to_owned());
            assert_eq!(expanded(json!([written])), Ok(json!([text])), "{text}");
        }
    }

    #[test]
    fn files_lie_beside_the_lines() {
        for name in ["/etc/passwd", "../x", "bill/../../x", "", "bill/v9.xml"] {
            assert!(expanded(json!({"@file": name})).is_err(), "{name}");
        }
        let folder = Files::Folder("/nowhere".into());
        assert!(folder.read("x").is_err_and(|e| e.starts_with("@file x: ")));
    }

    #[test]
    fn a_bad_time_is_an_error() {
        assert!(expanded(json!({"at": "@now-x"})).is_err());
        assert!(expanded(json!({"@date": "yesterday"})).is_err());
    }

    #[test]
    fn a_file_of_the_story_says_the_days_of_its_calendar() {
        let files = Files::Embedded {
            files: &[],
            days: vec![("2026-04-01", "2026-09-12".into())],
        };
        let told = files.told(b"<FRBRdate date=\"2026-04-01\"/>");
        assert_eq!(told, b"<FRBRdate date=\"2026-09-12\"/>");
        let others = Files::Folder(PathBuf::new());
        assert_eq!(others.told(b"2026-04-01"), b"2026-04-01");
    }
}
