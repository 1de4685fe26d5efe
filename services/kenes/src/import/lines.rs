//! Reads JSON Lines: a line at a time, however long the file, and never more of a line than a limit.

use std::io::{self, BufRead};

/// The longest line. A request is at most 4 MiB, and its bytes are written with a third more characters.
const LONGEST: usize = 8 << 20;

/// A line that says something.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Line {
    /// Its number in the file, from 1.
    pub(crate) number: usize,
    /// Its text without the end, or what is wrong with it.
    pub(crate) text: Result<String, &'static str>,
    /// Whether the file ends without ending the line: it may have been cut.
    pub(crate) last: bool,
}

/// The lines of a file that are neither empty nor comments.
pub(crate) struct Lines<R> {
    from: R,
    number: usize,
}

impl<R: BufRead> Lines<R> {
    pub(crate) fn new(from: R) -> Self {
        Self { from, number: 0 }
    }

    /// Returns the next line, whatever it says; `None` at the end.
    fn any(&mut self) -> io::Result<Option<Line>> {
        let mut bytes = Vec::new();
        let (mut ended, mut dropped, mut begun) = (false, false, false);
        while !ended {
            let chunk = match self.from.fill_buf() {
                Ok([]) => break,
                Ok(chunk) => chunk,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            begun = true;
            let end = chunk.iter().position(|byte| *byte == b'\n');
            let used = end.map_or(chunk.len(), |end| end + 1);
            match bytes.len() + used > LONGEST {
                true => dropped = true,
                false => bytes.extend_from_slice(&chunk[..end.unwrap_or(chunk.len())]),
            }
            ended = end.is_some();
            self.from.consume(used);
        }
        if !begun {
            return Ok(None);
        }
        self.number += 1;
        let start = match self.number {
            1 if bytes.starts_with("\u{feff}".as_bytes()) => 3,
            _ => 0,
        };
        let text = match String::from_utf8(bytes.split_off(start)) {
            _ if dropped => Err("the line is longer than 8 MiB"),
            Ok(text) => Ok(text.trim().to_owned()),
            Err(_) => Err("the line is not UTF-8"),
        };
        Ok(Some(Line {
            number: self.number,
            text,
            last: !ended,
        }))
    }
}

impl<R: BufRead> Iterator for Lines<R> {
    type Item = io::Result<Line>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.any().transpose()? {
                Ok(line)
                    if line
                        .text
                        .as_ref()
                        .is_ok_and(|t| t.is_empty() || t.starts_with('#')) => {}
                other => return Some(other),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Vec<Line> {
        // A buffer of 7 bytes: a line spans many of them.
        let from = io::BufReader::with_capacity(7, bytes);
        Lines::new(from)
            .collect::<io::Result<_>>()
            .expect("no trouble")
    }

    #[test]
    fn numbers_count_every_line() {
        let lines =
            read("\u{feff}{\"a\":1}\r\n\n# a comment\n  {\"b\": \"қазақша\"}  \n".as_bytes());
        let told: Vec<_> = lines
            .iter()
            .map(|l| (l.number, l.text.clone(), l.last))
            .collect();
        assert_eq!(
            told,
            [
                (1, Ok("{\"a\":1}".into()), false),
                (4, Ok("{\"b\": \"қазақша\"}".into()), false)
            ]
        );
    }

    #[test]
    fn the_last_line_may_be_cut() {
        let lines = read(b"{}\n{\"a\":");
        assert_eq!((lines[0].last, lines[1].last), (false, true));
    }

    #[test]
    fn a_bad_line_does_not_take_its_neighbours_along() {
        let mut bytes = b"{}\n\xff\xfe\n".to_vec();
        bytes.extend(std::iter::repeat_n(b'x', LONGEST + 1));
        bytes.extend(b"\n{}\n");
        let lines = read(&bytes);
        let told: Vec<_> = lines.iter().map(|l| (l.number, l.text.is_ok())).collect();
        assert_eq!(told, [(1, true), (2, false), (3, false), (4, true)]);
    }
}
