//! Where the data of a service is, and where its log keeps its files.

use std::path::{Path, PathBuf};

use common::{record::Files, store::Database};

use super::problems::Problems;
use crate::{ServiceKind, cli};

impl Problems {
    /// Returns the database: one of the two must be said.
    pub(super) fn database(&mut self, which: ServiceKind, storage: &cli::Storage) -> Database {
        let nowhere = Database::Sqlite(PathBuf::new());
        match (&storage.data_dir, &storage.database) {
            (Some(folder), None) if !self.folder("--data-dir", folder) => nowhere,
            (Some(folder), None) => Database::Sqlite(which.database(folder)),
            (None, Some(text)) => match text.secret().parse() {
                Ok(Database::Sqlite(file)) if file.is_dir() => {
                    let text =
                        format!("{} is a folder; give a file, or --data-dir", file.display());
                    self.add("--database", &text);
                    nowhere
                }
                Ok(database) => database,
                Err(problem) => {
                    self.add("--database", &problem);
                    nowhere
                }
            },
            (None, None) => {
                self.add("--data-dir or --database", "say where the data is");
                nowhere
            }
            (Some(_), Some(_)) => {
                self.add("--data-dir and --database", "give one of the two");
                nowhere
            }
        }
    }

    /// Returns the files of a log: beside its database, where that is a file.
    pub(super) fn files(
        &mut self,
        which: ServiceKind,
        database: &Database,
        args: &cli::LogFiles,
        origin: Option<&String>,
    ) -> Files {
        let beside = match database {
            Database::Sqlite(file) => Some(file.parent().map_or_else(PathBuf::new, Path::to_owned)),
            Database::Postgres(_) => None,
        };
        if let Some(folder) = &args.log_dir {
            self.folder("--log-dir", folder);
        }
        let folder = args.log_dir.clone().or(beside).unwrap_or_else(|| {
            self.add(
                "--log-dir",
                "say where the log keeps its key: the database is no file to put it beside",
            );
            PathBuf::new()
        });
        let mut files = Files::within(&folder, which.name());
        if let Database::Sqlite(file) = database
            && args.log_dir.is_none()
        {
            // Several databases may lie in one folder.
            files.key = file.with_extension("key");
            files.signed = file.with_extension("signed");
        }
        files = self.shared(which, files, &args.shared);
        if let Some(origin) = origin {
            if origin.is_empty()
                || origin.len() > 200
                || !origin.bytes().all(|b| b.is_ascii_graphic() && b != b'+')
            {
                self.add(
                    "--log-origin",
                    "must be 1 to 200 printable ASCII characters without spaces and plus signs",
                );
            }
            files.origin = Some(origin.clone());
        }
        files
    }

    /// Returns the files of both logs in a folder.
    pub(super) fn logs(&mut self, folder: &Path, args: &cli::Shared) -> Vec<(ServiceKind, Files)> {
        let mut log = |which: ServiceKind| {
            let files = Files::within(folder, which.name());
            (which, self.shared(which, files, args))
        };
        ServiceKind::ALL.into_iter().map(&mut log).collect()
    }

    /// Returns the files of a log, with what was signed last where replicas share that.
    pub(super) fn shared(&mut self, which: ServiceKind, files: Files, args: &cli::Shared) -> Files {
        let (Some(folder), Some(replica)) = (&args.signed_dir, &args.replica) else {
            return files;
        };
        self.folder("--signed-dir", folder);
        if !is_label(replica) {
            let text = "must be 1 to 63 lower-case letters, digits and hyphens, such as node-1";
            self.add("--replica", text);
        }
        files.sharing(folder, which.name(), replica)
    }
}

/// Whether a replica can be called so: a part of the name of a file.
fn is_label(name: &str) -> bool {
    let is_in = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    (1..=63).contains(&name.len()) && name.bytes().all(is_in)
}
