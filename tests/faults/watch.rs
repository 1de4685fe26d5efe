//! Those who watch the log: each must see every entry once and in order, however often its stream ends.
//!
//! Owns what a watcher saw and how it goes on. When it is disturbed is for the experiments to say.

use std::{
    hash::{DefaultHasher, Hash as _, Hasher as _},
    time::Duration,
};

use kenes_proto::{
    cloudevents::{CloudEvent, cloud_event::Data},
    record::{
        self as pb, event_stream_service_client::EventStreamServiceClient,
        record_service_client::RecordServiceClient, watch_events_response::Message as Told,
    },
};
use tokio::sync::watch;
use tonic::{Status, Streaming, transport::Channel};
use tonic_types::StatusExt;

use crate::{
    Outcome,
    load::{answered, is_passing},
};

/// All that a watcher saw: up to where, and what it was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Seen {
    /// The index of the next entry.
    pub(crate) at: u64,
    /// A digest of all that was told, in its order.
    digest: u64,
}

/// A watcher that goes on wherever it is cut off.
#[derive(Debug)]
pub(crate) struct Watcher {
    client: EventStreamServiceClient<Channel>,
    pub(crate) seen: Seen,
    /// How many streams it needed.
    pub(crate) streams: u64,
    /// How often it was let go because it did not read.
    pub(crate) let_go: u64,
    /// After so many messages it ends a stream by itself.
    pub(crate) whim: u64,
}

/// How far there is something to see, once that is known.
pub(crate) type End = watch::Receiver<Option<u64>>;

// === impl Seen

impl Seen {
    /// Takes in what is told next.
    pub(crate) fn take(&mut self, told: &Told) -> Outcome<()> {
        match told {
            Told::Event(event) => self.event(event),
            Told::Heartbeat(heartbeat) if u64::try_from(heartbeat.next_index)? == self.at => Ok(()),
            Told::Heartbeat(heartbeat) => Err(format!(
                "before entry {} a heartbeat says {}",
                self.at, heartbeat.next_index
            )
            .into()),
        }
    }

    fn event(&mut self, event: &CloudEvent) -> Outcome<()> {
        let index: u64 = event.id.parse()?;
        if index != self.at {
            return Err(format!("entry {index} came where {} was due", self.at).into());
        }
        let mut hasher = DefaultHasher::new();
        (self.digest, &event.id, &event.source, &event.r#type).hash(&mut hasher);
        if let Some(Data::ProtoData(data)) = &event.data {
            (&data.type_url, &data.value).hash(&mut hasher);
        }
        self.digest = hasher.finish();
        self.at += 1;
        Ok(())
    }
}

// === impl Watcher

impl Watcher {
    /// One that begins with the first entry.
    pub(crate) fn new(channel: Channel) -> Self {
        Self {
            client: EventStreamServiceClient::new(channel),
            seen: Seen::default(),
            streams: 0,
            let_go: 0,
            whim: u64::MAX,
        }
    }

    /// Asks for a stream from where it is.
    pub(crate) async fn open(&mut self) -> Result<Streaming<pb::WatchEventsResponse>, Status> {
        let request = pb::WatchEventsRequest {
            from_index: Some(self.seen.at.cast_signed()),
            ..Default::default()
        };
        let stream = answered(self.client.watch_events(request)).await?;
        self.streams += 1;
        Ok(stream.into_inner())
    }

    /// Watches to the end, through whatever comes between.
    pub(crate) async fn persist(mut self, mut end: End) -> Outcome<Self> {
        loop {
            match self.open().await {
                Ok(stream) => self.read(stream, &mut end).await?,
                Err(status) => self.cut_off(&status)?,
            }
            if self.is_at(&end) {
                return Ok(self);
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Reads a stream until it ends, or nothing more is to be seen.
    pub(crate) async fn read(
        &mut self,
        mut stream: Streaming<pb::WatchEventsResponse>,
        end: &mut End,
    ) -> Outcome<()> {
        for _ in 0..self.whim {
            if self.is_at(end) {
                break;
            }
            tokio::select! {
                told = stream.message() => match told {
                    Ok(Some(told)) => self.seen.take(&told.message.ok_or("an empty message")?)?,
                    Ok(None) => return Err("a stream ended without saying why".into()),
                    Err(status) => return self.cut_off(&status),
                },
                Ok(()) = end.changed() => {}
            }
        }
        Ok(())
    }

    fn is_at(&self, end: &End) -> bool {
        end.borrow().is_some_and(|end| self.seen.at >= end)
    }

    /// A stream may end for a reason that passes; if it says where to go on, then that is where it stopped.
    fn cut_off(&mut self, status: &Status) -> Outcome<()> {
        let details = status.get_error_details();
        if let Some(info) = details.error_info() {
            let resume = info.metadata.get("resume_index");
            if resume.is_some_and(|index| *index != self.seen.at.to_string()) {
                let at = self.seen.at;
                return Err(format!("stopped before entry {at}, resume at {resume:?}").into());
            }
            if info.reason == "READER_TOO_SLOW" {
                resume.ok_or("let go without a place to go on")?;
                self.let_go += 1;
                return Ok(());
            }
        }
        match is_passing(status) {
            true => Ok(()),
            false => Err(format!("the stream was ended: {status}").into()),
        }
    }
}

/// How many entries are signed.
pub(crate) async fn size(channel: Channel) -> Outcome<u64> {
    let mut records = RecordServiceClient::new(channel);
    let asked = records.fetch_checkpoint(pb::FetchCheckpointRequest::default());
    Ok(asked.await?.into_inner().size.try_into()?)
}

/// What there is to see before `end`, as it is told to those who come later.
pub(crate) async fn replayed(channel: Channel, end: u64) -> Outcome<Seen> {
    let mut client = EventStreamServiceClient::new(channel);
    let mut seen = Seen::default();
    while seen.at < end {
        let request = pb::ReplayEventsRequest {
            from_index: seen.at.cast_signed(),
            to_index: Some(end.cast_signed()),
            page_size: 1_000,
            ..Default::default()
        };
        for event in client.replay_events(request).await?.into_inner().events {
            seen.event(&event)?;
        }
    }
    Ok(seen)
}

/// The watchers that did not see exactly what there was.
pub(crate) fn faults(watchers: &[Watcher], all: Seen) -> Vec<String> {
    let wrong = watchers.iter().filter(|watcher| watcher.seen != all);
    wrong
        .map(|watcher| format!("a watcher saw {:?}, and there was {all:?}", watcher.seen))
        .collect()
}

/// A stream that tells something twice, leaves something out or tells something else is seen.
pub(crate) async fn control(channel: &Channel) -> Outcome<String> {
    let end = size(channel.clone()).await?;
    let all = replayed(channel.clone(), end).await?;
    let mut honest = Watcher::new(channel.clone());
    let (_told, until) = watch::channel(Some(end));
    honest = honest.persist(until.clone()).await?;
    if !faults(&[honest], all).is_empty() {
        return Err("an honest stream was not believed".into());
    }
    for (done, asked, expected) in [("told twice", 3, 4), ("left out", 4, 3)] {
        let mut watcher = Watcher::new(channel.clone());
        watcher.seen.at = asked;
        let stream = watcher.open().await?;
        watcher.seen.at = expected;
        if watcher.read(stream, &mut until.clone()).await.is_ok() {
            return Err(format!("an entry that was {done} was not seen").into());
        }
    }
    let mut other = Seen::default();
    let mut client = EventStreamServiceClient::new(channel.clone());
    let request = pb::ReplayEventsRequest {
        to_index: Some(end.cast_signed()),
        page_size: 1_000,
        ..Default::default()
    };
    let mut events = client.replay_events(request).await?.into_inner().events;
    events[1].r#type.push('s');
    for event in &events {
        other.event(event)?;
    }
    match other.at == all.at && other != all {
        true => Ok("an entry told twice, left out or changed is seen".into()),
        false => Err("a changed event was not seen".into()),
    }
}
