//! The consultation service: what is said, and what becomes of it. Draft laws and their versions, consultations, comments,
//! hearings, recommendations, answers, and the chain through all of them.
//!
//! `api/` holds a handler an RPC and `api/mod.rs` the table of contents; `domain/` the rules, pure; `store/` the tables and
//! the questions asked of them. A family has the same file name in each. `registry.rs` is the one client of the registry.

mod api;
mod domain;
pub mod redaction;
mod registry;
mod resolve;
mod store;

use common::{
    app::{App, Definition},
    server::Service,
    store::Migration,
};

/// The service's name in errors and in references to its resources.
pub const DOMAIN: &str = "consultation.kenes";

/// The service's schema.
pub const MIGRATIONS: &[Migration] = &[
    Migration {
        number: 1,
        name: "draft laws, versions, provisions, stages",
        sql: include_str!("../migrations/0001_draft_law.sql"),
    },
    Migration {
        number: 2,
        name: "consultations, comments, answers",
        sql: include_str!("../migrations/0002_consultation.sql"),
    },
    Migration {
        number: 3,
        name: "hearings",
        sql: include_str!("../migrations/0003_hearing.sql"),
    },
    Migration {
        number: 4,
        name: "recommendations",
        sql: include_str!("../migrations/0004_recommendation.sql"),
    },
    Migration {
        number: 5,
        name: "who speaks",
        sql: include_str!("../migrations/0005_speaker.sql"),
    },
    Migration {
        number: 6,
        name: "sessions",
        sql: include_str!("../migrations/0006_session.sql"),
    },
    Migration {
        number: 8,
        name: "subjects of consultations, and proposals",
        sql: include_str!("../migrations/0008_subject.sql"),
    },
    Migration {
        number: 12,
        name: "comments that no longer stand",
        sql: include_str!("../migrations/0012_left.sql"),
    },
];

pub use registry::Registry;
pub use resolve::{resolve, resolve_once};

/// What the service is.
pub const DEFINITION: Definition = Definition {
    domain: DOMAIN,
    migrations: MIGRATIONS,
    kinds: store::KINDS,
};

/// The service over the store and clock of `app`, asking `registry`, ready to be served.
pub fn service(app: App, registry: Registry) -> Service {
    api::service(app, registry)
}
