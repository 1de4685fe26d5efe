//! `kenes fsck`: checks the record of each database in a folder, and names the first thing that is damaged.
//!
//! Owns the files and what is said; what must hold is in `common::record::check`.

use std::path::Path;

use common::{
    attachments::Attachments,
    error::{Kind, cause},
    record::{
        self, Files,
        check::{self, Whole},
    },
    store::{self, Tx},
};
use consultation::attachments::{self, Checked};
use tlog::{Damage, note::Checkpoint};

use crate::{Exit, Failure, ServiceKind, exit::say, open, progress::bar};

/// Returns where the logs keep their files that are in the folder itself.
pub fn beside(folder: &Path) -> Vec<(ServiceKind, Files)> {
    let log = |which: ServiceKind| (which, Files::within(folder, which.name()));
    ServiceKind::ALL.into_iter().map(log).collect()
}

/// Checks what there is in the folder. Uploaded files are where `attachments` says, or beside the key.
pub fn run(
    folder: &Path,
    logs: &[(ServiceKind, Files)],
    attachments: Option<&Attachments>,
) -> Result<(), Failure> {
    let there = logs
        .iter()
        .map(|(which, files)| (*which, files, which.database(folder)))
        .filter(|(_, _, database)| database.exists());
    let (mut checked, mut failures) = (0, Vec::new());
    for (which, files, database) in there {
        checked += 1;
        let uploaded = attachments.cloned();
        let uploaded = uploaded.unwrap_or_else(|| Attachments::beside(&files.key));
        let uploaded = (which == ServiceKind::Consultation).then_some(uploaded);
        match check(&database, files, uploaded.as_ref()) {
            Ok((signed, whole, checked)) => {
                say(summary(&database, &signed, whole));
                if let Some(checked) = checked {
                    said(&database, &checked);
                }
            }
            Err(failure) => failures.push(failure),
        }
    }
    if checked == 0 {
        let text = format!("{}: there is no database here", folder.display());
        return Err(Failure::new(Exit::Usage, text));
    }
    let damage = failures.iter().find(|failure| failure.exit == Exit::Record);
    match damage.or(failures.first()).map(|failure| failure.exit) {
        None => Ok(()),
        Some(exit) => Err(Failure {
            exit,
            problems: failures
                .into_iter()
                .flat_map(|failure| failure.problems)
                .collect(),
        }),
    }
}

fn check(
    database: &Path,
    files: &Files,
    uploaded: Option<&Attachments>,
) -> Result<(Checkpoint, Whole, Option<Checked>), Failure> {
    let name = database.display().to_string();
    let trouble = |error: common::Error| {
        let exit = match error.kind() {
            Kind::Refused => Exit::Record,
            _ if Damage::is(&error) => Exit::Record,
            _ => Exit::Io,
        };
        Failure::new(exit, format!("{name}: {}", cause(&error)))
    };
    let _lock = open::lock(database)?;
    let signed = match files.signed.exists() {
        true => record::signed(files).map_err(trouble)?,
        false => None,
    };
    let signed = signed.ok_or_else(|| {
        let (key, signed) = (files.key.display(), files.signed.display());
        let text = format!("{name}: {key} or {signed} is missing: nobody can tell what was signed");
        Failure::new(Exit::Record, text)
    })?;
    let progress = bar(0, false);
    progress.set_message(name.clone());
    let whole = store::examine(database, |tx| {
        file(tx)?;
        let whole = check::within(tx, &signed, &mut |done, of| {
            progress.set_length(of);
            progress.set_position(done);
        })?;
        // A database of an older release has none.
        let uploaded = uploaded.filter(|_| has_files(tx).unwrap_or(true));
        let checked = uploaded.map(|uploaded| {
            progress.set_message(uploaded.folder().display().to_string());
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .map_err(common::Error::internal)?;
            let hash = |sha256| runtime.block_on(uploaded.hash(sha256));
            let mut position = |done| progress.set_position(done);
            attachments::check(tx, uploaded.folder(), &hash, &mut position)
        });
        Ok((whole, checked.transpose()?))
    });
    progress.finish_and_clear();
    whole
        .map(|(whole, checked)| (signed, whole, checked))
        .map_err(trouble)
}

/// Whether there is a table of uploaded files.
fn has_files(tx: &mut dyn Tx) -> Result<bool, common::Error> {
    let sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'attachment'";
    Ok(!tx.query(sql, &[])?.is_empty())
}

/// Says what was found of uploaded files, where there are any.
fn said(database: &Path, checked: &Checked) {
    let Checked { files, superfluous } = checked;
    let database = database.display();
    if *files > 0 || !superfluous.is_empty() {
        say(format!(
            "{database}: {files} uploaded files, all as they were stored"
        ));
    }
    for path in superfluous {
        say(format!(
            "{database}: superfluous, left by a crash or a copy: {path}"
        ));
    }
}

/// What the engine says of the file.
fn file(tx: &mut dyn Tx) -> Result<(), common::Error> {
    let rows = tx.query("PRAGMA integrity_check(1)", &[])?;
    match rows.first().map(|row| row[0].text()) {
        Some(Ok("ok")) => Ok(()),
        Some(found) => Err(Damage::of(format!("the file of the database: {}", found?))),
        None => Err(common::Error::internal("no answer to an integrity check")),
    }
}

fn summary(database: &Path, signed: &Checkpoint, whole: Whole) -> String {
    let Whole {
        entries,
        tiles,
        erased,
    } = whole;
    format!(
        "{}: sound. {entries} entries of {}, {} of them signed; {tiles} full tiles; {erased} entries with something erased",
        database.display(),
        signed.origin,
        signed.size
    )
}
