//! The registry: who takes part. Organizations, people, posts, memberships, mandates, and the codes both services use.
//!
//! `api/` holds a handler an RPC and `api/mod.rs` the table of contents; `domain/` the rules, pure; `store/` the tables and
//! the questions asked of them. A family has the same file name in each. What a registry knows before anybody has written to
//! it is `starter`. The registry knows nothing of consultations.

mod api;
mod domain;
pub mod opening;
pub mod redaction;
pub mod seal;
pub mod starter;
mod store;

use common::{
    app::{App, Definition},
    server::Service,
    store::Migration,
};

/// The registry's name in errors and in references to its resources.
pub const DOMAIN: &str = "registry.kenes";

/// The registry's schema.
pub const MIGRATIONS: &[Migration] = &[
    Migration {
        number: 1,
        name: "reference data",
        sql: include_str!("../migrations/0001_code.sql"),
    },
    Migration {
        number: 2,
        name: "organizations and persons",
        sql: include_str!("../migrations/0002_organization.sql"),
    },
    Migration {
        number: 3,
        name: "posts and memberships",
        sql: include_str!("../migrations/0003_membership.sql"),
    },
    Migration {
        number: 4,
        name: "mandates",
        sql: include_str!("../migrations/0004_mandate.sql"),
    },
    Migration {
        number: 5,
        name: "sectors, approvals, nominations",
        sql: include_str!("../migrations/0005_seats.sql"),
    },
    Migration {
        number: 6,
        name: "what lists filter by",
        sql: include_str!("../migrations/0006_lists.sql"),
    },
    Migration {
        number: 7,
        name: "profiles, agreements, projects",
        sql: include_str!("../migrations/0007_profile.sql"),
    },
    Migration {
        number: 8,
        name: "support: programmes, privileges, grants, budgets",
        sql: include_str!("../migrations/0008_support.sql"),
    },
    Migration {
        number: 9,
        name: "tenders, applications, scores",
        sql: include_str!("../migrations/0009_order.sql"),
    },
    Migration {
        number: 10,
        name: "awards, contracts, payments",
        sql: include_str!("../migrations/0010_contract.sql"),
    },
    Migration {
        number: 11,
        name: "statistics",
        sql: include_str!("../migrations/0011_statistics.sql"),
    },
    Migration {
        number: 12,
        name: "tenders that are over",
        sql: include_str!("../migrations/0012_archive.sql"),
    },
    Migration {
        number: 13,
        name: "what resources add to statistics",
        sql: include_str!("../migrations/0013_counted.sql"),
    },
    Migration {
        number: 14,
        name: "declared gaps of what is recorded",
        sql: include_str!("../migrations/0014_coverage.sql"),
    },
];

/// What the service is. A `static`, so that what it points to is compiled here and not once more wherever it is read.
pub static DEFINITION: Definition = Definition {
    domain: DOMAIN,
    migrations: MIGRATIONS,
    kinds: store::KINDS,
};

/// The registry over the store and clock of `app`, ready to be served.
pub fn service(app: App) -> Service {
    api::service(app)
}
