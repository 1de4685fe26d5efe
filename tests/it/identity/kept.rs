//! Keys that change while the services run: in a file, and at an address that the issuer publishes.

use std::{
    future::pending,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::{Duration, Instant},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use super::*;

/// An issuer's address on this machine: what it publishes of itself, and its keys.
struct Published {
    url: String,
    keys: Arc<Mutex<String>>,
    asked: Arc<AtomicUsize>,
}

impl Published {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let published = Self {
            url: url.clone(),
            keys: Arc::default(),
            asked: Arc::default(),
        };
        let (keys, asked) = (Arc::clone(&published.keys), Arc::clone(&published.asked));
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut head = vec![0; 4096];
                let size = stream.read(&mut head).await.expect("a request");
                let head = String::from_utf8_lossy(&head[..size]).into_owned();
                let body = match head.split(' ').nth(1) {
                    Some("/.well-known/openid-configuration") => {
                        format!(r#"{{"issuer":"{ISSUER}","jwks_uri":"{url}/keys"}}"#)
                    }
                    Some("/keys") => {
                        asked.fetch_add(1, SeqCst);
                        keys.lock().expect("keys").clone()
                    }
                    other => panic!("{other:?}"),
                };
                let answer = format!(
                    "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}",
                    body.len()
                );
                stream.write_all(answer.as_bytes()).await.expect("answered");
            }
        });
        published
    }

    fn source(&self) -> Source {
        let url = format!("{}/.well-known/openid-configuration", self.url);
        Source::Discovered(url.parse().expect("an address"))
    }
}

/// Asks until the answer is as it should be; a file is looked at once a second at the most.
async fn until(world: &Guarded, token: &str, wanted: Result<(), &str>) {
    let begun = Instant::now();
    loop {
        let read = world.read(&[("authorization", &bearer(token))]).await;
        let said = read.map_err(|status| {
            let details = status.get_error_details();
            details.error_info().map(|info| info.reason.clone())
        });
        if said == wanted.map_err(|reason| Some(reason.to_owned())) {
            return;
        }
        assert!(
            begun.elapsed() < Duration::from_secs(20),
            "{said:?}, not {wanted:?}"
        );
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn keys_in_a_file_change_without_a_restart() {
    let mut world = Guarded::start().await;
    let old = world.token(REGISTRY);
    until(&world, &old, Ok(())).await;
    world.signer = signer();
    let new = world.token(REGISTRY);
    until(&world, &new, Err("TOKEN_INVALID")).await;
    // Half of a file is no set of keys: what was read holds.
    let whole = world.signer.jwks();
    fs::write(&world.jwks, &whole[..whole.len() / 2]).expect("a file");
    tokio::time::sleep(Duration::from_millis(1100)).await;
    until(&world, &new, Err("TOKEN_INVALID")).await;
    until(&world, &old, Ok(())).await;
    fs::write(&world.jwks, whole).expect("a file");
    until(&world, &new, Ok(())).await;
    until(&world, &old, Err("TOKEN_INVALID")).await;
}

#[tokio::test]
async fn a_key_that_is_taken_away_is_refused_soon() {
    let folder = tempfile::tempdir().expect("a folder");
    let (file, kept, stolen) = (folder.path().join("jwks"), signer(), signer());
    let both = format!(r#"{{"keys":[{},{}]}}"#, key_of(&kept), key_of(&stolen));
    fs::write(&file, both).expect("a file");
    let issuer = Issuer {
        issuer: ISSUER.to_owned(),
        keys: Source::File(file.clone()),
        assurance: Assurance::Low,
    };
    let verifier = Arc::new(Verifier::new(REGISTRY, vec![issuer]));
    let keeping = Arc::clone(&verifier);
    let keeping = tokio::spawn(async move { keeping.keep_fresh(pending()).await });
    let issue = Issue {
        issuer: ISSUER,
        subject: "aigul",
        audience: REGISTRY,
        client: "portal",
        id: "1",
        now: 1_779_710_400,
        life: 900,
    };
    let token = stolen.token(&issue);
    let known = verifier.identify(&token, issue.now).await;
    known.expect("a good token");
    fs::write(&file, kept.jwks()).expect("a file");
    // No call asks for another key: it is seen by itself.
    let begun = Instant::now();
    while verifier.identify(&token, issue.now).await.is_ok() {
        assert!(begun.elapsed() < Duration::from_secs(20));
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let known = verifier.identify(&kept.token(&issue), issue.now).await;
    known.expect("a good token");
    keeping.abort();
}

#[tokio::test]
async fn who_was_revoked_is_refused_soon_and_nobody_else() {
    let world = Guarded::start().await;
    let verifier = Arc::clone(&world.verifier);
    let keeping = tokio::spawn(async move { verifier.keep_fresh(pending()).await });
    let issue = |subject, id| Issue {
        subject,
        id,
        ..world.issue(REGISTRY)
    };
    let token = |subject, id| world.signer.token(&issue(subject, id));
    let (aigul, stolen, dana) = (token("aigul", "1"), token("dana", "2"), token("dana", "3"));
    for good in [&aigul, &stolen, &dana] {
        until(&world, good, Ok(())).await;
    }
    let known = world
        .verifier
        .identify(&stolen, world.hand.clock().seconds());
    let digest = known.await.expect("a good token").token;
    let list = format!("subject {ISSUER}|aigul\ntoken {digest}\n");
    fs::write(&world.revoked, list).expect("a file");
    for bad in [&aigul, &token("aigul", "4"), &stolen] {
        until(&world, bad, Err("TOKEN_INVALID")).await;
    }
    until(&world, &dana, Ok(())).await;
    fs::write(&world.revoked, "").expect("a file");
    until(&world, &aigul, Ok(())).await;
    keeping.abort();
}

/// The one key of a set.
fn key_of(signer: &Signer) -> String {
    let set: serde_json::Value = serde_json::from_str(&signer.jwks()).expect("JSON");
    set["keys"][0].to_string()
}

#[tokio::test]
async fn keys_that_nobody_has_are_not_fetched_for_each_call() {
    let published = Published::start().await;
    let world = Guarded::with(|_| published.source()).await;
    *published.keys.lock().expect("keys") = world.signer.jwks();
    until(&world, &world.token(REGISTRY), Ok(())).await;
    assert_eq!(published.asked.load(SeqCst), 1);
    let begun = Instant::now();
    let unknown = |_| signer().token(&world.issue(REGISTRY));
    for token in (0..60).map(unknown) {
        until(&world, &token, Err("TOKEN_INVALID")).await;
        until(&world, &world.token(REGISTRY), Ok(())).await;
    }
    // Once in ten seconds at the most, and these calls take a fraction of that.
    let most = 1 + usize::try_from(begun.elapsed().as_secs() / 10).expect("seconds");
    let asked = published.asked.load(SeqCst);
    assert!(asked <= most, "{asked} fetches in {:?}", begun.elapsed());
}

#[tokio::test]
async fn a_token_that_cannot_be_checked_now_may_come_again() {
    let published = Published::start().await;
    let world = Guarded::with(|_| published.source()).await;
    let token = bearer(&world.token(REGISTRY));
    let outcome = world.write("one", &[("authorization", &token)]).await;
    let status = refused(outcome, Code::Unavailable, Reason::IssuerUnavailable);
    let details = status.get_error_details();
    let retry = details.retry_info().and_then(|retry| retry.retry_delay);
    assert!(retry.is_some_and(|retry| retry > Duration::ZERO));
    // What needs no token goes on.
    world.read(&[]).await.expect("read");
}
