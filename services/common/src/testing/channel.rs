//! A way to a service: to the one replica that runs, or to each of several in turn.

use std::{
    future::poll_fn,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll},
};

use http::{Request, Response};
use tonic::{
    body::Body,
    codegen::Service,
    transport::{self, Error},
};

/// A channel on which one call after the other goes to the next replica. Its clones take turns with it.
#[derive(Clone, Debug)]
pub struct Channel {
    replicas: Arc<[transport::Channel]>,
    calls: Arc<AtomicUsize>,
}

// === impl Channel

impl Channel {
    /// To the replicas of all these, in their order.
    pub fn in_turn(channels: &[Self]) -> Self {
        let replicas = channels.iter().flat_map(|channel| &*channel.replicas);
        Self {
            replicas: replicas.cloned().collect(),
            calls: Arc::default(),
        }
    }

    /// The replica whose turn it is.
    fn next(&self) -> transport::Channel {
        let turn = self.calls.fetch_add(1, Ordering::Relaxed);
        self.replicas[turn % self.replicas.len()].clone()
    }
}

impl From<transport::Channel> for Channel {
    fn from(one: transport::Channel) -> Self {
        Self {
            replicas: [one].into(),
            calls: Arc::default(),
        }
    }
}

impl Service<Request<Body>> for Channel {
    type Response = Response<Body>;
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Error>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Error>> {
        // Whose turn it is shows when it is called.
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let mut replica = self.next();
        Box::pin(async move {
            poll_fn(|context| replica.poll_ready(context)).await?;
            replica.call(request).await
        })
    }
}
