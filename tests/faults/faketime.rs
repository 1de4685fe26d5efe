//! A clock of a service's own: libfaketime's (Debian: `libfaketime`), which reads its offset from a file. The monotonic clock stays
//! real, as it does on a machine whose time is set.

use std::path::{Path, PathBuf};

use crate::{Outcome, Plan};

/// Whether the library is there that moves the clock.
pub(crate) fn is_installed() -> bool {
    library().is_some()
}

/// What becomes of an experiment without it.
pub(crate) fn not_done(plan: Plan) -> Outcome<String> {
    let text = "libfaketime is not installed (tests/faults/install)";
    match plan.long {
        true => Err(text.into()),
        false => Ok(format!("NOT DONE, {text}")),
    }
}

/// What a service finds in its environment whose clock follows this file.
pub(crate) fn environment(hand: &Path) -> Outcome<Vec<(String, String)>> {
    let library = library().ok_or("libfaketime is not installed")?;
    let variables = [
        ("LD_PRELOAD", library.display().to_string()),
        ("FAKETIME_TIMESTAMP_FILE", hand.display().to_string()),
        ("FAKETIME_NO_CACHE", "1".to_owned()),
        ("FAKETIME_DONT_FAKE_MONOTONIC", "1".to_owned()),
    ];
    let variables = variables.map(|(name, value)| (name.to_owned(), value));
    Ok(variables.into())
}

/// Moves the clock, at once: by so many seconds from the real time, with a sign.
pub(crate) fn set(hand: &Path, offset: &str) -> Outcome<()> {
    let next = hand.with_extension("next");
    std::fs::write(&next, format!("{offset}\n"))?;
    Ok(std::fs::rename(next, hand)?)
}

fn library() -> Option<PathBuf> {
    let folders = std::fs::read_dir("/usr/lib").ok()?.filter_map(Result::ok);
    folders
        .map(|folder| folder.path().join("faketime/libfaketimeMT.so.1"))
        .find(|library| library.exists())
}
