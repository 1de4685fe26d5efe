//! What a list of issuers may say, and that all that is wrong with one is told at once.

use super::*;

const KEY: &str = r#"{"keys":[{"kty":"OKP","crv":"Ed25519","kid":"a","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#;

fn list(entries: &str) -> String {
    format!(r#"{{"issuers":[{entries}]}}"#)
}

#[test]
fn an_issuer_has_its_keys_in_a_file_at_an_address_or_where_it_says_itself() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("people.jwks");
    std::fs::write(&file, KEY).expect("a file");
    let text = list(
        r#"{"issuer":"https://a.example","assurance":"low","keys_file":"people.jwks"},
           {"issuer":"https://b.example/x","assurance":"substantial","keys_url":"http://127.0.0.1:8080/keys"},
           {"issuer":"https://c.example/x/","assurance":"high"}"#,
    );
    let issuers = read(text.as_bytes(), folder.path()).expect("three issuers");
    let url = |text: &str| text.parse().expect("an address");
    let expected = [
        ("https://a.example", Source::File(file), Assurance::Low),
        (
            "https://b.example/x",
            Source::Url(url("http://127.0.0.1:8080/keys")),
            Assurance::Substantial,
        ),
        (
            "https://c.example/x/",
            Source::Discovered(url("https://c.example/x/.well-known/openid-configuration")),
            Assurance::High,
        ),
    ];
    let expected = expected.map(|(issuer, keys, assurance)| Issuer {
        issuer: issuer.to_owned(),
        keys,
        assurance,
    });
    assert_eq!(issuers, expected);
    assert!(Assurance::Low < Assurance::Substantial && Assurance::Substantial < Assurance::High);
}

#[test]
fn all_that_is_wrong_is_told_at_once_and_where() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("empty.jwks"), "{}").expect("a file");
    let text = list(&format!(
        r#"{{"issuer":"http://a.example","assurance":"sure","key_url":"https://a.example"}},
           {{"issuer":"https://{}.example","assurance":"low"}},
           {{"issuer":"https://b.example","assurance":"low","keys_file":"none.jwks"}},
           {{"issuer":"https://b.example","assurance":"low","keys_file":"empty.jwks"}},
           {{"issuer":"https://c.example","assurance":"low","keys_url":"http://c.example","keys_file":"a"}},
           {{"issuer":"https://d.example","assurance":"low","keys_url":"http://d.example"}},
           {{"issuer":"https://d.example","assurance":"low"}},
           {{"issuer":"https://d.example","assurance":"low"}},
           {{"assurance":"low","keys_file":7}},
           "https://e.example""#,
        "a".repeat(120)
    ));
    let told = read(text.as_bytes(), folder.path()).expect_err("problems");
    let begins = [
        "issuers[0].key_url: there is no such setting",
        "issuers[0].issuer: must be an https",
        "issuers[0].assurance: must be low",
        "issuers[1].issuer: must be at most 120",
        "issuers[2].keys_file: ",
        "issuers[3].keys_file: ",
        "issuers[4].keys_file: give it or",
        "issuers[5].keys_url: must be an https",
        "issuers[7].issuer: is named before",
        "issuers[8].issuer: must be an https",
        "issuers[8].keys_file: must be the path",
        "issuers[9]: must be an object",
    ];
    assert_eq!(told.len(), begins.len(), "{told:#?}");
    for (told, begin) in told.iter().zip(begins) {
        assert!(told.starts_with(begin), "{told}, not {begin}");
    }
}

#[test]
fn what_is_no_list_of_issuers_is_refused() {
    for bad in [
        "",
        "[]",
        "{}",
        r#"{"issuers":{}}"#,
        r#"{"issuers":[]}"#,
        r#"{"issuers":[],"issuers":[]}"#,
    ] {
        assert!(read(bad.as_bytes(), Path::new(".")).is_err(), "{bad}");
    }
    let more = r#"{"issuers":[{"issuer":"https://a.example","assurance":"low"}],"audience":"x"}"#;
    let told = read(more.as_bytes(), Path::new("."));
    assert_eq!(
        told,
        Err(vec!["audience: there is no such setting".to_owned()])
    );
}
