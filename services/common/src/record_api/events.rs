//! The RPCs of events: for those who watch, and for those who come later.

use std::{sync::Arc, time::Duration};

use kenes_proto::{
    record::{
        self as pb,
        event_stream_service_server::{EventStreamService, EventStreamServiceServer},
    },
    types::ErrorReason as Reason,
};
use tonic::{Request, Response, Status};

use super::index::{index_beyond, signed, unsigned};
use crate::{
    Error,
    app::App,
    context::Context,
    events::{feed::Feed, matching::Matching, watcher::Watcher, watching::Watching},
    list,
    record::{Published, resources::Resources},
    server::{Line, Service, Settings},
    validate,
};

/// The largest request in bytes: a few names.
const LARGEST: usize = 16 << 10;
/// Where the caller names no interval.
const HEARTBEAT: Duration = Duration::from_secs(10);
/// The most entries that one page of a replay looks at.
const LOOKED_AT: u64 = 10_000;
/// About as many bytes of events are in one page.
const PAGE_BYTES: usize = 1 << 20;

/// What both RPCs are given.
#[derive(Clone, Debug)]
struct Api {
    app: App,
    feed: Feed,
}

/// Adds the stream of events to a service.
pub(crate) fn serve(service: Service, app: &App, resources: &Arc<Resources>) -> Service {
    let api = Api {
        feed: Feed::new(&app.store, &app.log, app.domain, resources),
        app: app.clone(),
    };
    service.with(EventStreamServiceServer::new(api), LARGEST)
}

#[tonic::async_trait]
impl EventStreamService for Api {
    type WatchEventsStream = Watching;

    async fn watch_events(
        &self,
        request: Request<pb::WatchEventsRequest>,
    ) -> Result<Response<Watching>, Status> {
        let (metadata, extensions, request) = request.into_parts();
        let line = extensions.get::<Line>().cloned();
        let line = line.unwrap_or_else(|| Line::new(Settings::default().max_stall));
        let asked = validate::check(&request)
            .and_then(|()| self.app.reading("WatchEvents", (&metadata, &extensions)));
        let opened = match asked {
            Ok(_) => watch(self, request, line).await,
            Err(error) => Err(error),
        };
        let api = self.clone();
        match opened {
            Ok(watcher) => {
                Ok(Response::new(watcher.begin(move |error| {
                    api.app.refuse("WatchEvents", &metadata, error)
                })))
            }
            Err(error) => Err(self.app.refuse("WatchEvents", &metadata, error)),
        }
    }

    async fn replay_events(
        &self,
        request: Request<pb::ReplayEventsRequest>,
    ) -> Result<Response<pb::ReplayEventsResponse>, Status> {
        let (metadata, extensions, request) = request.into_parts();
        let opened = validate::check(&request)
            .and_then(|()| self.app.reading("ReplayEvents", (&metadata, &extensions)));
        let outcome = match opened {
            Ok(context) => replay(self, &context, request).await,
            Err(error) => Err(error),
        };
        outcome
            .map(Response::new)
            .map_err(|error| self.app.refuse("ReplayEvents", &metadata, error))
    }
}

async fn watch(api: &Api, request: pb::WatchEventsRequest, line: Line) -> Result<Watcher, Error> {
    let heartbeat = match request.heartbeat_interval {
        None => HEARTBEAT,
        Some(asked) => Duration::try_from(asked)
            .ok()
            .filter(|asked| (1..=60).contains(&asked.as_secs()) && *asked <= Duration::from_mins(1))
            .ok_or_else(|| {
                Error::invalid(
                    Reason::FieldInvalid,
                    "heartbeat_interval",
                    "must be from 1 to 60 seconds",
                )
            })?,
    };
    let resources = api.feed.source().resources();
    let matching = Matching::new(
        resources,
        request.types,
        &request.resource_prefix,
        request.draft_law,
    )?;
    let published = api.app.log.newest().await?;
    // What was signed between the two is read from the store.
    let recent = api.feed.recent();
    let at = match request.from_index {
        None => published.checkpoint.size,
        Some(asked) => within(asked, &published)?,
    };
    Ok(Watcher {
        recent,
        source: api.feed.source().clone(),
        matching,
        heartbeat,
        line,
        at,
    })
}

async fn replay(
    api: &Api,
    _: &Context,
    request: pb::ReplayEventsRequest,
) -> Result<pb::ReplayEventsResponse, Error> {
    let source = api.feed.source();
    let matching = Matching::new(
        source.resources(),
        request.types,
        &request.resource_prefix,
        request.draft_law,
    )?;
    let published = api.app.log.newest().await?;
    let from = within(request.from_index, &published)?;
    let to = match request.to_index {
        None => published.checkpoint.size,
        Some(asked) => within(asked, &published)?,
    };
    if from > to {
        let text = format!("must not be above to_index, which is {to}");
        return Err(Error::invalid(Reason::RangeInvalid, "from_index", text));
    }
    let most = list::page_size(request.page_size);
    let (mut events, mut bytes, mut at) = (Vec::new(), 0, from);
    let end = to.min(from + LOOKED_AT);
    'page: while at < end {
        for event in source.read_in_turn(at, end, most, PAGE_BYTES).await? {
            if events.len() == most || bytes >= PAGE_BYTES {
                break 'page;
            }
            at = event.index + 1;
            if matching.wants(&event) {
                bytes += event.weight;
                events.push(event.message.clone());
            }
        }
    }
    Ok(pb::ReplayEventsResponse {
        events,
        next_index: signed(at)?,
        to_index: signed(to)?,
    })
}

/// An index at which something may begin or end: that of an entry, or the one after the last.
fn within(asked: i64, published: &Published) -> Result<u64, Error> {
    let index = unsigned(asked)?;
    match index > published.checkpoint.size {
        true => Err(index_beyond(index, published)),
        false => Ok(index),
    }
}
