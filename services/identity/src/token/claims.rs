//! What an access token says, and the rules for it (RFC 9068, 2.2; RFC 7519, 4.1).

use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::Expected;
use crate::{Problem, Refusal};

/// How far the clock of an issuer may be from ours, in seconds.
pub const LEEWAY: i64 = 30;
/// The longest that a token may be valid, in seconds.
pub const LONGEST_LIFE: i64 = 15 * 60;
/// The last second of the year 9999. What is later is no time, and sums with it could overflow.
const LAST: u64 = 253_402_300_799;
/// The most characters of a subject: what OpenID Connect allows.
const LONGEST_SUBJECT: usize = 255;
/// The most characters of a token's and of a client's id.
const LONGEST_ID: usize = 255;

/// What an access token says that was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims {
    /// Who it was issued for, in the words of its issuer.
    pub subject: String,
    /// By which program.
    pub client: String,
    /// Which token it is: the first half of the SHA-256 of its `jti`, in hexadecimal. The claim itself is not logged.
    pub token: String,
}

impl Claims {
    pub(super) fn check(
        claims: &Map<String, Value>,
        expected: &Expected<'_>,
    ) -> Result<Self, Refusal> {
        let invalid = |problem| Err(Refusal::Invalid(problem));
        let text = |name| {
            let text = claims.get(name).and_then(Value::as_str);
            text.ok_or(Refusal::Invalid(Problem::Claim(name)))
        };
        let id = |name, longest| {
            let fit = |text: &&str| {
                (1..=longest).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic())
            };
            let text = text(name).ok().filter(fit);
            text.ok_or(Refusal::Invalid(Problem::Claim(name)))
        };
        // Whole seconds: an issuer that sends a fraction, a text or a negative number means something else than we do.
        let time = |name| {
            let time = claims.get(name).and_then(Value::as_u64);
            let time = time.filter(|time| *time <= LAST);
            let time = time.and_then(|time| i64::try_from(time).ok());
            time.ok_or(Refusal::Invalid(Problem::Claim(name)))
        };
        let (expires, from, issued) = (time("exp")?, time("nbf")?, time("iat")?);
        if text("iss")? != expected.issuer {
            return invalid(Problem::Issuer);
        }
        let subject = id("sub", LONGEST_SUBJECT)?;
        let (token, client) = (id("jti", LONGEST_ID)?, id("client_id", LONGEST_ID)?);
        if claims.contains_key("cnf") {
            return invalid(Problem::Bound);
        }
        // One audience, said as a text: a token for two services could be used by the one against the other.
        let audience = text("aud")?;
        if from > expected.now + LEEWAY || issued > expected.now + LEEWAY {
            return invalid(Problem::Early);
        }
        if expires <= issued || expires - issued > LONGEST_LIFE || expires <= from {
            return invalid(Problem::Life);
        }
        if expected.now >= expires + LEEWAY {
            return Err(Refusal::Expired);
        }
        if audience != expected.audience {
            return Err(Refusal::Audience);
        }
        Ok(Self {
            subject: subject.to_owned(),
            client: client.to_owned(),
            token: digest(token),
        })
    }
}

/// The first half of a text's SHA-256: enough to tell tokens apart in a log, too little to make one.
fn digest(text: &str) -> String {
    let hash = Sha256::digest(text.as_bytes());
    hash[..16].iter().fold(String::new(), |mut hex, byte| {
        for digit in [byte >> 4, byte & 15] {
            hex.push(char::from_digit(u32::from(digit), 16).unwrap_or('0'));
        }
        hex
    })
}
