//! Tokens that say something wrong, or nothing where something must be said.

use super::*;

/// Claims that are missing or not of their form.
fn of_form() -> Vec<(&'static str, String, Problem)> {
    let quoted = |text: &str| format!("\"{text}\"");
    let later = |seconds: i64| (NOW + seconds).to_string();
    let mut bad = Vec::new();
    for name in ["exp", "nbf", "iat", "iss", "aud", "sub", "jti", "client_id"] {
        bad.push(("without it", with(name, None), Claim(name)));
        bad.push(("null", with(name, Some("null")), Claim(name)));
        bad.push(("an object", with(name, Some("{}")), Claim(name)));
    }
    for name in ["exp", "nbf", "iat"] {
        let text = quoted(&later(900));
        for value in [
            text.as_str(),
            "1779711000.5",
            "1.779711e9",
            "1779711000.0",
            "-1",
            "-0",
            "9223372036854775808",
            "18446744073709551616",
            "9223372036854775807",
            "253402300800",
            "true",
            "[1779711000]",
        ] {
            bad.push((
                "a number of another form",
                with(name, Some(value)),
                Claim(name),
            ));
        }
    }
    for (name, longest) in [("sub", 256), ("jti", 256), ("client_id", 256)] {
        for value in [
            String::new(),
            "a\\u0000b".to_owned(),
            "a\\nb".to_owned(),
            "a b".to_owned(),
            "a\\u202eb".to_owned(),
            "айгуль".to_owned(),
            "a\\u007f".to_owned(),
            "a".repeat(longest),
        ] {
            bad.push((
                "a text of another form",
                with(name, Some(&quoted(&value))),
                Claim(name),
            ));
        }
        bad.push(("a number", with(name, Some("7")), Claim(name)));
        bad.push(("a list", with(name, Some(r#"["aigul"]"#)), Claim(name)));
    }
    bad
}

/// What is wrong with what it says.
pub(super) fn claimed() -> Vec<(&'static str, String, Refusal)> {
    let quoted = |text: &str| format!("\"{text}\"");
    let later = |seconds: i64| (NOW + seconds).to_string();
    let mut bad = of_form();
    bad.push((
        "sub of 2000 characters",
        with("sub", Some(&quoted(&"a".repeat(2000)))),
        Claim("sub"),
    ));
    for value in [
        r#"["consultation.kenes"]"#,
        r#"["consultation.kenes","registry.kenes"]"#,
        r#"[["consultation.kenes"]]"#,
        "[]",
        "7",
    ] {
        bad.push((
            "an audience of another form",
            with("aud", Some(value)),
            Claim("aud"),
        ));
    }
    bad.push((
        "a list of issuers",
        with("iss", Some(&format!("[\"{ISSUER}\"]"))),
        Claim("iss"),
    ));
    for value in [
        "",
        "https://evil.example",
        "https://id.example.org/realms/people/",
        "HTTPS://id.example.org/realms/people",
    ] {
        bad.push(("another issuer", with("iss", Some(&quoted(value))), Issuer));
    }
    bad.push(("nbf ahead", with("nbf", Some(&later(31))), Early));
    bad.push(("iat ahead", with("iat", Some(&later(31))), Early));
    bad.push((
        "valid for 15 minutes and a second",
        with("exp", Some(&later(901))),
        Life,
    ));
    bad.push((
        "valid for a year",
        with("exp", Some(&later(31_536_000))),
        Life,
    ));
    bad.push(("valid for no time", with("exp", Some(&later(0))), Life));
    bad.push(("over before it begins", with("exp", Some(&later(-1))), Life));
    bad.push((
        "bound to a key",
        with("cnf", Some(r#"{"x5t#S256":"AA"}"#)),
        Bound,
    ));
    let invalid = bad
        .into_iter()
        .map(|(what, token, problem)| (what, token, Refusal::Invalid(problem)));
    let mut bad: Vec<_> = invalid.collect();
    for value in [
        "registry.kenes",
        "",
        "consultation.kenes ",
        "Consultation.kenes",
    ] {
        bad.push((
            "for another service",
            with("aud", Some(&quoted(value))),
            Refusal::Audience,
        ));
    }
    let past = claims()
        .replace(&NOW.to_string(), &later(-2000))
        .replace(&later(900), &later(-1100));
    bad.push(("expired", with_claims(&past), Refusal::Expired));
    bad
}
