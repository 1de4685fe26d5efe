//! What a caller may send besides one plain message: compressed ones; not two, and not much beside it.

use bytes::{Buf, Bytes};
use http_body_util::{BodyExt, Full};
use tower::ServiceExt;

use super::*;

/// Sends these bytes as the body of a unary call. Returns the head of the answer, its body and its status.
async fn send(
    channel: &Channel,
    body: impl Into<Bytes>,
    headers: &[(&'static str, &str)],
) -> (http::HeaderMap, Bytes, Status) {
    let mut request = Request::post("http://test/test.Probe/Ok")
        .header("content-type", "application/grpc")
        .header("te", "trailers");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Body::new(Full::new(body.into())));
    let response = channel.clone().oneshot(request.expect("a request")).await;
    let (head, body) = response.expect("an answer").into_parts();
    let body = body.collect().await.expect("a body");
    let trailers = body.trailers().cloned().unwrap_or_default();
    let status = Status::from_header_map(&trailers)
        .or_else(|| Status::from_header_map(&head.headers))
        .expect("a status");
    (head.headers, body.to_bytes(), status)
}

/// A message as it stands on the wire.
fn framed(compressed: bool, message: &[u8]) -> Vec<u8> {
    let length = u32::try_from(message.len()).expect("short");
    [&[u8::from(compressed)][..], &length.to_be_bytes(), message].concat()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(bytes).expect("in memory");
    gzip.finish().expect("in memory")
}

#[tokio::test]
async fn a_second_message_in_a_unary_call_is_refused() {
    let server = start(Settings::default()).await;
    let channel = server.channel().await;
    let one = framed(false, b"");
    let (_, _, status) = send(&channel, one.clone(), &[]).await;
    assert_eq!(status.code(), Code::Ok);
    let (_, _, status) = send(&channel, [one.clone(), one].concat(), &[]).await;
    assert_eq!(
        (status.code(), reason(&status).as_str()),
        (Code::InvalidArgument, "MESSAGE_MALFORMED")
    );
    assert!(status.message().contains("not one valid"), "{status:?}");
    server.end().await;
}

#[tokio::test]
async fn gzip_is_accepted_and_given() {
    let server = start(Settings::default()).await;
    let channel = server.channel().await;
    let headers = [("grpc-encoding", "gzip"), ("grpc-accept-encoding", "gzip")];
    let message = framed(true, &gzip(b"\x0a\x04name"));
    let (head, body, status) = send(&channel, message.clone(), &headers).await;
    assert_eq!(
        (status.code(), &head["grpc-encoding"]),
        (Code::Ok, &"gzip".parse().expect("a value"))
    );
    assert_eq!((body[0], (&body[5..]).get_u16()), (1, 0x1f8b), "compressed");
    // Who does not accept it gets none.
    let (head, body, _) = send(&channel, message, &headers[..1]).await;
    assert!(!head.contains_key("grpc-encoding"));
    assert_eq!(body[0], 0);
    server.end().await;
}

#[tokio::test]
async fn a_bomb_is_refused_at_the_limit_of_what_it_is_inflated_to() {
    let server = start(Settings::default()).await;
    let channel = server.channel().await;
    let headers = [("grpc-encoding", "gzip")];
    // Field 1 with 65 letters takes two bytes more than the limit of 64.
    let text = [&b"\x0a\x41"[..], &[b'x'; 65]].concat();
    for inflated in [text, vec![0; 8 << 10]] {
        let bomb = framed(true, &gzip(&inflated));
        // Kept below the limit of what is sent, so that only what it becomes can be refused.
        let (_, _, status) = send(&channel, bomb, &headers).await;
        assert_eq!(
            (status.code(), reason(&status).as_str()),
            (Code::ResourceExhausted, "MESSAGE_TOO_LARGE"),
            "{status:?}"
        );
    }
    let (_, _, status) = send(&channel, framed(true, b"no gzip"), &headers).await;
    assert_eq!(reason(&status), "MESSAGE_MALFORMED");
    server.end().await;
}

#[tokio::test]
async fn metadata_over_the_limit_is_refused_with_its_reason() {
    let server = start(Settings::default()).await;
    let channel = server.channel().await;
    for size in [9 << 10, 20 << 10, 60 << 10] {
        let long = "x".repeat(size);
        let (_, _, status) = send(&channel, framed(false, b""), &[("x-long", &long)]).await;
        assert_eq!(
            (status.code(), reason(&status).as_str()),
            (Code::ResourceExhausted, "METADATA_TOO_LARGE"),
            "{size}"
        );
        let details = status.get_error_details();
        let limit = &details.error_info().expect("info").metadata["limit_bytes"];
        assert_eq!(limit, "8192");
        assert!(details.retry_info().is_none(), "the same call never fits");
    }
    let long = "x".repeat(7 << 10);
    let (_, _, status) = send(&channel, framed(false, b""), &[("x-long", &long)]).await;
    assert_eq!(status.code(), Code::Ok);
    server.end().await;
}
