//! What must be there before the first comment: a draft law that is open for comment and 1,000 organizations that may.
//!
//! Everything is written through gRPC, as a user would. Every request is the same in every run and so is its id: on a
//! database that a run before has seeded, everything is answered again and nothing is written.

mod consultations;
mod participants;

use kenes_proto::gtype::LocalizedText;
use prost::Message;
use sha2::{Digest, Sha256};
use tonic::{Request, metadata::MetadataValue};

pub(super) use consultations::consultations;
pub(super) use participants::registry;

const CLERK: &str = "bench|clerk";

pub(super) fn en(text: &str) -> Vec<LocalizedText> {
    vec![LocalizedText {
        text: text.into(),
        language_code: "en".into(),
    }]
}

pub(super) fn as_clerk<T>(message: T) -> Request<T> {
    let mut request = Request::new(message);
    request
        .metadata_mut()
        .insert(common::context::SUBJECT, MetadataValue::from_static(CLERK));
    request
}

/// Returns a request id that follows from the request.
pub(super) fn fingerprint(request: &impl Message) -> String {
    let digest = Sha256::digest(request.encode_to_vec());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_custom_bytes(bytes)
        .into_uuid()
        .to_string()
}

#[cfg(test)]
mod tests {
    use kenes_proto::consultation as pb;

    use super::*;

    #[test]
    fn the_same_request_has_the_same_id() {
        let request = |name: &str| pb::AnnounceConsultationRequest {
            name: name.into(),
            ..Default::default()
        };
        assert_eq!(fingerprint(&request("a")), fingerprint(&request("a")));
        assert_ne!(fingerprint(&request("a")), fingerprint(&request("b")));
        assert!(uuid::Uuid::try_parse(&fingerprint(&request("a"))).is_ok());
    }
}
