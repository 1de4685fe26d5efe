//! Signed notes (C2SP signed-note v1.0.0) and the checkpoints in them (tlog-checkpoint v1.0.0), with Ed25519.
//!
//! Owns the texts and their signatures, not where keys are kept. A note is a text, an empty line, and a line a signature:
//! `— <key name> <base64 of key id and signature>`. Signatures of unknown keys are ignored, a wrong one of a known key is not.
//! A log signs the text itself; a witness signs it with the time at which it saw it (tlog-cosignature v1).

use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, ParsedPublicKey};
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use sha2::{Digest, Sha256};

use super::{hex, tree::Hash};

/// A note must be readable with at least 16 signatures; more than this are refused unread.
const MAX_SIGNATURES: usize = 64;
/// A checkpoint is a few hundred bytes; a longer text is no checkpoint.
const MAX_NOTE: usize = 64 * 1024;
const DASH: &str = "\u{2014} ";

/// What is wrong with the form of a text, and in which of its lines, from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Malformed {
    /// The line.
    pub line: usize,
    /// What is wrong there.
    pub what: String,
}

/// Why a note is not believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It does not have the form of a signed note, or its text not that of a checkpoint.
    Malformed(Malformed),
    /// No signature is of the key asked for.
    UnknownKey,
    /// A signature claims to be of the key asked for, and is not.
    WrongSignature,
    /// The checkpoint is of another log.
    WrongOrigin(String),
}

/// What a log says of itself at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The log's name, which never changes.
    pub origin: String,
    /// How many leaves.
    pub size: u64,
    /// The root of the tree of that size.
    pub root: Hash,
}

/// A note that was read and not yet believed.
#[derive(Clone, Debug)]
pub struct Note<'a> {
    text: &'a str,
    signatures: Vec<Signature<'a>>,
}

#[derive(Clone, Debug)]
struct Signature<'a> {
    name: &'a str,
    id: [u8; 4],
    bytes: Vec<u8>,
}

/// A key that signs notes.
pub struct Signer {
    pair: Ed25519KeyPair,
    verifier: Verifier,
    /// The key that will take over, which signs checkpoints too.
    next: Option<Box<Signer>>,
}

/// What a key is for, which is a part of the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// A log's: it signs the text.
    Log,
    /// A witness's: it signs the text and when it saw it.
    Witness,
}

/// A key that verifies notes, written `name+hex(key id)+base64(type, key)`.
#[derive(Clone, PartialEq, Eq)]
pub struct Verifier {
    name: String,
    id: [u8; 4],
    r#use: Use,
    public: [u8; 32],
}

// === impl Malformed

impl Malformed {
    /// Wrong, in this line.
    pub fn at(line: usize, what: impl Into<String>) -> Self {
        Self {
            line,
            what: what.into(),
        }
    }

    /// The same in a text of which this one is a part, `lines` further down.
    #[must_use]
    pub fn below(mut self, lines: usize) -> Self {
        self.line += lines;
        self
    }
}

impl std::fmt::Display for Malformed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}: {}", self.line, self.what)
    }
}

// === impl Checkpoint

impl Checkpoint {
    /// The text that is signed.
    pub fn text(&self) -> String {
        format!(
            "{}\n{}\n{}\n",
            self.origin,
            self.size,
            BASE64.encode(self.root)
        )
    }

    /// The checkpoint in a text. Extension lines are allowed, and ignored.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let lines: Vec<&str> = text.lines().take(3).collect();
        let [origin, size, root] = lines[..] else {
            return Err(Malformed::at(lines.len(), "a checkpoint has three lines"));
        };
        if origin.is_empty() {
            return Err(Malformed::at(1, "the origin is empty"));
        }
        let size =
            decimal(size).ok_or_else(|| Malformed::at(2, "the size is not a decimal number"))?;
        let root = BASE64
            .decode(root)
            .ok()
            .and_then(|bytes| bytes.try_into().ok())
            .ok_or_else(|| Malformed::at(3, "the root is not 32 bytes in base64"))?;
        Ok(Self {
            origin: origin.to_owned(),
            size,
            root,
        })
    }
}

/// A decimal number as the formats write it: without signs and leading zeros.
pub fn decimal(text: &str) -> Option<u64> {
    text.parse()
        .ok()
        .filter(|number: &u64| number.to_string() == text)
}

// === impl Note

impl<'a> Note<'a> {
    /// The text of a note and its signatures.
    pub fn parse(note: &'a str) -> Result<Self, Malformed> {
        if note.len() > MAX_NOTE {
            return Err(Malformed::at(1, "a note is not that long"));
        }
        no_controls(note)?;
        let at = note.rfind("\n\n").ok_or_else(|| {
            Malformed::at(line_of(note, note.len()), "there are no signatures below")
        })?;
        let (text, lines) = (&note[..=at], &note[at + 2..]);
        let first = line_of(note, at) + 2;
        if !lines.ends_with('\n') {
            return Err(Malformed::at(
                line_of(note, note.len()),
                "the last line is cut",
            ));
        }
        let mut signatures = Vec::new();
        for (line, number) in lines.lines().zip(first..) {
            if signatures.len() == MAX_SIGNATURES {
                return Err(Malformed::at(number, "too many signatures"));
            }
            let (name, signed) = line
                .strip_prefix(DASH)
                .and_then(|line| line.split_once(' '))
                .filter(|(name, _)| fit(name))
                .ok_or_else(|| Malformed::at(number, "this is not a signature"))?;
            let bytes = BASE64.decode(signed).ok();
            let bytes = bytes.and_then(|bytes| Some((*bytes.first_chunk()?, bytes[4..].to_vec())));
            let (id, bytes) = bytes
                .filter(|(_, bytes)| !bytes.is_empty())
                .ok_or_else(|| Malformed::at(number, "the signature is not base64"))?;
            signatures.push(Signature { name, id, bytes });
        }
        Ok(Self { text, signatures })
    }

    /// The text that is signed.
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// The keys that claim to have signed it, `name+key id`.
    pub fn keys(&self) -> Vec<String> {
        self.signatures
            .iter()
            .map(|one| format!("{}+{}", one.name, hex(&one.id)))
            .collect()
    }

    /// When the key signed the text, in seconds since 1970: 0 for a log's, which does not say. `UnknownKey`, `WrongSignature`.
    pub fn signed_by(&self, key: &Verifier) -> Result<u64, Fault> {
        let mut signed = Err(Fault::UnknownKey);
        for one in &self.signatures {
            if one.name == key.name && one.id == key.id {
                signed = Ok(key
                    .check(self.text, &one.bytes)
                    .ok_or(Fault::WrongSignature)?);
            }
        }
        signed
    }
}

/// Refuses control characters, but for the ends of lines.
pub fn no_controls(text: &str) -> Result<(), Malformed> {
    match text.find(|c: char| c.is_control() && c != '\n') {
        Some(at) => Err(Malformed::at(line_of(text, at), "a control character")),
        None => Ok(()),
    }
}

/// The line in which the byte stands, from 1.
fn line_of(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}

// === impl Signer

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

    /// The key that verifies what this one signs.
    pub fn verifier(&self) -> Verifier {
        self.verifier.clone()
    }

    /// The name of the key, which is the origin of its log.
    pub fn name(&self) -> &str {
        &self.verifier.name
    }

    /// The signature line of a text.
    pub fn line(&self, text: &str) -> String {
        self.written(self.pair.sign(text.as_bytes()).as_ref())
    }

    /// The signature line of a text that was seen at a time, in seconds since 1970.
    pub fn line_at(&self, text: &str, seconds: u64) -> String {
        let signature = self.pair.sign(cosigned(text, seconds).as_bytes());
        self.written(&[&seconds.to_be_bytes(), signature.as_ref()].concat())
    }

    fn written(&self, signature: &[u8]) -> String {
        let signed = [self.verifier.id.as_slice(), signature].concat();
        format!("{DASH}{} {}\n", self.verifier.name, BASE64.encode(signed))
    }

    /// The signed note of a checkpoint.
    pub fn sign(&self, checkpoint: &Checkpoint) -> String {
        let text = checkpoint.text();
        let next = self.next.as_ref().map(|next| next.line(&text));
        format!("{text}\n{}{}", self.line(&text), next.unwrap_or_default())
    }
}

// === impl Verifier

impl Verifier {
    fn new(name: &str, r#use: Use, public: [u8; 32]) -> Self {
        let hash = Sha256::new_with_prefix(name)
            .chain_update([b'\n', r#use.number()])
            .chain_update(public)
            .finalize();
        Self {
            name: name.to_owned(),
            id: [hash[0], hash[1], hash[2], hash[3]],
            r#use,
            public,
        }
    }

    /// The checkpoint in a note, if this key signed it and it is of this key's log.
    pub fn open(&self, note: &str) -> Result<Checkpoint, Fault> {
        let note = Note::parse(note).map_err(Fault::Malformed)?;
        note.signed_by(self)?;
        let checkpoint = Checkpoint::parse(note.text()).map_err(Fault::Malformed)?;
        match checkpoint.origin == self.name {
            true => Ok(checkpoint),
            false => Err(Fault::WrongOrigin(checkpoint.origin)),
        }
    }

    /// When the signature says the text was signed, if it is a signature of it.
    fn check(&self, text: &str, signature: &[u8]) -> Option<u64> {
        let key = ParsedPublicKey::new(&ED25519, self.public).ok()?;
        match self.r#use {
            Use::Log => key.verify_sig(text.as_bytes(), signature).ok().map(|()| 0),
            Use::Witness => {
                let (seconds, signature) = signature.split_first_chunk()?;
                let seconds = u64::from_be_bytes(*seconds);
                key.verify_sig(cosigned(text, seconds).as_bytes(), signature)
                    .ok()
                    .map(|()| seconds)
            }
        }
    }

    /// The name of the key, which for a log is its origin.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The id of the key, eight hexadecimal digits.
    pub fn id(&self) -> String {
        hex(&self.id)
    }

    /// What it is for.
    pub fn r#use(&self) -> Use {
        self.r#use
    }

    /// Whether it is the same key, perhaps under another name.
    pub fn is_same_key(&self, other: &Self) -> bool {
        self.public == other.public
    }
}

impl std::fmt::Display for Verifier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let key = [&[self.r#use.number()], self.public.as_slice()].concat();
        write!(f, "{}+{}+{}", self.name, self.id(), BASE64.encode(key))
    }
}

impl std::fmt::Debug for Verifier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Verifier({self})")
    }
}

impl std::str::FromStr for Verifier {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut parts = text.trim().splitn(3, '+');
        let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err("a verifier key is written name+id+key");
        };
        let key = BASE64.decode(key).map_err(|_| "the key is not base64")?;
        let r#use = match key.first() {
            Some(1) => Use::Log,
            Some(4) => Use::Witness,
            _ => return Err("the key is not Ed25519, the only kind that is known here"),
        };
        let public = key[1..]
            .try_into()
            .map_err(|_| "an Ed25519 key has 32 bytes")?;
        let verifier = Self::new(name, r#use, public);
        match fit(name) && verifier.id() == id {
            true => Ok(verifier),
            false => Err("the key id does not belong to this name and key"),
        }
    }
}

impl Use {
    /// The type byte of such a key.
    fn number(self) -> u8 {
        match self {
            Self::Log => 1,
            Self::Witness => 4,
        }
    }
}

/// What a witness signs.
fn cosigned(text: &str, seconds: u64) -> String {
    format!("cosignature/v1\ntime {seconds}\n{text}")
}

/// A name for a log that nobody named: the service, and some digits that no other log of it has.
pub fn origin(service: &str, der: &[u8]) -> String {
    let hash = Sha256::digest(der);
    format!("{service}/{}", hex(&hash[..4]))
}

/// A key's name: not empty, without spaces and plus signs.
fn fit(name: &str) -> bool {
    !name.is_empty()
        && !name
            .chars()
            .any(|c| c.is_whitespace() || c == '+' || c.is_control())
}

#[cfg(test)]
mod tests;
