//! What a plain HTTP client meets: the same limits as a call, and no insides.

use super::*;

/// A page that does what the last part of its path says.
pub(super) async fn page(path: String) -> Result<Page, Error> {
    match path.as_str() {
        "panic" => panic!("the table ngo is on fire"),
        "sleep" => tokio::time::sleep(Duration::from_mins(1)).await,
        "leak" => return Err(Error::internal("the table ngo is on fire")),
        _ => {}
    }
    Ok(Page {
        status: StatusCode::OK,
        kind: "text/x-test",
        keep: "no-store",
        body: path.into(),
    })
}

async fn get(address: SocketAddr, path: &str) -> String {
    raw(address, format!("GET {path} HTTP/1.1\r\n\r\n").as_bytes()).await
}

#[tokio::test]
async fn a_page_is_shown_and_its_request_named() {
    let server = start(Settings::default()).await;
    let answer = get(server.address, "/pages/one?much=more").await;
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    for part in [
        "content-type: text/x-test\r\n",
        "cache-control: no-store\r\n",
        "content-length: 3\r\n",
        "x-request-id: ",
        "\r\n\r\none",
    ] {
        assert!(answer.contains(part), "{part} in {answer}");
    }
    let hint = get(server.address, "/page").await;
    assert!(hint.starts_with("HTTP/1.1 415 "), "{hint}");
    server.end().await;
}

#[tokio::test]
async fn a_broken_page_hides_why() {
    let server = start(Settings::default()).await;
    for path in ["/pages/panic", "/pages/leak"] {
        let answer = get(server.address, path).await;
        assert!(answer.starts_with("HTTP/1.1 500 "), "{answer}");
        assert!(answer.ends_with("\r\n\r\ninternal error\n"), "{answer}");
    }
    server.end().await;
}

#[tokio::test]
async fn a_page_takes_a_permit_and_no_longer_than_a_call() {
    let server = start(Settings {
        max_in_flight: 1,
        max_deadline: Duration::from_millis(300),
        ..Settings::default()
    })
    .await;
    let address = server.address;
    let slow = tokio::spawn(async move { get(address, "/pages/sleep").await });
    tokio::time::sleep(Duration::from_millis(100)).await;
    let shed = get(address, "/pages/one").await;
    assert!(shed.starts_with("HTTP/1.1 503 "), "{shed}");
    assert!(shed.contains("retry-after: 1\r\n"), "{shed}");
    let slow = slow.await.expect("no panic");
    assert!(slow.starts_with("HTTP/1.1 504 "), "{slow}");
    // Its permit is free again.
    let answer = get(address, "/pages/one").await;
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    server.end().await;
}
