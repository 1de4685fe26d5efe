//! Which sets of keys are taken, and what is said of the others.

use super::*;

const X: &str = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";

fn read(keys: &str) -> Result<Vec<String>, String> {
    let keys = Keys::read(format!(r#"{{"keys":[{keys}]}}"#).as_bytes());
    keys.map(|keys| keys.ids().map(str::to_owned).collect())
        .map_err(|unfit| unfit.to_string())
}

fn ed(more: &str) -> String {
    format!(r#"{{"kty":"OKP","crv":"Ed25519","x":"{X}"{more}}}"#)
}

#[test]
fn keys_for_another_use_are_passed_over() {
    let good = ed(r#","kid":"a","use":"sig","alg":"EdDSA","key_ops":["verify"],"x5t":"more""#);
    for other in [
        ed(r#","kid":"b","use":"enc""#),
        ed(r#","kid":"b","alg":"ES256""#),
        ed(r#","kid":"b","key_ops":["deriveKey"]"#),
        r#"{"kty":"OKP","crv":"X25519","x":"AA","kid":"b"}"#.to_owned(),
        r#"{"kty":"EC","crv":"secp256k1","x":"AA","y":"AA","kid":"b"}"#.to_owned(),
        r#"{"kty":"EC","crv":"P-521","x":"AA","y":"AA","kid":"b"}"#.to_owned(),
        r#"{"kty":"RSA","alg":"PS256","n":"AA","e":"AQAB","kid":"b"}"#.to_owned(),
        r#"{"kty":"new"}"#.to_owned(),
    ] {
        assert_eq!(read(&format!("{other},{good}")), Ok(vec!["a".to_owned()]));
        // Control: by itself it is no key.
        let alone = read(&other).expect_err("no key");
        assert!(alone.contains("has no key that signs"), "{alone}");
    }
}

#[test]
fn a_set_with_a_wrong_key_is_refused_whole() {
    let good = ed(r#","kid":"a""#);
    let point =
        |x: &str, y: &str| format!(r#"{{"kty":"EC","crv":"P-256","kid":"b","x":"{x}","y":"{y}"}}"#);
    let one = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE";
    let short = format!(
        r#"{{"kty":"RSA","kid":"b","n":"{}","e":"AQAB"}}"#,
        "w".repeat(170)
    );
    for (bad, say) in [
        (ed(r#","kid":"a""#), "has the kid of another key"),
        (ed(""), "has no kid"),
        (ed(r#","kid":"""#), "has no kid"),
        (ed(r#","kid":"a b""#), "has no kid"),
        (ed(r#","kid":7"#), "has no kid"),
        (ed(r#","kid":"b","d":"AA""#), "is a private or a shared key"),
        (
            r#"{"kty":"oct","k":"AA","kid":"b"}"#.to_owned(),
            "is a private or a shared key",
        ),
        (ed(r#","kid":"b","key_ops":"verify""#), "key_ops"),
        (
            r#"{"kty":"OKP","crv":"Ed25519","kid":"b"}"#.to_owned(),
            "lacks a part",
        ),
        (
            format!(r#"{{"kty":"OKP","crv":"Ed25519","kid":"b","x":"{X}="}}"#),
            "lacks a part",
        ),
        (
            r#"{"kty":"OKP","crv":"Ed25519","kid":"b","x":"AAAA"}"#.to_owned(),
            "is no key",
        ),
        (point("AAAA", one), "32 bytes"),
        // Not on the curve.
        (point(one, one), "is no key"),
        (short, "fewer than 2048"),
        ("7".to_owned(), "is no object"),
    ] {
        let told = read(&format!("{good},{bad}")).expect_err(say);
        assert!(told.starts_with("keys[1] ") && told.contains(say), "{told}");
    }
}

#[test]
fn what_is_no_set_is_refused() {
    for bad in [
        "",
        "[]",
        "{}",
        r#"{"keys":{}}"#,
        r#"{"keys":[],"keys":[]}"#,
        r#"{"keys":[]}"#,
    ] {
        assert!(Keys::read(bad.as_bytes()).is_err(), "{bad}");
    }
    let many = vec![r#"{"kty":"new"}"#; 101].join(",");
    assert!(read(&many).expect_err("too many").contains("100"));
}
