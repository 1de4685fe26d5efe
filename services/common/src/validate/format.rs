//! Texts of a known form: a UUID, an e-mail address.

/// Hexadecimal digits in groups of 8, 4, 4, 4 and 12.
pub(super) fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// The addresses of HTML's input fields: the ones in use, without the quoting of RFC 5322.
pub(super) fn is_email(text: &str) -> bool {
    let Some((local, host)) = text.split_once('@') else {
        return false;
    };
    let local_byte = |b: u8| b.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&b);
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    !local.is_empty() && local.bytes().all(local_byte) && host.split('.').all(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uuids() {
        assert!(is_uuid("0190a5b0-7c3d-7e4f-8a9b-0c1d2e3f4A5B"));
        for bad in [
            "",
            "0190a5b07c3d7e4f8a9b0c1d2e3f4a5b",
            "0190a5b0-7c3d-7e4f-8a9b-0c1d2e3f4a5g",
            "0190a5b0-7c3d-7e4f-8a9b0-c1d2e3f4a5b",
        ] {
            assert!(!is_uuid(bad), "{bad}");
        }
    }

    #[test]
    fn emails() {
        for good in ["a@b", "o'neil+x@mail.example.kz"] {
            assert!(is_email(good), "{good}");
        }
        for bad in [
            "", "a", "@b", "a@", "a@b..c", "a@-b", "a@b-", "a b@c", "ә@b", "a@b@c",
        ] {
            assert!(!is_email(bad), "{bad}");
        }
    }
}
