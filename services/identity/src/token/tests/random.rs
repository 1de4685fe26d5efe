//! Whatever comes is read or refused, never a panic, and nothing that was changed is taken.

use proptest::prelude::*;

use super::{checked, forge::*};
use crate::{Keys, Token};

proptest! {
    #[test]
    fn any_text_is_refused(text in any::<String>()) {
        prop_assert!(checked(&text).is_err());
    }

    #[test]
    fn any_three_parts_are_refused(header in any::<Vec<u8>>(), claims in any::<Vec<u8>>(), signature in any::<Vec<u8>>()) {
        let token = format!("{}.{}.{}", base64(header), base64(claims), base64(signature));
        prop_assert!(checked(&token).is_err());
    }

    /// What an issuer itself signed may be anything, too: only well-formed claims are taken.
    #[test]
    fn any_bytes_that_were_signed_are_refused(claims in any::<Vec<u8>>()) {
        let token = FORGE.sign_parts("EdDSA", &base64(header("EdDSA", "ed")), &base64(claims));
        prop_assert!(checked(&token).is_err());
    }

    #[test]
    fn any_value_of_any_claim_is_read_or_refused(name in 0..8_usize, value in "[-+0-9eE.\"a-z\\[\\]{}: ,]{0,20}") {
        let name = ["iss", "sub", "aud", "client_id", "jti", "iat", "nbf", "exp"][name];
        let others = claims().replacen(&format!("\"{name}\":"), "\"other\":", 1);
        let claims = others.replacen('{', &format!("{{\"{name}\":{value},"), 1);
        let token = FORGE.sign("EdDSA", &header("EdDSA", "ed"), &claims);
        let _ = checked(&token);
    }

    /// One byte of a good token is another: the signature is over all of it.
    #[test]
    fn a_token_with_another_byte_is_refused(at in any::<prop::sample::Index>(), other in any::<u8>()) {
        let token = FORGE.sign("ES256", &header("ES256", "es"), &claims());
        let mut bytes = token.into_bytes();
        let at = at.index(bytes.len());
        prop_assume!(bytes[at] != other);
        bytes[at] = other;
        if let Ok(text) = String::from_utf8(bytes) {
            prop_assert!(checked(&text).is_err(), "byte {at}");
        }
    }

    #[test]
    fn a_token_that_was_cut_is_refused(at in any::<prop::sample::Index>()) {
        let token = FORGE.sign("EdDSA", &header("EdDSA", "ed"), &claims());
        let at = at.index(token.len());
        prop_assert!(checked(&token[..at]).is_err());
        prop_assert!(Token::read(&token[at..]).is_err() || at == 0);
    }

    #[test]
    fn any_set_of_keys_is_read_or_refused(bytes in any::<Vec<u8>>(), at in any::<prop::sample::Index>()) {
        prop_assert!(Keys::read(&bytes).is_err());
        let mut jwks = FORGE.jwks.clone().into_bytes();
        let at = at.index(jwks.len());
        jwks.splice(at..at, bytes);
        let _ = Keys::read(&jwks);
    }
}
