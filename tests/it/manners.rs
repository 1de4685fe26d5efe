//! What the services have in common with any gRPC server, where only the real ones can show it: that each takes gzip, and that
//! long answers are given in it.

use common::testing::Channel;
use http_body_util::{BodyExt, Full};
use kenes_proto::{
    POOL,
    record::ListEntriesRequest,
    registry::{
        CreateOrganizationRequest, Organization, organization,
        organization_service_client::OrganizationServiceClient,
    },
};
use prost::Message;
use tonic::{
    Code, Request, Status,
    body::Body,
    client::Grpc,
    codec::CompressionEncoding::Gzip,
    codegen::{Bytes, http},
};
use tonic_prost::ProstCodec;
use tower::ServiceExt;

use crate::world::{World, ask, en};

/// Calls a method with an empty message that came compressed, and accepts that the answer does. An answer is a stream of one.
async fn call(channel: &Channel, method: &str) -> Result<(), Status> {
    let mut grpc = Grpc::new(channel.clone())
        .send_compressed(Gzip)
        .accept_compressed(Gzip);
    grpc.ready().await.expect("a connection");
    let path = method.parse().expect("a path");
    let codec = ProstCodec::<(), ()>::default();
    let answer = grpc.server_streaming(Request::new(()), path, codec).await?;
    answer.into_inner().message().await.map(|_| ())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_service_takes_gzip() {
    let world = World::start().await;
    let mut asked = 0;
    for service in POOL
        .services()
        .filter(|service| service.full_name().starts_with("kenes."))
    {
        let of_registry = service.full_name().starts_with("kenes.registry.");
        let channel = match of_registry {
            true => &world.registry,
            false => &world.consultation,
        };
        let answering = service.methods().find(|m| !m.is_server_streaming());
        let method = answering.or_else(|| service.methods().next());
        let method = method.expect("a method");
        let path = format!("/{}/{}", service.full_name(), method.name());
        // An empty request; whatever is wrong with it, that it was compressed is not.
        if let Err(status) = call(channel, &path).await {
            assert_ne!(status.code(), Code::Unimplemented, "{path}: {status:?}");
        }
        asked += 1;
    }
    assert!(asked > 10, "{asked} services");
}

/// Asks for entries of the log, at most so many. Returns whether the answer is compressed, and its bytes.
async fn entries(channel: &Channel, page_size: i32, encoding: &str) -> (bool, usize) {
    let message = ListEntriesRequest {
        page_size,
        ..ListEntriesRequest::default()
    };
    let message = message.encode_to_vec();
    let length = u32::try_from(message.len()).expect("short");
    let framed = [&[0][..], &length.to_be_bytes(), &message].concat();
    let request = http::Request::post("http://test/kenes.record.v1.RecordService/ListEntries")
        .header("content-type", "application/grpc")
        .header("te", "trailers")
        .header("grpc-accept-encoding", encoding)
        .body(Body::new(Full::new(Bytes::from(framed))));
    let response = channel.clone().oneshot(request.expect("a request")).await;
    let body = response.expect("an answer").into_body().collect().await;
    let bytes = body.expect("a body").to_bytes();
    (bytes[0] == 1, bytes.len())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_answer_is_given_in_gzip_and_a_short_one_is_not_worth_it() {
    let world = World::start().await;
    let mut organizations = OrganizationServiceClient::new(world.registry.clone());
    for number in 0..8 {
        let request = CreateOrganizationRequest {
            organization_id: format!("listed-{number}"),
            organization: Some(Organization {
                kind: organization::Kind::Other.into(),
                titles: en("Listed"),
                ..Organization::default()
            }),
            ..CreateOrganizationRequest::default()
        };
        let made = organizations.create_organization(ask(request)).await;
        made.expect("an organization");
    }
    // Signed, so that they are shown.
    world.registry_kit.log.is_signed(8).await;
    let (compressed, short) = entries(&world.registry, 9, "gzip").await;
    assert!(compressed, "{short} bytes");
    let (compressed, long) = entries(&world.registry, 9, "identity").await;
    assert!(
        !compressed && long > short,
        "{long} bytes, compressed {short}"
    );
    let (compressed, small) = entries(&world.registry, 1, "gzip").await;
    assert!(!compressed && small < 1200, "{small} bytes");
}
