//! T11: the clock of the service jumps a year ahead, two days back, a second back, under load and across a deadline, with a start on
//! each side of it. Must come out: nothing is written by a clock that jumped ahead until it is back or the service was started again,
//! the time in the log never decreases, its entries are dense, and whether a comment came in time is decided once: by the time that is
//! written in it, and whoever sends it again gets the same answer, even when the deadline has passed.
//!
//! The clock is libfaketime's (Debian: `libfaketime`), which reads its offset from a file. The monotonic clock stays real, as it does
//! on a machine whose time is set.

use std::{sync::Arc, time::Duration};

use common::{clock::Clock, date, store::Mode};
use kenes_proto::consultation::{
    Comment, ListCommentsRequest, comment_service_client::CommentServiceClient,
};
use tonic::{Code, transport::Channel};
use tonic_types::StatusExt;

use crate::{
    Experiment, Outcome, Plan,
    check::{self, same_answer},
    dice::Dice,
    faketime,
    ledger::{self, Ledger},
    load::{Load, Note, Shared, lock},
    server::{Ready, Server},
    story,
    t01_kill::settle,
};

pub(crate) const EXPERIMENT: Experiment = Experiment {
    id: "T11",
    name: "a_clock_that_jumps_moves_no_entry_and_no_deadline",
    run: |plan| plan.block_on(jumping(plan)),
    control: ("a_time_that_goes_back_is_seen", |plan| {
        plan.block_on(turned_back(plan))
    }),
};

const DAY: i64 = 24 * 3600;
/// Where the clock is set, in seconds from the real time. Each move is a jump from the one before.
const CLOCK: [i64; 8] = [0, 365 * DAY, 0, -2 * DAY, 0, -1, 31 * DAY, 0];
/// A clock that gains more at once is doubted.
const LARGEST: i64 = 600;
/// The deadline, from now.
const DEADLINE: i64 = 30 * DAY;
const CLOSING: &str = "consultations/closing";

/// A request that is sent again and again, and what it was answered once it was accepted.
struct Probe {
    note: Note,
    accepted: bool,
}

async fn jumping(plan: Plan) -> Outcome<String> {
    if !faketime::is_installed() {
        return faketime::not_done(plan);
    }
    let folder = tempfile::tempdir()?;
    let hand = folder.path().join("clock");
    faketime::set(&hand, "+0")?;
    let (_registry, mut service) = story::begin(folder.path()).await?;
    let deadline = Clock::system().now() + DEADLINE * 1_000_000;
    story::until(service.channel()?, CLOSING, deadline).await?;
    service.stop().await?;
    service.environment = faketime::environment(&hand)?;
    service.restart().await?;

    let load = Load::start(|| service.channel(), plan.seed, 4, 1)?;
    let (mut dice, mut probes) = (Dice(plan.seed), Vec::new());
    let rounds = plan.times(1, 3);
    // Where the clock stood when the service was started.
    let mut begun = 0;
    for offset in CLOCK.repeat(usize::try_from(rounds)?) {
        faketime::set(&hand, &format!("{offset:+}"))?;
        let doubted = offset - begun > LARGEST;
        if doubted {
            wait_for_refusal(service.channel()?, &mut dice).await?;
            said_not_ready(&service).await?;
        }
        if doubted || dice.below(3) == 0 {
            begun = offset;
            // What it knows of the log's time it now has from the log.
            service.kill()?;
            service.restart().await?;
        }
        for _ in 0..5 {
            load.shared.working().await?;
        }
        let (open, channel) = (offset < DEADLINE, service.channel()?);
        probe(channel, open, &mut probes, &mut dice, &load.shared).await?;
    }
    let shared = load.end().await?;
    let mut wrong = listed(service.channel()?, &probes, deadline).await?;
    let back = steps_back(&lock(&shared.notes));
    wrong.extend(settle(&mut service, &shared).await?);
    if back < rounds * 4 {
        wrong.push(format!(
            "the clock went back {back} times only: this run shows nothing"
        ));
    }
    let late = probes.iter().filter(|probe| !probe.accepted).count();
    if late > 0 {
        wrong.push(format!(
            "{late} comments were never accepted, though the clock is back"
        ));
    }
    check::end(wrong)?;
    Ok(format!(
        "{} moves of the clock; {} acknowledged; from one entry to the next the clock of the calls went back {back} times, the \
         time of the log never; {} comments across a deadline, each decided once",
        CLOCK.len() as u64 * rounds,
        lock(&shared.notes).len(),
        probes.len(),
    ))
}

/// Its operator is told, too.
async fn said_not_ready(service: &Server) -> Outcome<()> {
    for _ in 0..50 {
        if service.ready().await == Ready::No {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Err("a service whose clock jumped ahead says that it is ready".into())
}

/// Sends comments until one is refused for the clock. One that was under way may still be written.
async fn wait_for_refusal(channel: Channel, dice: &mut Dice) -> Outcome<()> {
    let mut client = CommentServiceClient::new(channel);
    for _ in 0..10 {
        let note = Note {
            request_id: dice.uuid(),
            text: "By a clock that jumped".to_owned(),
            ..Note::default()
        };
        let answer = client
            .create_comment(story::comment_on(CLOSING, &note))
            .await;
        if answer.is_err_and(|status| {
            status.code() == Code::Unavailable && status.message().contains("jumped ahead")
        }) {
            return Ok(());
        }
    }
    Err("a clock that jumped ahead is written by".into())
}

/// Sends a comment across the deadline, and all earlier ones again.
async fn probe(
    channel: Channel,
    open: bool,
    probes: &mut Vec<Probe>,
    dice: &mut Dice,
    shared: &Shared,
) -> Outcome<()> {
    let mut client = CommentServiceClient::new(channel);
    probes.push(Probe {
        note: Note {
            request_id: dice.uuid(),
            text: format!("In time or not, {}", probes.len()),
            ..Note::default()
        },
        accepted: false,
    });
    for probe in probes {
        let text = probe.note.text.clone();
        match client
            .create_comment(story::comment_on(CLOSING, &probe.note))
            .await
        {
            Ok(answer) if probe.accepted => {
                if !same_answer(answer.get_ref(), &probe.note.answer) {
                    shared.wrong(format!("{text}: sent again, it was answered differently"));
                }
            }
            Ok(answer) => {
                if !open {
                    shared.wrong(format!("{text}: accepted after the deadline"));
                }
                probe.note.answer = answer.into_inner();
                probe.accepted = true;
            }
            Err(status) => {
                let details = status.get_error_details();
                let closed = details
                    .error_info()
                    .is_some_and(|info| info.reason == "COMMENT_PERIOD_CLOSED");
                if probe.accepted || open || !closed || status.code() != Code::FailedPrecondition {
                    shared.wrong(format!("{text}: {status}"));
                }
            }
        }
    }
    Ok(())
}

/// What is wrong with the list of the comments across the deadline: those that were accepted are there, each in time by its own
/// word.
async fn listed(channel: Channel, probes: &[Probe], deadline: i64) -> Outcome<Vec<String>> {
    let request = ListCommentsRequest {
        parent: CLOSING.into(),
        page_size: 1_000,
        ..Default::default()
    };
    let list = CommentServiceClient::new(channel)
        .list_comments(request)
        .await?
        .into_inner();
    let accepted: Vec<Note> = probes
        .iter()
        .filter(|probe| probe.accepted)
        .map(|probe| probe.note.clone())
        .collect();
    let mut wrong = check::compare(&accepted, &list.comments);
    let late = |comment: &&Comment| {
        comment
            .create_time
            .as_ref()
            .is_none_or(|time| date::micros(time) > deadline)
    };
    wrong.extend(
        list.comments
            .iter()
            .filter(late)
            .map(|comment| format!("{}: there, and too late", comment.name)),
    );
    Ok(wrong)
}

/// How often, in the order of the log, a comment was made at an earlier time than the one before.
fn steps_back(notes: &[Note]) -> u64 {
    let mut times: Vec<_> = notes
        .iter()
        .filter_map(|note| {
            Some((
                note.index()?,
                date::micros(note.answer.create_time.as_ref()?),
            ))
        })
        .collect();
    times.sort_unstable();
    // Calls that run at once may change places; a second is a jump.
    let back = times
        .windows(2)
        .filter(|pair| pair[1].1 < pair[0].1 - 500_000)
        .count();
    back as u64
}

/// The check sees an entry whose time is before that of the one before it.
async fn turned_back(plan: Plan) -> Outcome<String> {
    let folder = tempfile::tempdir()?;
    let (_registry, mut service) = story::begin(folder.path()).await?;
    let load = Load::start(|| service.channel(), plan.seed, 4, 0)?;
    while lock(&load.shared.notes).len() < 60 {
        load.shared.working().await?;
    }
    let shared: Arc<Shared> = load.end().await?;
    service.stop().await?;
    let store = ledger::store(&service.data).await?;
    let sql = "UPDATE revision SET leaf = CAST(substr(leaf, 1, 17) || X'0000000000000001' || substr(leaf, 26) AS BLOB) \
               WHERE entry = 50";
    store
        .write("Spoil", Mode::Commit, move |tx| tx.execute(sql, &[]))
        .await?;
    let wrong = Ledger::of(&store, &service.data).await?.faults(&shared);
    match wrong
        .iter()
        .any(|one| one.contains("earlier than the one before it"))
    {
        true => Ok("it is seen".to_owned()),
        false => Err(format!("it was not seen: {:?}", wrong.first()).into()),
    }
}
