//! Keys that change while they are used, issuers that do not answer as they should, and how often they are asked at all.

use std::{
    net::SocketAddr,
    sync::{
        Mutex as Lock,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use super::*;

const X: &str = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";

/// A set of keys that are called so; they are one and the same.
fn jwks(ids: &[&str]) -> String {
    let key = |id| format!(r#"{{"kty":"OKP","crv":"Ed25519","kid":"{id}","x":"{X}"}}"#);
    let keys: Vec<String> = ids.iter().map(key).collect();
    format!(r#"{{"keys":[{}]}}"#, keys.join(","))
}

fn ok(body: &str) -> String {
    format!(
        "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// A server that answers all with the same, word for word, and counts.
#[derive(Clone)]
struct Server {
    address: SocketAddr,
    answer: Arc<Lock<String>>,
    asked: Arc<AtomicUsize>,
}

impl Server {
    async fn start(answer: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let server = Self {
            address: listener.local_addr().expect("an address"),
            answer: Arc::new(Lock::new(answer.to_owned())),
            asked: Arc::default(),
        };
        let serving = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serving.clone().serve(stream));
            }
        });
        server
    }

    async fn serve(self, mut stream: TcpStream) {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let byte = stream.read_u8().await.expect("a request");
            head.push(byte);
        }
        assert!(
            head.starts_with(b"GET /keys HTTP/1.1\r\n"),
            "{}",
            head.escape_ascii()
        );
        self.asked.fetch_add(1, SeqCst);
        let answer = self.answer.lock().expect("an answer").clone();
        if answer.is_empty() {
            // Silence, until whoever asked goes.
            drop(stream.read_u8().await);
        }
        // Whoever has enough of it goes before its end.
        drop(stream.write_all(answer.as_bytes()).await);
    }

    fn now(&self, answer: String) {
        *self.answer.lock().expect("an answer") = answer;
    }

    fn asked(&self) -> usize {
        self.asked.load(SeqCst)
    }

    fn keyring(&self, floor: Duration) -> Arc<Keyring> {
        let url = format!("http://{}/keys", self.address);
        ring(Source::Url(url.parse().expect("an address")), floor)
    }
}

fn ring(source: Source, floor: Duration) -> Arc<Keyring> {
    let ring = Keyring::new("https://id.example.org".to_owned(), source);
    let mut ring = Arc::into_inner(ring).expect("nobody else has it");
    ring.pace.floor = floor;
    Arc::new(ring)
}

async fn outcome(ring: &Arc<Keyring>, id: &str) -> Result<(), Refusal> {
    ring.with(id).await.map(drop)
}

const UNKNOWN: Result<(), Refusal> = Err(Refusal::Invalid(Problem::Key));

#[tokio::test]
async fn keys_that_nobody_has_are_not_looked_for_again_and_again() {
    let server = Server::start(&ok(&jwks(&["a"]))).await;
    let ring = server.keyring(Duration::from_mins(10));
    let all = (0..20).map(|n| {
        let ring = Arc::clone(&ring);
        tokio::spawn(async move { outcome(&ring, &format!("none-{n}")).await })
    });
    for one in all.collect::<Vec<_>>() {
        assert_eq!(one.await.expect("an outcome"), UNKNOWN);
    }
    for n in 0..100 {
        assert_eq!(outcome(&ring, &format!("other-{n}")).await, UNKNOWN);
        assert_eq!(outcome(&ring, "a").await, Ok(()));
    }
    assert_eq!(server.asked(), 1);
}

#[tokio::test]
async fn a_new_key_is_found_and_one_that_was_taken_away_is_refused() {
    let server = Server::start(&ok(&jwks(&["a"]))).await;
    let ring = server.keyring(Duration::ZERO);
    assert_eq!(outcome(&ring, "a").await, Ok(()));
    server.now(ok(&jwks(&["a", "b"])));
    assert_eq!(
        [outcome(&ring, "b").await, outcome(&ring, "a").await],
        [Ok(()), Ok(())]
    );
    assert_eq!(server.asked(), 2);
    server.now(ok(&jwks(&["b"])));
    ring.look(None).await;
    assert_eq!(outcome(&ring, "a").await, UNKNOWN);
}

#[tokio::test]
async fn what_is_no_set_of_keys_changes_nothing() {
    let server = Server::start(&ok(&jwks(&["a"]))).await;
    let elsewhere = Server::start(&ok(&jwks(&["evil"]))).await;
    let large = format!("{}{}", jwks(&["evil"]), " ".repeat(300 << 10));
    let away = format!(
        "location: http://{}/keys\r\ncontent-length: 0\r\n\r\n",
        elsewhere.address
    );
    let ring = server.keyring(Duration::ZERO);
    for bad in [
        ok("{}"),
        ok(""),
        ok(&large),
        format!("HTTP/1.1 302 Found\r\n{away}"),
        format!("HTTP/1.1 307 Temporary Redirect\r\n{away}"),
        "HTTP/1.1 500 Internal Server Error\r\ncontent-length: 0\r\n\r\n".to_owned(),
        "HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{".to_owned(),
        format!("HTTP/1.1 200 OK\r\nx: {}\r\n\r\n", "a".repeat(64 << 10)),
        "not HTTP".to_owned(),
    ] {
        server.now(bad.clone());
        // Where there were none before, nobody can be known.
        let fresh = server.keyring(Duration::ZERO);
        assert_eq!(
            outcome(&fresh, "evil").await,
            Err(Refusal::Unknown),
            "{bad:.60}"
        );
        server.now(ok(&jwks(&["a"])));
        assert_eq!(outcome(&ring, "a").await, Ok(()));
        server.now(bad.clone());
        assert_eq!(outcome(&ring, "evil").await, UNKNOWN, "{bad:.60}");
        assert_eq!(outcome(&ring, "a").await, Ok(()), "{bad:.60}");
    }
    assert_eq!(elsewhere.asked(), 0);
}

#[tokio::test]
async fn an_issuer_that_does_not_answer_holds_up_a_few_calls_for_a_while_and_no_others() {
    let server = Server::start("").await;
    let ring = server.keyring(Duration::from_mins(10));
    let waiting: Vec<_> = (0..WAITING)
        .map(|_| {
            let ring = Arc::clone(&ring);
            tokio::spawn(async move { outcome(&ring, "a").await })
        })
        .collect();
    while ring.waiting.available_permits() > 0 {
        tokio::task::yield_now().await;
    }
    // At once, though others still wait.
    assert_eq!(outcome(&ring, "a").await, Err(Refusal::Unknown));
    assert!(!waiting[0].is_finished());
    for one in waiting {
        assert_eq!(one.await.expect("an outcome"), Err(Refusal::Unknown));
    }
    assert_eq!(server.asked(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_file_is_read_again_and_what_was_read_holds_for_an_hour_without_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("keys.jwks");
    std::fs::write(&path, jwks(&["a"])).expect("a file");
    let source = Source::File(path.clone());
    let floor = source.pace().floor;
    let ring = ring(source, floor);
    assert_eq!(outcome(&ring, "a").await, Ok(()));
    std::fs::write(&path, jwks(&["b"])).expect("a file");
    assert_eq!(outcome(&ring, "b").await, UNKNOWN, "too soon");
    tokio::time::advance(floor).await;
    assert_eq!(
        [outcome(&ring, "b").await, outcome(&ring, "a").await],
        [Ok(()), UNKNOWN]
    );
    std::fs::remove_file(&path).expect("removed");
    tokio::time::advance(OLDEST.saturating_sub(floor)).await;
    ring.look(None).await;
    assert_eq!(outcome(&ring, "b").await, Ok(()));
    tokio::time::advance(floor).await;
    assert_eq!(outcome(&ring, "b").await, Err(Refusal::Unknown));
}
