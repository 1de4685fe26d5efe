//! What connections may do and how they end.

use super::*;
use crate::address::guard;

#[tokio::test]
async fn nothing_but_loopback_is_listened_on() {
    for address in [
        "0.0.0.0:0",
        "[::]:0",
        "192.168.7.7:1",
        "[::ffff:10.0.0.1]:1",
    ] {
        let refused = bind(address.parse().expect("an address"))
            .await
            .expect_err("refused");
        assert_eq!(refused.kind(), io::ErrorKind::InvalidInput, "{address}");
        assert!(
            refused.to_string().contains("only a loopback address"),
            "{refused}"
        );
    }
    assert!(guard("[::ffff:127.0.0.1]:1".parse().expect("an address")).is_ok());
}

#[tokio::test]
async fn a_browser_gets_a_hint() {
    let server = start(Settings::default()).await;
    let answer = raw(server.address, b"GET / HTTP/1.1\r\nhost: a\r\n\r\n").await;
    assert!(answer.starts_with("HTTP/1.1 415"), "{answer}");
    assert!(
        answer.contains(&format!("grpcurl -plaintext {} list", server.address)),
        "{answer}"
    );
    let json = b"POST /test.Probe/Ok HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}";
    assert!(raw(server.address, json).await.starts_with("HTTP/1.1 415"));
    let old = b"POST /test.Probe/Ok HTTP/1.1\r\nhost: a\r\ncontent-type: application/grpc\r\ncontent-length: 0\r\n\r\n";
    assert!(raw(server.address, old).await.starts_with("HTTP/1.1 505"));
    server.end().await;
}

#[tokio::test]
async fn neither_silence_nor_work_holds_up_the_stop_beyond_the_grace() {
    let server = start(Settings {
        shutdown_grace: Duration::from_millis(200),
        ..Settings::default()
    })
    .await;
    let silent = TcpStream::connect(server.address).await.expect("connected");
    let mut half = TcpStream::connect(server.address).await.expect("connected");
    half.write_all(b"PRI * HT").await.expect("sent");
    let channel = server.channel().await;
    let busy = tokio::spawn(async move { call(&channel, "Sleep", empty()).await });
    tokio::time::sleep(Duration::from_millis(50)).await;
    let address = server.address;
    let took = server.end().await;
    assert!((200..1000).contains(&took.as_millis()), "{took:?}");
    assert!(busy.await.expect("no panic").is_err());
    assert!(
        TcpStream::connect(address).await.is_err(),
        "still listening"
    );
    drop((silent, half));
}

#[tokio::test]
async fn a_silent_peer_and_one_too_many_are_closed() {
    let settings = Settings {
        max_silence: Duration::from_millis(100),
        max_connections: 2,
        ..Settings::default()
    };
    let server = start(settings).await;
    let begun = Instant::now();
    let (silent, half) = tokio::join!(
        raw(server.address, b""),
        raw(server.address, b"PRI * HTTP/2.0\r\n")
    );
    assert_eq!((silent.as_str(), half.as_str()), ("", ""));
    assert!(
        begun.elapsed() >= Duration::from_millis(100),
        "closed at once"
    );
    let _first = server.channel().await;
    let _second = server.channel().await;
    let begun = Instant::now();
    assert_eq!(raw(server.address, b"").await, "");
    assert!(
        begun.elapsed() < Duration::from_millis(90),
        "not refused but waited for"
    );
    server.end().await;
}

#[tokio::test]
async fn an_old_connection_is_asked_to_go_and_its_calls_end_in_peace() {
    let settings = Settings {
        max_connection_age: Duration::from_millis(100),
        ..Settings::default()
    };
    let server = start(settings).await;
    let channel = server.channel().await;
    // Begun before the age, ended after it.
    let nap = call(&channel, "Nap", empty());
    let told = async {
        let mut peer = TcpStream::connect(server.address).await.expect("connected");
        peer.write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0")
            .await
            .expect("sent");
        loop {
            let mut head = [0; 9];
            peer.read_exact(&mut head).await.expect("a frame");
            if head[3] == 7 {
                break;
            }
            let length =
                usize::from(head[0]) << 16 | usize::from(head[1]) << 8 | usize::from(head[2]);
            peer.read_exact(&mut vec![0; length])
                .await
                .expect("the rest of the frame");
        }
    };
    let told = tokio::time::timeout(Duration::from_secs(1), told);
    let (nap, told) = tokio::join!(nap, told);
    nap.expect("the call outlives the age");
    told.expect("GOAWAY");
    server.end().await;
}
