//! Which secret applications are sealed by, and calls of which nobody may learn who made them.
//!
//! Owns what must be true before the secret is used: it is made when it is first needed, the database tells it from others ever
//! after, and a replica without it, or with another one, neither takes applications nor opens them; and how another one may follow
//! it. What is made of a secret is `common::secret`'s. Who holds the database and the secret can read what is sealed: nobody else.

use std::{
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
    sync::Arc,
};

use common::{
    Error,
    app::App,
    context::Context,
    error::cause,
    secret::{self, Sealed, Secret},
    store::{Mode, Store, Tx},
};
use kenes_proto::{
    registry::{Application, Seal as Sealing},
    types::ErrorReason as Reason,
};
use prost::Message;
use tokio::sync::Mutex;

use crate::store::{application, seal as kept};

/// How its file ends, beside the key of the log.
const EXTENSION: &str = "seal";

/// The secret of the service, as far as it is known.
#[derive(Debug)]
pub(crate) struct Seal {
    file: PathBuf,
    known: Mutex<Option<Arc<Secret>>>,
}

/// What there is of the secret.
#[derive(Debug)]
pub(crate) enum Found {
    /// The one that the database knows.
    Known(Arc<Secret>),
    /// Nothing was ever sealed by one.
    Unused,
    /// Another one than the database knows, or none, for this reason.
    Missing(String),
}

/// A call that concerns what is sealed: nothing that it writes says who made it.
#[derive(Clone, Debug)]
pub(crate) struct Submission {
    pub(crate) secret: Arc<Secret>,
    /// Who made it.
    pub(crate) caller: String,
    /// The same call, by nobody.
    pub(crate) context: Context,
}

// === impl Seal

impl Seal {
    /// The secret beside the key of the log of `app`.
    pub(crate) fn of(app: &App) -> Self {
        Self {
            file: app.log.beside(EXTENSION),
            known: Mutex::default(),
        }
    }

    /// Where it is, and what becomes of the applications without it: for the operator.
    pub(crate) fn tell(&self, why: &str) {
        tracing::error!(
            file = %self.file.display(),
            why,
            "applications are neither taken nor opened here: copy the file of this name from the replica, or the backup, that \
             has the first one, readable by its owner only; if it is lost for good, see `kenes registry reseal --help`"
        );
    }

    /// What there is of the secret; nothing is made.
    pub(crate) async fn find(&self, app: &App) -> Result<Found, Error> {
        self.find_as(app, &mut *self.known.lock().await).await
    }

    /// The secret, made where none was ever used; `SEAL_SECRET_MISSING` where it is not the one that the database knows.
    async fn secret(&self, app: &App) -> Result<Arc<Secret>, Error> {
        let mut known = self.known.lock().await;
        if let Found::Unused = self.find_as(app, &mut known).await? {
            self.make(app).await?;
        }
        match self.find_as(app, &mut known).await? {
            Found::Known(secret) => Ok(secret),
            Found::Unused | Found::Missing(_) => Err(missing()),
        }
    }

    async fn find_as(&self, app: &App, known: &mut Option<Arc<Secret>>) -> Result<Found, Error> {
        if let Some(secret) = known {
            return Ok(Found::Known(Arc::clone(secret)));
        }
        let context = app.own("ReadSeal");
        let Some(first) = app.read(&context, kept::check_value).await? else {
            return Ok(Found::Unused);
        };
        Ok(match Secret::read(&self.file) {
            Ok(Some(secret)) if secret.check_value() == first => {
                let secret = Arc::new(secret);
                *known = Some(Arc::clone(&secret));
                Found::Known(secret)
            }
            Ok(Some(_)) => Found::Missing(
                "this is another secret than the one by which applications were sealed first"
                    .to_owned(),
            ),
            Ok(None) => Found::Missing("the file is missing".to_owned()),
            Err(error) => Found::Missing(cause(&error)),
        })
    }

    /// Makes the first secret, or takes the one in the file, unless another replica is first.
    async fn make(&self, app: &App) -> Result<(), Error> {
        let found = Secret::read(&self.file)?;
        let made = found.is_none();
        let secret = match found {
            Some(secret) => secret,
            None => {
                let secret = Secret::generate()?;
                secret.write(&self.file)?;
                secret
            }
        };
        let own = secret.check_value();
        let keep = move |tx: &mut dyn Tx| Ok(kept::keep(tx, &own)? == own);
        let first = app.store.write("KeepSeal", Mode::Commit, keep).await?;
        if made && !first {
            // What this one made has sealed nothing.
            fs::remove_file(&self.file).map_err(Error::internal)?;
        }
        Ok(())
    }

    /// Looks for it again at the next call: there may be another one by now.
    async fn forget(&self) {
        *self.known.lock().await = None;
    }
}

/// The refusal of what needs the secret where it is not.
pub(crate) fn missing() -> Error {
    let text = "this replica does not have the secret by which applications are sealed; ask another one, or its operator";
    Error::refused(Reason::SealSecretMissing, "seal", text)
}

/// Ends the use of the secret, so that the next application makes another one: its file beside `key` is deleted, and what is still
/// sealed by it, withdrawn or in tenders that were called off, opens by nothing any more. Returns whether there was one. Refused as
/// long as applications wait to be opened by it, and where the file holds another secret: that is of another database.
pub async fn end(store: &Store, key: &Path) -> Result<bool, Error> {
    let file = key.with_extension(EXTENSION);
    // What cannot be read is no secret of this database either.
    let own = match Secret::read(&file) {
        Ok(secret) => secret.map(|secret| secret.check_value()),
        Err(_) => Some(Vec::new()),
    };
    let forget = move |tx: &mut dyn Tx| {
        if own.is_some() && kept::check_value(tx)? != own {
            let text = "the file is not the secret of this database: name the folder of the log that belongs to it, or move the \
                        file away";
            return Err(Error::refused(Reason::SealSecretMissing, "seal", text));
        }
        let waiting = application::waiting(tx, 10)?;
        if !waiting.is_empty() {
            let text = format!(
                "applications in {} wait to be opened by this secret; wait for that, or cancel these tenders (CancelTender) if it \
                 is lost",
                waiting.join(", ")
            );
            return Err(Error::refused(Reason::ResourceInUse, "seal", text));
        }
        kept::forget(tx)
    };
    let there = store.write("EndSeal", Mode::Commit, forget).await?;
    match fs::remove_file(file) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(Error::internal(error)),
        _ => Ok(there),
    }
}

/// Runs a write of which nothing tells who made it: the record has another caller, a retry is told by what only the service can
/// compute, and of a refusal a log has the reason alone.
pub(crate) async fn unnamed<R, F>(
    app: &App,
    seal: &Seal,
    context: Context,
    request: R,
    work: F,
) -> Result<Application, Error>
where
    R: Send + 'static,
    F: Fn(&mut dyn Tx, &Submission, &R) -> Result<Application, Error> + Send + 'static,
{
    let secret = seal.secret(app).await?;
    let caller = context.caller().to_owned();
    let blind = |digest: &[u8]| secret.tag("request", &[digest]);
    let context = context.unnamed(blind);
    let submission = Submission {
        secret: Arc::clone(&secret),
        caller,
        context: context.clone(),
    };
    let written = app.write(context, move |tx, _| {
        // The operator may have ended the use of this one meanwhile.
        if kept::check_value(tx)? != Some(submission.secret.check_value()) {
            return Err(missing());
        }
        work(tx, &submission, &request)
    });
    let outcome = written.await;
    let ended = |error: &Error| error.reason() == Reason::SealSecretMissing;
    if outcome.as_ref().is_err_and(ended) {
        seal.forget().await;
    }
    outcome.map_err(Error::untold)
}

/// Seals what an applicant says.
pub(crate) fn close(secret: &Secret, name: &str, said: &Application) -> Result<Sealing, Error> {
    let Sealed {
        salt,
        nonce,
        ciphertext,
    } = secret.seal(name, said.encode_to_vec())?;
    Ok(Sealing {
        salt,
        nonce,
        ciphertext,
        ..Sealing::default()
    })
}

/// What an applicant said, and the key of the seal.
pub(crate) fn open(
    secret: &Secret,
    name: &str,
    seal: &Sealing,
) -> Result<(Application, Vec<u8>), Error> {
    let key = secret.key(name, &seal.salt)?;
    let sealed = Sealed {
        salt: seal.salt.clone(),
        nonce: seal.nonce.clone(),
        ciphertext: seal.ciphertext.clone(),
    };
    let text = secret::open(name, &key, &sealed)?;
    let said = Application::decode(&*text).map_err(Error::internal)?;
    Ok((said, key))
}
