//! A line of the log: one an event, and not too long, whatever a caller put into it.
//!
//! Owns that bound. What is in a line, whoever logs decides; characters that steer a terminal are the formatter's to escape.

use std::io::{self, Write};

use serde_json::{Map, Value};

/// The longest line, in bytes.
const LONGEST: usize = 2_048;
/// The longest value of a line of JSON that is too long.
const LONGEST_VALUE: usize = 256;
/// What every line of JSON keeps.
const KEPT: [&str; 5] = ["timestamp", "level", "message", "target", "method"];
/// What a text ends with that was cut.
const CUT: &str = "… (cut)";

/// Writes each event in a line of its own.
#[derive(Debug)]
pub(super) struct Lines<W> {
    pub(super) out: W,
    pub(super) is_json: bool,
}

impl<W: Write> Write for Lines<W> {
    /// Takes a whole event, as the formatter gives it.
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        let text = event.strip_suffix(b"\n").unwrap_or(event);
        let is_plain = text.len() < LONGEST && !text.iter().any(|b| matches!(b, b'\n' | b'\r'));
        if is_plain {
            self.out.write_all(event)?;
            return Ok(event.len());
        }
        let text = String::from_utf8_lossy(text);
        let mut line = match self.is_json {
            true => json(&text),
            false => plain(&text),
        };
        line.push('\n');
        self.out.write_all(line.as_bytes())?;
        Ok(event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Returns a line of text: without ends of lines, and cut.
fn plain(text: &str) -> String {
    let mut line = text.replace('\n', "\\n").replace('\r', "\\r");
    cut(&mut line, LONGEST);
    line
}

/// Returns an object with its texts cut; if that is not enough, with those alone that every line has.
fn json(text: &str) -> String {
    let Ok(Value::Object(mut fields)) = serde_json::from_str(text) else {
        return plain(text);
    };
    for value in fields.values_mut() {
        if let Value::String(text) = value {
            cut(text, LONGEST_VALUE);
        }
    }
    let line = Value::Object(fields.clone()).to_string();
    if line.len() < LONGEST {
        return line;
    }
    let kept: Map<String, Value> = fields
        .into_iter()
        .filter(|(name, value)| KEPT.contains(&name.as_str()) && !value.is_object())
        .collect();
    Value::Object(kept).to_string()
}

/// Cuts a text to so many bytes.
fn cut(text: &mut String, most: usize) {
    if text.len() > most {
        text.truncate(text.floor_char_boundary(most - CUT.len() - 1));
        text.push_str(CUT);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(is_json: bool, event: &str) -> String {
        let mut lines = Lines {
            out: Vec::new(),
            is_json,
        };
        lines.write_all(event.as_bytes()).expect("written");
        String::from_utf8(lines.out).expect("UTF-8")
    }

    #[test]
    fn an_event_is_one_line_and_not_too_long() {
        let short = "INFO refused error=short\n";
        assert_eq!(written(false, short), short);
        let forged = "INFO refused error=x\nINFO accepted\r\n";
        assert_eq!(
            written(false, forged),
            "INFO refused error=x\\nINFO accepted\\r\n"
        );
        let long = format!("INFO refused error={}\n", "ж".repeat(5_000));
        let line = written(false, &long);
        assert!(
            line.len() <= LONGEST + 1 && line.ends_with("… (cut)\n"),
            "{}",
            line.len()
        );
        assert_eq!(line.matches('\n').count(), 1);
    }

    #[test]
    fn a_long_line_of_json_is_still_json() {
        let event = |fields: usize, length: usize| {
            let mut event =
                serde_json::json!({"level": "INFO", "message": "refused", "method": "/x/Y"});
            for n in 0..fields {
                event[format!("f{n}")] = "\u{1b}\n\"".repeat(length).into();
            }
            format!("{event}\n")
        };
        for (fields, length, kept) in [(1, 5_000, true), (50, 100, false)] {
            let line = written(true, &event(fields, length));
            assert!(line.len() <= LONGEST, "{}", line.len());
            let read: Value = serde_json::from_str(&line).expect("JSON");
            assert_eq!(
                (&read["message"], &read["method"]),
                (&"refused".into(), &"/x/Y".into())
            );
            assert_eq!(read["f0"].as_str().is_some_and(|f| f.ends_with(CUT)), kept);
        }
    }
}
