//! Which secret applications are sealed by, and calls of which nobody may learn who made them.
//!
//! Owns what must be true before the secret is used: it is made when it is first needed, the database tells it from others ever
//! after, and a replica without it, or with another one, neither takes applications nor opens them. What is made of a secret is
//! `common::secret`'s.

use std::{path::PathBuf, sync::Arc};

use common::{
    Error,
    app::App,
    context::Context,
    error::cause,
    secret::{self, Sealed, Secret},
    store::{Mode, Tx},
};
use kenes_proto::{
    registry::{Application, Seal as Sealing},
    types::ErrorReason as Reason,
};
use prost::Message;
use tokio::sync::Mutex;

use crate::store::seal as kept;

/// The secret of the service, as far as it is known.
#[derive(Debug)]
pub(crate) struct Seal {
    file: PathBuf,
    known: Mutex<Option<Arc<Secret>>>,
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
            file: app.log.beside("seal"),
            known: Mutex::default(),
        }
    }

    /// The secret; `SEAL_SECRET_MISSING` where it is not the one that the database knows.
    pub(crate) async fn secret(&self, app: &App) -> Result<Arc<Secret>, Error> {
        let mut known = self.known.lock().await;
        if let Some(secret) = &*known {
            return Ok(Arc::clone(secret));
        }
        let secret = Arc::new(self.find(app).await?);
        *known = Some(Arc::clone(&secret));
        Ok(secret)
    }

    async fn find(&self, app: &App) -> Result<Secret, Error> {
        let context = app.own("ReadSeal");
        let first = app.read(&context, kept::check_value).await?;
        let found = Secret::read(&self.file).map_err(|error| {
            let why = cause(&error);
            self.missing(&why)
        })?;
        let (secret, made) = match (found, &first) {
            (Some(secret), _) => (secret, false),
            (None, Some(_)) => return Err(self.missing("the file is missing")),
            (None, None) => {
                let secret = Secret::generate()?;
                secret.write(&self.file)?;
                (secret, true)
            }
        };
        let value = secret.check_value();
        let first = match first {
            Some(first) => first,
            None => {
                let value = value.clone();
                let keep = move |tx: &mut dyn Tx| kept::keep(tx, &value);
                app.store.write("KeepSeal", Mode::Commit, keep).await?
            }
        };
        if first == value {
            return Ok(secret);
        }
        if made {
            // Another replica was first: what this one made has sealed nothing.
            std::fs::remove_file(&self.file).map_err(Error::internal)?;
        }
        Err(self
            .missing("this is another secret than the one by which applications were sealed first"))
    }

    fn missing(&self, why: &str) -> Error {
        tracing::error!(
            file = %self.file.display(),
            why,
            "applications are neither taken nor opened here: copy the file of this name from the replica, or the backup, that \
             has the first one, readable by its owner only"
        );
        let text = "this replica does not have the secret by which applications are sealed; ask another one, or its operator";
        Error::refused(Reason::SealSecretMissing, "seal", text)
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
    let written = app.write(context, move |tx, _| work(tx, &submission, &request));
    written.await.map_err(Error::untold)
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
