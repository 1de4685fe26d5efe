//! One look through the comments of a consultation: who says the same, and what of that is new.
//!
//! Two passes over the comments that stand, by pages, each in a read of its own: the first counts equal texts, the second places the
//! different ones. Memory: what `near` states, about 60 bytes a comment for its name, and 200 for one that belongs to a campaign.
//! Owns how comments are read; what is new of it is written by `write`.

mod write;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use common::{Error, app::App, names, pace::Pace, store::Tx};
use tokio::time::Instant;

use super::{METHOD, keep};
use crate::{
    domain::{
        campaign as rules,
        near::{Census, Grouping, Text, WHOLE},
    },
    store::campaign_round as rounds,
};

/// So many comments are read at once, in the first pass and in the second: a reader of the store is held for some milliseconds.
const READ: i64 = 100;
const AT_ONCE: usize = 50;
/// Somebody is at it: said again after so long, well before a lease ends.
const AGAIN: Duration = Duration::from_secs(20);

/// The comments of a round.
#[derive(Debug, Default)]
struct Comments {
    /// The last part of the name of each, in the order in which they were submitted.
    ids: Vec<Box<str>>,
    census: Census,
}

/// Comments that say the same: the name of each, and the thousandths that it does not share with the core.
#[derive(Debug)]
struct Group {
    members: Vec<(String, u16)>,
    /// How many different texts they have.
    texts: i64,
}

/// Groups the comments of a consultation and writes what changed; returns how many comments stand.
pub(super) async fn run(app: &App, consultation: &str, pace: Pace) -> Result<i64, Error> {
    let comments = Arc::new(count(app, consultation, pace).await?);
    let grouping = place(app, consultation, &comments, pace).await?;
    let groups = comments.census.groups(&grouping);
    drop(grouping);
    let groups = groups.into_iter().map(|members| Group {
        texts: comments.census.texts_of(&members),
        members: members
            .into_iter()
            .map(|(at, shared)| (comments.name(consultation, at), WHOLE - shared))
            .collect(),
    });
    write::run(app, consultation, groups.collect()).await?;
    i64::try_from(comments.ids.len()).map_err(Error::internal)
}

/// The first pass.
async fn count(app: &App, consultation: &str, pace: Pace) -> Result<Comments, Error> {
    let context = app.own(METHOD);
    let mut comments = Comments::default();
    let mut after = (0, String::new());
    let mut said = Instant::now();
    loop {
        let (name, from) = (consultation.to_owned(), after.clone());
        let read = move |tx: &mut dyn Tx| {
            let found = rounds::standing(tx, &name, &from, READ)?.into_iter();
            let read = found.map(|(time, comment)| {
                let text = Text::of(&rules::said(&comment));
                (time, comment.name, text.fingerprint)
            });
            Ok(read.collect::<Vec<_>>())
        };
        let found = pace.step(app.read(&context, read)).await?;
        let Some((time, name, _)) = found.last() else {
            break;
        };
        after = (*time, name.clone());
        for (_, name, fingerprint) in found {
            comments.ids.push(names::id(&name).into());
            comments.census.count(fingerprint);
        }
        keep_on(app, consultation, &mut said).await?;
    }
    Ok(comments)
}

/// The second pass.
async fn place(
    app: &App,
    consultation: &str,
    comments: &Arc<Comments>,
    pace: Pace,
) -> Result<Grouping, Error> {
    let context = app.own(METHOD);
    let grouping = Arc::new(Mutex::new(Grouping::default()));
    let mut said = Instant::now();
    for places in comments.census.order().chunks(AT_ONCE) {
        let (of, places) = (consultation.to_owned(), places.to_vec());
        let (comments, grouping) = (Arc::clone(comments), Arc::clone(&grouping));
        let place = move |tx: &mut dyn Tx| {
            let named = |at: u32| comments.name(&of, at);
            let names: Vec<String> = places.iter().map(|at| named(*at)).collect();
            let mut found = texts(tx, &names)?;
            let mut grouping = grouping.lock().unwrap_or_else(PoisonError::into_inner);
            for (at, name) in places.iter().zip(&names) {
                // One that was withdrawn or redacted meanwhile is compared with nothing.
                let Some(text) = found.remove(name) else {
                    continue;
                };
                let mut shingles = |core: u32| {
                    let core = texts(tx, &[named(core)])?.into_values().next();
                    Ok::<_, Error>(core.map_or_else(Vec::new, |text| text.shingles))
                };
                grouping.place(*at, &text, &mut shingles)?;
            }
            Ok(())
        };
        pace.step(app.read(&context, place)).await?;
        keep_on(app, consultation, &mut said).await?;
    }
    let mut grouping = grouping.lock().unwrap_or_else(PoisonError::into_inner);
    Ok(std::mem::take(&mut *grouping))
}

/// Says that somebody is at it, where that was said long ago.
async fn keep_on(app: &App, consultation: &str, said: &mut Instant) -> Result<(), Error> {
    if said.elapsed() >= AGAIN {
        keep(app, consultation).await?;
        *said = Instant::now();
    }
    Ok(())
}

/// What the comments of these names say, of those that stand.
fn texts(tx: &mut dyn Tx, names: &[String]) -> Result<HashMap<String, Text>, Error> {
    let found = rounds::read(tx, names)?.into_iter();
    let read = found.map(|comment| {
        let text = Text::of(&rules::said(&comment));
        (comment.name, text)
    });
    Ok(read.collect())
}

// === impl Comments

impl Comments {
    /// The name of a comment by its place.
    fn name(&self, consultation: &str, at: u32) -> String {
        let id = self.ids.get(at as usize).map_or("", |id| &**id);
        names::child(consultation, "comments", id)
    }
}
