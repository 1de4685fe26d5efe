//! The limits of a server. Owns their defaults, which are safe in public.

use std::time::Duration;

/// The limits of a server. Plain data, complete before anything is bound.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Connections at once; one more is closed at once.
    pub max_connections: usize,
    /// The same from one address.
    pub max_connections_per_address: usize,
    /// Calls at once on one connection. 512 is right between two services of ours.
    pub max_streams: u32,
    /// Unary calls in hand, of all connections together; one more is answered `OVERLOADED`.
    pub max_in_flight: usize,
    /// Streaming calls open, of all connections together; one more is answered `OVERLOADED`.
    pub max_open_streams: usize,
    /// The longest a unary call may take, and a streaming one until its first byte. A caller may ask for less.
    pub max_deadline: Duration,
    /// The longest the one message of a call may take to come whole.
    pub max_message: Duration,
    /// The most that is kept of unread answers and unfinished messages, of all connections together, in bytes.
    pub max_memory: usize,
    /// Watchers of our health and readers of the contract at once: they are not counted with the other streams.
    pub max_exempt_streams: usize,
    /// The longest a caller may take to upload a stream of messages.
    pub max_upload: Duration,
    /// How long a caller may let an answer wait to be read.
    pub max_stall: Duration,
    /// How long a connection that has not said what it speaks is waited for.
    pub max_silence: Duration,
    /// A connection without a call for so long is asked to go.
    pub max_idle: Duration,
    /// After this, give or take a tenth, a connection is asked to go, so that load spreads again.
    pub max_connection_age: Duration,
    /// Between "not ready" and the last accepted connection: time for a load balancer to notice.
    pub shutdown_delay: Duration,
    /// How long calls in hand may take to end once the server stops. What is left is cut.
    pub shutdown_grace: Duration,
    /// Whether the contract can be asked for (`grpcurl list`, `describe`).
    pub reflection: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            max_connections: 2_000,
            max_connections_per_address: 1_000,
            max_streams: 128,
            max_in_flight: 256,
            max_open_streams: 500,
            max_deadline: Duration::from_secs(10),
            max_message: Duration::from_secs(5),
            max_memory: 256 << 20,
            max_exempt_streams: 256,
            max_upload: Duration::from_mins(1),
            max_stall: Duration::from_secs(30),
            max_silence: Duration::from_secs(10),
            max_idle: Duration::from_mins(5),
            max_connection_age: Duration::from_mins(30),
            shutdown_delay: Duration::ZERO,
            shutdown_grace: Duration::from_secs(10),
            reflection: true,
        }
    }
}
