//! What the record refuses: places that are not there yet, and numbers that make no sense.

use kenes_proto::{
    record::{self as pb, FetchReceiptRequest},
    types::ErrorReason as Reason,
};
use tonic::{Code, Status};

use super::{checkpoint, metadata, receipt_at, story};
use crate::world::{fields, refused};

#[tokio::test]
async fn what_the_log_has_not_reached_is_refused_with_its_size() {
    let (_world, mut records) = story().await;
    let size = checkpoint(&mut records).await.size;
    let told = |status: &Status| {
        assert_eq!(
            metadata(status, "size"),
            Some(size.to_string()),
            "{status:?}"
        );
    };
    for beyond in [size, size + 1, i64::MAX - 1, i64::MAX] {
        let request = pb::ProveInclusionRequest {
            index: beyond,
            size: None,
        };
        told(&refused(
            records.prove_inclusion(request).await,
            Code::OutOfRange,
            Reason::IndexBeyondLog,
        ));
        told(&refused(
            records.fetch_receipt(receipt_at(beyond)).await,
            Code::OutOfRange,
            Reason::IndexBeyondLog,
        ));
    }
    for beyond in [size + 1, i64::MAX] {
        let request = pb::ProveInclusionRequest {
            index: 0,
            size: Some(beyond),
        };
        told(&refused(
            records.prove_inclusion(request).await,
            Code::OutOfRange,
            Reason::SizeBeyondLog,
        ));
        for (from_size, to_size) in [(0, Some(beyond)), (beyond, None), (beyond, Some(beyond))] {
            let request = pb::ProveConsistencyRequest { from_size, to_size };
            told(&refused(
                records.prove_consistency(request).await,
                Code::OutOfRange,
                Reason::SizeBeyondLog,
            ));
        }
        let request = pb::ListEntriesRequest {
            from_index: beyond,
            page_size: 1,
        };
        let status = refused(
            records.list_entries(request).await,
            Code::OutOfRange,
            Reason::IndexBeyondLog,
        );
        told(&status);
        assert_eq!(metadata(&status, "resume_index"), Some(size.to_string()));
    }
    // The end itself is no error: there is nothing yet.
    let request = pb::ListEntriesRequest {
        from_index: size,
        page_size: i32::MAX,
    };
    let end = records
        .list_entries(request)
        .await
        .expect("an empty page")
        .into_inner();
    assert_eq!((end.entries.len(), end.next_index), (0, size));
}

#[tokio::test]
async fn numbers_that_make_no_sense_are_refused_by_name() {
    let (_world, mut records) = story().await;
    let invalid = |outcome, reason, name: &str| {
        let status = refused::<()>(outcome, Code::InvalidArgument, reason);
        assert_eq!(fields(&status), [name]);
    };
    let request = pb::ProveConsistencyRequest {
        from_size: 5,
        to_size: Some(4),
    };
    invalid(
        records.prove_consistency(request).await.map(drop),
        Reason::RangeInvalid,
        "from_size",
    );
    for size in [0, 4] {
        let request = pb::ProveInclusionRequest {
            index: 4,
            size: Some(size),
        };
        invalid(
            records.prove_inclusion(request).await.map(drop),
            Reason::RangeInvalid,
            "index",
        );
    }
    for negative in [-1, i64::MIN] {
        let request = pb::ProveInclusionRequest {
            index: negative,
            size: None,
        };
        invalid(
            records.prove_inclusion(request).await.map(drop),
            Reason::FieldInvalid,
            "index",
        );
        let request = pb::ProveConsistencyRequest {
            from_size: 0,
            to_size: Some(negative),
        };
        invalid(
            records.prove_consistency(request).await.map(drop),
            Reason::FieldInvalid,
            "to_size",
        );
        let request = pb::ListEntriesRequest {
            from_index: negative,
            page_size: 0,
        };
        invalid(
            records.list_entries(request).await.map(drop),
            Reason::FieldInvalid,
            "from_index",
        );
        invalid(
            records.fetch_receipt(receipt_at(negative)).await.map(drop),
            Reason::FieldInvalid,
            "index",
        );
    }
    let request = pb::ListEntriesRequest {
        from_index: 0,
        page_size: -1,
    };
    invalid(
        records.list_entries(request).await.map(drop),
        Reason::FieldInvalid,
        "page_size",
    );
    let neither = FetchReceiptRequest::default();
    invalid(
        records.fetch_receipt(neither).await.map(drop),
        Reason::FieldInvalid,
        "entry",
    );
    let both = FetchReceiptRequest {
        revision: 1,
        ..receipt_at(0)
    };
    invalid(
        records.fetch_receipt(both).await.map(drop),
        Reason::FieldInvalid,
        "revision",
    );
}
