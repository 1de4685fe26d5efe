//! What a stream can know of the connection that it is on, and say to it. Owns no socket.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

/// What a stream can know of the connection that it is on, and say to it. In the extensions of every request.
#[derive(Clone, Debug)]
pub struct Line {
    going: CancellationToken,
    stuck: CancellationToken,
    patience: Duration,
}

impl Line {
    /// The line of a connection whose streams may wait so long to be read.
    pub fn new(patience: Duration) -> Self {
        Self {
            going: CancellationToken::new(),
            stuck: CancellationToken::new(),
            patience,
        }
    }

    /// Returns how long a stream waits to be read.
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

    /// Tells the streams that the connection was asked to go.
    pub(super) fn tell(&self) {
        self.going.cancel();
    }

    /// Resolves when a stream has given up.
    pub(super) async fn given_up(&self) {
        self.stuck.cancelled().await;
    }
}
