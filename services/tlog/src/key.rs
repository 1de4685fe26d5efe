//! Fresh private keys. Where they are kept is for whoever runs a log.

use aws_lc_rs::{rand::SystemRandom, signature::Ed25519KeyPair};
use error::Error;

/// Returns a fresh private key, as PKCS #8.
pub fn generate() -> Result<Vec<u8>, Error> {
    Ed25519KeyPair::generate_pkcs8(&SystemRandom::new())
        .map(|der| der.as_ref().to_vec())
        .map_err(|_| Error::internal("no randomness for a key"))
}
