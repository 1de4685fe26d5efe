//! Tokens with a form that is wrong.

use base64::engine::general_purpose::STANDARD_NO_PAD;

use super::*;

/// What is wrong with the token's form.
pub(super) fn forms() -> Vec<(&'static str, String, Problem)> {
    let [header, claims, signature] = parts();
    let long = with_member(&format!("\"more\":\"{}\"", "a".repeat(3000)));
    let signed = |header: &str, claims: &str| FORGE.sign_parts("EdDSA", header, claims);
    let (plain_header, plain_claims) = (super::header("EdDSA", "ed"), super::claims());
    // With `??` and `~~` inside, base64 and base64url differ.
    let odd = plain_claims.replacen('{', r#"{"odd":"??>~~~","#, 1);
    vec![
        ("of 8 KiB", "a".repeat(8 << 10), Length),
        ("longer than it may be, and signed", long, Length),
        ("empty", String::new(), Parts),
        ("of two parts", format!("{header}.{claims}"), Parts),
        (
            "of five parts, encrypted",
            format!("{header}.{claims}.{signature}.a.a"),
            Parts,
        ),
        (
            "padded",
            joined(&[header.clone(), claims.clone(), format!("{signature}==")]),
            Encoding,
        ),
        (
            "padded and signed",
            signed(&format!("{header}=="), &claims),
            Encoding,
        ),
        (
            "with bits left over",
            joined(&[header.clone(), claims.clone(), left_over(&signature)]),
            Encoding,
        ),
        (
            "in another alphabet",
            signed(&header, &STANDARD_NO_PAD.encode(odd)),
            Encoding,
        ),
        (
            "with a line break",
            joined(&[header.clone(), claims.clone(), signature.clone() + "\n"]),
            Encoding,
        ),
        ("with a space", format!(" {}", joined(&parts())), Encoding),
        (
            "with a header that is no JSON",
            with_header("alg=EdDSA"),
            Json,
        ),
        ("with a header that is a list", with_header("[]"), Json),
        (
            "with a header twice over",
            with_header(&plain_header.repeat(2)),
            Json,
        ),
        ("with two alg", with_member(r#""alg":"none""#), Json),
        (
            "with two kid, one escaped",
            with_member(r#""k\u0069d":"es""#),
            Json,
        ),
        (
            "with claims that are no JSON",
            with_claims("sub=aigul"),
            Json,
        ),
        (
            "with claims that are a text",
            with_claims(r#""aigul""#),
            Json,
        ),
        (
            "with claims that are not UTF-8",
            signed(&header, &base64(b"{\"sub\":\"\xff\"}")),
            Json,
        ),
        (
            "with two sub",
            with_claims(&plain_claims.replacen('{', r#"{"sub":"dana","#, 1)),
            Json,
        ),
        (
            "with two exp",
            with_claims(&plain_claims.replacen('{', r#"{"exp":9999999999,"#, 1)),
            Json,
        ),
        (
            "with two members within a claim",
            with_claims(&plain_claims.replacen('{', r#"{"x":{"a":1,"a":2},"#, 1)),
            Json,
        ),
        (
            "with an exp that is no number of JSON",
            with("exp", Some("NaN")),
            Json,
        ),
        (
            "with an exp beyond all numbers",
            with("exp", Some("1e999")),
            Json,
        ),
    ]
}

/// The same text with another last character, of which a lax reader would read the same bytes.
fn left_over(text: &str) -> String {
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let (first, last) = text.split_at(text.len() - 1);
    let at = alphabet.find(last).expect("base64url");
    format!("{first}{}", &alphabet[at + 1..at + 2])
}
