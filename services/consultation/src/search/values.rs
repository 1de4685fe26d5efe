//! The numbers that values have in the index: small ones, since those are counted fastest.
//!
//! A file beside the index, a value a line; the number is that of the line. It only ever grows, and is on the disk before the index
//! is that uses it. Its first line is its own name: an index that was made with another one is built anew.

use std::{
    collections::HashMap,
    fs::OpenOptions,
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

/// The values of an index.
#[derive(Debug, Default)]
pub(super) struct Values {
    names: Vec<String>,
    numbers: HashMap<String, u64>,
    /// Those that are not in the file yet begin here.
    kept: usize,
}

/// Where they are kept.
pub(super) fn file_of(folder: &Path) -> PathBuf {
    folder.with_added_extension("values")
}

/// Puts lines on the disk.
pub(super) fn append(path: &Path, lines: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().append(true).open(path)?;
    file.write_all(lines.as_bytes())?;
    file.sync_all()
}

// === impl Values

impl Values {
    /// Reads what is kept, or begins with `name`. What a kill left of a last line is cut off.
    pub(super) fn open(path: &Path, name: &str) -> io::Result<Self> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)?;
        let mut text = Vec::new();
        file.read_to_end(&mut text)?;
        let whole = text
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |at| at + 1);
        file.set_len(whole as u64)?;
        let mut values = Self::default();
        match String::from_utf8(text[..whole].to_vec()) {
            Ok(text) => text.lines().for_each(|line| values.add(line)),
            // Of another make: it begins anew, with another name.
            Err(_) => file.set_len(0)?,
        }
        values.kept = values.names.len();
        if values.names.is_empty() {
            values.add(name);
            let (new, count) = values.unkept();
            append(path, &new)?;
            values.are_kept(count);
        }
        Ok(values)
    }

    /// Its own name.
    pub(super) fn name(&self) -> &str {
        self.names.first().map_or("", String::as_str)
    }

    /// The number of a value; a new one where it has none.
    pub(super) fn number(&mut self, value: &str) -> u64 {
        if let Some(number) = self.numbers.get(value) {
            return *number;
        }
        self.add(value);
        self.names.len() as u64
    }

    /// The number of a value. `None`: nothing has it.
    pub(super) fn known(&self, value: &str) -> Option<u64> {
        self.numbers.get(value).copied()
    }

    /// The value of a number.
    pub(super) fn value(&self, number: u64) -> Option<&str> {
        let place = usize::try_from(number).ok()?.checked_sub(1)?;
        self.names.get(place).map(String::as_str)
    }

    /// The lines of those that are not in the file, and how many there are in all.
    pub(super) fn unkept(&self) -> (String, usize) {
        let new = self.names[self.kept..].iter();
        let lines = new.flat_map(|name| [name.as_str(), "\n"]);
        (lines.collect(), self.names.len())
    }

    /// So many are in the file.
    pub(super) fn are_kept(&mut self, count: usize) {
        self.kept = count;
    }

    fn add(&mut self, value: &str) {
        // No name, code or value of an enum has a line break.
        let value = value.replace(['\n', '\r'], " ");
        self.names.push(value.clone());
        let number = self.names.len() as u64;
        self.numbers.insert(value, number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stay_over_restarts_and_half_a_line_is_no_value() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = file_of(&folder.path().join("search"));
        let mut values = Values::open(&path, "first").expect("begun");
        let one = values.number("draftLaws/d");
        assert_eq!(
            (values.number("draftLaws/d"), values.known("STATE_ACTIVE")),
            (one, None)
        );
        append(&path, &values.unkept().0).expect("kept");
        values.number("lost");
        // A kill in the middle of a line.
        let mut file = OpenOptions::new().append(true).open(&path).expect("there");
        file.write_all(b"half").expect("written");
        let mut values = Values::open(&path, "second").expect("opened");
        assert_eq!(values.name(), "first");
        assert_eq!(
            (values.known("draftLaws/d"), values.known("half")),
            (Some(one), None)
        );
        assert_eq!(values.value(one), Some("draftLaws/d"));
        let next = values.number("next");
        append(&path, &values.unkept().0).expect("kept");
        let values = Values::open(&path, "third").expect("opened");
        assert_eq!(
            (values.value(next), values.value(next + 1), values.value(0)),
            (Some("next"), None, None)
        );
    }
}
