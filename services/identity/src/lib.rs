//! Who calls: access tokens of OpenID Connect issuers (RFC 9068), checked by the rules of RFC 8725.
//!
//! `token` reads and checks one, `key` and `jwks` are what it is checked with, `sign` makes one for the local issuer. All of that
//! is pure: the time and the keys are arguments, so no test waits and none needs a network.
//! Owns neither the header that a token comes in nor what its subject may do.

mod jwks;
mod key;
mod object;
mod refusal;
pub mod sign;
mod token;

pub use jwks::{Keys, Unfit};
pub use key::{Algorithm, Key};
pub use refusal::{Problem, Refusal};
pub use token::{Claims, Expected, LEEWAY, LONGEST, LONGEST_LIFE, Token};
