//! The contract, for tools that ask for it. Owns which services are listed: those that are really served.

use std::io;

use tonic::service::Routes;
use tonic_reflection::{
    pb::{v1, v1alpha},
    server::Builder,
};

/// What every server serves besides the contract.
const OWN: [&str; 3] = [
    "grpc.health.v1.Health",
    "grpc.reflection.v1.ServerReflection",
    "grpc.reflection.v1alpha.ServerReflection",
];

/// Adds the reflection services: v1, and the v1alpha that older tools know.
pub(super) fn add(routes: Routes, names: &[&'static str]) -> io::Result<Routes> {
    let builder = || {
        names.iter().chain(&OWN).fold(
            Builder::configure()
                .register_encoded_file_descriptor_set(kenes_proto::DESCRIPTORS)
                .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
                .register_encoded_file_descriptor_set(v1::FILE_DESCRIPTOR_SET)
                .register_encoded_file_descriptor_set(v1alpha::FILE_DESCRIPTOR_SET)
                .include_reflection_service(false),
            |builder, name| builder.with_service_name(*name),
        )
    };
    let current = builder().build_v1().map_err(io::Error::other)?;
    let older = builder().build_v1alpha().map_err(io::Error::other)?;
    Ok(routes.add_service(current).add_service(older))
}
