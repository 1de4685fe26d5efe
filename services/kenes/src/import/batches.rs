//! Lines that create resources of which the contract takes several in one call, in any order: gathered, sent together, and told
//! apart again when one of them is refused.

use std::collections::{BTreeMap, HashSet};

use bytes::Bytes;
use prost::Message;
use prost_reflect::{DynamicMessage, Value as Field};

use super::{
    outcome::{Job, Manner, Outcome, carry_out},
    statement::validate_only,
};
use crate::client::{Caller, Fault, NoAnswer, Refusal};

/// The most lines of a batch: as many as such a method takes.
const LINES: usize = 100;
/// The most bytes of a batch: a service takes little more in one request.
const BYTES: usize = 384 << 10;
/// The most lines that wait for company.
const WAITING: usize = 1_000;

/// Lines that wait for company: of one method, under one parent, in one name.
#[derive(Default)]
pub(super) struct Batches {
    gathering: BTreeMap<(String, String, String), Batch>,
    lines: usize,
}

/// Lines that go together.
#[derive(Default)]
pub(super) struct Batch {
    jobs: Vec<Job>,
    bytes: usize,
}

/// What came of a batch.
#[derive(Default)]
pub(super) struct Landed {
    pub(super) done: Vec<(Job, Outcome)>,
    /// How many lines were not sent, or not answered.
    pub(super) unsent: usize,
    pub(super) silence: Option<NoAnswer>,
}

// === impl Batches

impl Batches {
    /// Returns whether a line may be gathered; others keep their order.
    pub(super) fn take(job: &Job) -> bool {
        let creation = job.statement.creation;
        creation.is_some_and(|creation| creation.batch.is_some())
    }

    /// Adds a line. Returns what has waited long enough.
    pub(super) fn add(&mut self, job: Job) -> Vec<Batch> {
        let parent = parent(&job);
        let method = job.statement.method.full_name().to_owned();
        let batch = (self.gathering)
            .entry((method, parent, job.subject.clone()))
            .or_default();
        let bytes = job.statement.request.encoded_len();
        let mut ready = Vec::new();
        if batch.bytes + bytes > BYTES || batch.jobs.len() == LINES {
            let full = std::mem::take(batch);
            self.lines -= full.jobs.len();
            ready.push(full);
        }
        batch.bytes += bytes;
        batch.jobs.push(job);
        self.lines += 1;
        if self.lines >= WAITING {
            ready.extend(self.end());
        }
        ready
    }

    /// Returns all that waits.
    pub(super) fn end(&mut self) -> Vec<Batch> {
        self.lines = 0;
        let gathered = std::mem::take(&mut self.gathering);
        gathered.into_values().filter(|b| b.len() > 0).collect()
    }
}

fn parent(job: &Job) -> String {
    let parent = job.statement.request.get_field_by_name("parent");
    let parent = parent.and_then(|parent| parent.as_str().map(str::to_owned));
    parent.unwrap_or_default()
}

// === impl Batch

impl Batch {
    pub(super) fn len(&self) -> usize {
        self.jobs.len()
    }

    /// Carries out all lines: in one call, or where that is refused those that it names each by itself, and the others again.
    pub(super) async fn carry_out(self, caller: &Caller, manner: Manner) -> Landed {
        let mut landed = Landed::default();
        let mut jobs = self.jobs;
        while !jobs.is_empty() {
            let outcome = match jobs.len() {
                1 => Err(Fault::Foreign(Refusal::unread("a line by itself"))),
                _ => together(caller, &jobs, manner).await,
            };
            let alone: Vec<Job> = match outcome {
                Ok(replayed) => {
                    let outcomes = (0..).map(|n| match replayed.contains(&n) {
                        true => Outcome::There,
                        false => Outcome::Created(Bytes::new()),
                    });
                    landed.done.extend(jobs.into_iter().zip(outcomes));
                    return landed;
                }
                Err(Fault::Silent(silence)) => return landed.end(&jobs[0], silence, jobs.len()),
                Err(Fault::Refused(error)) => {
                    let fields = error.fields().iter();
                    let named: HashSet<usize> = fields.filter_map(|f| position(&f.field)).collect();
                    let all = named.is_empty();
                    let mut place = 0..;
                    let is_named =
                        |_: &mut Job| all || place.next().is_some_and(|n| named.contains(&n));
                    jobs.extract_if(.., is_named).collect()
                }
                Err(Fault::Foreign(_)) => std::mem::take(&mut jobs),
            };
            let mut alone = alone.into_iter();
            while let Some(job) = alone.next() {
                match carry_out(caller, &job, manner).await {
                    Ok(outcome) => landed.done.push((job, outcome)),
                    Err(silence) => {
                        return landed.end(&job, silence, 1 + alone.len() + jobs.len());
                    }
                }
            }
        }
        landed
    }
}

// === impl Landed

impl Landed {
    /// The same, ended at a line: so many more were not answered.
    fn end(self, at: &Job, NoAnswer(text): NoAnswer, unsent: usize) -> Self {
        Self {
            unsent,
            silence: Some(NoAnswer(format!("{}: {text}", at.location))),
            ..self
        }
    }
}

/// The answer of a method that creates several: what of it an importer wants to know.
#[derive(Clone, PartialEq, Message)]
struct Replayed {
    #[prost(int32, repeated, tag = "2")]
    indexes: Vec<i32>,
}

/// Makes one call for all. Returns the positions of those that had been accepted before.
async fn together(caller: &Caller, jobs: &[Job], manner: Manner) -> Result<HashSet<i32>, Fault> {
    let batch = jobs.first().and_then(|first| {
        let creation = first.statement.creation?;
        Some((first, creation.batch.as_ref()?))
    });
    let Some((first, method)) = batch else {
        return Err(Fault::Foreign(Refusal::unread("not a batch")));
    };
    let mut request = DynamicMessage::new(method.input());
    let parts = jobs.iter().map(|job| job.statement.request.clone());
    request.set_field_by_name("parent", Field::String(parent(first)));
    request.set_field_by_name("requests", Field::List(parts.map(Field::Message).collect()));
    if manner.dry_run {
        let foreign = |problem| Fault::Foreign(Refusal::unread(problem));
        validate_only(&mut request).map_err(foreign)?;
    }
    let answer = caller.call(method, &request, &first.subject).await?;
    let replayed = Replayed::decode(answer.message).unwrap_or_default();
    Ok(replayed.indexes.into_iter().collect())
}

/// Returns the position in a batch that a field lies in: 3 of `requests[3].comment`.
fn position(field: &str) -> Option<usize> {
    let (number, _) = field.strip_prefix("requests[")?.split_once(']')?;
    number.parse().ok()
}

#[cfg(test)]
mod tests {
    use kenes_proto::POOL;

    use super::*;

    #[test]
    fn a_field_says_which_line_it_is_of() {
        assert_eq!(position("requests[3].comment.texts[0].text"), Some(3));
        assert_eq!(position("requests[12]"), Some(12));
        assert_eq!(position("requests"), None);
        assert_eq!(position("parent"), None);
    }

    #[test]
    fn every_method_that_creates_several_says_what_was_there() {
        let methods = POOL
            .services()
            .flat_map(|s| s.methods().collect::<Vec<_>>());
        let batches: Vec<_> = methods
            .filter(|method| method.name().starts_with("BatchCreate"))
            .collect();
        assert!(!batches.is_empty());
        for method in batches {
            let indexes = method.output().get_field_by_name("replayed_indexes");
            let number = indexes.map(|field| field.number());
            assert_eq!(number, Some(2), "{}", method.full_name());
        }
    }
}
