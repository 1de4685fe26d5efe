//! The disk by itself: appending and waiting until it has it. No durable write can be faster.

use std::{
    fs::{self, File},
    io::Write,
    path::Path,
    time::{Duration, Instant},
};

use super::{Outcome, load::Load};

/// The file begins anew at this size.
const LARGEST: usize = 64 << 20;

/// Appends `size` bytes and calls `fdatasync`, again and again for `time`.
pub(super) fn append(folder: &Path, size: usize, time: Duration) -> Outcome<Load> {
    let path = folder.join("fdatasync");
    let mut file = File::create(&path)?;
    let bytes = vec![b'k'; size];
    let (mut load, mut written) = (Load::default(), 0);
    let begun = Instant::now();
    while begun.elapsed() < time {
        if written >= LARGEST {
            file = File::create(&path)?;
            written = 0;
        }
        let asked = Instant::now();
        file.write_all(&bytes)?;
        file.sync_data()?;
        load.times.record(asked.elapsed());
        written += size;
    }
    load.took = begun.elapsed();
    fs::remove_file(path)?;
    Ok(load)
}

/// Returns whether `folder` lies in memory rather than on a disk: durability costs nothing there, and means nothing.
pub(super) fn in_memory(folder: &Path) -> bool {
    let mounts = fs::read_to_string("/proc/self/mounts").unwrap_or_default();
    let folder = folder
        .canonicalize()
        .unwrap_or_else(|_| folder.to_path_buf());
    let deepest = mounts
        .lines()
        .filter_map(|line| {
            let mut words = line.split(' ').skip(1);
            Some((words.next()?, words.next()?))
        })
        .filter(|(at, _)| folder.starts_with(at))
        .max_by_key(|(at, _)| at.len());
    deepest.is_some_and(|(_, kind)| matches!(kind, "tmpfs" | "ramfs"))
}
