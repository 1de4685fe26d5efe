//! Keys that sign notes. Where a key is kept is for whoever runs a log.

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use sha2::{Digest, Sha256};

use super::{
    Checkpoint, DASH, Use, Verifier,
    verifier::{cosigned, fit},
};
use crate::hex;

/// A key that signs notes.
pub struct Signer {
    pair: Ed25519KeyPair,
    verifier: Verifier,
    /// The key that will take over, which signs checkpoints too.
    next: Option<Box<Signer>>,
}

impl Signer {
    /// The signer of this name from its private key in PKCS #8.
    pub fn from_pkcs8(name: &str, der: &[u8]) -> Option<Self> {
        Self::new(name, der, Use::Log)
    }

    /// A witness of this name from its private key in PKCS #8.
    pub fn witness(name: &str, der: &[u8]) -> Option<Self> {
        Self::new(name, der, Use::Witness)
    }

    fn new(name: &str, der: &[u8], r#use: Use) -> Option<Self> {
        let pair = Ed25519KeyPair::from_pkcs8(der).ok()?;
        let public = pair.public_key().as_ref().try_into().ok()?;
        fit(name).then(|| Self {
            pair,
            verifier: Verifier::new(name, r#use, public),
            next: None,
        })
    }

    /// A signer whose checkpoints the key `next` signs, too.
    #[must_use]
    pub fn and(self, next: Self) -> Self {
        Self {
            next: Some(Box::new(next)),
            ..self
        }
    }

    /// Returns the key that verifies what this one signs.
    pub fn verifier(&self) -> Verifier {
        self.verifier.clone()
    }

    /// Returns the name of the key, which is the origin of its log.
    pub fn name(&self) -> &str {
        self.verifier.name()
    }

    /// Returns the signature line of a text.
    pub fn line(&self, text: &str) -> String {
        self.written(self.pair.sign(text.as_bytes()).as_ref())
    }

    /// Returns the signature line of a text that was seen at a time, in seconds since 1970.
    pub fn line_at(&self, text: &str, seconds: u64) -> String {
        let signature = self.pair.sign(cosigned(text, seconds).as_bytes());
        self.written(&[&seconds.to_be_bytes(), signature.as_ref()].concat())
    }

    fn written(&self, signature: &[u8]) -> String {
        let signed = [self.verifier.id.as_slice(), signature].concat();
        format!("{DASH}{} {}\n", self.verifier.name(), BASE64.encode(signed))
    }

    /// Returns the signed note of a checkpoint.
    pub fn sign(&self, checkpoint: &Checkpoint) -> String {
        let text = checkpoint.text();
        let next = self.next.as_ref().map(|next| next.line(&text));
        format!("{text}\n{}{}", self.line(&text), next.unwrap_or_default())
    }
}

/// Returns a name for a log that nobody named: the service, and some digits that no other log of it has.
pub fn origin(service: &str, der: &[u8]) -> String {
    let hash = Sha256::digest(der);
    format!("{service}/{}", hex(&hash[..4]))
}
