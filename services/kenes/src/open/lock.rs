//! A database that is a file belongs to one process: its lock, and the folder that it lies in.

use std::{
    fmt,
    fs::{DirBuilder, File, TryLockError},
    path::Path,
};

use crate::{Exit, Failure};

/// Takes the file of a database for this process, in a folder that is made if it is not there.
pub(crate) fn lock(database: &Path) -> Result<File, Failure> {
    make_folder_of(database)?;
    let path = database.with_extension("lock");
    let file = File::create(&path).map_err(|e| trouble(&path, &e))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            let text = format!("{}: another process uses this database", database.display());
            Err(Failure::new(Exit::Unavailable, text))
        }
        Err(TryLockError::Error(error)) => Err(trouble(&path, &error)),
    }
}

/// Makes the folder of a file, readable by its owner only.
pub(crate) fn make_folder_of(file: &Path) -> Result<(), Failure> {
    let Some(folder) = file.parent().filter(|f| !f.as_os_str().is_empty()) else {
        return Ok(());
    };
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|e| trouble(folder, &e))
}

fn trouble(file: &Path, error: &dyn fmt::Display) -> Failure {
    Failure::new(Exit::Io, format!("{}: {error}", file.display()))
}
