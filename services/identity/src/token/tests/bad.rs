//! Tokens that are deliberately broken, one thing each. None is taken, and each is refused for what is wrong with it.

mod claims;
mod form;
mod keys;

use super::{forge::*, *};
use Problem::{
    Algorithm, Bound, Claim, Early, Encoding, Header, Issuer, Json, Key as NoKey, KeyId, Length,
    Life, Parts, Signature, Type,
};

/// A good token but for its header.
fn with_header(header: &str) -> String {
    FORGE.sign("EdDSA", header, &claims())
}

/// A good token whose header has this member more.
fn with_member(member: &str) -> String {
    with_header(&header("EdDSA", "ed").replacen('{', &format!("{{{member},"), 1))
}

/// A good token whose claims are these.
fn with_claims(claims: &str) -> String {
    FORGE.sign("EdDSA", &header("EdDSA", "ed"), claims)
}

/// A good token in which this claim has another value, or none.
fn with(name: &str, value: Option<&str>) -> String {
    let mut object: Map<String, Value> = serde_json::from_str(&claims()).expect("claims");
    assert!(object.remove(name).is_some() || name == "cnf", "{name}");
    let others = Value::from(object).to_string();
    let claims = match value {
        Some(value) => others.replacen('{', &format!("{{\"{name}\":{value},"), 1),
        None => others,
    };
    with_claims(&claims)
}

fn parts() -> [String; 3] {
    let token = FORGE.sign("EdDSA", &header("EdDSA", "ed"), &claims());
    let parts: Vec<String> = token.split('.').map(str::to_owned).collect();
    parts.try_into().expect("three parts")
}

fn joined(parts: &[String; 3]) -> String {
    parts.join(".")
}

#[test]
fn no_bad_token_is_taken_and_each_is_refused_for_its_fault() {
    let of_form = form::forms()
        .into_iter()
        .chain(keys::keys())
        .chain(keys::headers());
    let of_form = of_form.map(|(what, token, problem)| (what, token, Refusal::Invalid(problem)));
    let (mut tried, mut wrong) = (0, Vec::new());
    for (what, token, expected) in of_form.chain(claims::claimed()) {
        tried += 1;
        let outcome = checked(&token);
        if outcome != Err(expected) {
            wrong.push(format!("{what}: {outcome:?}, not {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(tried >= 150, "{tried}");
    // Control: what they were made from is taken.
    assert!(checked(&joined(&parts())).is_ok());
    assert!(checked(&with("sub", Some("\"aigul\""))).is_ok());
    assert!(checked(&with_member(r#""more":"of it""#)).is_ok());
    assert!(checked(&with("sub", Some(&format!("\"{}\"", "a".repeat(255))))).is_ok());
}
