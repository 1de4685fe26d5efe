//! An import on its way: which line goes when, and what came of each.
//!
//! Lines keep their order, since later ones may need earlier ones. Only creations of which the contract takes several at once, in any
//! order, overtake each other: they are sent in batches, many at a time, and everything else waits until they are done.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Instant,
};

use bytes::Bytes;
use indicatif::ProgressBar;
use kenes_proto::consultation::ImportPlainTextResponse;
use prost::Message;
use tokio::task::JoinSet;

use super::{
    batches::{Batch, Batches, Landed},
    outcome::{Job, Manner, Outcome, carry_out},
    report::{self, Count, Summary},
    statement::Statement,
};
use crate::client::{Caller, Fault, NoAnswer, Refusal};

/// The most lines in flight, and what a call counts at least.
const IN_FLIGHT: usize = 800;
const A_CALL: usize = 12;
/// Lines kept for the summary of those that were refused, or have changed; all are told as they come.
const KEPT: usize = 100;

/// An import on its way.
pub(crate) struct Importer {
    caller: Arc<Caller>,
    /// Who writes, where a line does not say.
    subject: String,
    manner: Manner,
    /// The clock of the services, where it is ours to set: it is set to each line's `at`.
    hand: Option<Arc<AtomicI64>>,
    batches: Batches,
    flying: JoinSet<(usize, Landed)>,
    /// Lines in flight.
    in_flight: usize,
    /// What a batch heard of a service that does not answer.
    silence: Option<NoAnswer>,
    begun: Instant,
    pub(crate) summary: Summary,
    pub(crate) bar: ProgressBar,
}

impl Importer {
    pub(crate) fn new(
        caller: Caller,
        subject: String,
        manner: Manner,
        hand: Option<Arc<AtomicI64>>,
        bar: ProgressBar,
    ) -> Self {
        Self {
            caller: Arc::new(caller),
            subject,
            manner,
            hand,
            batches: Batches::default(),
            flying: JoinSet::new(),
            in_flight: 0,
            silence: None,
            begun: Instant::now(),
            summary: Summary {
                dry_run: manner.dry_run,
                ..Summary::default()
            },
            bar,
        }
    }

    /// Takes the next line: it is sent at once, or soon.
    pub(super) async fn take(
        &mut self,
        location: String,
        statement: Statement,
    ) -> Result<(), NoAnswer> {
        let job = self.job(location, statement);
        if !Batches::take(&job) {
            if let Err(silence) = self.end().await {
                self.summary.not_sent += 1;
                return Err(silence);
            }
            return self.alone(job).await;
        }
        for batch in self.batches.add(job) {
            self.send(batch).await;
        }
        self.silence.take().map_or(Ok(()), Err)
    }

    /// Carries out a line by itself: what was taken before it must have ended.
    pub(crate) async fn carry_out(
        &mut self,
        location: String,
        statement: Statement,
    ) -> Result<(), NoAnswer> {
        let job = self.job(location, statement);
        self.alone(job).await
    }

    /// Whether nothing is to be written.
    pub(super) fn only_tries(&self) -> bool {
        self.manner.dry_run
    }

    /// Makes a call that only reads.
    pub(super) async fn ask(&self, question: &Statement) -> Result<Bytes, Fault> {
        let (method, request) = (&question.method, &question.request);
        let answer = self.caller.call(method, request, &self.subject).await?;
        Ok(answer.message)
    }

    /// Lets the service check a line, and write nothing.
    pub(super) async fn try_out(
        &self,
        location: &str,
        statement: Statement,
    ) -> Result<Outcome, NoAnswer> {
        let manner = Manner {
            dry_run: true,
            ..self.manner
        };
        let job = self.job(location.to_owned(), statement);
        carry_out(&self.caller, &job, manner).await
    }

    /// Ends what was taken: sends what waits and waits for what is in flight.
    pub(super) async fn end(&mut self) -> Result<(), NoAnswer> {
        for batch in self.batches.end() {
            self.send(batch).await;
        }
        while self.land().await {}
        self.silence.take().map_or(Ok(()), Err)
    }

    /// Waits for what is in flight, and sends nothing more.
    pub(super) async fn stop(&mut self) {
        for batch in self.batches.end() {
            self.summary.not_sent += batch.len() as u64;
        }
        while self.land().await {}
    }

    fn job(&self, location: String, statement: Statement) -> Job {
        let subject = statement.subject.as_ref().unwrap_or(&self.subject);
        Job {
            subject: subject.clone(),
            location,
            statement,
        }
    }

    async fn alone(&mut self, job: Job) -> Result<(), NoAnswer> {
        if let (Some(hand), Some(at)) = (&self.hand, job.statement.at) {
            hand.store(at, Ordering::SeqCst);
        }
        match carry_out(&self.caller, &job, self.manner).await {
            Ok(outcome) => {
                self.count(&job, outcome);
                Ok(())
            }
            Err(NoAnswer(text)) => {
                self.summary.not_sent += 1;
                Err(NoAnswer(format!("{}: {text}", job.location)))
            }
        }
    }

    /// Sends a batch as soon as there is room for it, unless nobody answers any more.
    async fn send(&mut self, batch: Batch) {
        let weight = batch.len().max(A_CALL);
        while self.in_flight + weight > IN_FLIGHT && self.silence.is_none() {
            self.land().await;
        }
        if self.silence.is_some() {
            self.summary.not_sent += batch.len() as u64;
            return;
        }
        self.in_flight += weight;
        let (caller, manner) = (Arc::clone(&self.caller), self.manner);
        self.flying
            .spawn(async move { (weight, batch.carry_out(&caller, manner).await) });
    }

    /// Waits for one batch, and counts what came of it. Returns whether there was one.
    async fn land(&mut self) -> bool {
        match self.flying.join_next().await {
            None => return false,
            Some(Err(error)) => {
                self.silence = Some(NoAnswer(format!("a batch was lost: {error}")));
            }
            Some(Ok((weight, landed))) => {
                self.in_flight -= weight;
                for (job, outcome) in landed.done {
                    self.count(&job, outcome);
                }
                self.summary.not_sent += landed.unsent as u64;
                self.silence = self.silence.take().or(landed.silence);
            }
        }
        true
    }

    /// Counts what came of a line, and tells what somebody must look at.
    fn count(&mut self, job: &Job, outcome: Outcome) {
        let statement = &job.statement;
        let counts = self.summary.counts.entry(statement.label.clone());
        let count: &mut Count = counts.or_default();
        match outcome {
            Outcome::Created(answer) => {
                count.created += 1;
                if statement.label == report::PLAIN_TEXT {
                    self.tell_readings(&job.location, answer);
                }
            }
            Outcome::Updated => count.updated += 1,
            Outcome::There => count.there += 1,
            Outcome::Changed(change) => {
                count.changed += 1;
                let text = report::tell_changed(&job.location, &statement.name, &change);
                self.tell(&text);
                keep(&mut self.summary.changes, text);
            }
            Outcome::Refused(refusal) => {
                self.refused(&job.location, &statement.label, &statement.name, &refusal);
            }
        }
        self.summary.took = self.begun.elapsed();
        self.bar.set_message(self.summary.rate());
    }

    /// Tells and counts what was refused.
    pub(super) fn refused(&mut self, location: &str, label: &str, name: &str, refusal: &Refusal) {
        let counts = self.summary.counts.entry(label.to_owned());
        counts.or_default().refused += 1;
        let text = report::tell(location, name, refusal);
        self.tell(&text);
        keep(&mut self.summary.problems, text);
    }

    /// Tells what was read of plain texts: a person must see whether it is right.
    fn tell_readings(&mut self, location: &str, answer: Bytes) {
        let answer = ImportPlainTextResponse::decode(answer).unwrap_or_default();
        for reading in &answer.readings {
            self.tell_read(report::tell_reading(location, reading));
        }
    }

    /// Tells what was read, or not, of a file that is no lines.
    pub(super) fn tell_read(&mut self, text: String) {
        self.tell(&text);
        keep(&mut self.summary.readings, text);
    }

    fn tell(&self, text: &str) {
        self.bar.suspend(|| eprintln!("{text}"));
    }
}

fn keep(kept: &mut Vec<String>, text: String) {
    if kept.len() < KEPT {
        kept.push(text);
    }
}
