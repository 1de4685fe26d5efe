//! One connection: from its first byte to its end, in the time that it may take.
//!
//! Owns the limits of HTTP and when a connection is asked to go. What is on it is `call`'s.

use std::{convert::Infallible, io, pin::pin, sync::Arc, time::Duration};

use hyper::service::service_fn;
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::conn::auto::Builder,
};
use tokio::{
    net::TcpStream,
    time::{sleep, timeout},
};
use tokio_util::sync::CancellationToken;

use crate::{Line, Settings, call::Calls, fault, memory::Memory, metadata};

/// How long an old connection may take to end its calls after it was asked to go.
const AGE_GRACE: Duration = Duration::from_mins(5);
/// What a client of HTTP/2 sends first.
const PREFACE: &[u8; 24] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// What a connection needs.
#[derive(Clone)]
pub(super) struct Connection {
    pub(super) http: Arc<Builder<TokioExecutor>>,
    pub(super) calls: Arc<Calls>,
    pub(super) settings: Arc<Settings>,
    /// What all connections may keep.
    pub(super) memory: Memory,
    /// Cancelled when the server stops.
    pub(super) draining: CancellationToken,
}

impl Connection {
    /// Serves what the peer asks for, until it goes or the connection is `age` old.
    pub(super) async fn run(self, stream: TcpStream, age: Duration) {
        // A peer that never speaks must hold up neither the count of connections nor the stop.
        let spoken = tokio::select! {
            spoken = timeout(self.settings.max_silence, speaks(&stream)) => matches!(spoken, Ok(Ok(()))),
            () = self.draining.cancelled() => false,
        };
        if !spoken || stream.set_nodelay(true).is_err() {
            return;
        }
        let line = Line::sharing(self.settings.max_stall, &self.memory);
        let calls = self.calls;
        let stream_line = line.clone();
        let service = service_fn(move |mut request: http::Request<_>| {
            let calls = calls.clone();
            request.extensions_mut().insert(stream_line.clone());
            async move { Ok::<_, Infallible>(calls.answer(request).await) }
        });
        let mut connection = pin!(self.http.serve_connection(TokioIo::new(stream), service));
        let grace = tokio::select! {
            ended = connection.as_mut() => return note(ended),
            () = sleep(age) => AGE_GRACE,
            () = self.draining.cancelled() => AGE_GRACE,
            // Its caller lets a stream wait for ever, and with it all that this side keeps for it.
            () = line.given_up() => self.settings.max_stall,
            () = idle(&line, self.settings.max_idle) => AGE_GRACE,
            // What it does not read is let go.
            () = stuck(&line) => return,
        };
        connection.as_mut().graceful_shutdown();
        line.tell();
        // The accept loop, too, waits no longer than its own grace: it drops this task.
        tokio::select! {
            ended = timeout(grace, connection) => if let Ok(ended) = ended {
                note(ended);
            },
            // What it does not read keeps it no longer than before.
            () = stuck(&line) => {}
        }
    }
}

/// How often a connection is looked after.
const LOOK: Duration = Duration::from_secs(1);

/// Resolves when there was no call for so long.
async fn idle(line: &Line, most: Duration) {
    while line.idle() < most {
        sleep(LOOK.min(most)).await;
    }
}

/// Resolves when an answer was not read for long.
async fn stuck(line: &Line) {
    while !line.is_stuck() {
        sleep(LOOK).await;
    }
}

/// Returns the limits of HTTP: h2's and hyper's own defaults are made for peers that can be trusted.
pub(super) fn http(settings: &Settings) -> Builder<TokioExecutor> {
    let mut http = Builder::new(TokioExecutor::new());
    http.http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(settings.max_streams)
        .max_local_error_reset_streams(256)
        .max_pending_accept_reset_streams(20)
        .max_header_list_size(metadata::LARGEST_SEEN)
        .max_frame_size(16 * 1024)
        .initial_stream_window_size(64 * 1024)
        .initial_connection_window_size(128 * 1024)
        .max_send_buf_size(32 * 1024)
        .keep_alive_interval(Duration::from_secs(30))
        .keep_alive_timeout(Duration::from_secs(10));
    // Only for the one who comes with a plain HTTP client: one answer, then good-bye.
    http.http1()
        .timer(TokioTimer::new())
        .keep_alive(false)
        .header_read_timeout(settings.max_silence)
        .max_buf_size(16 * 1024);
    http
}

fn note(ended: Result<(), Box<dyn std::error::Error + Send + Sync>>) {
    if let Err(e) = ended {
        tracing::debug!(cause = fault::causes(&*e), "connection broke");
    }
}

/// Waits for the whole preface of HTTP/2, or for a first byte that is not of it.
async fn speaks(stream: &TcpStream) -> io::Result<()> {
    let mut seen = [0; PREFACE.len()];
    loop {
        let length = stream.peek(&mut seen).await?;
        if length == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if length == PREFACE.len() || seen[..length] != PREFACE[..length] {
            return Ok(());
        }
        // A peer that means well sends the preface in one piece; peeking again at once would spin.
        sleep(Duration::from_millis(20)).await;
    }
}
