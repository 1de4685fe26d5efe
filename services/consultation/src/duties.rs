//! What the service says by itself of answers that are owed: `dutyDue` some days before one is due, `dutyMissed` when its day has
//! passed, each once, and that a consultation which took its last comment is answered.
//!
//! Any number of replicas may do it at once: each step looks at what is there in its own transaction, and what was said stands in
//! the recommendation or the consultation. Owns how much is done at once; what is to be said when is `domain::duty`'s.

use std::{collections::HashSet, time::Duration};

use common::{
    Error,
    app::App,
    context::Context,
    error::cause,
    resource,
    store::{Mode, Tx},
};
use tokio::{task::JoinSet, time::sleep};

use crate::{
    domain::{addressee, consultation as consultations, duty::Said},
    store::{
        consultation::{self, Consultations},
        duty::{self, Waiting},
        recommendation::{self, Recommendations},
    },
};

/// Between two looks for what is to be said.
const IDLE: Duration = Duration::from_secs(1);
/// How many are read at once.
const PAGE: i64 = 100;
/// How many are written at once: as many as share a commit.
const AT_ONCE: usize = 16;

/// Says what is to be said, now and whenever its time comes, until `stop`.
pub async fn keep_saying(app: App, stop: impl Future<Output = ()>) {
    let mut stop = std::pin::pin!(stop);
    loop {
        let round = async {
            if let Err(error) = say_all(&app).await {
                tracing::warn!(
                    cause = cause(&error),
                    "days to answer by are spoken of later"
                );
            }
            sleep(IDLE).await;
        };
        tokio::select! {
            () = &mut stop => return,
            () = round => {}
        }
    }
}

/// Says all that is to be said by now, or else returns what stood in the way of the first that could not be. Nothing keeps the
/// others waiting.
pub async fn say_all(app: &App) -> Result<(), Error> {
    let context = app.own("RemindDuty");
    let now = context.now;
    let (mut last, mut outcome) = (None::<Waiting>, Ok(()));
    let mut done = HashSet::new();
    loop {
        let from = last.clone();
        let page = move |tx: &mut dyn Tx| duty::waiting(tx, now, from.as_ref(), PAGE);
        let page = app.read(&context, page).await?;
        let Some(end) = page.last().cloned() else {
            return outcome;
        };
        last = Some(end);
        let mut subjects = page
            .into_iter()
            .map(|waiting| waiting.subject)
            .filter(|subject| done.insert(subject.clone()))
            .collect::<Vec<_>>()
            .into_iter();
        let mut running = JoinSet::new();
        loop {
            while running.len() < AT_ONCE
                && let Some(subject) = subjects.next()
            {
                let app = app.clone();
                running.spawn(async move { say(&app, subject).await });
            }
            match running.join_next().await {
                None => break,
                Some(Ok(said)) => outcome = outcome.and(said),
                Some(Err(ended)) => outcome = outcome.and(Err(Error::internal(ended))),
            }
        }
    }
}

/// Says all that is to be said of one recommendation or consultation, in one transaction.
async fn say(app: &App, subject: String) -> Result<(), Error> {
    let contexts = [app.own("RemindDuty"), app.own("MissDuty")];
    let work = move |tx: &mut dyn Tx| {
        for (said, context) in [Said::Due, Said::Missed].into_iter().zip(&contexts) {
            match subject.starts_with("recommendations/") {
                true => say_of_recommendation(tx, context, &subject, said)?,
                false => say_of_consultation(tx, context, &subject, said)?,
            }
        }
        Ok(())
    };
    app.store.write("RemindDuty", Mode::Commit, work).await
}

fn say_of_recommendation(
    tx: &mut dyn Tx,
    context: &Context,
    name: &str,
    said: Said,
) -> Result<(), Error> {
    let mut asked = resource::get::<Recommendations>(tx, name)?;
    let answers = recommendation::answers(tx, name, None)?;
    if recommendation::is_waiting(&asked) && addressee::say(&mut asked, &answers, said, context.now)
    {
        resource::save::<Recommendations>(tx, context, asked)?;
    }
    Ok(())
}

/// Of a consultation whose last comment came with an answer there is nothing to be said, but that it is answered.
fn say_of_consultation(
    tx: &mut dyn Tx,
    context: &Context,
    name: &str,
    said: Said,
) -> Result<(), Error> {
    let mut asked = consultation::settle(tx, name, context.now)?;
    if consultation::is_waiting(tx, &asked, context.now)?
        && consultations::say(&mut asked, said, context.now)
    {
        resource::save::<Consultations>(tx, context, asked)?;
    }
    Ok(())
}
