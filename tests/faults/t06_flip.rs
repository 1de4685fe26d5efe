//! T6: one bit of what lies on the disk is another: in any page, in the write-ahead log, in a leaf, a tile, a body, or the last
//! signature; flipped while the service is stopped. Must come out: it refuses to start, or ends within seconds and before anything
//! is signed, with 74 or 76 and the reason; or the flip is harmless, which is shown: the database is sound, all that was acknowledged
//! is listed as it was, every receipt fits, and the root is the one that was signed.
//!
//! A start looks at logarithmically much, and so misses what lies deep. What it misses is found by reading the whole record behind it
//! (`common::record::check`), which then ends the service: some ten seconds a million entries. Until then a flip deep in the log can
//! be shown to a reader, whose receipts and proofs do not verify then; it cannot get under a new signature, since that is made
//! from the edge of the tree, which every start compares with the last one.
//!
//! What neither the log commits to nor an index covers is not looked at: columns that lists only filter by, and the digest that tells
//! a retry from another request with its id. Such flips are counted by themselves ("beside"): a retry is refused then, and all
//! that was acknowledged is as it was.

use std::{
    collections::BTreeMap,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use kenes_proto::consultation::comment_service_client::CommentServiceClient;
use tlog::tree::leaf_hash;
use tonic::Code;

use crate::{
    Experiment, Outcome, Plan,
    check::{self, compare},
    dice::Dice,
    ledger::{self, Ledger},
    load::{Load, Shared, everything, lock},
    server::{Server, Start},
    story,
};

pub(crate) const EXPERIMENT: Experiment = Experiment {
    id: "T6",
    name: "a_flipped_bit_is_found_or_harmless",
    run: |plan| plan.block_on(flipped(plan)),
    control: (
        "leaves_and_bodies_that_were_flipped_are_seen_without_the_service",
        |plan| plan.block_on(witnessed(plan)),
    ),
};

const DATABASE: &str = "consultation.db";
const WAL: &str = "consultation.db-wal";
const SIGNED: &str = "consultation.signed";
/// How long the reading behind a start may take here.
const READ: Duration = Duration::from_secs(20);
/// What a service says when it has read all, and what it calls a leaf that is not the one of its tile.
const ALL_IS_WELL: &str = "the whole record was read again";
const YETI: &str = "does not hash to what its tile holds";

/// Where a bit is flipped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Page,
    Log,
    Leaf,
    Tile,
    Body,
    Signed,
}

const PLACES: [Place; 6] = [
    Place::Page,
    Place::Log,
    Place::Leaf,
    Place::Tile,
    Place::Body,
    Place::Signed,
];

/// A log that was killed at work, whose files are kept as they were then.
struct Sample {
    _registry: Server,
    service: Server,
    folder: tempfile::TempDir,
    shared: Arc<Shared>,
    leaves: Vec<Vec<u8>>,
}

async fn flipped(plan: Plan) -> Outcome<String> {
    let mut sample = sample(plan).await?;
    let mut dice = Dice(plan.seed);
    let mut tally: BTreeMap<(Place, &'static str), u64> = BTreeMap::new();
    let (mut wrong, mut yetis) = (Vec::new(), 0);
    let flips = plan.times(24, 100);
    for n in 0..flips {
        let place = PLACES[usize::try_from(n)? % PLACES.len()];
        let seen = sample.spoil(place, &mut dice).await?;
        let (outcome, said) = match sample.start().await {
            Ok(found) => found,
            Err(error) => {
                wrong.push(format!("flip {n} in {place:?}: {error}"));
                // It may still be at work on the files, which are put back next.
                sample.service.kill()?;
                continue;
            }
        };
        yetis += u64::from(said.contains(YETI));
        if matches!(outcome, "harmless" | "beside")
            && let Some(seen) = seen
        {
            wrong.push(format!("flip {n} in {place:?} was not found: {seen}"));
        }
        *tally.entry((place, outcome)).or_default() += 1;
    }
    if yetis == 0 {
        wrong.push("no leaf was found that does not hash to its tile".to_owned());
    }
    check::end(wrong)?;
    let tally: Vec<_> = tally
        .iter()
        .map(|((place, outcome), count)| format!("{place:?} {outcome} {count}"))
        .collect();
    Ok(format!(
        "{flips} flips, 0 missed, 0 signed after: {}; {yetis} leaves named",
        tally.join(", ")
    ))
}

/// The check of the experiment, without the service: it sees flipped leaves and bodies, and nothing where nothing was flipped.
async fn witnessed(plan: Plan) -> Outcome<String> {
    let sample = sample(plan).await?;
    let mut dice = Dice(plan.seed);
    sample.restore()?;
    if let Some(seen) = sample.witness().await? {
        return Err(format!("all is well, yet: {seen}").into());
    }
    let mut seen = 0;
    for place in [Place::Leaf, Place::Body].repeat(4) {
        seen += u64::from(sample.spoil(place, &mut dice).await?.is_some());
    }
    match seen {
        // A page may have been written anew since.
        4.. => Ok(format!(
            "{seen} of 8 flips are seen, and nothing without a flip"
        )),
        _ => Err(format!("{seen} of 8 flipped leaves and bodies were seen").into()),
    }
}

/// A log of some tiles: the beginning in the database, the end in its write-ahead log.
async fn sample(plan: Plan) -> Outcome<Sample> {
    let folder = tempfile::tempdir()?;
    let (registry, mut service) = story::begin(folder.path()).await?;
    let all = Arc::<Shared>::default();
    for (part, size) in [(0, 560), (1, 700)] {
        let load = Load::start(|| service.channel(), plan.seed ^ part << 32, 8, 0)?;
        while lock(&all.notes).len() + lock(&load.shared.notes).len() < size {
            load.shared.working().await?;
        }
        all.take(&*load.end().await?);
        service.kill()?;
        if part == 0 {
            ledger::store(&service.data).await?.scrub().await?;
            service.restart().await?;
        }
    }
    story::copy(&service.data, &folder.path().join("sample"))?;
    let copy = folder.path().join("read");
    story::copy(&service.data, &copy)?;
    let leaves = Ledger::read(&copy).await?.leaves;
    Ok(Sample {
        _registry: registry,
        service,
        folder,
        shared: all,
        leaves,
    })
}

impl Sample {
    /// Puts the files back as they were.
    fn restore(&self) -> Outcome<()> {
        if self.service.data.exists() {
            std::fs::remove_dir_all(&self.service.data)?;
        }
        story::copy(&self.folder.path().join("sample"), &self.service.data)
    }

    /// Flips a bit. Answers what a reader of the files sees of it, if anything.
    async fn spoil(&self, place: Place, dice: &mut Dice) -> Outcome<Option<String>> {
        self.restore()?;
        let data = &self.service.data;
        let file = data.join(match place {
            Place::Log => WAL,
            Place::Signed => SIGNED,
            _ => DATABASE,
        });
        let mut bytes = std::fs::read(&file)?;
        let wanted = match place {
            Place::Page | Place::Log | Place::Signed => None,
            Place::Leaf => Some(dice.pick(&self.leaves).clone()),
            Place::Tile => Some(leaf_hash(dice.pick::<Vec<u8>>(&self.leaves[..512])).to_vec()),
            Place::Body => Some(
                dice.pick(&lock(&self.shared.notes))
                    .text
                    .clone()
                    .into_bytes(),
            ),
        };
        let (start, length) = match &wanted {
            None => (0, bytes.len()),
            Some(wanted) => match bytes.windows(wanted.len()).position(|part| part == wanted) {
                Some(start) => (start, wanted.len()),
                // It is in the write-ahead log only; any page will do.
                None => (0, bytes.len()),
            },
        };
        let at = start + usize::try_from(dice.below(length as u64))?;
        bytes[at] ^= 1 << dice.below(8);
        std::fs::write(&file, bytes)?;
        self.witness().await
    }

    /// What is wrong with the record as its files are, read without the service.
    async fn witness(&self) -> Outcome<Option<String>> {
        let copy = tempfile::tempdir()?;
        story::copy(&self.service.data, copy.path())?;
        Ok(match Ledger::read(copy.path()).await {
            Ok(ledger) => ledger.faults(&self.shared).into_iter().next(),
            Err(error) => Some(error.to_string()),
        })
    }

    /// Starts the service on what there is: whether it found something, or all is well; and what it said.
    async fn start(&mut self) -> Outcome<(&'static str, String)> {
        let signed = self.service.data.join(SIGNED);
        let before = std::fs::read(&signed)?;
        let started = self.service.try_start().await?;
        let found = match started {
            Start::Ended(code, said) => Some(("refused", code, said)),
            Start::Serves => self
                .read()
                .await?
                .map(|(code, said)| ("stopped", code, said)),
        };
        let Some((outcome, code, said)) = found else {
            let beside = self.retry().await?;
            check::end(self.compare().await?)?;
            return Ok((if beside { "beside" } else { "harmless" }, String::new()));
        };
        if std::fs::read(&signed)? != before {
            return Err("something was signed".into());
        }
        match code {
            Some(74 | 76) if said.contains("kenes: ") => Ok((outcome, said)),
            code => Err(format!("it ended with {code:?}: {said}").into()),
        }
    }

    /// Waits until the service has read all, or ended over it.
    async fn read(&mut self) -> Outcome<Option<(Option<i32>, String)>> {
        let begun = Instant::now();
        while begun.elapsed() < READ {
            if let Ok((code, _)) = self.service.ended(Duration::from_millis(10)).await {
                return Ok(Some((code, self.service.said()?)));
            }
            if self.service.said()?.contains(ALL_IS_WELL) {
                return Ok(None);
            }
        }
        Err(format!(
            "it has not read all after {READ:?}: {}",
            self.service.said()?
        )
        .into())
    }

    /// Sends some requests again: whether one of them is taken for another.
    async fn retry(&self) -> Outcome<bool> {
        let mut client = CommentServiceClient::new(self.service.channel()?);
        let notes = lock(&self.shared.notes).clone();
        let mut beside = false;
        for note in notes.iter().step_by(10) {
            match client.create_comment(story::comment(note)).await {
                Ok(again) => self.shared.again(note, again.into_inner()),
                Err(status) if status.code() == Code::AlreadyExists => beside = true,
                Err(status) => return Err(status.into()),
            }
        }
        Ok(beside)
    }

    /// What is wrong with what a service shows that found nothing wrong.
    async fn compare(&mut self) -> Outcome<Vec<String>> {
        let mut client = CommentServiceClient::new(self.service.channel()?);
        let found = everything(&mut client).await?;
        let mut wrong = compare(&lock(&self.shared.notes), &found);
        wrong.append(&mut lock(&self.shared.wrong));
        lock(&self.shared.receipts).clear();
        self.service.kill()?;
        wrong.extend(shown(&self.service.data, &self.shared).await?);
        Ok(wrong)
    }
}

/// What is wrong with the files that a service left. On a copy: a store closes its files, and removes its write-ahead log, a moment
/// after it was dropped, and others are put in their place next.
async fn shown(data: &Path, shared: &Shared) -> Outcome<Vec<String>> {
    let copy = tempfile::tempdir()?;
    story::copy(data, copy.path())?;
    let store = ledger::store(copy.path()).await?;
    let mut wrong = Ledger::of(&store, copy.path()).await?.faults(shared);
    if store.check().is_err() {
        wrong.push("the database is not sound".to_owned());
    }
    Ok(wrong)
}
