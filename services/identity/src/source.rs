//! Where the keys of an issuer come from: a file, an address, or the address that the issuer publishes.

use std::{path::PathBuf, time::Duration};

use bytes::Bytes;
use serde_json::{Map, Value};
use tokio::io::AsyncReadExt;

use crate::{Keys, fetch, object, url::Url};

/// Where the keys of an issuer come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A file on this machine with a JWK Set.
    File(PathBuf),
    /// An address of a JWK Set.
    Url(Url),
    /// The address that the issuer, which is at this one, publishes (OpenID Connect Discovery).
    Discovered(Url),
}

/// How often keys are looked at.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pace {
    /// In any case: a key that was taken away is refused after this, and a fetch.
    pub(crate) every: Duration,
    /// Not more often than this, whatever keys tokens name.
    pub(crate) floor: Duration,
}

/// The most bytes of a file.
const LARGEST: u64 = 256 << 10;

impl Source {
    pub(crate) fn pace(&self) -> Pace {
        let (every, floor) = match self {
            Self::File(_) => (2, 1),
            Self::Url(_) | Self::Discovered(_) => (45, 10),
        };
        Pace {
            every: Duration::from_secs(every),
            floor: Duration::from_secs(floor),
        }
    }

    /// The text that should be a JWK Set, or why there is none.
    pub(crate) async fn load(&self, issuer: &str) -> Result<Bytes, String> {
        match self {
            Self::File(path) => {
                let told = |error| format!("{}: {error}", path.display());
                let mut text = Vec::new();
                let file = tokio::fs::File::open(path).await.map_err(told)?;
                let mut file = file.take(LARGEST);
                file.read_to_end(&mut text).await.map_err(told)?;
                Ok(text.into())
            }
            Self::Url(url) => fetch::get(url).await,
            Self::Discovered(url) => {
                let document = fetch::get(url).await?;
                let keys = keys_of(&document, issuer, url);
                let keys = keys.map_err(|why| format!("{url}: {why}"))?;
                fetch::get(&keys).await
            }
        }
    }

    /// Whether its keys can be used, as far as that can be seen without a network.
    pub fn check(&self) -> Result<(), String> {
        let Self::File(path) = self else {
            return Ok(());
        };
        let told = |why: String| format!("{}: {why}", path.display());
        let text = std::fs::read(path).map_err(|error| told(error.to_string()))?;
        let keys = Keys::read(&text).map_err(|unfit| told(unfit.to_string()))?;
        drop(keys);
        Ok(())
    }
}

/// The address where an issuer publishes what it is, below its own.
pub(crate) fn discovery(issuer: &str) -> Result<Url, &'static str> {
    let issuer = issuer.trim_end_matches('/');
    format!("{issuer}/.well-known/openid-configuration").parse()
}

/// The address of the keys that a discovery document names.
fn keys_of(document: &[u8], issuer: &str, at: &Url) -> Result<Url, String> {
    let document: Map<String, Value> =
        object::read(document).ok_or("is no JSON object in which every member stands once")?;
    let text = |name: &str| document.get(name).and_then(Value::as_str);
    // What is found there must be of the one that was looked for (OpenID Connect Discovery, 4.3).
    if text("issuer") != Some(issuer) {
        return Err(format!("is not of the issuer {issuer}, letter for letter"));
    }
    let keys = text("jwks_uri").ok_or("names no jwks_uri")?;
    let keys: Url = keys
        .parse()
        .map_err(|rule| format!("its jwks_uri {rule}"))?;
    // An issuer elsewhere has nothing to look for on this machine.
    match keys.is_secure() || !at.is_secure() {
        true => Ok(keys),
        false => Err("its jwks_uri must be an https:// URL".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_discovery_document_is_of_its_issuer_and_leads_to_no_less_safe_place() {
        let issuer = "https://id.example.org/people";
        let at = discovery(issuer).expect("an address");
        assert_eq!(
            at.to_string(),
            "https://id.example.org/people/.well-known/openid-configuration"
        );
        let read = |text: &str| keys_of(text.as_bytes(), issuer, &at).map(|url| url.to_string());
        let good =
            r#"{"issuer":"https://id.example.org/people","jwks_uri":"https://keys.example.org/a"}"#;
        assert_eq!(read(good), Ok("https://keys.example.org/a".to_owned()));
        for bad in [
            good.replace("/people", "/people/"),
            good.replace("https://keys.example.org", "http://keys.example.org"),
            good.replace("https://keys.example.org", "http://127.0.0.1:80"),
            good.replace("https://keys.example.org", "file:///etc"),
            good.replace("jwks_uri", "jwks"),
            good.replacen('{', r#"{"issuer":"https://evil.example","#, 1),
            String::new(),
        ] {
            assert!(read(&bad).is_err(), "{bad}");
        }
    }
}
