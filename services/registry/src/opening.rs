//! The opening of applications at the time that their tender says, by whoever asks first: the service itself, or a caller.
//!
//! Any number of replicas may do it at once: each step looks at what is there in its own transaction.

use std::time::Duration;

use common::{
    Error, app::App, context::Context, error::cause, resource, secret::Secret, store::Tx,
};
use kenes_proto::registry::{self as pb, OpenApplicationsRequest};

use crate::{
    domain::{application as rules, tender::state},
    seal::{self, Seal},
    store::{
        application::{self, Applications},
        tender::{self, Tenders},
    },
};

/// Between two looks for what is to be opened.
const IDLE: Duration = Duration::from_secs(1);
/// Tenders looked at in one round, and applications opened in one transaction.
const BATCH: i64 = 100;

/// Opens the applications of a tender whose time has come, some in a transaction, and then the tender. A retry finds the tender
/// as it was when it was opened.
pub(crate) async fn open(
    app: &App,
    seal: &Seal,
    context: Context,
    request: OpenApplicationsRequest,
) -> Result<pb::Tender, Error> {
    let secret = seal.secret(app).await?;
    if !context.is_validate_only() {
        let mut left = true;
        while left {
            let (secret, name) = (secret.clone(), request.name.clone());
            let some = context.without_request_id();
            let mode = common::store::Mode::Commit;
            left = app
                .store
                .write(context.method, mode, move |tx| {
                    open_some(tx, &some, &secret, &name)
                })
                .await?;
        }
    }
    app.write(context, move |tx, context| {
        let present = resource::get::<Tenders>(tx, &request.name)?;
        if present.open_time.is_some() {
            return Ok(present);
        }
        resource::change::<Tenders>(tx, context, &request, |tx, tender| {
            let left = !application::sealed(tx, &request.name, 1)?.is_empty();
            state::open(tender, left && !context.is_validate_only(), context.now)
        })
    })
    .await
}

/// Opens some of the applications of a tender whose time has come, and returns whether others are left.
fn open_some(
    tx: &mut dyn Tx,
    context: &Context,
    secret: &Secret,
    tender: &str,
) -> Result<bool, Error> {
    let due = resource::find::<Tenders>(tx, tender)?;
    if due.is_none_or(|tender| !state::is_due(&tender, context.now)) {
        return Ok(false);
    }
    let sealed = application::sealed(tx, tender, BATCH)?;
    for name in &sealed {
        let mut application = resource::get::<Applications>(tx, name)?;
        let closed = application.seal.clone().unwrap_or_default();
        let (said, key) = seal::open(secret, name, &closed)?;
        rules::open(&mut application, said, key, context.now);
        resource::save::<Applications>(tx, context, application)?;
    }
    Ok(!sealed.is_empty())
}

/// Opens what is due, now and whenever more is, until `stop`.
pub async fn keep_opening(app: App, stop: impl Future<Output = ()>) {
    let seal = Seal::of(&app);
    let mut stop = std::pin::pin!(stop);
    loop {
        let round = async {
            if let Err(error) = round(&app, &seal).await {
                tracing::warn!(cause = cause(&error), "applications are opened later");
            }
            tokio::time::sleep(IDLE).await;
        };
        tokio::select! {
            () = &mut stop => return,
            () = round => {}
        }
    }
}

/// Opens what is due by now.
pub async fn open_due(app: &App) -> Result<(), Error> {
    round(app, &Seal::of(app)).await
}

async fn round(app: &App, seal: &Seal) -> Result<(), Error> {
    let context = app.own("OpenApplications");
    let now = context.now;
    let names = app
        .read(&context, move |tx| tender::due(tx, now, BATCH))
        .await?;
    for name in names {
        let request = OpenApplicationsRequest {
            name: name.clone(),
            ..Default::default()
        };
        // One that cannot be opened must not keep the others waiting.
        if let Err(error) = open(app, seal, context.clone(), request).await {
            tracing::warn!(name, cause = cause(&error), "applications are opened later");
        }
    }
    Ok(())
}
