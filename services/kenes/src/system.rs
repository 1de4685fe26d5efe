//! What the process asks of the system for itself, before it does anything: files that only it can read, and enough of them.
//!
//! Owns no file.

/// How many files are wanted: a connection each, and those of the database, of searches and of the operator's port.
#[cfg(unix)]
const FILES: u64 = 8_192;

/// Files of which nobody else may know: databases, keys, indexes. From now on all that is made is its owner's.
pub(crate) fn keep_to_itself() {
    #[cfg(unix)]
    {
        use rustix::{fs::Mode, process::umask};
        umask(Mode::RWXG | Mode::RWXO);
    }
}

/// Asks for as many files as a server needs, as far as it may. Returns how many connections that leaves room for.
#[cfg(unix)]
pub(crate) fn room_for_connections(wanted: usize) -> usize {
    use rustix::process::{Resource, getrlimit, setrlimit};
    let mut limit = getrlimit(Resource::Nofile);
    if let Some(now) = limit.current
        && now < FILES
    {
        let most = limit.maximum.unwrap_or(FILES).min(FILES);
        limit.current = Some(most.max(now));
        // Without it there is less room.
        let _unchanged = setrlimit(Resource::Nofile, limit);
    }
    let files = getrlimit(Resource::Nofile).current.unwrap_or(FILES);
    wanted.min(left(files))
}

/// Returns for how many connections there is room.
#[cfg(not(unix))]
pub(crate) fn room_for_connections(wanted: usize) -> usize {
    wanted
}

/// Returns how many connections so many files leave room for: the rest of them is for the database, for searches, for others who
/// are asked, and for the operator, who must be answered when all else is taken.
#[cfg(unix)]
fn left(files: u64) -> usize {
    /// What a service has open besides connections, at most.
    const OWN: u64 = 256;
    let left = files.saturating_sub(OWN).max(files / 2);
    usize::try_from(left).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn files_are_left_for_what_is_no_connection() {
        for (files, connections) in [(8_192, 7_936), (1_024, 768), (256, 128), (0, 0)] {
            assert_eq!(left(files), connections);
        }
        assert!((1..=2_000).contains(&room_for_connections(2_000)));
    }
}
