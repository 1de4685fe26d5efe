//! The keys of an issuer, as it publishes them: a JWK Set (RFC 7517).
//!
//! A set is taken whole or not at all: what is half wrong was not meant so. Keys for another use are passed over.

use std::fmt;

use serde_json::Value;

use crate::{Key, object};

/// The most keys of a set: old and new together are a handful.
const MOST: usize = 100;

/// The keys of an issuer.
#[derive(Clone, Debug, Default)]
pub struct Keys(Vec<Key>);

/// Why a text is no set of keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfit(String);

impl Keys {
    /// The keys that a JWK Set holds.
    pub fn read(bytes: &[u8]) -> Result<Self, Unfit> {
        let unfit = |text: &str| Unfit(text.to_owned());
        let set = object::read(bytes).ok_or_else(|| {
            unfit("not a JSON object in which every member stands once, as a JWK Set is")
        })?;
        let Some(Value::Array(listed)) = set.get("keys") else {
            return Err(unfit("has no list \"keys\", as a JWK Set has"));
        };
        if listed.len() > MOST {
            return Err(unfit("has more than 100 keys"));
        }
        let mut keys: Vec<Key> = Vec::new();
        for (at, one) in listed.iter().enumerate() {
            let wrong = |text: &str| Unfit(format!("keys[{at}] {text}"));
            let one = one.as_object().ok_or_else(|| wrong("is no object"))?;
            let Some(key) = Key::of(one).map_err(wrong)? else {
                continue;
            };
            if keys.iter().any(|other| other.id() == key.id()) {
                return Err(wrong("has the kid of another key"));
            }
            keys.push(key);
        }
        match keys.is_empty() {
            true => Err(unfit(
                "has no key that signs by EdDSA (Ed25519), ES256 or RS256",
            )),
            false => Ok(Self(keys)),
        }
    }

    /// The key that tokens call so.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<&Key> {
        self.0.iter().find(|key| key.id() == id)
    }

    /// What the keys are called.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(Key::id)
    }
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unfit {}

#[cfg(test)]
mod tests;
