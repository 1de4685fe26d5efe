//! How a service is told who calls: by a name, which it believes, or by an access token.
//!
//! Owns the tokens. Those of a local issuer are made here, each for the person that a line names; others are in files, which whoever
//! gets them keeps fresh: a token lives for minutes, and an import for longer.

use std::{
    collections::HashMap,
    fmt, fs,
    path::PathBuf,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use common::{clock::Clock, context::SUBJECT};
use identity::sign::{Issue, Signer};
use tonic::{
    Status,
    metadata::{AsciiMetadataValue, MetadataMap},
};
use uuid::Uuid;

use crate::{
    Failure, ServiceKind,
    config::{self, LOCAL},
    local_issuer,
};

/// How long a token that is made here is valid, and for how much of that it is used.
const LIFE: Duration = Duration::from_mins(10);
const USED: Duration = Duration::from_mins(5);
/// What such tokens say they are used by.
const CLIENT: &str = "kenes";

/// How a service is told who calls.
pub(crate) enum Credentials {
    /// By its name.
    Named,
    /// By tokens of the local issuer.
    Made(Box<Maker>),
    /// By the token for the service in a folder, in whose name all is done.
    Kept {
        /// The folder.
        folder: PathBuf,
        /// Who calls where nothing else is said: all that a line may say.
        own: String,
    },
}

/// Makes tokens, and keeps them for a while.
pub(crate) struct Maker {
    signer: Signer,
    clock: Clock,
    made: Mutex<HashMap<(ServiceKind, String), (AsciiMetadataValue, i64)>>,
}

// === impl Credentials

impl Credentials {
    /// As the configuration says.
    pub(crate) fn open(config: &config::Credentials) -> Result<Self, Failure> {
        Ok(match config {
            config::Credentials::Named => Self::Named,
            config::Credentials::Kept { folder, own } => Self::Kept {
                folder: folder.clone(),
                own: own.clone(),
            },
            config::Credentials::Local(folder) => Self::Made(Box::new(Maker {
                signer: local_issuer::open(folder)?,
                clock: Clock::system(),
                made: Mutex::default(),
            })),
        })
    }

    /// Says who calls, in the metadata of a call to a service; nobody, where `subject` is empty.
    pub(crate) fn put(
        &self,
        metadata: &mut MetadataMap,
        which: ServiceKind,
        subject: &str,
    ) -> Result<(), Status> {
        if subject.is_empty() {
            return Ok(());
        }
        let token = match self {
            Self::Named => {
                let subject = AsciiMetadataValue::try_from(subject)
                    .map_err(|_| Status::invalid_argument("the subject is not ASCII"))?;
                metadata.insert(SUBJECT, subject);
                return Ok(());
            }
            Self::Made(maker) => maker.token(which, subject)?,
            Self::Kept { own, .. } if subject != own => {
                return Err(Status::invalid_argument(format!(
                    "it is to be written by {subject}, and the tokens of --tokens speak for one: leave \"subject\" out"
                )));
            }
            Self::Kept { folder, .. } => {
                let file = folder.join(format!("{}.token", which.name()));
                let text = fs::read_to_string(&file).map_err(|error| {
                    Status::unauthenticated(format!("{}: {error}", file.display()))
                })?;
                bearer(text.trim())?
            }
        };
        metadata.insert("authorization", token);
        Ok(())
    }
}

// === impl Maker

impl Maker {
    fn token(&self, which: ServiceKind, subject: &str) -> Result<AsciiMetadataValue, Status> {
        let person = subject
            .strip_prefix(LOCAL)
            .and_then(|rest| rest.strip_prefix('|'));
        let person = person.ok_or_else(|| {
            Status::invalid_argument(format!(
                "{subject} is not a subject of the local issuer, {LOCAL}|NAME"
            ))
        })?;
        let now = self.clock.seconds();
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (which, subject.to_owned());
        if let Some((token, until)) = made.get(&key)
            && now < *until
        {
            return Ok(token.clone());
        }
        let token = bearer(&self.signer.token(&Issue {
            issuer: LOCAL,
            subject: person,
            audience: which.definition().domain,
            client: CLIENT,
            id: &Uuid::new_v4().hyphenated().to_string(),
            now,
            life: LIFE.as_secs().cast_signed(),
        }))?;
        made.insert(key, (token.clone(), now + USED.as_secs().cast_signed()));
        Ok(token)
    }
}

fn bearer(token: &str) -> Result<AsciiMetadataValue, Status> {
    AsciiMetadataValue::try_from(format!("Bearer {token}"))
        .map_err(|_| Status::unauthenticated("this is no access token: it is not ASCII"))
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Named => "Named",
            Self::Made(_) => "Made",
            Self::Kept { .. } => "Kept",
        })
    }
}
