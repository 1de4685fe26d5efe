//! Sockets: how many, how fast, how long, and how they end.
//!
//! Owns the accept loop and the limits of HTTP. Does not look into a request. tonic's own transport is not used: it has
//! no limit of connections, no time limit before the first byte, and it waits for ever when it stops.

use std::{convert::Infallible, future::Future, io, pin::pin, sync::Arc, time::Duration};

use hyper::service::service_fn;
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::conn::auto::Builder,
};
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinSet,
    time::{Instant, sleep, timeout},
};
use tokio_util::sync::CancellationToken;

use super::{Settings, call::Calls};

/// Between a failed accept (no file descriptors, most likely) and the next.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);
/// Between two lines about the same trouble.
const COMPLAIN_EVERY: Duration = Duration::from_secs(5);
/// How long an old connection may take to end its calls after it was asked to go.
const AGE_GRACE: Duration = Duration::from_mins(5);
const PREFACE: &[u8; 24] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// Accepts connections until `stop` resolves, then waits for them within the grace and cuts the rest.
pub(super) async fn run(
    listener: TcpListener,
    calls: Arc<Calls>,
    settings: &Settings,
    stop: impl Future<Output = ()>,
) {
    let http = Arc::new(http(settings));
    let draining = CancellationToken::new();
    let gauge = metrics::gauge!("grpc_server_connections");
    let refused = metrics::counter!("grpc_server_connections_refused_total");
    let mut open = JoinSet::new();
    let mut complaint = Complaint::default();
    let mut count = 0_u32;
    let mut stop = pin!(stop);
    loop {
        tokio::select! {
            biased;
            () = &mut stop => break,
            Some(_) = open.join_next() => gauge.decrement(1),
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) if open.len() < settings.max_connections => {
                    count = count.wrapping_add(1);
                    gauge.increment(1);
                    let age = vary(settings.max_connection_age, count);
                    let connection = Connection { http: http.clone(), calls: calls.clone(), draining: draining.clone() };
                    open.spawn(connection.run(stream, settings.max_silence, settings.max_stall, age));
                }
                // Closed at once, so that the caller knows and may try another server.
                Ok(_) => {
                    refused.increment(1);
                    complaint.make(|| tracing::warn!(limit = settings.max_connections, "connections refused: limit reached"));
                }
                Err(e) if of_the_peer(&e) => {}
                Err(e) => {
                    complaint.make(|| tracing::error!(error = %e, "cannot accept connections"));
                    sleep(ACCEPT_PAUSE).await;
                }
            }
        }
    }
    drop(listener);
    draining.cancel();
    let drained = async {
        while open.join_next().await.is_some() {
            gauge.decrement(1);
        }
    };
    if timeout(settings.shutdown_grace, drained).await.is_err() {
        tracing::warn!(connections = open.len(), "cut at the end of the grace");
        #[expect(clippy::cast_precision_loss, reason = "a few thousand at most")]
        gauge.decrement(open.len() as f64);
    }
}

/// The limits of HTTP: h2's and hyper's own defaults are made for peers that can be trusted.
fn http(settings: &Settings) -> Builder<TokioExecutor> {
    let mut http = Builder::new(TokioExecutor::new());
    http.http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(settings.max_streams)
        .max_local_error_reset_streams(256)
        .max_pending_accept_reset_streams(20)
        .max_header_list_size(8 * 1024)
        .max_frame_size(16 * 1024)
        .initial_stream_window_size(64 * 1024)
        .initial_connection_window_size(128 * 1024)
        .max_send_buf_size(128 * 1024)
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

/// What a connection needs.
struct Connection {
    http: Arc<Builder<TokioExecutor>>,
    calls: Arc<Calls>,
    draining: CancellationToken,
}

/// What a stream can know of the connection that it is on, and say to it. In the extensions of every request.
#[derive(Clone, Debug)]
pub struct Line {
    going: CancellationToken,
    stuck: CancellationToken,
    patience: Duration,
}

impl Connection {
    async fn run(
        self,
        stream: TcpStream,
        max_silence: Duration,
        max_stall: Duration,
        age: Duration,
    ) {
        // A peer that never speaks must hold up neither a place nor the stop.
        let spoken = tokio::select! {
            spoken = timeout(max_silence, speaks(&stream)) => matches!(spoken, Ok(Ok(()))),
            () = self.draining.cancelled() => false,
        };
        if !spoken || stream.set_nodelay(true).is_err() {
            return;
        }
        let (calls, line) = (self.calls, Line::new(max_stall));
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
            () = line.stuck.cancelled() => max_stall,
        };
        connection.as_mut().graceful_shutdown();
        line.going.cancel();
        // The accept loop, too, waits no longer than its own grace: it drops this task.
        if let Ok(ended) = timeout(grace, connection).await {
            note(ended);
        }
    }
}

// === impl Line

impl Line {
    /// The line of a connection whose streams may wait so long to be read.
    pub fn new(patience: Duration) -> Self {
        Self {
            going: CancellationToken::new(),
            stuck: CancellationToken::new(),
            patience,
        }
    }

    /// How long a stream waits to be read.
    pub fn patience(&self) -> Duration {
        self.patience
    }

    /// Resolves when the connection is asked to go: it is old, or the server stops. Streams end then, and say how to go on.
    pub async fn going(&self) {
        self.going.cancelled().await;
    }

    /// The caller reads nothing on a stream, not even its end. The connection is asked to go, and cut after a while.
    pub fn give_up(&self) {
        self.stuck.cancel();
    }
}

fn note(ended: Result<(), Box<dyn std::error::Error + Send + Sync>>) {
    if let Err(e) = ended {
        tracing::debug!(cause = super::fault::causes(&*e), "connection broke");
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
        // Nobody sends the preface in pieces but to annoy; peeking again at once would spin.
        sleep(Duration::from_millis(20)).await;
    }
}

/// Whether an accept failed because of the one connection that it was about.
fn of_the_peer(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, Interrupted};
    matches!(
        error.kind(),
        ConnectionAborted | ConnectionRefused | ConnectionReset | Interrupted
    )
}

/// `age` give or take a tenth, spread evenly over successive connections: those that came together do not go together.
fn vary(age: Duration, count: u32) -> Duration {
    // Multiples of the golden ratio never bunch.
    let share = f64::from(count.wrapping_mul(0x9E37_79B9)) / f64::from(u32::MAX);
    age.mul_f64(0.9 + 0.2 * share)
}

/// Trouble that comes many times a second and deserves a line now and then.
#[derive(Default)]
struct Complaint(Option<Instant>);

impl Complaint {
    fn make(&mut self, log: impl FnOnce()) {
        if self.0.is_none_or(|last| last.elapsed() >= COMPLAIN_EVERY) {
            self.0 = Some(Instant::now());
            log();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_stay_within_a_tenth_and_differ() {
        let age = Duration::from_secs(1000);
        let ages: Vec<_> = (1..=1000).map(|count| vary(age, count)).collect();
        assert!(ages.iter().all(|a| (900..=1100).contains(&a.as_secs())));
        let early = ages.iter().filter(|a| **a < age).count();
        assert!((450..=550).contains(&early), "{early}");
    }

    #[test]
    fn trouble_is_told_once_in_a_while() {
        let (mut complaint, mut told) = (Complaint::default(), 0);
        for _ in 0..100 {
            complaint.make(|| told += 1);
        }
        assert_eq!(told, 1);
    }
}
