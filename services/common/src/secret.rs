//! A secret of a service, for what nobody may read before its time: in a file of its own, made once, readable by its owner only.
//!
//! Owns the file, and what is made of the secret: the key of a seal, and tags that tell equal things without saying them. Whose
//! secret it must be, and what is sealed, is for the services.

use std::{
    fs::{File, OpenOptions},
    io::{ErrorKind, Read, Write},
    path::Path,
};

use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey},
    hkdf::{HKDF_SHA256, Salt},
    hmac::{self, HMAC_SHA256},
    rand,
};
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};

use crate::{
    Error,
    store::{folder::sync_folder, migrate},
};

/// The bytes of a secret, of the key of a seal, of a salt and of a tag.
pub const BYTES: usize = 32;
/// The bytes of a nonce.
const NONCE: usize = 12;
/// A secret in base64, and what an editor may have added.
const MAX: u64 = 100;

/// A secret.
pub struct Secret([u8; BYTES]);

/// What was sealed under a key of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// Of what, besides the secret and the name, the key is made.
    pub salt: Vec<u8>,
    /// The nonce of the encryption.
    pub nonce: Vec<u8>,
    /// The encrypted text with its tag.
    pub ciphertext: Vec<u8>,
}

// === impl Secret

impl Secret {
    /// A fresh one.
    pub fn generate() -> Result<Self, Error> {
        random().map(Self)
    }

    /// The secret in `file`, if the file is there.
    pub fn read(file: &Path) -> Result<Option<Self>, Error> {
        let mut text = String::new();
        match File::open(file) {
            Ok(open) => open.take(MAX).read_to_string(&mut text),
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => Err(error),
        }
        .map_err(|error| at(file, &error))?;
        let bytes = BASE64.decode(text.trim()).ok();
        match bytes.and_then(|bytes| <[u8; BYTES]>::try_from(bytes).ok()) {
            Some(bytes) => Ok(Some(Self(bytes))),
            None => Err(migrate::refused(format!(
                "{}: not a secret of {BYTES} bytes in base64",
                file.display()
            ))),
        }
    }

    /// Writes it to a file that is not there yet, durably.
    pub fn write(&self, file: &Path) -> Result<(), Error> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let written = options.open(file).and_then(|mut open| {
            open.write_all(format!("{}\n", BASE64.encode(self.0)).as_bytes())?;
            open.sync_all()?;
            sync_folder(file)
        });
        written.map_err(|error| at(file, &error))
    }

    /// What tells this secret from others, and nothing of it.
    #[must_use]
    pub fn check_value(&self) -> Vec<u8> {
        self.tag("check value", &[])
    }

    /// What tells that two things are the same, for one use, to nobody but who has the secret.
    #[must_use]
    pub fn tag(&self, purpose: &str, parts: &[&[u8]]) -> Vec<u8> {
        let mut context = hmac::Context::with_key(&hmac::Key::new(HMAC_SHA256, &self.0));
        for part in [&[purpose.as_bytes()], parts].concat() {
            context.update(&(part.len() as u64).to_be_bytes());
            context.update(part);
        }
        context.sign().as_ref().to_vec()
    }

    /// Seals a text in the name of what it belongs to.
    pub fn seal(&self, name: &str, mut text: Vec<u8>) -> Result<Sealed, Error> {
        let (salt, nonce) = (random::<BYTES>()?, random::<NONCE>()?);
        let key = cipher(&self.key(name, &salt)?)?;
        let unique = Nonce::assume_unique_for_key(nonce);
        key.seal_in_place_append_tag(unique, Aad::from(name), &mut text)
            .map_err(|_| Error::internal("a text was not sealed"))?;
        Ok(Sealed {
            salt: salt.to_vec(),
            nonce: nonce.to_vec(),
            ciphertext: text,
        })
    }

    /// The key of a seal.
    pub fn key(&self, name: &str, salt: &[u8]) -> Result<Vec<u8>, Error> {
        let (mut key, info) = (vec![0; BYTES], [b"kenes seal v1 ", name.as_bytes()]);
        let made = Salt::new(HKDF_SHA256, salt).extract(&self.0);
        let filled = made.expand(&info, HKDF_SHA256);
        filled
            .and_then(|made| made.fill(&mut key))
            .map_err(|_| Error::internal("no key of a seal was made"))?;
        Ok(key)
    }
}

/// The text that was sealed; a fault where the key is another's, or anything was changed.
pub fn open(name: &str, key: &[u8], sealed: &Sealed) -> Result<Vec<u8>, Error> {
    let fault = || Error::internal(format!("{name}: its seal does not open"));
    let nonce = Nonce::try_assume_unique_for_key(&sealed.nonce).map_err(|_| fault())?;
    let mut text = sealed.ciphertext.clone();
    let opened = cipher(key)?.open_in_place(nonce, Aad::from(name), &mut text);
    let length = opened.map_err(|_| fault())?.len();
    text.truncate(length);
    Ok(text)
}

fn cipher(key: &[u8]) -> Result<LessSafeKey, Error> {
    let key = UnboundKey::new(&AES_256_GCM, key);
    key.map(LessSafeKey::new)
        .map_err(|_| Error::internal("the key of a seal has another length"))
}

fn random<const N: usize>() -> Result<[u8; N], Error> {
    let mut bytes = [0; N];
    rand::fill(&mut bytes).map_err(|_| Error::internal("no random numbers"))?;
    Ok(bytes)
}

fn at(file: &Path, error: &dyn std::fmt::Display) -> Error {
    Error::internal(format!("{}: {error}", file.display()))
}

// === impl Secret: std traits

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAME: &str = "tenders/t/applications/a";

    #[test]
    fn a_secret_is_read_as_it_was_written_and_never_overwritten() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("registry.seal");
        assert!(Secret::read(&file).expect("no file is no error").is_none());
        let secret = Secret::generate().expect("a secret");
        secret.write(&file).expect("written");
        let read = Secret::read(&file).expect("a secret").expect("a file");
        assert_eq!(read.check_value(), secret.check_value());
        assert!(secret.write(&file).is_err(), "there is one");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(&file)
                .expect("a file")
                .permissions()
                .mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        std::fs::write(&file, "c2hvcnQ=\n").expect("a file");
        assert!(Secret::read(&file).is_err());
    }

    #[test]
    fn what_was_sealed_opens_with_its_key_alone_and_unchanged() {
        let secret = Secret::generate().expect("a secret");
        let sealed = secret.seal(NAME, b"the offer".to_vec()).expect("sealed");
        assert!(!sealed.ciphertext.windows(5).any(|w| w == b"offer"));
        let key = secret.key(NAME, &sealed.salt).expect("a key");
        assert_eq!(open(NAME, &key, &sealed).expect("opened"), b"the offer");
        // Another name, another secret, one bit.
        assert!(open("tenders/t/applications/b", &key, &sealed).is_err());
        let other = Secret::generate().expect("a secret");
        let wrong = other.key(NAME, &sealed.salt).expect("a key");
        assert!(open(NAME, &wrong, &sealed).is_err());
        let mut changed = sealed.clone();
        changed.ciphertext[0] ^= 1;
        assert!(open(NAME, &key, &changed).is_err());
        let again = secret.seal(NAME, b"the offer".to_vec()).expect("sealed");
        assert_ne!(again, sealed, "nothing tells that two say the same");
    }

    #[test]
    fn a_tag_tells_what_is_the_same_under_one_secret_for_one_use() {
        let secret = Secret::generate().expect("a secret");
        let tag = |purpose, parts: &[&[u8]]| secret.tag(purpose, parts);
        assert_eq!(tag("a", &[b"x", b"y"]), tag("a", &[b"x", b"y"]));
        assert_ne!(tag("a", &[b"x", b"y"]), tag("a", &[b"xy"]));
        assert_ne!(tag("a", &[b"x"]), tag("b", &[b"x"]));
        let other = Secret::generate().expect("a secret");
        assert_ne!(tag("a", &[b"x"]), other.tag("a", &[b"x"]));
    }
}
