//! The opening of applications at the time that their tender says, by whoever asks first: the service itself, or a caller.
//!
//! Any number of replicas may do it at once: each step looks at what is there in its own transaction. Owns how much is done in one,
//! and in which order.

use std::{sync::Arc, time::Duration};

use common::{
    Error, app::App, context::Context, error::cause, resource, secret::Secret, store::Tx,
};
use kenes_proto::registry::{self as pb, OpenApplicationsRequest};
use tokio::{task::JoinSet, time::sleep};

use crate::{
    domain::{application as rules, tender::state},
    seal::{self, Found, Seal},
    store::{
        application::{self, Applications},
        tender::{self, Due, Tenders},
    },
};

/// Between two looks for what is to be opened.
const IDLE: Duration = Duration::from_secs(1);
/// Between two lines about what cannot be opened, in microseconds.
const QUIET: i64 = 60_000_000;
/// Tenders read at once, and applications opened in one transaction.
const BATCH: i64 = 100;
/// Tenders opened at once: as many as share a commit.
const AT_ONCE: usize = 16;

/// The opening of what is due, by the service itself.
#[derive(Debug)]
pub struct Opening {
    app: App,
    seal: Arc<Seal>,
    /// Until when nothing more is said about what cannot be opened, in microseconds since 1970.
    quiet_until: i64,
}

/// Opens the applications of a tender whose time has come, some in a transaction, the last of them together with the tender. A
/// retry finds the tender as it was when it was opened.
pub(crate) async fn open(
    app: &App,
    seal: &Seal,
    context: Context,
    request: OpenApplicationsRequest,
) -> Result<pb::Tender, Error> {
    let secret = secret(app, seal).await?;
    open_with(app, secret, context, request).await
}

async fn open_with(
    app: &App,
    secret: Option<Arc<Secret>>,
    context: Context,
    mut request: OpenApplicationsRequest,
) -> Result<pb::Tender, Error> {
    loop {
        let (secret, step) = (secret.clone(), request.clone());
        let work = move |tx: &mut dyn Tx, context: &Context| {
            open_some(tx, context, secret.as_deref(), &step)
        };
        let tender = app.write(context.clone(), work).await?;
        if tender.open_time.is_some() {
            return Ok(tender);
        }
        // What was begun on the revision that the caller read goes on whatever else is written.
        request.etag.clear();
    }
}

/// Opens some of the applications of a tender, and the tender itself where no others are left. Whatever the call may be refused for
/// is found before the first is opened.
fn open_some(
    tx: &mut dyn Tx,
    context: &Context,
    secret: Option<&Secret>,
    request: &OpenApplicationsRequest,
) -> Result<pb::Tender, Error> {
    let mut tender = resource::get::<Tenders>(tx, &request.name)?;
    if tender.open_time.is_some() {
        return Ok(tender);
    }
    resource::check_etag::<Tenders>(&tender, &request.etag)?;
    state::check_due(&tender, context.now)?;
    let sealed = application::sealed(tx, &tender.name, BATCH)?;
    let left = usize::try_from(BATCH) == Ok(sealed.len()) && !context.is_validate_only();
    if !sealed.is_empty() {
        let secret = secret.ok_or_else(seal::missing)?;
        // A retry finds the tender.
        let context = context.without_request_id();
        for name in sealed {
            let mut application = resource::get::<Applications>(tx, &name)?;
            let closed = application.seal.clone().unwrap_or_default();
            let (said, key) = seal::open(secret, &name, &closed)?;
            rules::open(&mut application, said, key, context.now);
            resource::save::<Applications>(tx, &context, application)?;
        }
    }
    if left {
        return Ok(tender);
    }
    state::open(&mut tender, context.now);
    resource::save::<Tenders>(tx, context, tender)
}

/// The secret, if there is one to open with.
async fn secret(app: &App, seal: &Seal) -> Result<Option<Arc<Secret>>, Error> {
    Ok(match seal.find(app).await? {
        Found::Known(secret) => Some(secret),
        Found::Unused | Found::Missing(_) => None,
    })
}

/// Opens what is due, now and whenever more is, until `stop`.
pub async fn keep_opening(app: App, stop: impl Future<Output = ()>) {
    let mut opening = Opening::of(app);
    let mut stop = std::pin::pin!(stop);
    loop {
        let round = async {
            opening.look().await;
            sleep(IDLE).await;
        };
        tokio::select! {
            () = &mut stop => return,
            () = round => {}
        }
    }
}

// === impl Opening

impl Opening {
    /// That of `app`.
    pub fn of(app: App) -> Self {
        Self {
            seal: Arc::new(Seal::of(&app)),
            app,
            quiet_until: i64::MIN,
        }
    }

    /// Opens what is due by now, and says at most once a minute what stands in the way, of that or of what is still to come.
    pub async fn look(&mut self) {
        let outcome = self.round().await;
        let now = self.app.clock.now();
        if now < self.quiet_until {
            return;
        }
        match (self.seal.find(&self.app).await, outcome) {
            (Ok(Found::Missing(why)), _) => self.seal.tell(&why),
            (Err(error), _) | (_, Err(error)) => {
                tracing::warn!(cause = cause(&error), "applications are opened later");
            }
            (Ok(_), Ok(())) => return,
        }
        self.quiet_until = now.saturating_add(QUIET);
    }

    /// Opens what is due by now, whichever of it can be; or else says what the first one that cannot is refused for.
    pub async fn round(&self) -> Result<(), Error> {
        let context = self.app.own("OpenApplications");
        let secret = secret(&self.app, &self.seal).await?;
        let (now, known) = (context.now, secret.is_some());
        let (mut last, mut outcome) = (None::<Due>, Ok(()));
        loop {
            let from = last.clone();
            let page = move |tx: &mut dyn Tx| tender::due(tx, now, from.as_ref(), known, BATCH);
            let page = self.app.read(&context, page).await?;
            let Some(end) = page.last().cloned() else {
                return outcome;
            };
            last = Some(end);
            let (mut left, mut running) = (page.into_iter(), JoinSet::new());
            loop {
                while running.len() < AT_ONCE
                    && let Some(due) = left.next()
                {
                    let (app, secret, context) =
                        (self.app.clone(), secret.clone(), context.clone());
                    let request = OpenApplicationsRequest {
                        name: due.name,
                        ..Default::default()
                    };
                    running.spawn(async move { open_with(&app, secret, context, request).await });
                }
                // One that cannot be opened does not keep the others waiting.
                match running.join_next().await {
                    None => break,
                    Some(Ok(opened)) => outcome = outcome.and(opened.map(drop)),
                    Some(Err(ended)) => outcome = outcome.and(Err(Error::internal(ended))),
                }
            }
        }
    }
}
