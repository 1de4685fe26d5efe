//! A registry that does not end what it lists.

use std::{
    convert::Infallible,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll},
};

use common::{server, testing};
use tonic::{
    Request, Response, Status,
    body::Body,
    codegen::{Service, http},
    server::{Grpc, NamedService, UnaryService},
};
use tonic_prost::ProstCodec;

use super::*;

/// Lists members, a thousand a page, and so many pages.
#[derive(Clone)]
struct Pages {
    most: usize,
    asked: Arc<AtomicUsize>,
}

impl NamedService for Pages {
    const NAME: &'static str = "kenes.registry.v1.MembershipService";
}

impl Service<http::Request<Body>> for Pages {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        let pages = self.clone();
        Box::pin(async move {
            let mut grpc = Grpc::new(ProstCodec::default());
            Ok(grpc.unary(pages, request).await)
        })
    }
}

impl UnaryService<pb::ListMembershipsRequest> for Pages {
    type Response = pb::ListMembershipsResponse;
    type Future = std::future::Ready<Result<Response<Self::Response>, Status>>;

    fn call(&mut self, _: Request<pb::ListMembershipsRequest>) -> Self::Future {
        let asked = self.asked.fetch_add(1, Ordering::SeqCst) + 1;
        std::future::ready(Ok(Response::new(pb::ListMembershipsResponse {
            memberships: vec![pb::Membership::default(); 1_000],
            next_page_token: match asked < self.most {
                true => asked.to_string(),
                false => String::new(),
            },
            ..Default::default()
        })))
    }
}

/// What comes of members in so many pages, and how many were asked for.
async fn listed(most: usize) -> (Result<usize, Reason>, usize) {
    let pages = Pages {
        most,
        asked: Arc::default(),
    };
    let service = server::Service::new("registry.kenes").with_unlimited(pages.clone());
    let running = testing::start(service).await;
    let url = format!("http://{}", running.address);
    let registry = Registry::connect(&url, Clock::system()).expect("an address");
    let body = "//registry.kenes/organizations/chamber";
    let members = registry.members(body, "2026-05-25").await;
    let members = members
        .map(|members| members.len())
        .map_err(|error| error.reason());
    (members, pages.asked.load(Ordering::SeqCst))
}

#[tokio::test]
async fn members_without_end_are_not_kept() {
    assert_eq!(listed(10).await, (Ok(10_000), 10));
    let endless = listed(usize::MAX).await;
    assert_eq!(endless, (Err(Reason::RegistryUnavailable), 11));
}
