//! What every commit says about the index: what it is of, how far it is, what is not purged yet. Owns no file.

use crate::{analyzer, schema};

/// The payload of a commit: `analyzer;schema;log;position;ids`, the ids parted by commas.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Stamp {
    /// The position reached.
    pub(crate) position: u64,
    /// The erased documents whose words may still be in the files.
    pub(crate) unpurged: Vec<u64>,
}

/// Returns what the stamps of an index of this log begin with.
pub(crate) fn identity(log: &str) -> String {
    format!("{};{};{log};", analyzer::VERSION, schema::VERSION)
}

// === impl Stamp

impl Stamp {
    /// Reads a stamp, if it is of this log and of this version.
    pub(crate) fn read(stamp: &str, log: &str) -> Option<Self> {
        let (position, ids) = stamp.strip_prefix(&identity(log))?.split_once(';')?;
        let ids = ids.split_terminator(',').map(str::parse);
        Some(Self {
            position: position.parse().ok()?,
            unpurged: ids.collect::<Result<_, _>>().ok()?,
        })
    }

    /// Writes the stamp of an index of this log.
    pub(crate) fn write(&self, log: &str) -> String {
        let ids: Vec<String> = self.unpurged.iter().map(u64::to_string).collect();
        format!("{}{};{}", identity(log), self.position, ids.join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::{Stamp, identity};

    #[test]
    fn a_stamp_is_read_as_it_was_written() {
        for (position, unpurged) in [(0, vec![]), (7, vec![1]), (u64::MAX, vec![3, u64::MAX])] {
            for log in ["", "consultation", "a;b"] {
                let stamp = Stamp {
                    position,
                    unpurged: unpurged.clone(),
                };
                assert_eq!(Stamp::read(&stamp.write(log), log), Some(stamp));
            }
        }
    }

    #[test]
    fn a_stamp_of_anything_else_is_none() {
        let own = identity("log");
        assert!(Stamp::read(&format!("{own}7;"), "log").is_some());
        for other in [
            "",
            "7",
            "0;0;log;7;",
            &own,
            &format!("{own}7"),
            &format!("{own}x;"),
            &format!("{own}7;x"),
        ] {
            assert_eq!(Stamp::read(other, "log"), None, "{other}");
        }
        assert_eq!(Stamp::read(&format!("{own}7;"), "other"), None);
    }
}
