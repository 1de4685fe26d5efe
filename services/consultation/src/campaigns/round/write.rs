//! What a round found beside what was found before, written by pages: the comments that joined, moved or left, and then each
//! campaign with its new counts. A campaign comes into the record once its comments are noted; a round that is broken off before
//! leaves notes that the next one finds.

use std::collections::{BTreeSet, HashMap, hash_map::Entry};

use common::{
    Error,
    app::App,
    context::Context,
    date, names,
    resource::{self, Kind},
    store::{Mode, Tx},
};
use kenes_proto::consultation::campaign::State;

use super::{super::METHOD, Group};
use crate::{
    domain::campaign as rules,
    store::campaign::{self, Campaigns, Counts},
};

/// So many rows are read or written at once.
const READ: i64 = 5_000;
const WRITTEN: usize = 500;

/// A comment, and the campaign that it belongs to now, with its difference; `None`: to none any more.
type Change = (String, Option<(String, i64)>);

/// Writes the groups of a consultation as its campaigns.
pub(super) async fn run(app: &App, consultation: &str, groups: Vec<Group>) -> Result<(), Error> {
    let mut before = stored(app, consultation).await?;
    let mut overlaps: HashMap<(String, usize), usize> = HashMap::new();
    for (at, group) in groups.iter().enumerate() {
        for (comment, _) in &group.members {
            if let Some((campaign, _)) = before.get(comment) {
                *overlaps.entry((campaign.clone(), at)).or_default() += 1;
            }
        }
    }
    let (mut known, ended) = rules::assign(&overlaps);
    let name = consultation.to_owned();
    let last = move |tx: &mut dyn Tx| campaign::count(tx, &name);
    let last = app.read(&app.own(METHOD), last).await?;
    // One that a round noted and did not come to write is among those known.
    let taken: BTreeSet<String> = known.values().cloned().collect();
    let mut fresh = (last + 1..)
        .map(|n| names::child(consultation, "campaigns", &format!("c-{n}")))
        .filter(|name| !taken.contains(name));
    for at in 0..groups.len() {
        if let Entry::Vacant(unnamed) = known.entry(at)
            && let Some(name) = fresh.next()
        {
            unnamed.insert(name);
        }
    }
    let mut gone: BTreeSet<String> = before.values().map(|(name, _)| name.clone()).collect();

    let mut changes = Vec::new();
    for (at, group) in groups.iter().enumerate() {
        for (comment, difference) in &group.members {
            let now = (known[&at].clone(), i64::from(*difference));
            if before.remove(comment).as_ref() != Some(&now) {
                changes.push((comment.clone(), Some(now)));
            }
        }
    }
    changes.extend(before.into_keys().map(|comment| (comment, None)));
    note(app, &changes).await?;

    for (at, group) in groups.iter().enumerate() {
        settle(app, &known[&at], group.texts, "").await?;
    }
    // Those that have no group any more, and those whose comments left since the last round.
    let name = consultation.to_owned();
    let active = move |tx: &mut dyn Tx| campaign::active(tx, &name);
    gone.extend(app.read(&app.own(METHOD), active).await?);
    for name in known.values() {
        gone.remove(name);
    }
    for campaign in gone {
        let into = ended.get(&campaign).map_or("", |at| known[at].as_str());
        settle(app, &campaign, 0, into).await?;
    }
    Ok(())
}

/// To which campaign each comment of a consultation was noted to belong, and its difference.
async fn stored(app: &App, consultation: &str) -> Result<HashMap<String, (String, i64)>, Error> {
    let context = app.own(METHOD);
    let (mut all, mut after) = (HashMap::new(), String::new());
    loop {
        let (name, from) = (consultation.to_owned(), after.clone());
        let read = move |tx: &mut dyn Tx| campaign::of_consultation(tx, &name, &from, READ);
        let found = app.read(&context, read).await?;
        let Some((last, _, _)) = found.last() else {
            return Ok(all);
        };
        after.clone_from(last);
        let found = found.into_iter();
        all.extend(found.map(|(comment, campaign, than)| (comment, (campaign, than))));
    }
}

async fn note(app: &App, changes: &[Change]) -> Result<(), Error> {
    for page in changes.chunks(WRITTEN) {
        let page = page.to_vec();
        let write = move |tx: &mut dyn Tx| {
            for (comment, now) in &page {
                match now {
                    Some((name, difference)) => campaign::join(tx, comment, name, *difference)?,
                    None => campaign::leave(tx, comment)?,
                }
            }
            Ok(())
        };
        app.store.write(METHOD, Mode::Commit, write).await?;
    }
    Ok(())
}

/// Writes a campaign with its counts, if they are other than before. One of fewer than two comments has ended, `into` another one if
/// that has most of its comments now.
async fn settle(app: &App, name: &str, texts: i64, into: &str) -> Result<(), Error> {
    let context = app.own(METHOD);
    let asked = name.to_owned();
    // Counted beside the writers: it may take a while.
    let count = move |tx: &mut dyn Tx| campaign::counts(tx, &asked);
    let counts = app.read(&context, count).await?;
    let (name, into) = (name.to_owned(), into.to_owned());
    let write = move |tx: &mut dyn Tx| write(tx, &context, &name, &counts, texts, &into);
    app.store.write(METHOD, Mode::Commit, write).await
}

fn write(
    tx: &mut dyn Tx,
    context: &Context,
    name: &str,
    counts: &Counts,
    texts: i64,
    into: &str,
) -> Result<(), Error> {
    let before = resource::find::<Campaigns>(tx, name)?;
    let ended = counts.comments < 2;
    if before.is_none() && ended {
        return Ok(());
    }
    let mut campaign = before.clone().unwrap_or_default();
    campaign.comment_count = counts.comments;
    campaign.text_count = if ended { counts.comments } else { texts };
    campaign.organization_count = counts.organizations;
    campaign.verified_organization_count = counts.verified_organizations;
    let time = |time: i64| (time != 0).then(|| date::timestamp(time));
    campaign.first_submit_time = time(counts.first_time);
    campaign.last_submit_time = time(counts.last_time);
    into.clone_into(&mut campaign.merged_into);
    campaign.set_state(if ended { State::Ended } else { State::Active });
    match before {
        Some(before) if before == campaign => Ok(()),
        Some(_) => resource::save::<Campaigns>(tx, context, campaign).map(drop),
        None => {
            let (parent, id) = (names::parent(name), names::id(name));
            let new = context.new_name(parent, "campaigns", id, Campaigns::PREFIX);
            resource::create::<Campaigns>(tx, context, new, campaign).map(drop)
        }
    }
}
