//! After the disk or the record failed: what is left for the next start, and what it does before anything is signed.
//!
//! A process that saw a failed sync cannot know what the disk holds, and neither can the next one: the system may show what was
//! never written and say that it is. So the process leaves a mark beside the log's last signature, as well as it can on a disk that
//! fails, and the next start copies what there is, syncs the copy, and reads the whole record again (`common::record::check`).
//! Every other start does that reading too, but behind: while it already serves.

use std::{path::PathBuf, sync::Arc, time::Duration};

use common::{
    Error,
    error::{Kind, cause},
    pace::Pace,
    record::{self, Files, Published, check},
    store::{Distrust, Store},
};
use tlog::Damage;

use crate::Failure;

/// How long the mark may take: a disk that fails may also hang.
const PATIENCE: Duration = Duration::from_secs(1);

/// The mark of a log.
#[derive(Clone, Debug)]
pub(crate) struct Suspect(PathBuf);

impl Suspect {
    /// The mark of the log with these files.
    pub(crate) fn of(files: &Files) -> Self {
        Self(files.signed.with_extension("suspect"))
    }

    /// Returns why the last run did not trust what it had, if it did not.
    pub(crate) fn reason(&self) -> Option<String> {
        std::fs::read(&self.0)
            .ok()
            .map(|text| String::from_utf8_lossy(&text).trim().to_owned())
    }

    /// All was checked.
    pub(crate) fn clear(&self) -> Result<(), Error> {
        std::fs::remove_file(&self.0)
            .and_then(|()| common::store::folder::sync_folder(&self.0))
            .map_err(|e| Error::internal(format!("{}: {e}", self.0.display())))
    }

    /// Leaves the mark if `store` is distrusted, because of `failure`. Begun at once; what is returned waits for the end of it,
    /// but not for ever.
    pub(crate) fn mark(
        &self,
        store: &Store,
        failure: Option<&Failure>,
    ) -> impl Future<Output = ()> + use<> {
        let reason = failure.map(|failure| failure.problems.join("; "));
        let mark = store.is_distrusted().then(|| {
            let suspect = self.clone();
            tokio::task::spawn_blocking(move || {
                if let Err(error) = suspect.set(&reason.unwrap_or_default()) {
                    tracing::error!(%error, file = %suspect.0.display(), "the next start will not know of it");
                }
            })
        });
        async move {
            if let Some(mark) = mark {
                drop(tokio::time::timeout(PATIENCE, mark).await);
            }
        }
    }

    fn set(&self, reason: &str) -> std::io::Result<()> {
        use std::io::Write;
        let mut file = std::fs::File::create(&self.0)?;
        writeln!(file, "{reason}")?;
        file.sync_all()?;
        common::store::folder::sync_folder(&self.0)
    }
}

/// Reads all that a suspect log holds, and writes what it signed last anew. Nobody is served meanwhile.
pub(crate) async fn check(store: &Store, files: &Files) -> Result<(), Error> {
    record::last_signed::LastSigned::renew(&files.signed)?;
    let Some(signed) = record::signed_before(store, files).await? else {
        return Ok(());
    };
    let entries = check::whole(store, &signed, Pace::AtOnce).await?;
    tracing::info!(
        entries,
        "the whole record was read again, and is what was signed"
    );
    Ok(())
}

/// Reads the record and every page of its database again while the service runs. What is not as it was signed ends the service.
pub(crate) async fn read_again(store: Store, published: Arc<Published>) {
    let entries = match check::whole(&store, &published.checkpoint, Pace::Beside).await {
        Ok(entries) => entries,
        Err(error) if Damage::is(&error) || error.kind() == Kind::Internal => {
            let text = cause(&error);
            tracing::error!(text, "reading the record again");
            return store.distrust(Distrust::Record(text));
        }
        // The service is stopping.
        Err(_) => return,
    };
    let pages = tokio::task::spawn_blocking(move || store.check()).await;
    match pages {
        Ok(Ok(())) => tracing::info!(
            entries,
            "the whole record was read again, and is what was signed"
        ),
        Ok(Err(error)) => tracing::error!(cause = cause(&error), "checking the database"),
        Err(_) => {}
    }
}
