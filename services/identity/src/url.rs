//! Where keys may be fetched from: https, or http on this machine. Never an address that a token or a client names.

use std::{fmt, str::FromStr};

use http::{Uri, uri::Scheme};

/// An address that keys may be fetched from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Url(Uri);

/// What an address must be.
pub(crate) const RULE: &str =
    "must be an https:// URL, or http:// on this machine, without a user, a query and a fragment";

/// The longest of them, and the longest name of an issuer.
const LONGEST: usize = 200;

impl Url {
    /// Whether it is reached with TLS. If not, it is on this machine.
    #[must_use]
    pub fn is_secure(&self) -> bool {
        self.0.scheme() == Some(&Scheme::HTTPS)
    }

    /// The host as it is looked up: an IPv6 address without its brackets.
    pub(crate) fn host(&self) -> &str {
        let host = self.0.host().unwrap_or_default();
        let inner = host.strip_prefix('[').and_then(|h| h.strip_suffix(']'));
        inner.unwrap_or(host)
    }

    pub(crate) fn port(&self) -> u16 {
        let usual = if self.is_secure() { 443 } else { 80 };
        self.0.port_u16().unwrap_or(usual)
    }

    /// The host and port as a request names them.
    pub(crate) fn authority(&self) -> &str {
        self.0.authority().map_or("", http::uri::Authority::as_str)
    }

    pub(crate) fn path(&self) -> &str {
        self.0.path()
    }
}

impl FromStr for Url {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, &'static str> {
        let graphic = text.bytes().all(|b| b.is_ascii_graphic());
        if !graphic || text.len() > LONGEST || text.contains(['#', '?', '@', '|', '\\']) {
            return Err(RULE);
        }
        let uri: Uri = text.parse().map_err(|_| RULE)?;
        let url = Self(uri);
        let local = matches!(url.host(), "127.0.0.1" | "::1" | "localhost");
        let right = match url.0.scheme_str() {
            Some("https") => true,
            Some("http") => local,
            _ => false,
        };
        match right && !url.host().is_empty() && url.port() != 0 {
            true => Ok(url),
            false => Err(RULE),
        }
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_secure_or_of_this_machine() {
        for (good, host, port) in [
            ("https://id.example.org/keys", "id.example.org", 443),
            ("https://id.example.org:8443", "id.example.org", 8443),
            ("http://127.0.0.1:8080/keys", "127.0.0.1", 8080),
            ("http://localhost/keys", "localhost", 80),
            ("http://[::1]:8080", "::1", 8080),
        ] {
            let url: Url = good.parse().expect(good);
            assert_eq!((url.host(), url.port()), (host, port), "{good}");
        }
        for bad in [
            "",
            "id.example.org",
            "/keys",
            "ftp://id.example.org",
            "file:///etc/passwd",
            "http://id.example.org",
            "http://127.0.0.1.example.org",
            "http://localhost.example.org",
            "http://127.0.0.1@example.org",
            "http://user:password@127.0.0.1",
            "https://id.example.org/#keys",
            "https://id.example.org/?a=b",
            "https://id.example.org/a|b",
            "https://id.example.org/a b",
            "https://id.example.org:0",
            "https://",
            "https://ид.example.org",
        ] {
            assert_eq!(bad.parse::<Url>(), Err(RULE), "{bad}");
        }
        let long = format!("https://id.example.org/{}", "a".repeat(200));
        assert_eq!(long.parse::<Url>(), Err(RULE));
    }
}
