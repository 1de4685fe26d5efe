//! What the store asks of an engine, and the work that it hands over.
//!
//! Owns the modes of a write and the typed answer to a piece of work; how transactions run is each engine's own.

use std::time::Duration;

use error::Error;
use kenes_proto::types::ErrorReason as Reason;
use tlog::proof::Receipt;
use tokio::sync::{mpsc::UnboundedReceiver, oneshot, watch};

use crate::{
    Tx,
    wanted::{Caller, Wanted},
};

/// How long a read may take that a caller asks for.
pub(crate) const LONGEST: Duration = Duration::from_secs(10);

/// What becomes of a write that succeeded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// It is committed, durably, before the answer.
    Commit,
    /// The same, and the answer comes with the receipt of the first entry that it wrote.
    WithReceipt,
    /// It is undone: `validate_only`. The answer is what a commit would have answered.
    ValidateOnly,
}

/// What the connections of an engine do at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Load {
    /// Connections with work.
    pub(crate) busy: usize,
    /// Connections without.
    pub(crate) idle: usize,
    /// Pieces of work that wait for one.
    pub(crate) waiting: usize,
}

/// What a read is for. Each lane has connections of its own, so that no load on the one holds up the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lane {
    /// A caller asks for it.
    Asked,
    /// The service needs it, to write, to sign, or to say how it is.
    Needed,
}

impl Lane {
    /// How long one read may take, whoever waits for it.
    pub(crate) fn longest(self) -> Option<Duration> {
        match self {
            Self::Asked => Some(LONGEST),
            Self::Needed => None,
        }
    }
}

/// What an engine does: run work in a transaction and tell it the outcome. It must answer every work exactly once, but for a read
/// that nobody waits for.
pub(crate) trait Engine: Send + Sync {
    fn write(&self, mode: Mode, work: Box<dyn Work>);
    fn read(&self, lane: Lane, work: Box<dyn Work>);
    fn committed_size(&self) -> watch::Receiver<u64>;
    fn hold(&self) -> Option<UnboundedReceiver<PendingAnswer>>;
    fn connections(&self) -> u64;
    fn announce(&self, tree: (u64, &[u8]), checkpoint: &str) -> Result<Option<String>, Error>;
    fn scrub(&self, done: oneshot::Sender<Result<(), Error>>);
    fn check(&self) -> Result<(), Error>;
    fn closed(&self) -> watch::Receiver<bool>;
    fn load(&self) -> Load;
    fn name(&self) -> &'static str;
}

/// Work with the type of its answer erased. `run` may be called again, in another transaction.
pub(crate) trait Work: Send {
    fn run(&mut self, tx: &mut dyn Tx) -> Result<(), Error>;
    /// The id of the request that it carries out, if that has one: a retry has the same.
    fn request(&self) -> Option<&[u8]>;
    /// Whether somebody waits for the answer, to be asked while it runs.
    fn wanted(&self) -> Wanted;
    fn answer(self: Box<Self>, outcome: Result<(), Error>, receipt: Option<Receipt>);
}

/// The answer to a write that is committed, held back until its entry is signed: so its caller is woken once, not twice.
pub struct PendingAnswer {
    pub(crate) index: u64,
    pub(crate) work: Box<dyn Work>,
}

impl PendingAnswer {
    /// Returns the entry whose receipt is to come with the answer.
    pub fn index(&self) -> u64 {
        self.index
    }

    /// Lets the answer go.
    pub fn release(self, receipt: Option<Receipt>) {
        self.work.answer(Ok(()), receipt);
    }
}

/// Returns the answer to a call when the queue of the engine is full: nothing was written.
pub(crate) fn overloaded() -> Error {
    let text = "too much work is waiting for the store; nothing was written";
    Error::exhausted(Reason::Overloaded, text, Duration::from_millis(250))
}

pub(crate) struct Typed<T, F> {
    request: Option<Vec<u8>>,
    work: F,
    output: Option<T>,
    sender: oneshot::Sender<WithReceipt<T>>,
    wanted: Wanted,
}

pub(crate) type WithReceipt<T> = Result<(T, Option<Receipt>), Error>;

/// The answer to a piece of work, for the one who waits for it.
pub(crate) struct Answer<T> {
    receiver: oneshot::Receiver<WithReceipt<T>>,
    caller: Caller,
}

impl<T> Answer<T> {
    /// Waits for it. `None` where the engine dropped the work.
    pub(crate) async fn wait(self) -> Option<WithReceipt<T>> {
        // The caller is there until this is done, or dropped.
        let Self { receiver, caller } = self;
        let answer = receiver.await.ok();
        drop(caller);
        answer
    }
}

impl<T, F> Typed<T, F>
where
    T: Send + 'static,
    F: FnMut(&mut dyn Tx) -> Result<T, Error> + Send + 'static,
{
    pub(crate) fn pair(request: Option<Vec<u8>>, work: F) -> (Box<dyn Work>, Answer<T>) {
        let (sender, receiver) = oneshot::channel();
        let caller = Caller::default();
        (
            Box::new(Self {
                request,
                work,
                output: None,
                sender,
                wanted: caller.wants(),
            }),
            Answer { receiver, caller },
        )
    }
}

impl<T, F> Work for Typed<T, F>
where
    T: Send + 'static,
    F: FnMut(&mut dyn Tx) -> Result<T, Error> + Send + 'static,
{
    fn run(&mut self, tx: &mut dyn Tx) -> Result<(), Error> {
        self.output = Some((self.work)(tx)?);
        Ok(())
    }

    fn request(&self) -> Option<&[u8]> {
        self.request.as_deref()
    }

    fn wanted(&self) -> Wanted {
        self.wanted.clone()
    }

    fn answer(self: Box<Self>, outcome: Result<(), Error>, receipt: Option<Receipt>) {
        let Self { output, sender, .. } = *self;
        let answer = outcome
            .and_then(|()| output.ok_or_else(|| Error::internal("committed without running")))
            .map(|output| (output, receipt));
        // Nobody listens when the caller went away; the work is done all the same.
        drop(sender.send(answer));
    }
}
