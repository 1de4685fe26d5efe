//! Who calls: access tokens of OpenID Connect issuers (RFC 9068), checked by the rules of RFC 8725.
//!
//! `token` reads and checks one, `key` and `jwks` are what it is checked with, `sign` makes one for the local issuer. All of that
//! is pure: the time and the keys are arguments, so no test waits and none needs a network.
//! `issuers` is what an operator trusts, `source` where the keys of an issuer are, `fetch` how they are had over HTTP, and `keyring`
//! when; `revoked` is who is not taken any more, and `verifier` all of it for one service.
//! Owns neither the header that a token comes in nor what its subject may do.

mod fetch;
pub mod issuers;
mod jwks;
mod key;
mod keyring;
mod object;
mod refusal;
mod revoked;
pub mod sign;
mod source;
mod token;
mod url;
mod verifier;

pub use issuers::{Assurance, Issuer};
pub use jwks::{Keys, Unfit};
pub use key::{Algorithm, Key};
pub use refusal::{Problem, Refusal};
pub use revoked::Revoked;
pub use source::Source;
pub use token::{Claims, Expected, LEEWAY, LONGEST, LONGEST_LIFE, Token};
pub use url::Url;
pub use verifier::{Identity, Verifier};
