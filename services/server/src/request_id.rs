//! The id of a request. Owns which ids of callers are taken over.

use http::{HeaderMap, HeaderValue};
use uuid::{Uuid, fmt::Hyphenated};

/// The header that carries it, both ways.
pub(super) const REQUEST_ID: &str = "x-request-id";
/// Longer ids of callers are replaced by ours: they are copied into every line of the log.
const MAX_REQUEST_ID: usize = 64;

/// The id of a request: the caller's if it sent a fit one, else ours. In the extensions of every request, in the
/// answer's head, and in every line of the log that the request causes.
#[derive(Clone, Debug)]
pub struct RequestId(pub(super) HeaderValue);

impl RequestId {
    /// The id that a request comes with, or a fresh one.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let fit = |id: &&HeaderValue| {
            (1..=MAX_REQUEST_ID).contains(&id.len())
                && id.as_bytes().iter().all(u8::is_ascii_graphic)
        };
        Self(
            headers
                .get(REQUEST_ID)
                .filter(fit)
                .cloned()
                .unwrap_or_else(Self::fresh),
        )
    }

    fn fresh() -> HeaderValue {
        let mut text = [0; Hyphenated::LENGTH];
        let text = Uuid::new_v4().hyphenated().encode_lower(&mut text);
        HeaderValue::from_str(text).expect("hexadecimal digits and hyphens")
    }

    /// Returns the id as text.
    pub fn as_str(&self) -> &str {
        // Both kinds of id are printable ASCII.
        self.0.to_str().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_kept_only_if_it_is_short_and_printable() {
        let of = |value: &[u8]| {
            let mut headers = HeaderMap::new();
            headers.insert(
                REQUEST_ID,
                HeaderValue::from_bytes(value).expect("a header value"),
            );
            RequestId::of(&headers).as_str().to_owned()
        };
        assert_eq!(of(b"order-17/3"), "order-17/3");
        for bad in [&b""[..], b"two words", "кеңес".as_bytes(), &[b'a'; 65]] {
            let id = of(bad);
            assert_eq!(id.len(), 36, "{id}");
        }
        assert_ne!(
            RequestId::of(&HeaderMap::new()).as_str(),
            RequestId::of(&HeaderMap::new()).as_str()
        );
    }
}
