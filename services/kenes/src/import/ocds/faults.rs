//! What is wrong with a package: each fault with the JSON pointer (RFC 6901) of where it lies.

/// The most faults that are kept; more are only counted.
const MOST: usize = 100;

/// What is wrong so far.
#[derive(Debug, Default)]
pub(super) struct Faults {
    kept: Vec<(String, String)>,
    more: usize,
}

// === impl Faults

impl Faults {
    /// Adds what is wrong at a pointer.
    pub(super) fn add(&mut self, pointer: impl Into<String>, say: impl Into<String>) {
        let fault = (pointer.into(), say.into());
        // What is wrong in two ways at once is told once.
        if self.kept.iter().any(|(pointer, _)| *pointer == fault.0) {
            return;
        }
        match self.kept.len() < MOST {
            true => self.kept.push(fault),
            false => self.more += 1,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// Returns each fault in a line, in the order of the file as far as pointers tell it.
    pub(super) fn told(self) -> Vec<(String, String)> {
        let mut told = self.kept;
        if self.more > 0 {
            let say = format!("{} more faults are not told", self.more);
            told.push((String::new(), say));
        }
        told
    }
}

/// Returns the pointer of what lies in another.
pub(super) fn inside(pointer: &str, key: impl std::fmt::Display) -> String {
    let key = key.to_string().replace('~', "~0").replace('/', "~1");
    format!("{pointer}/{key}")
}
