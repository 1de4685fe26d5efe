//! Whom a service knows by the tokens of several issuers, and that each issuer speaks for itself only.

use aws_lc_rs::{rand::SystemRandom, signature::Ed25519KeyPair};

use super::*;
use crate::{
    Source,
    sign::{Issue, Signer},
};

const NOW: i64 = 1_779_710_400;

fn signer() -> Signer {
    let key = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).expect("a key");
    Signer::from_pkcs8(key.as_ref()).expect("a signer")
}

fn issue<'i>(issuer: &'i str, subject: &'i str) -> Issue<'i> {
    Issue {
        issuer,
        subject,
        audience: "registry.kenes",
        client: "portal",
        id: "1",
        now: NOW,
        life: 900,
    }
}

#[tokio::test]
async fn an_issuer_speaks_for_itself_only() {
    let folder = tempfile::tempdir().expect("a folder");
    let names = ["https://a.example", "https://b.example"];
    let levels = [Assurance::Low, Assurance::High];
    let signers = [signer(), signer()];
    let issuers = (0..2).map(|n| {
        let file = folder.path().join(n.to_string());
        std::fs::write(&file, signers[n].jwks()).expect("a file");
        Issuer {
            issuer: names[n].to_owned(),
            keys: Source::File(file),
            assurance: levels[n],
        }
    });
    let verifier = Verifier::new("registry.kenes", issuers.collect());
    let identify = |token: String| {
        let verifier = &verifier;
        async move { verifier.identify(&token, NOW).await }
    };
    for n in 0..2 {
        let known = identify(signers[n].token(&issue(names[n], "aigul"))).await;
        let known = known.expect("a good token");
        assert_eq!(known.subject, format!("{}|aigul", names[n]));
        assert_eq!(
            (known.assurance, known.client.as_str()),
            (levels[n], "portal")
        );
        // In the name of the other one: its key is not among that one's.
        let other = identify(signers[n].token(&issue(names[1 - n], "aigul"))).await;
        assert_eq!(other, Err(Refusal::Invalid(Problem::Key)));
    }
    let nobody = identify(signers[0].token(&issue("https://c.example", "aigul"))).await;
    assert_eq!(nobody, Err(Refusal::Invalid(Problem::Issuer)));
    // With its issuer it is as long as a subject can be, and longer.
    let most = 200 - names[0].len() - 1;
    let long = identify(signers[0].token(&issue(names[0], &"a".repeat(most)))).await;
    assert_eq!(long.expect("a good token").subject.len(), 200);
    let long = identify(signers[0].token(&issue(names[0], &"a".repeat(most + 1)))).await;
    assert_eq!(long, Err(Refusal::Invalid(Problem::Claim("sub"))));
    // What names its parts cannot be mistaken: an issuer has no bar in its name.
    let bar = identify(signers[0].token(&issue(names[0], "b|c"))).await;
    assert_eq!(bar.expect("a good token").subject, "https://a.example|b|c");
}
