//! Signed notes (C2SP signed-note v1.0.0) and the checkpoints in them (tlog-checkpoint v1.0.0), with Ed25519.
//!
//! Owns the texts and their signatures, not where keys are kept. A note is a text, an empty line, and a line a signature:
//! `— <key name> <base64 of key id and signature>`. Signatures of unknown keys are ignored, a wrong one of a known key is not.

use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, ParsedPublicKey};
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use sha2::{Digest, Sha256};

use super::tree::Hash;

/// The type byte of an Ed25519 key.
const ED25519_TYPE: u8 = 1;
/// A note must be readable with at least 16 signatures; more than this are refused unread.
const MAX_SIGNATURES: usize = 64;
/// A checkpoint is a few hundred bytes; a longer text is no checkpoint.
const MAX_NOTE: usize = 64 * 1024;
const DASH: &str = "\u{2014} ";

/// Why a note is not believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It does not have the form of a signed note.
    Malformed(&'static str),
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

/// A key that signs notes.
pub struct Signer {
    name: String,
    id: [u8; 4],
    pair: Ed25519KeyPair,
}

/// A key that verifies notes, written `name+hex(key id)+base64(type, key)`.
#[derive(Clone)]
pub struct Verifier {
    name: String,
    id: [u8; 4],
    public: [u8; 32],
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
    fn parse(text: &str) -> Result<Self, Fault> {
        let mut lines = text.lines();
        let mut line = || {
            lines
                .next()
                .ok_or(Fault::Malformed("a checkpoint has three lines"))
        };
        let (origin, size, root) = (line()?, line()?, line()?);
        let number = size
            .parse()
            .ok()
            .filter(|number: &u64| number.to_string() == size);
        let root = BASE64
            .decode(root)
            .ok()
            .and_then(|bytes| bytes.try_into().ok());
        match (origin.is_empty(), number, root) {
            (false, Some(size), Some(root)) => Ok(Self {
                origin: origin.to_owned(),
                size,
                root,
            }),
            (true, ..) => Err(Fault::Malformed("the origin is empty")),
            (_, None, _) => Err(Fault::Malformed("the size is not a decimal number")),
            _ => Err(Fault::Malformed("the root is not 32 bytes in base64")),
        }
    }
}

// === impl Signer

impl Signer {
    /// The signer of this name from its private key in PKCS #8.
    pub fn from_pkcs8(name: &str, der: &[u8]) -> Option<Self> {
        let pair = Ed25519KeyPair::from_pkcs8(der).ok()?;
        let public: [u8; 32] = pair.public_key().as_ref().try_into().ok()?;
        fit(name).then(|| Self {
            name: name.to_owned(),
            id: key_id(name, &public),
            pair,
        })
    }

    /// The key that verifies what this one signs.
    pub fn verifier(&self) -> Verifier {
        let mut public = [0; 32];
        public.copy_from_slice(self.pair.public_key().as_ref());
        Verifier {
            name: self.name.clone(),
            id: self.id,
            public,
        }
    }

    /// The name of the key, which is the origin of its log.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The signature line of a text.
    pub fn line(&self, text: &str) -> String {
        let signature = self.pair.sign(text.as_bytes());
        let signed = [self.id.as_slice(), signature.as_ref()].concat();
        format!("{DASH}{} {}\n", self.name, BASE64.encode(&signed))
    }

    /// The signed note of a checkpoint.
    pub fn sign(&self, checkpoint: &Checkpoint) -> String {
        let text = checkpoint.text();
        format!("{text}\n{}", self.line(&text))
    }
}

// === impl Verifier

impl Verifier {
    /// The checkpoint in a note, if this key signed it and it is of this key's log.
    pub fn open(&self, note: &str) -> Result<Checkpoint, Fault> {
        let (text, signatures) = parts(note)?;
        let mut signed = false;
        for (name, bytes) in signatures {
            if name != self.name || bytes[..4] != self.id {
                continue;
            }
            let key = ParsedPublicKey::new(&ED25519, self.public)
                .map_err(|_| Fault::Malformed("the key is no point"))?;
            key.verify_sig(text.as_bytes(), &bytes[4..])
                .map_err(|_| Fault::WrongSignature)?;
            signed = true;
        }
        if !signed {
            return Err(Fault::UnknownKey);
        }
        let checkpoint = Checkpoint::parse(text)?;
        match checkpoint.origin == self.name {
            true => Ok(checkpoint),
            false => Err(Fault::WrongOrigin(checkpoint.origin)),
        }
    }

    /// The name of the key, which is the origin of its log.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The id of the key, eight hexadecimal digits.
    pub fn id(&self) -> String {
        super::hex(&self.id)
    }
}

impl std::fmt::Display for Verifier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let id = self.id();
        let key = [&[ED25519_TYPE], self.public.as_slice()].concat();
        write!(f, "{}+{id}+{}", self.name, BASE64.encode(&key))
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
        let public = key
            .strip_prefix(&[ED25519_TYPE])
            .ok_or("the key is not Ed25519")?;
        let public: [u8; 32] = public
            .try_into()
            .map_err(|_| "an Ed25519 key has 32 bytes")?;
        let verifier = Self {
            name: name.to_owned(),
            id: key_id(name, &public),
            public,
        };
        match fit(name) && verifier.to_string().split('+').nth(1) == Some(id) {
            true => Ok(verifier),
            false => Err("the key id does not belong to this name and key"),
        }
    }
}

/// Whose signature it is, then the key id and what was signed with it.
type Signature<'n> = (&'n str, Vec<u8>);

/// The text of a note and its signatures, each at least a key id long.
fn parts(note: &str) -> Result<(&str, Vec<Signature<'_>>), Fault> {
    if note.len() > MAX_NOTE {
        return Err(Fault::Malformed("too long"));
    }
    if note.chars().any(|c| c.is_control() && c != '\n') {
        return Err(Fault::Malformed("control characters"));
    }
    let at = note
        .rfind("\n\n")
        .ok_or(Fault::Malformed("no signatures"))?;
    let (text, lines) = (&note[..=at], &note[at + 2..]);
    if lines.is_empty() || !lines.ends_with('\n') {
        return Err(Fault::Malformed("the last line is cut"));
    }
    let mut signatures = Vec::new();
    for line in lines.lines() {
        let (name, signed) = line
            .strip_prefix(DASH)
            .and_then(|line| line.split_once(' '))
            .ok_or(Fault::Malformed("not a signature line"))?;
        let bytes = BASE64.decode(signed).ok().filter(|bytes| bytes.len() > 4);
        signatures.push((
            name,
            bytes.ok_or(Fault::Malformed("a signature is not base64"))?,
        ));
        if signatures.len() > MAX_SIGNATURES {
            return Err(Fault::Malformed("too many signatures"));
        }
    }
    Ok((text, signatures))
}

/// A name for a log that nobody named: the service, and some digits that no other log of it has.
pub fn origin(service: &str, der: &[u8]) -> String {
    format!("{service}/{}", super::hex(&Sha256::digest(der)[..4]))
}

fn key_id(name: &str, public: &[u8; 32]) -> [u8; 4] {
    let hash = Sha256::new_with_prefix(name)
        .chain_update([b'\n', ED25519_TYPE])
        .chain_update(public)
        .finalize();
    [hash[0], hash[1], hash[2], hash[3]]
}

/// A key's name: not empty, without spaces and plus signs.
fn fit(name: &str) -> bool {
    !name.is_empty()
        && !name
            .chars()
            .any(|c| c.is_whitespace() || c == '+' || c.is_control())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Composed with another implementation, see the note on formats.
    const LOG: &str =
        "log.consult.example/2026+4f76b182+Ae46aBCTgdYhPDY0caoeiU+uTa3AJSaSNNMqavPmGzbH";
    const NOTE: &str = "log.consult.example/2026\n3\nwvomWN24J45vPSHl8oX7KPCA4X5+PRNZepvWDXn+6O4=\n\n\u{2014} log.consult.example/2026 T3axgh1GRuMTtO0ndsnFj2z1yotMRYYeryNwL0L6oP5UaeenfPhqUt3ZrWqxb32vjLvA/c4XIebl0onuQQEW6nPfQQc=\n\u{2014} witness.example/w1 BygNcwAAAABrBBhAGOEqYHxY5vE1X1wgLspVI1q/9qMYPGeL3ExMy3alPMYG0v8Io0ODa7lqApovCrCPQEmYUxl9XGaRdRbopjuXBw==\n";

    fn signer() -> Signer {
        let der =
            Ed25519KeyPair::generate_pkcs8(&aws_lc_rs::rand::SystemRandom::new()).expect("a key");
        Signer::from_pkcs8("kenes.example/consultation", der.as_ref()).expect("a signer")
    }

    #[test]
    fn a_note_of_another_implementation_is_opened() {
        let verifier: Verifier = LOG.parse().expect("a key");
        assert_eq!(verifier.to_string(), LOG);
        let checkpoint = verifier.open(NOTE).expect("signed");
        assert_eq!(
            (checkpoint.origin.as_str(), checkpoint.size),
            ("log.consult.example/2026", 3)
        );
    }

    #[test]
    fn every_changed_byte_is_noticed() {
        let verifier: Verifier = LOG.parse().expect("a key");
        let ours = NOTE.rfind("\u{2014} witness").expect("two signatures");
        for at in 0..ours {
            let mut bytes = NOTE.as_bytes().to_vec();
            bytes[at] ^= 1;
            if let Ok(text) = String::from_utf8(bytes) {
                assert!(verifier.open(&text).is_err(), "byte {at}");
            }
        }
    }

    #[test]
    fn what_we_sign_we_open_and_another_key_does_not() {
        let (ours, other) = (signer(), signer());
        let checkpoint = Checkpoint {
            origin: "kenes.example/consultation".into(),
            size: 7,
            root: [9; 32],
        };
        let note = ours.sign(&checkpoint);
        assert_eq!(ours.verifier().open(&note), Ok(checkpoint.clone()));
        assert_eq!(other.verifier().open(&note), Err(Fault::UnknownKey));
        let foreign = Checkpoint {
            origin: "kenes.example/registry".into(),
            ..checkpoint
        };
        let note = ours.sign(&foreign);
        assert_eq!(
            ours.verifier().open(&note),
            Err(Fault::WrongOrigin(foreign.origin))
        );
    }

    #[test]
    fn hostile_notes_get_one_clear_answer() {
        let verifier: Verifier = LOG.parse().expect("a key");
        let line = &NOTE[NOTE.find('\u{2014}').expect("a line")..];
        let many = format!("{}{}", NOTE, line.repeat(40));
        for (note, fault) in [
            (String::new(), Fault::Malformed("no signatures")),
            (
                NOTE.replace('\n', "\r\n"),
                Fault::Malformed("control characters"),
            ),
            (
                NOTE.trim_end().to_owned(),
                Fault::Malformed("the last line is cut"),
            ),
            ("x".repeat(MAX_NOTE + 1), Fault::Malformed("too long")),
            (many, Fault::Malformed("too many signatures")),
        ] {
            assert_eq!(verifier.open(&note), Err(fault));
        }
        let seventeen = format!(
            "{NOTE}{}",
            "\u{2014} somebody.example AAAAAAAA\n".repeat(15)
        );
        assert!(
            verifier.open(&seventeen).is_ok(),
            "unknown keys are ignored"
        );
    }
}
