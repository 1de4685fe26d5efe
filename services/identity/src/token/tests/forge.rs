//! An issuer that signs anything, with a key of each algorithm.

use std::sync::LazyLock;

use aws_lc_rs::{
    hmac,
    rand::SystemRandom,
    rsa::{KeyPair as RsaKeyPair, KeySize},
    signature::{
        ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256,
    },
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::json;

use crate::Keys;

pub(super) const ISSUER: &str = "https://id.example.org/realms/people";
pub(super) const AUDIENCE: &str = "consultation.kenes";
/// 2026-05-25, noon.
pub(super) const NOW: i64 = 1_779_710_400;

/// Its keys are made once: an RSA key takes a while.
pub(super) static FORGE: LazyLock<Forge> = LazyLock::new(Forge::new);

pub(super) struct Forge {
    ed: Ed25519KeyPair,
    es: EcdsaKeyPair,
    rs: RsaKeyPair,
    /// Their public halves: `ed`, `es` and `rs`.
    pub(super) keys: Keys,
    /// As they are published.
    pub(super) jwks: String,
}

impl Forge {
    fn new() -> Self {
        let ed = Ed25519KeyPair::generate().expect("a key");
        let es = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).expect("a key");
        let rs = RsaKeyPair::generate(KeySize::Rsa2048).expect("a key");
        let point = es.public_key().as_ref();
        // RSAPublicKey in DER: 9 bytes, the modulus of 2048 bits, 2 bytes, the exponent 65537.
        let public = rs.public_key().as_ref();
        let (n, e) = (&public[9..265], &public[267..]);
        let jwks = json!({"keys": [
            {"kty": "OKP", "crv": "Ed25519", "kid": "ed", "x": base64(ed.public_key().as_ref())},
            {"kty": "EC", "crv": "P-256", "kid": "es", "use": "sig", "x": base64(&point[1..33]), "y": base64(&point[33..])},
            {"kty": "RSA", "kid": "rs", "alg": "RS256", "key_ops": ["verify"], "n": base64(n), "e": base64(e)},
        ]});
        let jwks = jwks.to_string();
        let keys = Keys::read(jwks.as_bytes()).expect("three keys");
        Self {
            ed,
            es,
            rs,
            keys,
            jwks,
        }
    }

    /// A token of these two texts, whatever they say, signed by the key of this algorithm.
    pub(super) fn sign(&self, alg: &str, header: &str, claims: &str) -> String {
        self.sign_parts(alg, &base64(header.as_bytes()), &base64(claims.as_bytes()))
    }

    /// The same, of two parts that are encoded already.
    pub(super) fn sign_parts(&self, alg: &str, header: &str, claims: &str) -> String {
        let signed = format!("{header}.{claims}");
        let text = signed.as_bytes();
        let random = SystemRandom::new();
        let signature = match alg {
            "EdDSA" => self.ed.sign(text).as_ref().to_vec(),
            "ES256" => self
                .es
                .sign(&random, text)
                .expect("signed")
                .as_ref()
                .to_vec(),
            "RS256" => {
                let mut signature = vec![0; self.rs.public_modulus_len()];
                let signed = self
                    .rs
                    .sign(&RSA_PKCS1_SHA256, &random, text, &mut signature);
                signed.expect("signed");
                signature
            }
            // What an attacker does who knows the public key and hopes that it is taken for a secret.
            "HS256" => {
                let secret = hmac::Key::new(hmac::HMAC_SHA256, self.ed.public_key().as_ref());
                hmac::sign(&secret, text).as_ref().to_vec()
            }
            _ => Vec::new(),
        };
        format!("{signed}.{}", base64(&signature))
    }
}

pub(super) fn base64(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The header of a good token.
pub(super) fn header(alg: &str, kid: &str) -> String {
    format!(r#"{{"alg":"{alg}","typ":"at+jwt","kid":"{kid}"}}"#)
}

/// The claims of a good token.
pub(super) fn claims() -> String {
    format!(
        r#"{{"iss":"{ISSUER}","sub":"aigul","aud":"{AUDIENCE}","client_id":"portal","jti":"token-1","iat":{NOW},"nbf":{NOW},"exp":{}}}"#,
        NOW + 900
    )
}
