//! The wire contract of Kenes, generated from the `.proto` files beside this one.
//!
//! Owns the generated types and the descriptor pool; no behaviour. The comments of the contract are its manual:
//! read them in the `.proto` files or ask a running server with `grpcurl describe`.
#![expect(missing_docs, clippy::all, clippy::pedantic, reason = "generated code")]

use std::sync::LazyLock;

pub mod methods;
mod stream;

pub use stream::StreamCodec;

/// The encoded descriptor set of the contract, with imports, comments and options; reflection serves these bytes.
pub static DESCRIPTORS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/contract.bin"));

/// The same set, decoded, but for the comments: with their places they would take 24 MB of every process, and are only passed on.
pub static POOL: LazyLock<prost_reflect::DescriptorPool> = LazyLock::new(|| {
    let bare: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/pool.bin"));
    prost_reflect::DescriptorPool::decode(bare).expect("the build wrote a valid descriptor set")
});

/// Types of the product.
pub mod kenes {
    /// What both services share on the wire.
    pub mod r#type {
        pub mod v1 {
            tonic::include_proto!("kenes.r#type.v1");
        }
    }
    /// The public record: receipts, proofs, events.
    pub mod record {
        pub mod v1 {
            tonic::include_proto!("kenes.record.v1");
        }
    }
    /// Who takes part.
    pub mod registry {
        pub mod v1 {
            tonic::include_proto!("kenes.registry.v1");
        }
    }
    /// What is said and what becomes of it.
    pub mod consultation {
        pub mod v1 {
            tonic::include_proto!("kenes.consultation.v1");
        }
    }
}

/// Common types of Google's API conventions.
pub mod google {
    pub mod r#type {
        tonic::include_proto!("google.r#type");
    }
}

/// How a server is, after the convention of gRPC.
pub mod grpc {
    pub mod health {
        pub mod v1 {
            tonic::include_proto!("grpc.health.v1");
        }
    }
}

/// A page of any list, as a server answers it: every answer with a `total_size` has these fields, under these numbers. Its
/// resources are encoded already, which on the wire is the same.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Page {
    #[prost(bytes = "bytes", repeated, tag = "1")]
    pub resources: Vec<prost::bytes::Bytes>,
    #[prost(string, tag = "2")]
    pub next_page_token: String,
    #[prost(int64, optional, tag = "3")]
    pub total_size: Option<i64>,
    #[prost(string, repeated, tag = "4")]
    pub not_covered: Vec<String>,
}

/// Events in the form of CloudEvents.
pub mod io {
    pub mod cloudevents {
        pub mod v1 {
            tonic::include_proto!("io.cloudevents.v1");
        }
    }
}

pub use google::r#type as gtype;
pub use grpc::health::v1 as health;
pub use io::cloudevents::v1 as cloudevents;
pub use kenes::{
    consultation::v1 as consultation, record::v1 as record, registry::v1 as registry,
    r#type::v1 as types,
};
