//! What is refused of a call for what it says of its caller: a case of each reason, on methods that write and that read.

use std::time::Duration;

use http_body::Frame;
use http_body_util::StreamBody;
use tonic::{
    body::Body,
    codegen::{Bytes, http},
};
use tower::ServiceExt;
use tracing_subscriber::util::SubscriberInitExt;

use super::*;
use crate::sealed::Lines;

/// What a refusal says is wrong, besides its reason.
fn problem(status: &Status) -> String {
    let details = status.get_error_details();
    let metadata = details.error_info().map(|info| info.metadata.clone());
    let problem = metadata.and_then(|mut metadata| metadata.remove("problem"));
    problem.unwrap_or_default()
}

#[tokio::test]
async fn a_bad_token_is_refused_whatever_it_comes_with() {
    let world = Guarded::start().await;
    let good = world.token(REGISTRY);
    let issue = world.issue(REGISTRY);
    let signed = |issue: Issue<'_>| bearer(&world.signer.token(&issue));
    let now = issue.now;
    let mut broken = good.clone();
    broken.replace_range(broken.len() - 4.., "AAAA");
    let (invalid, good) = (Reason::TokenInvalid, bearer(&good));
    let long = bearer(&"a".repeat(4097));
    let past = signed(Issue {
        now: now - 1000,
        ..issue
    });
    let future = signed(Issue {
        now: now + 60,
        ..issue
    });
    let stranger = signed(Issue {
        issuer: "https://id.example.org/others",
        ..issue
    });
    let lasting = signed(Issue { life: 901, ..issue });
    let foreign = bearer(&signer().token(&issue));
    let elsewhere = bearer(&world.token(CONSULTATION));
    let nobody = signed(Issue {
        subject: "",
        ..issue
    });
    let broken = bearer(&broken);
    for (what, value, reason, about) in [
        ("no token", "Bearer nonsense", invalid, "parts"),
        ("no token at all", "Bearer ", invalid, "parts"),
        ("another scheme", "Basic YTpi", invalid, "authorization"),
        ("no scheme", &good[7..], invalid, "authorization"),
        ("too long", &long, invalid, "length"),
        ("broken", &broken, invalid, "signature"),
        ("another key", &foreign, invalid, "key"),
        ("another issuer", &stranger, invalid, "iss"),
        ("too early", &future, invalid, "early"),
        ("too long a life", &lasting, invalid, "life"),
        ("of nobody", &nobody, invalid, "sub"),
        ("expired", &past, Reason::TokenExpired, ""),
        (
            "for the other",
            &elsewhere,
            Reason::TokenAudienceMismatch,
            "",
        ),
    ] {
        let metadata = [("authorization", value)];
        for outcome in [
            world.write("one", &metadata).await,
            world.read(&metadata).await,
        ] {
            let status = refused(outcome, Code::Unauthenticated, reason);
            assert_eq!(problem(&status), about, "{what}");
            // Nothing of it comes back.
            let part = value.rsplit(['.', ' ']).next().unwrap_or_default();
            let said = format!("{status:?} {}", String::from_utf8_lossy(status.details()));
            assert!(part.len() < 4 || !said.contains(part), "{what}: {said}");
        }
    }
    // Control: the one that they were made from.
    let written = world.write("one", &[("authorization", &good)]).await;
    written.expect("a good token");
}

#[tokio::test]
async fn a_caller_is_named_once_and_by_nothing_but_a_token() {
    let world = Guarded::start().await;
    let good = bearer(&world.token(REGISTRY));
    let (required, invalid) = (Reason::TokenRequired, Reason::TokenInvalid);
    let (token, own) = (
        ("authorization", good.as_str()),
        ("kenes-subject", "demo|aigul"),
    );
    let two = format!("{good}, {good}");
    for (metadata, reason) in [
        (&[own][..], required),
        (&[token, own], required),
        (&[own, own], required),
        (&[token, token], invalid),
        (&[("authorization", &two)], invalid),
        (&[token, ("authorization", "Basic YTpi")], invalid),
    ] {
        let written = world.write("one", metadata).await;
        refused(written, Code::Unauthenticated, reason);
        let read = world.read(metadata).await;
        refused(read, Code::Unauthenticated, reason);
    }
    let missing = world.write("one", &[]).await;
    let status = refused(missing, Code::Unauthenticated, Reason::SubjectMissing);
    let details = status.get_error_details();
    let info = details.error_info().expect("an ErrorInfo");
    assert_eq!(info.metadata["scheme"], "Bearer");
    assert_eq!(info.metadata["audience"], REGISTRY);
}

#[tokio::test]
async fn a_refusal_speaks_the_callers_language() {
    let world = Guarded::start().await;
    let metadata = [
        ("authorization", "Bearer nonsense"),
        ("accept-language", "ru"),
    ];
    let status = world.read(&metadata).await.expect_err("a refusal");
    let details = status.get_error_details();
    let said = details.localized_message().expect("a LocalizedMessage");
    assert_eq!(said.message, "Токен доступа недействителен.");
}

/// Whoever is not known is answered before the message was read, and so before it was sent.
#[tokio::test]
async fn a_stranger_is_refused_before_the_message_is_read() {
    let world = Guarded::start().await;
    for (token, reason) in [
        (None, "SUBJECT_MISSING"),
        (Some("Bearer nonsense"), "TOKEN_INVALID"),
    ] {
        let path = "http://test/kenes.registry.v1.OrganizationService/CreateOrganization";
        let mut request = http::Request::post(path)
            .header("content-type", "application/grpc")
            .header("te", "trailers");
        if let Some(token) = token {
            request = request.header("authorization", token);
        }
        let never = tokio_stream::pending::<Result<Frame<Bytes>, Status>>();
        let request = request.body(Body::new(StreamBody::new(never)));
        let answer = world.registry.clone().oneshot(request.expect("a request"));
        let answer = tokio::time::timeout(Duration::from_secs(5), answer).await;
        let answer = answer.expect("no wait for the message").expect("an answer");
        assert_eq!(answer.headers()["grpc-status"], "16");
        let details = answer.headers()["grpc-status-details-bin"].as_bytes();
        assert!(!details.is_empty(), "{reason}");
        let status = Status::from_header_map(answer.headers()).expect("a status");
        refused::<()>(
            Err(status),
            Code::Unauthenticated,
            Reason::from_str_name(&format!("ERROR_REASON_{reason}")).expect("a reason"),
        );
    }
}

#[tokio::test]
async fn a_token_is_not_logged() {
    let lines = Lines::default();
    let log = tracing_subscriber::fmt()
        .with_writer(lines.clone())
        .with_ansi(false)
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .finish();
    let world = Guarded::start().await;
    // With one collector alone, a place that another thread reaches first would be taken for one that nobody listens to.
    let _other = tracing_subscriber::registry().set_default();
    let logging = log.set_default();
    let good = world.token(REGISTRY);
    let written = world
        .write("one", &[("authorization", &bearer(&good))])
        .await;
    written.expect("a good token");
    let again = world
        .write("one", &[("authorization", &bearer(&good))])
        .await;
    refused(again, Code::AlreadyExists, Reason::ResourceExists);
    let (head, signature) = good.rsplit_once('.').expect("three parts");
    let bad = bearer(&format!("{head}.AAAA"));
    let outcome = world.write("two", &[("authorization", &bad)]).await;
    refused(outcome, Code::Unauthenticated, Reason::TokenInvalid);
    drop(logging);
    let text = lines.text();
    // One line of each refusal, the second under the digest of the token's id.
    assert!(
        text.contains("TOKEN_INVALID") && text.contains("RESOURCE_EXISTS"),
        "refusals are logged"
    );
    assert!(text.contains("token=\""), "which token it was");
    let claims = head.split('.').nth(1).expect("claims");
    for secret in [signature, claims, &good, "the-id-of-a-token"] {
        assert!(!text.contains(secret), "{secret}");
    }
}
