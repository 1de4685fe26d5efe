//! Where the data of a demo is, and whether the story has been told there.

use std::path::{Path, PathBuf};

use common::{clock::Clock, record::Files, store::Database};

use crate::{Exit, Failure, ServiceKind};

/// The folder of a demo.
#[derive(Debug)]
pub(super) enum Folder {
    /// One that stays.
    Kept(PathBuf),
    /// One that goes when the demo stops.
    Temporary(tempfile::TempDir),
}

impl Folder {
    /// Takes the folder that is given, or a temporary one.
    pub(super) fn open(kept: Option<&Path>) -> Result<Self, Failure> {
        let Some(path) = kept else {
            let mut folder = tempfile::Builder::new();
            folder.prefix("kenes-demo-");
            // The keys of the logs lie in it.
            #[cfg(unix)]
            folder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
            return folder
                .tempdir()
                .map(Self::Temporary)
                .map_err(|e| Failure::new(Exit::Io, format!("a temporary folder: {e}")));
        };
        let folder = Self::Kept(path.to_owned());
        let taken = ServiceKind::ALL
            .iter()
            .any(|which| which.database(path).exists());
        if taken && !folder.mark().exists() {
            let text = format!(
                "{}: holds data that is not a demo's; name another folder",
                path.display()
            );
            return Err(Failure::new(Exit::Usage, text));
        }
        Ok(folder)
    }

    fn path(&self) -> &Path {
        match self {
            Self::Kept(path) => path,
            Self::Temporary(folder) => folder.path(),
        }
    }

    /// Returns the database of a service.
    pub(super) fn database(&self, which: ServiceKind) -> Database {
        Database::Sqlite(which.database(self.path()))
    }

    /// Returns the files of its log.
    pub(super) fn files(&self, which: ServiceKind) -> Files {
        Files::within(self.path(), which.name())
    }

    /// Says that the folder is a demo's, for which day its story is told, and whether to the end.
    fn mark(&self) -> PathBuf {
        self.path().join("demo")
    }

    /// Returns the day of the story, unless it is told already. One that was interrupted goes on with its own day.
    pub(super) fn to_seed(&self) -> Result<Option<i64>, Failure> {
        let text = std::fs::read_to_string(self.mark()).unwrap_or_default();
        let mut words = text.split_whitespace();
        match (words.next().map(str::parse), words.next()) {
            (Some(Ok(_)), Some("told")) => Ok(None),
            (Some(Ok(now)), _) => Ok(Some(now)),
            _ => {
                let now = Clock::system().now();
                self.write(&format!("{now} begun\n"))?;
                Ok(Some(now))
            }
        }
    }

    /// The story was told to its end.
    pub(super) fn seeded(&self, now: i64) -> Result<(), Failure> {
        self.write(&format!("{now} told\n"))
    }

    fn write(&self, text: &str) -> Result<(), Failure> {
        std::fs::write(self.mark(), text)
            .map_err(|e| Failure::new(Exit::Io, format!("{}: {e}", self.mark().display())))
    }

    /// Returns the folder as people read it.
    pub(super) fn shown(&self) -> String {
        match self {
            Self::Kept(path) => path.display().to_string(),
            Self::Temporary(folder) => {
                format!("{} (gone when the demo stops)", folder.path().display())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_with_other_data_is_left_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("registry.db"), "").expect("a file");
        let refused = Folder::open(Some(folder.path())).expect_err("not a demo's");
        assert_eq!(refused.exit, Exit::Usage);
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_looks_into_it() {
        use std::os::unix::fs::PermissionsExt;
        let folder = Folder::open(None).expect("a temporary folder");
        let mode = folder
            .path()
            .metadata()
            .expect("there")
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o700);
    }

    #[test]
    fn a_story_is_told_once_and_an_interrupted_one_keeps_its_day() {
        let temporary = tempfile::tempdir().expect("a folder");
        let folder = Folder::open(Some(temporary.path())).expect("an empty folder");
        let day = folder.to_seed().expect("writable").expect("not told");
        assert_eq!(folder.to_seed().expect("writable"), Some(day));
        folder.seeded(day).expect("writable");
        assert_eq!(folder.to_seed().expect("writable"), None);
    }
}
