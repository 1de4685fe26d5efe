//! What every service shows of its own record: the RPCs of the log, the stream of events, and the log over plain HTTP.
//!
//! Owns the handlers; what they show is `record`'s and `events`'.

mod events;
mod index;
mod record;
mod tiles;

use std::sync::Arc;

use crate::{app::App, record::resources::Resources, server::Service};

/// Adds the record's services, and its tiles, to what a service has.
pub fn serve(service: Service, app: &App) -> Service {
    let resources = Arc::new(Resources::of(app.domain).telling(&app.kinds.verbs()));
    let records = record::service(app, &resources);
    let mut service = events::serve(service, app, &resources).with(records, record::LARGEST);
    service.plain = Some(tiles::pages(app));
    service
}
