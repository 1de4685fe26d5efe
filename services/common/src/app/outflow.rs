//! The answer of a method that streams: a task fills it at its reader's pace, and says how it ended.
//!
//! What the reader does not take is held once and no more; after a time without it being taken the reader is let go. Owns how a
//! stream ends; what is in it, and where it can go on, is the method's.

use std::{
    pin::Pin,
    task::{Context as Poller, Poll, ready},
    time::Duration,
};

use kenes_proto::types::ErrorReason as Reason;
use prost::Message;
use prost_reflect::ReflectMessage;
use tokio::{
    sync::{mpsc, oneshot},
    time::timeout,
};
use tonic::{Request, Response, Status, metadata::MetadataMap};
use tracing::Instrument as _;

use super::App;
use crate::{
    Error,
    context::Context,
    server::{Line, Settings},
    validate,
};

/// When who was let go may come back.
const AGAIN: Duration = Duration::from_secs(1);

/// The stream of a call.
#[derive(Debug)]
pub struct Outflow<T> {
    inbox: mpsc::Receiver<T>,
    end: Option<oneshot::Receiver<Status>>,
    /// Dropped with the stream.
    _here: oneshot::Sender<()>,
}

/// Where a task puts what it sends.
#[derive(Debug)]
pub struct Outlet<T> {
    out: mpsc::Sender<T>,
    line: Line,
}

/// A call of a method that streams, whose request has the shape that the contract demands.
#[derive(Debug)]
pub struct Stream {
    /// Who calls, and when.
    pub context: Context,
    app: App,
    metadata: MetadataMap,
    line: Line,
}

/// Begins a stream that `fill` fills. It returns why it ended before its time; `refuse` makes the status of that.
pub(crate) fn begin<T: Send + 'static, F>(
    line: Line,
    refuse: impl FnOnce(Error) -> Status + Send + 'static,
    fill: impl FnOnce(mpsc::Sender<T>) -> F + Send + 'static,
) -> Outflow<T>
where
    F: Future<Output = Option<Error>> + Send + 'static,
{
    // One waits while the reader takes another.
    let (out, inbox) = mpsc::channel(1);
    let (ended, end) = oneshot::channel();
    let (here, gone) = oneshot::channel();
    let task = async move {
        if let Some(error) = fill(out).await {
            drop(ended.send(refuse(error)));
            // Who takes not even the end holds up what others on the connection are sent.
            if timeout(line.patience(), gone).await.is_err() {
                line.give_up();
            }
        }
    };
    tokio::spawn(task.in_current_span());
    Outflow {
        inbox,
        end: Some(end),
        _here: here,
    }
}

// === impl Outflow

impl<T> tokio_stream::Stream for Outflow<T> {
    type Item = Result<T, Status>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Poller<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        if let Some(sent) = ready!(this.inbox.poll_recv(cx)) {
            return Poll::Ready(Some(Ok(sent)));
        }
        let Some(end) = &mut this.end else {
            return Poll::Ready(None);
        };
        let ended = ready!(Pin::new(end).poll(cx));
        this.end = None;
        Poll::Ready(ended.ok().map(Err))
    }
}

// === impl Outlet

impl<T> Outlet<T> {
    /// Sends one more, as soon as the reader has taken what was sent before. An error if it never does, or the connection is
    /// asked to go.
    pub async fn send(&self, one: T) -> Result<(), Error> {
        let patience = self.line.patience();
        let room = tokio::select! {
            room = timeout(patience, self.out.reserve()) => room,
            () = self.line.going() => return Err(leaving("this connection is asked to go")),
        };
        match room {
            Ok(Ok(room)) => {
                room.send(one);
                Ok(())
            }
            Ok(Err(_)) => Err(leaving("the caller is gone")),
            Err(_) => {
                let text = format!("nothing was read for {patience:?}; call again to go on");
                Err(Error::exhausted(Reason::ReaderTooSlow, text, AGAIN))
            }
        }
    }

    /// Whether nobody reads any more.
    pub fn is_closed(&self) -> bool {
        self.out.is_closed()
    }
}

fn leaving(why: &str) -> Error {
    let text = format!("{why}; call again to go on");
    Error::unavailable(Reason::Unavailable, text, AGAIN)
}

// === impl Stream

impl Stream {
    /// The status of a refusal.
    pub fn refuse(&self, error: Error) -> Status {
        self.app.refuse(self.context.method, &self.metadata, error)
    }

    /// The answer that `fill` fills.
    pub fn answer<T: Send + 'static, F>(
        self,
        fill: impl FnOnce(Outlet<T>) -> F + Send + 'static,
    ) -> Response<Outflow<T>>
    where
        F: Future<Output = Result<(), Error>> + Send + 'static,
    {
        let line = self.line.clone();
        let store = self.app.store.clone();
        let refuse = move |error| self.refuse(error);
        let outlet_line = line.clone();
        let stream = begin(line, refuse, async move |out: mpsc::Sender<T>| {
            let open = out.clone();
            let outlet = Outlet {
                out,
                line: outlet_line,
            };
            let ended = store.trusted(fill(outlet).await);
            ended.err().filter(|_| !open.is_closed())
        });
        Response::new(stream)
    }
}

impl App {
    /// Opens a call of a method that streams: checks the shape of its request, and names its caller.
    pub fn open_stream<R: Message + ReflectMessage>(
        &self,
        method: &'static str,
        request: Request<R>,
    ) -> Result<(Stream, R), Status> {
        let (metadata, extensions, request) = request.into_parts();
        let line = extensions.get::<Line>().cloned();
        let line = line.unwrap_or_else(|| Line::new(Settings::default().max_stall));
        let opened =
            validate::check(&request).and_then(|()| self.reading(method, (&metadata, &extensions)));
        match opened {
            Ok(context) => {
                let app = self.clone();
                Ok((
                    Stream {
                        context,
                        app,
                        metadata,
                        line,
                    },
                    request,
                ))
            }
            Err(error) => Err(self.refuse(method, &metadata, error)),
        }
    }
}
