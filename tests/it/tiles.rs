//! The log over plain HTTP: a monitor that knows no more than the specification reads all of it, and what is refused.

use std::{net::SocketAddr, time::Duration};

use common::testing::Channel;
use http_body_util::BodyExt;
use kenes_proto::registry::{
    CreateOrganizationRequest, Organization, organization,
    organization_service_client::OrganizationServiceClient,
};
use tlog::{
    note::{Checkpoint, Verifier},
    tree::{Hash, leaf_hash, node_hash},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::JoinSet,
};
use tonic::{
    body::Body,
    codegen::http::{HeaderMap, HeaderName, HeaderValue, Request},
};
use tower::{Service, ServiceExt};

use crate::world::{World, ask, en};

/// Entries that fill one tile and begin the next.
const MANY: u64 = 259;

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    status: u16,
    headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name).map(|value| value.to_str());
        value.transpose().expect("text").unwrap_or_default()
    }
}

/// One request in HTTP/1.1, by hand.
pub(crate) async fn http1(address: SocketAddr, verb: &str, path: &str) -> Answer {
    let mut peer = TcpStream::connect(address).await.expect("connected");
    let request = format!("{verb} {path} HTTP/1.1\r\nHost: {address}\r\n\r\n");
    peer.write_all(request.as_bytes()).await.expect("sent");
    let mut bytes = Vec::new();
    peer.read_to_end(&mut bytes).await.expect("answered");
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
    let body = bytes.split_off(end.expect("a head") + 4);
    let head = String::from_utf8(bytes).expect("text");
    let mut lines = head.lines();
    let status = lines.next().and_then(|line| line.split(' ').nth(1));
    Answer {
        status: status.and_then(|s| s.parse().ok()).expect("a status"),
        headers: lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| {
                let name: HeaderName = name.parse().expect("a name");
                (name, value.parse::<HeaderValue>().expect("a value"))
            })
            .collect(),
        body,
    }
}

/// The same in HTTP/2, beside the calls of a channel.
async fn http2(channel: &Channel, verb: &str, path: &str) -> Answer {
    let request = Request::builder().method(verb).uri(path);
    let request = request.body(Body::empty()).expect("a request");
    let mut channel = channel.clone();
    let ready = channel.ready().await.expect("connected");
    let (head, body) = ready.call(request).await.expect("answered").into_parts();
    Answer {
        status: head.status.as_u16(),
        headers: head.headers,
        body: body.collect().await.expect("whole").to_bytes().to_vec(),
    }
}

/// Who reads a log over nothing but HTTP and believes nothing but its key.
struct Monitor<'w> {
    channel: &'w Channel,
    key: &'w Verifier,
}

impl Monitor<'_> {
    async fn get(&self, path: &str) -> Answer {
        let answer = http2(self.channel, "GET", path).await;
        assert_eq!(answer.status, 200, "{path}: {answer:?}");
        answer
    }

    async fn checkpoint(&self) -> Checkpoint {
        let answer = self.get("/record/checkpoint").await;
        assert_eq!(answer.header("content-type"), "text/plain; charset=utf-8");
        assert_eq!(answer.header("cache-control"), "no-cache");
        let note = String::from_utf8(answer.body).expect("text");
        self.key.open(&note).expect("signed by the log")
    }

    /// The checkpoint, once `size` entries are signed.
    async fn grown_to(&self, size: u64) -> Checkpoint {
        for _ in 0..200 {
            let checkpoint = self.checkpoint().await;
            if checkpoint.size >= size {
                return checkpoint;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("{size} entries are not signed within ten seconds");
    }

    /// A level of tiles or entries, of which there are `count`: the bytes of each tile.
    async fn tiles(&self, level: &str, count: u64) -> Vec<Vec<u8>> {
        let mut tiles = Vec::new();
        for first in (0..count).step_by(256) {
            let (number, width) = (first / 256, (count - first).min(256));
            let partial = format!(".p/{width}");
            let end = if width == 256 { "" } else { &partial };
            let answer = self
                .get(&format!("/record/tile/{level}/{number:03}{end}"))
                .await;
            assert_eq!(answer.header("content-type"), "application/octet-stream");
            let for_good = answer.header("cache-control").contains("immutable");
            assert_eq!(for_good, width == 256, "{answer:?}");
            tiles.push(answer.body);
        }
        tiles
    }

    async fn hashes(&self, level: u32, size: u64) -> Vec<Hash> {
        let tiles = self.tiles(&level.to_string(), size >> (8 * level)).await;
        let hashes = tiles.concat();
        let hash = |bytes: &[u8]| bytes.try_into().expect("32 bytes");
        hashes.chunks(32).map(hash).collect()
    }

    async fn entries(&self, size: u64) -> Vec<Vec<u8>> {
        let mut entries = Vec::new();
        for bundle in self.tiles("entries", size).await {
            let mut rest = bundle.as_slice();
            while let Some((length, after)) = rest.split_first_chunk::<2>() {
                let (entry, after) = after.split_at(usize::from(u16::from_be_bytes(*length)));
                entries.push(entry.to_vec());
                rest = after;
            }
        }
        entries
    }
}

/// The root over neighbouring hashes, as RFC 6962 says it.
fn root(hashes: &[Hash]) -> Hash {
    if let [one] = hashes {
        return *one;
    }
    let (left, right) = hashes.split_at(hashes.len().next_power_of_two() / 2);
    node_hash(&root(left), &root(right))
}

/// A registry whose log has at least [`MANY`] entries.
async fn story() -> World {
    let world = World::start().await;
    let mut calls = JoinSet::new();
    for n in 0..MANY {
        let mut client = OrganizationServiceClient::new(world.registry.clone());
        calls.spawn(async move {
            let request = CreateOrganizationRequest {
                organization_id: format!("o{n}"),
                organization: Some(Organization {
                    kind: organization::Kind::Other.into(),
                    titles: en("An organization"),
                    ..Default::default()
                }),
                ..Default::default()
            };
            client.create_organization(ask(request)).await
        });
        if calls.len() == 8 {
            let made = calls.join_next().await.expect("one of them");
            made.expect("ran").expect("created");
        }
    }
    for made in calls.join_all().await {
        made.expect("created");
    }
    world
}

#[tokio::test]
async fn a_monitor_rebuilds_the_tree_from_tiles_and_entries() {
    let world = story().await;
    let monitor = Monitor {
        channel: &world.registry,
        key: world.registry_kit.log.verifier(),
    };
    let signed = monitor.grown_to(MANY + 1).await;
    let leaves = monitor.hashes(0, signed.size).await;
    let entries = monitor.entries(signed.size).await;
    assert_eq!(
        entries
            .iter()
            .map(|entry| leaf_hash(entry))
            .collect::<Vec<_>>(),
        leaves,
        "the entries are those of the tree"
    );
    assert_eq!(leaves.len() as u64, signed.size);
    assert_eq!(root(&leaves), signed.root);
    let above: Vec<Hash> = leaves.chunks_exact(256).map(root).collect();
    assert!(!above.is_empty());
    assert_eq!(monitor.hashes(1, signed.size).await, above);

    // Of a tile that is full by now its beginnings are still there, for those who saw an older checkpoint.
    let full = monitor.get("/record/tile/0/000").await.body;
    for width in [1, 37, 255] {
        let part = monitor.get(&format!("/record/tile/0/000.p/{width}")).await;
        assert_eq!(part.body, full[..32 * width]);
    }
    let bundle = monitor.get("/record/tile/entries/000.p/2").await.body;
    assert_eq!(bundle.len(), 2 * (2 + entries[0].len()));

    // The same by HTTP/1.1, and to HEAD all but the bytes.
    let [address, _] = world.addresses();
    for path in [
        "/record/tile/0/000",
        "/record/tile/entries/001.p/1",
        "/record/tile/1/000.p/1",
    ] {
        let whole = monitor.get(path).await;
        let get = http1(address, "GET", path).await;
        assert_eq!((get.status, &get.body), (200, &whole.body), "{path}");
        for head in [
            http1(address, "HEAD", path).await,
            http2(monitor.channel, "HEAD", path).await,
        ] {
            assert_eq!((head.status, head.body.len()), (200, 0), "{path}");
            for name in ["content-length", "content-type", "cache-control"] {
                assert_eq!(head.header(name), whole.header(name), "{path} {name}");
            }
        }
    }
}

#[tokio::test]
async fn what_is_not_there_is_refused_each_in_its_way() {
    let world = World::start().await;
    let monitor = Monitor {
        channel: &world.registry,
        key: world.registry_kit.log.verifier(),
    };
    let size = monitor.grown_to(1).await.size;
    assert!(size < 255, "a small log");
    let [address, _] = world.addresses();
    let next = format!("/record/tile/0/000.p/{}", size + 1);
    let far = format!("/record/tile/entries/000.p/{}", size + 1);
    for (verb, path, status) in [
        ("GET", "/record/tile/0/000", 404),
        ("GET", "/record/tile/entries/000", 404),
        ("GET", next.as_str(), 404),
        ("HEAD", far.as_str(), 404),
        ("GET", "/record/tile/1/000.p/1", 404),
        ("GET", "/record/tile/5/000", 404),
        (
            "GET",
            "/record/tile/0/x018/x446/x744/x073/x709/x551/615",
            404,
        ),
        ("GET", "/record/tile/0/0", 400),
        ("GET", "/record/tile/0/000.p/0", 400),
        ("GET", "/record/tile/64/000", 400),
        (
            "GET",
            "/record/tile/0/x018/x446/x744/x073/x709/x551/616",
            400,
        ),
        ("GET", "/record/", 400),
        ("POST", "/record/checkpoint", 405),
        ("DELETE", "/record/tile/0/000", 405),
        // No page of the record: what this port is, as to anybody.
        ("GET", "/record", 415),
        ("GET", "/", 415),
    ] {
        for answer in [
            http1(address, verb, path).await,
            http2(monitor.channel, verb, path).await,
        ] {
            assert_eq!(answer.status, status, "{verb} {path}: {answer:?}");
            assert_eq!(answer.body.is_empty(), verb == "HEAD", "{verb} {path}");
            let kept = answer.header("cache-control");
            assert_eq!(kept == "no-cache", status != 415, "{verb} {path}");
            let allowed = answer.header("allow");
            assert_eq!(allowed == "GET, HEAD", status == 405, "{verb} {path}");
        }
    }
    // Nobody makes the metrics grow with paths.
    let metrics = common::server::metrics().render();
    let label = r#"kenes_grpc_server_handled_total{grpc_type="unary",grpc_service="http",grpc_method="page",grpc_code="NOT_FOUND"}"#;
    assert!(metrics.contains(label), "{metrics}");
    assert!(!metrics.contains("tile/"), "{metrics}");
}
