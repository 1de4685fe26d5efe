//! The integration suite: both services in this process, called over real gRPC, on the engine under test.
//!
//! One module an RPC family, with the family's name. Time is set by hand, so nothing sleeps.

mod audit;
mod bad_input;
mod chamber;
mod comment;
mod consultation;
mod demo;
mod dialect;
mod draft_law;
mod draft_law_version;
mod events;
mod fake_registry;
mod fixtures;
mod fsck;
mod hearing;
mod import;
mod keys;
mod layers;
mod mandate;
mod membership;
mod office;
mod organization;
mod participation;
mod pending;
mod person;
mod post;
mod provision;
mod receipt;
mod recommendation;
mod recommendation_response;
mod record;
mod redaction;
mod reference_data;
mod response;
mod roll;
mod schema;
mod sizes;
mod stage;
mod standing;
mod store;
mod tiles;
mod trace;
mod verify;
mod versions;
mod world;
