//! The consultation service: what is said, and what becomes of it. Draft laws and their versions, consultations, comments,
//! hearings, recommendations, answers, commitments, and the chain through all of them.
//!
//! `api/` holds a handler an RPC and `api/mod.rs` the table of contents; `domain/` the rules, pure; `store/` the tables and
//! the questions asked of them. A family has the same file name in each. `registry.rs` is the one client of the registry.

mod api;
pub mod attachments;
pub mod campaigns;
mod domain;
pub mod duties;
pub mod redaction;
mod registry;
mod resolve;
#[cfg_attr(
    not(feature = "search"),
    expect(dead_code, reason = "nothing is indexed")
)]
mod search;
pub mod starter;
mod store;

use common::{
    app::{App, Definition},
    server::Service,
    store::Migration,
};

/// The service's name in errors and in references to its resources.
pub const DOMAIN: &str = domain::OWN;

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
        number: 9,
        name: "what traces count",
        sql: include_str!("../migrations/0009_trace.sql"),
    },
    Migration {
        number: 10,
        name: "what lists filter by",
        sql: include_str!("../migrations/0010_lists.sql"),
    },
    Migration {
        number: 12,
        name: "comments that no longer stand",
        sql: include_str!("../migrations/0012_left.sql"),
    },
    Migration {
        number: 13,
        name: "policy documents, commitments",
        sql: include_str!("../migrations/0013_commitment.sql"),
    },
    Migration {
        number: 14,
        name: "forums and councils: delegates, decisions, initiatives",
        sql: include_str!("../migrations/0014_forum.sql"),
    },
    Migration {
        number: 15,
        name: "working days, periods, answers that are owed",
        sql: include_str!("../migrations/0015_duty.sql"),
    },
    Migration {
        number: 18,
        name: "calendars, feeds",
        sql: include_str!("../migrations/0018_document.sql"),
    },
    Migration {
        number: 20,
        name: "campaigns",
        sql: include_str!("../migrations/0020_campaign.sql"),
    },
    Migration {
        number: 21,
        name: "successions of bodies that ended",
        sql: include_str!("../migrations/0021_succession.sql"),
    },
    Migration {
        number: 22,
        name: "declared gaps of what is recorded",
        sql: include_str!("../migrations/0022_coverage.sql"),
    },
    Migration {
        number: 24,
        name: "uploaded files",
        sql: include_str!("../migrations/0024_attachment.sql"),
    },
];

pub use domain::near;
pub use registry::Registry;
pub use resolve::{resolve, resolve_once};
pub use search::{Search, keep_indexing};

/// What the service is. A `static`, so that what it points to is compiled here and not once more wherever it is read.
pub static DEFINITION: Definition = Definition {
    domain: DOMAIN,
    migrations: MIGRATIONS,
    kinds: store::KINDS,
};

/// The service over the store and clock of `app`, asking `registry` and looking into `search`, ready to be served.
pub fn service(app: App, registry: Registry, search: Search) -> Service {
    api::service(app, registry, search)
}
