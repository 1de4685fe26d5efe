//! R6: two replicas of the consultation service on one PostgreSQL, whose clocks differ: that of the one is 50 milliseconds, then 5
//! minutes behind and ahead of the other's. Under load of both, comments are made at either and at once withdrawn at the other. Must
//! come out: the withdrawal of each has a place in the record behind that of the comment; the time in the record never decreases,
//! whoever writes; the receipts of both replicas verify, 0 acknowledged comments lost, 0 written twice, 0 places changed, one history.
//!
//! The control turns a time in the record back and lets two entries change places: the same checks must see both.
//! Needs PostgreSQL: `tests/postgres tests/faults/run R6`. The clock is libfaketime's, as in T11.

use std::sync::Arc;

use common::{
    date,
    store::{Mode, Tx},
};
use kenes_proto::{
    consultation::{
        WithdrawCommentRequest, comment_service_client::CommentServiceClient as Client,
    },
    record::{
        FetchReceiptRequest, fetch_receipt_request, record_service_client::RecordServiceClient,
    },
};
use tlog::{entry::Entry, proof::Receipt};
use tonic::transport::Channel;

use crate::{
    Experiment, Outcome, Plan, check,
    dice::Dice,
    faketime,
    ledger::Ledger,
    load::{Note, Shared, lock},
    replicas::Pair,
    story,
};

pub(crate) const EXPERIMENT: Experiment = Experiment {
    id: "R6",
    name: "replicas_whose_clocks_differ_write_one_history",
    run: |plan| plan.block_on(differing(plan)),
    control: ("a_time_and_a_place_that_go_back_are_seen", |plan| {
        plan.block_on(turned_back(plan))
    }),
};

/// By how much the clock of the second replica differs, in seconds.
const CLOCKS: [&str; 4] = ["-0.05", "+0.05", "-300", "+300"];

/// A comment as it was made at one replica, and the receipts of its withdrawal at the other: that of either replica.
struct Life {
    made: Note,
    withdrawn: [String; 2],
}

async fn differing(plan: Plan) -> Outcome<String> {
    if !faketime::is_installed() {
        return faketime::not_done(plan);
    }
    let each = plan.times(8, 40);
    let folder = tempfile::tempdir()?;
    let hand = folder.path().join("clock");
    faketime::set(&hand, "+0")?;
    let mut pair = Pair::begin(folder.path()).await?;
    pair.replicas[1].stop().await?;
    pair.replicas[1].environment = faketime::environment(&hand)?;
    pair.replicas[1].restart().await?;
    let (load, mut dice) = (pair.load(plan.seed)?, Dice(plan.seed));
    let (mut lives, mut wrong) = (Vec::new(), Vec::new());
    for clock in CLOCKS {
        faketime::set(&hand, clock)?;
        load.shared.working().await?;
        for n in 0..each {
            let at = usize::try_from(n % 2)?;
            let channels = [at, 1 - at].map(|which| pair.replicas[which].channel());
            let [made, withdrawn] = channels;
            lives.push(live(made?, withdrawn?, dice.uuid()).await?);
        }
    }
    let shared = load.end().await?;
    let back = steps_back(&lock(&shared.notes));
    if back == 0 || lives.is_empty() {
        wrong.push("no clock of a call went back: this run shows nothing".into());
    }
    for life in lives {
        wrong.extend(misplaced(&life));
        lock(&shared.receipts).extend(life.withdrawn);
        lock(&shared.notes).push(life.made);
    }
    wrong.extend(pair.settle(&shared).await?);
    check::end(wrong)?;
    Ok(format!(
        "the clocks differed by 50 ms and by 5 min, both ways: {} comments withdrawn at the other replica, each behind itself; {} \
         acknowledged, 0 lost, 0 duplicated, 0 places changed; from one entry to the next the clock of the calls went back {back} \
         times, the time of the record never",
        4 * each,
        lock(&shared.notes).len(),
    ))
}

/// Makes a comment at one replica, and withdraws it at the other at once.
async fn live(at: Channel, other: Channel, request_id: String) -> Outcome<Life> {
    let mut made = Note {
        text: format!("Made here, withdrawn there: {request_id}"),
        request_id,
        ..Note::default()
    };
    let mut client = Client::new(at.clone());
    let answer = client.create_comment(story::comment(&made)).await?;
    made.answer = answer.into_inner();
    let request = WithdrawCommentRequest {
        name: made.answer.name.clone(),
        etag: made.answer.etag.clone(),
        ..Default::default()
    };
    let asked = story::withdrawal(request);
    let mut client = Client::new(other.clone());
    let answer = client.withdraw_comment(asked).await?.into_inner();
    let withdrawn = [
        receipt(other, &answer.name).await?,
        receipt(at, &answer.name).await?,
    ];
    Ok(Life { made, withdrawn })
}

/// The receipt of a withdrawal, from this replica.
async fn receipt(replica: Channel, name: &str) -> Outcome<String> {
    let request = FetchReceiptRequest {
        entry: Some(fetch_receipt_request::Entry::Name(name.to_owned())),
        revision: 2,
    };
    let mut client = RecordServiceClient::new(replica);
    let receipt = client.fetch_receipt(request).await?.into_inner();
    Ok(receipt.proof)
}

/// What is wrong with the places of a comment and its withdrawal in the record, and with the times that their receipts show.
fn misplaced(life: &Life) -> Vec<String> {
    let name = &life.made.answer.name;
    let Some(made) = entry(life.made.proof()) else {
        return vec![format!("{name}: no receipt")];
    };
    let withdrawn = life.withdrawn.iter();
    let wrong = withdrawn.filter_map(|proof| match entry(proof) {
        None => Some(format!("{name}: no receipt of its withdrawal")),
        Some(withdrawn) => (made.0 >= withdrawn.0 || made.1 > withdrawn.1)
            .then(|| format!("{name}: made at {made:?}, withdrawn at {withdrawn:?}")),
    });
    wrong.collect()
}

/// The place and the time of the entry of a receipt.
fn entry(proof: &str) -> Option<(u64, u64)> {
    let receipt = Receipt::parse(proof).ok()?;
    let entry = Entry::decode(&receipt.leaf)?;
    Some((receipt.index, entry.time_ms))
}

/// How often, in the order of the record, a comment was made minutes before the one in front of it.
fn steps_back(notes: &[Note]) -> usize {
    let place = |note: &Note| {
        let time = note.answer.create_time.as_ref()?;
        Some((note.index()?, date::micros(time)))
    };
    let mut times: Vec<_> = notes.iter().filter_map(place).collect();
    times.sort_unstable();
    let pairs = times.windows(2);
    pairs
        .filter(|pair| pair[1].1 < pair[0].1 - 100_000_000)
        .count()
}

async fn turned_back(plan: Plan) -> Outcome<String> {
    let folder = tempfile::tempdir()?;
    let mut pair = Pair::begin(folder.path()).await?;
    let mut dice = Dice(plan.seed);
    let channels = || Outcome::Ok((pair.replicas[0].channel()?, pair.replicas[1].channel()?));
    let (at, other) = channels()?;
    let life = live(at, other, dice.uuid()).await?;
    if let Some(fault) = misplaced(&life).first() {
        return Err(format!("all is well, yet: {fault}").into());
    }
    // The withdrawal in front of what it withdraws.
    let mut swapped = Life {
        made: life.made.clone(),
        withdrawn: [life.made.proof().to_owned(), life.made.proof().to_owned()],
    };
    if let Some(receipt) = &mut swapped.made.answer.receipt {
        life.withdrawn[0].clone_into(&mut receipt.proof);
    }
    if misplaced(&swapped).len() != 2 {
        return Err("two entries changed places, and nobody noticed".into());
    }
    let shared = Arc::<Shared>::default();
    let index = life.made.index().ok_or("no place")?;
    lock(&shared.notes).push(life.made);
    check::end(pair.settle(&shared).await?)?;
    let spoil = move |tx: &mut dyn Tx| {
        let sql = "UPDATE revision SET leaf = overlay(leaf PLACING '\\x0000000000000001'::bytea FROM 18) WHERE entry = $1";
        tx.execute(sql, &[i64::try_from(index).unwrap_or_default().into()])
    };
    if pair.store.write("Spoil", Mode::Commit, spoil).await? != 1 {
        return Err("there is no entry to spoil".into());
    }
    let ledger = Ledger::of(&pair.store, &pair.replicas[0].data).await?;
    let wrong = ledger.faults(&shared);
    let seen = |text: &String| text.contains("earlier than the one before it");
    match wrong.iter().any(seen) {
        true => Ok("a time that goes back is seen, and two entries that change places".into()),
        false => Err(format!("a time went back, and only this is seen: {wrong:?}").into()),
    }
}
