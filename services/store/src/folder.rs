//! Folders of files that must survive a crash.

use std::{fs::File, path::Path};

/// Makes a file's name as durable as its bytes.
pub fn sync_folder(file: &Path) -> std::io::Result<()> {
    let folder = file
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}
