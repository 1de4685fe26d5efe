//! What every service shows of its own record: the RPCs of the log, the gaps of what it holds, the stream of events, and the log over plain HTTP.
//!
//! Owns the handlers; what they show is `record`'s and `events`'.

mod coverage;
mod events;
mod index;
mod record;
mod tiles;

use std::sync::Arc;

use crate::{app::App, record::resources::Resources, server::Service};

/// Adds the record's services, and its tiles, to what a service has.
pub fn serve(service: Service, app: &App) -> Service {
    let resources = Arc::new(Resources::of(app.domain).telling(&app.kinds.verbs()));
    let service = events::serve(service, app, &resources);
    let service = coverage::serve(service, app, &resources);
    let mut service = record::serve(service, app, &resources);
    service.plain = Some(tiles::pages(app));
    service
}
