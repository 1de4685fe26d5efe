//! What becomes of uploaded files without a caller: those that nothing named are removed after a day, and those that an erasure
//! reaches are removed before it says that it is done.
//!
//! Removing is three steps, and a crash between them is made up for: the table says that the file is about to go, the bytes go, the
//! table says that they are gone. Owns these steps; `store::attachment` owns what may be removed.

use std::{path::Path, time::Duration};

use common::{
    Error,
    app::App,
    attachments::{self, Found},
    error::cause,
    store::{Mode, Tx},
};
use tlog::Damage;
use tokio::time::sleep;

use crate::store::attachment::{self as table, State, Stored};

/// Between two looks for what is to go.
const IDLE: Duration = Duration::from_mins(1);
/// How many are removed in one round, and looked at at once.
const ROUND: i64 = 100;
/// How long a file waits to be named, in microseconds.
pub const WAITS: i64 = 24 * 3600 * 1_000_000;

const METHOD: &str = "RemoveAttachments";

/// Removes what nothing named in time, now and whenever there is some, until `stop`.
pub async fn keep_removing(app: App, stop: impl Future<Output = ()>) {
    let mut stop = std::pin::pin!(stop);
    let mut left = true;
    loop {
        let round = async {
            let mut outcome = Ok(());
            if left {
                outcome = forget_left(&app).await;
                left = outcome.is_err();
            }
            if let Err(error) = outcome.and(remove_unnamed(&app).await) {
                tracing::warn!(cause = cause(&error), "uploaded files are removed later");
            }
            sleep(IDLE).await;
        };
        tokio::select! {
            () = &mut stop => return,
            () = round => {}
        }
    }
}

/// Drops what a crash left of uploads: their bytes in pieces, after they were kept as a whole or given up.
pub async fn forget_left(app: &App) -> Result<(), Error> {
    let context = app.own(METHOD);
    for id in app.attachments.coming().await? {
        let name = format!("attachments/{id}");
        let find = move |tx: &mut dyn Tx| table::find(tx, &name);
        let found = app.read(&context, find).await?;
        let comes = |file: &Stored| matches!(file.state, State::Uploading | State::Storing);
        if !found.as_ref().is_some_and(comes) {
            app.attachments.forget(&id).await?;
        }
    }
    Ok(())
}

/// Removes all files that nothing named in time, and those whose end was begun. One that cannot be keeps no other waiting.
pub async fn remove_unnamed(app: &App) -> Result<(), Error> {
    let context = app.own(METHOD);
    let before = context.now - WAITS;
    loop {
        let ending = move |tx: &mut dyn Tx| table::ending(tx, before, ROUND);
        let names = app.read(&context, ending).await?;
        let (mut outcome, count) = (Ok(()), names.len());
        for name in names {
            outcome = outcome.and(remove(app, &name, before).await);
        }
        outcome?;
        if count < usize::try_from(ROUND).unwrap_or(usize::MAX) {
            return Ok(());
        }
    }
}

/// Removes the files that a resource names, unless another one that can be read names them too. When this returns they are gone.
pub(crate) async fn remove_of(app: &App, resource: &str) -> Result<(), Error> {
    let context = app.own(METHOD);
    let resource = resource.to_owned();
    let named = move |tx: &mut dyn Tx| table::named_by(tx, &resource);
    for name in app.read(&context, named).await? {
        remove(app, &name, i64::MIN).await?;
    }
    Ok(())
}

async fn remove(app: &App, name: &str, before: i64) -> Result<(), Error> {
    let wanted = name.to_owned();
    let begin = move |tx: &mut dyn Tx| table::begin_removing(tx, &wanted, before);
    let Some((file, alone)) = app.store.write(METHOD, Mode::Commit, begin).await? else {
        return Ok(());
    };
    app.attachments.forget(file.id()).await?;
    if alone {
        app.attachments.remove(file.hash()?).await?;
    }
    let end = move |tx: &mut dyn Tx| table::end_removing(tx, &file.name);
    app.store.write(METHOD, Mode::Commit, end).await
}

/// What was found of the files of a service.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// How many are as they must be.
    pub files: u64,
    /// What lies there and nobody knows: what a crash left.
    pub superfluous: Vec<String>,
}

/// What returns the hash of a file as it is read now, if it is there.
pub type Hash<'h> = &'h dyn Fn([u8; 32]) -> Result<Option<[u8; 32]>, Error>;

/// Reads all files of a service that does not run, and names the first that is missing or is not what was stored.
pub fn check(
    tx: &mut dyn Tx,
    folder: &Path,
    hash: Hash<'_>,
    progress: &mut dyn FnMut(u64),
) -> Result<Checked, Error> {
    let (mut checked, mut after) = (Checked::default(), String::new());
    loop {
        let page = table::kept(tx, &after, ROUND)?;
        let Some(last) = page.last() else { break };
        after.clone_from(&last.name);
        for file in page {
            check_file(folder, &file, hash)?;
            checked.files += 1;
            progress(checked.files);
        }
    }
    attachments::look(folder, |found| {
        let unknown = match found {
            Found::File(sha256) => {
                let known = table::is_known(tx, sha256)?;
                (!known).then(|| attachments::path(folder, sha256))
            }
            Found::Part(id) => {
                let known = table::find(tx, &format!("attachments/{id}"))?.is_some();
                (!known).then(|| folder.join("parts").join(id))
            }
            Found::Other(path) => Some(path),
        };
        let unknown = unknown.map(|path| path.display().to_string());
        checked.superfluous.extend(unknown);
        Ok(())
    })?;
    checked.superfluous.sort();
    Ok(checked)
}

fn check_file(folder: &Path, file: &Stored, hash: Hash<'_>) -> Result<(), Error> {
    let sha256 = file.hash()?;
    let path = attachments::path(folder, sha256);
    let damaged = |say: &str| Damage::of(format!("{}, {}: {say}", file.name, path.display()));
    match hash(sha256)? {
        None => Err(damaged("the file is missing")),
        Some(found) if found != sha256 => Err(damaged("the file is not what was stored")),
        Some(_) => Ok(()),
    }
}
