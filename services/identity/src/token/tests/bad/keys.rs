//! Tokens with a header, a key or a signature that is wrong.

use super::*;

/// What is wrong with its algorithm or its signature.
pub(super) fn keys() -> Vec<(&'static str, String, Problem)> {
    let [own, claims, signature] = parts();
    let with_alg = |alg: &str| FORGE.sign(alg, &header(alg, "ed"), &super::claims());
    let zeros = base64([0; 64]);
    let es = FORGE.sign("ES256", &header("ES256", "es"), &super::claims());
    let es_signed = es.rsplit_once('.').map_or("", |(signed, _)| signed);
    vec![
        ("unsigned: none", with_alg("none"), Algorithm),
        ("unsigned: None", with_alg("None"), Algorithm),
        ("unsigned: nOnE", with_alg("nOnE"), Algorithm),
        (
            "signed by HS256 with the public key",
            with_alg("HS256"),
            Algorithm,
        ),
        (
            "of ES256 with a key of EdDSA",
            FORGE.sign("ES256", &header("ES256", "ed"), &super::claims()),
            Algorithm,
        ),
        (
            "of RS256 with a key of ES256",
            FORGE.sign("RS256", &header("RS256", "es"), &super::claims()),
            Algorithm,
        ),
        (
            "of PS256 with a key of RS256",
            FORGE.sign("RS256", &header("PS256", "rs"), &super::claims()),
            Algorithm,
        ),
        ("of eddsa", with_alg("eddsa"), Algorithm),
        (
            "without alg",
            with_header(r#"{"typ":"at+jwt","kid":"ed"}"#),
            Algorithm,
        ),
        (
            "with an alg that is a list",
            with_header(r#"{"alg":["EdDSA"],"typ":"at+jwt","kid":"ed"}"#),
            Algorithm,
        ),
        (
            "with a header of another token",
            joined(&[
                base64(header("EdDSA", "ed") + " "),
                claims.clone(),
                signature.clone(),
            ]),
            Signature,
        ),
        (
            "with claims of another token",
            joined(&[own.clone(), base64(super::claims() + " "), signature]),
            Signature,
        ),
        ("without a signature", format!("{own}.{claims}."), Signature),
        (
            "with a signature of zeros",
            format!("{own}.{claims}.{zeros}"),
            Signature,
        ),
        (
            "of ES256 with a signature of zeros",
            format!("{es_signed}.{zeros}"),
            Signature,
        ),
        (
            "of ES256 with a signature in DER",
            format!("{es_signed}.{}", base64([0x30, 6, 2, 1, 1, 2, 1, 1])),
            Signature,
        ),
        (
            "signed by another of its issuer's keys",
            FORGE.sign("ES256", &header("EdDSA", "ed"), &super::claims()),
            Signature,
        ),
    ]
}

/// What is wrong with what its header says.
pub(super) fn headers() -> Vec<(&'static str, String, Problem)> {
    let kid = |kid: &str| with_header(&header("EdDSA", kid));
    vec![
        (
            "without kid",
            with_header(r#"{"alg":"EdDSA","typ":"at+jwt"}"#),
            KeyId,
        ),
        (
            "with a kid that is a number",
            with_header(r#"{"alg":"EdDSA","typ":"at+jwt","kid":1}"#),
            KeyId,
        ),
        ("with an empty kid", kid(""), KeyId),
        ("with a kid that is SQL", kid("' OR 1=1 --"), KeyId),
        ("with a kid of 129 characters", kid(&"a".repeat(129)), KeyId),
        ("with a kid that nobody has", kid("other"), NoKey),
        ("with a kid that is a path", kid("../../dev/null"), NoKey),
        (
            "with jku",
            with_member(r#""jku":"https://evil.example/keys""#),
            Header,
        ),
        (
            "with x5u",
            with_member(r#""x5u":"https://evil.example/key""#),
            Header,
        ),
        ("with x5c", with_member(r#""x5c":["AA"]"#), Header),
        ("with jwk", with_member(r#""jwk":{"kty":"OKP"}"#), Header),
        ("with crit", with_member(r#""crit":["exp"]"#), Header),
        ("with b64", with_member(r#""b64":false"#), Header),
        ("with zip", with_member(r#""zip":"DEF""#), Header),
        (
            "without typ",
            with_header(r#"{"alg":"EdDSA","kid":"ed"}"#),
            Type,
        ),
        (
            "that is an ID token",
            with_header(r#"{"alg":"EdDSA","typ":"JWT","kid":"ed"}"#),
            Type,
        ),
        (
            "that is a logout token",
            with_header(r#"{"alg":"EdDSA","typ":"logout+jwt","kid":"ed"}"#),
            Type,
        ),
        (
            "with a typ that is a list",
            with_header(r#"{"alg":"EdDSA","typ":["at+jwt"],"kid":"ed"}"#),
            Type,
        ),
    ]
}
