//! Good tokens of each algorithm, what is read of them, and the edges of their times. The bad ones are in `bad`.

mod bad;
mod forge;
mod random;

use super::*;
use forge::{AUDIENCE, FORGE, ISSUER, NOW, claims, header};

/// Checks a token as a service does: the issuer and the key by their names, then all of it.
fn checked(token: &str) -> Result<Claims, Refusal> {
    checked_at(token, NOW)
}

fn checked_at(token: &str, now: i64) -> Result<Claims, Refusal> {
    let token = Token::read(token).map_err(Refusal::Invalid)?;
    if token.issuer().map_err(Refusal::Invalid)? != ISSUER {
        return Err(Refusal::Invalid(Problem::Issuer));
    }
    let key = FORGE.keys.find(token.key_id().map_err(Refusal::Invalid)?);
    let key = key.ok_or(Refusal::Invalid(Problem::Key))?;
    let expected = Expected {
        issuer: ISSUER,
        audience: AUDIENCE,
        now,
    };
    token.check(key, &expected)
}

#[test]
fn a_good_token_of_each_algorithm_is_taken() {
    for (alg, kid) in [("EdDSA", "ed"), ("ES256", "es"), ("RS256", "rs")] {
        let token = FORGE.sign(alg, &header(alg, kid), &claims());
        let known = checked(&token).expect(alg);
        assert_eq!(
            (known.subject.as_str(), known.client.as_str()),
            ("aigul", "portal")
        );
        // SHA-256 of `token-1`.
        assert_eq!(known.token, "3f08aace122ee2368432c1ca23a049bc");
    }
}

#[test]
fn the_type_may_be_said_in_full_and_in_any_case_and_claims_of_others_are_passed_over() {
    for kind in ["at+jwt", "application/at+jwt", "AT+JWT"] {
        let header = header("EdDSA", "ed").replace("at+jwt", kind);
        let token = FORGE.sign("EdDSA", &header, &claims_with_more());
        assert!(checked(&token).is_ok(), "{kind}");
    }
}

#[test]
fn a_token_is_good_from_its_first_second_to_its_last_and_30_more() {
    let token = FORGE.sign("EdDSA", &header("EdDSA", "ed"), &claims());
    let at = |seconds| checked_at(&token, NOW + seconds).map(drop);
    let early = Err(Refusal::Invalid(Problem::Early));
    assert_eq!(
        [at(-31), at(-30), at(0), at(899), at(929), at(930)],
        [early, Ok(()), Ok(()), Ok(()), Ok(()), Err(Refusal::Expired)]
    );
}

/// The claims of a good token, and some that mean nothing here.
fn claims_with_more() -> String {
    let more = r#"{"scope":"a b","roles":["admin"],"acr":"high","address":{"x":[1.5,null]},"#;
    claims().replacen('{', more, 1)
}
