//! Absolute URIs, as RFC 3986 has them.

use std::net::Ipv6Addr;

/// An absolute URI of RFC 3986: a scheme, then only the characters a URI may have. Others are percent-encoded.
pub(super) fn is_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else {
        return false;
    };
    let scheme_byte = |b: u8| b.is_ascii_alphanumeric() || b"+-.".contains(&b);
    if !scheme.starts_with(|c: char| c.is_ascii_alphabetic()) || !scheme.bytes().all(scheme_byte) {
        return false;
    }
    let (before, fragment) = rest.split_once('#').unwrap_or((rest, ""));
    let (hier, query) = before.split_once('?').unwrap_or((before, ""));
    let (authority, path) = match hier.strip_prefix("//") {
        None => ("", hier),
        Some(after) => after.split_at(after.find('/').unwrap_or(after.len())),
    };
    is_authority(authority)
        && uri_chars(path, b"/:@")
        && uri_chars(query, b"/:@?")
        && uri_chars(fragment, b"/:@?")
}

/// `user@host:port`; the host may be an address in brackets.
fn is_authority(text: &str) -> bool {
    let (user, place) = text.rsplit_once('@').unwrap_or(("", text));
    let (known, port) = match place.strip_prefix('[') {
        Some(rest) => match rest.split_once(']') {
            Some((address, port)) => (is_address(address), port),
            None => return false,
        },
        None => {
            let (name, port) = place.split_at(place.find(':').unwrap_or(place.len()));
            (is_host(name), port)
        }
    };
    let number = |port: &str| port.bytes().all(|b| b.is_ascii_digit());
    uri_chars(user, b":")
        && known
        && (port.is_empty() || port.strip_prefix(':').is_some_and(number))
}

/// What stands in brackets: an address of IPv6, after which a zone may be named, or one of a version to come.
fn is_address(text: &str) -> bool {
    if let Some((version, address)) = text
        .strip_prefix(['v', 'V'])
        .and_then(|t| t.split_once('.'))
    {
        let hex = !version.is_empty() && version.bytes().all(|b| b.is_ascii_hexdigit());
        return hex && !address.is_empty() && !address.contains('%') && uri_chars(address, b":");
    }
    let (address, zone) = match text.split_once("%25") {
        Some((address, zone)) => (address, Some(zone)),
        None => (text, None),
    };
    address.parse::<Ipv6Addr>().is_ok() && zone.is_none_or(|zone| !zone.is_empty() && is_host(zone))
}

/// The name of a host: what is percent-encoded in it must be UTF-8.
fn is_host(text: &str) -> bool {
    let mut parts = text.split('%');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        let Some((hex, rest)) = part.split_at_checked(2) else {
            return false;
        };
        bytes.extend(u8::from_str_radix(hex, 16));
        bytes.extend(rest.as_bytes());
    }
    uri_chars(text, b"") && std::str::from_utf8(&bytes).is_ok()
}

/// Unreserved characters, sub-delimiters, the `extra` ones and percent-encoded bytes.
fn uri_chars(text: &str, extra: &[u8]) -> bool {
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let right = match byte {
            b'%' => (0..2).all(|_| bytes.next().is_some_and(|b| b.is_ascii_hexdigit())),
            _ => {
                byte.is_ascii_alphanumeric()
                    || b"-._~!$&'()*+,;=".contains(&byte)
                    || extra.contains(&byte)
            }
        };
        if !right {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uris() {
        for good in [
            "https://senate.parlam.kz/a?b=c#d",
            "urn:isbn:1",
            "mailto:a@b.kz",
            "https://u:p@h:80/%D0%B0",
            "http://[::1]:80/",
            "http://[fe80::1%25eth0]",
            "http://[v1.x]",
            "http://%D2%B1/",
            "http://h:/",
            "x:",
            "https://h/?a/b?c",
        ] {
            assert!(is_uri(good), "{good}");
        }
        for bad in [
            "",
            "a",
            "//h/p",
            "1a:b",
            ":b",
            "https://h/a b",
            "https://h/а",
            "https://h/%D",
            "https://h/%GG",
            "http://h:x/",
            "http://[]/",
            "http://[::1",
            "http://[2001::0370::7334]/",
            "http://[v1x]/",
            "http://[v.x]/",
            "http://[::1%25]/",
            "http://[::1%25%c3x]/",
            "http://%c3x/",
            "http://h%3",
            "http://[::1]x/",
            "http://a:b:1/",
            "https://h/#a#b",
            "https://h/<a>",
        ] {
            assert!(!is_uri(bad), "{bad}");
        }
    }
}
