//! What an error carries across the wire and back.

use tonic::Status;
use tonic_types::StatusExt;

use super::*;

#[test]
fn a_reason_crosses_the_boundary_whole() {
    let status = Error::invalid(
        Reason::BinChecksumInvalid,
        "organization.bin",
        "the last digit must be 8",
    )
    .with("expected", "8")
    .into_status("registry.kenes");
    let back = Error::from_status(&status).expect("our own status");
    assert_eq!(back.kind(), Kind::Invalid);
    assert_eq!(back.reason(), Reason::BinChecksumInvalid);
    assert_eq!(back.fields()[0].reason, "BIN_CHECKSUM_INVALID");
    let again = back.into_status("consultation.kenes");
    let details = again.get_error_details();
    let info = details.error_info().expect("error info");
    assert_eq!(info.domain, "registry.kenes");
    assert_eq!(info.metadata["expected"], "8");
}

#[test]
fn long_values_do_not_fill_the_trailers() {
    let status = Error::invalid(Reason::FieldInvalid, "f", "я".repeat(100_000))
        .into_status("registry.kenes");
    assert!(status.details().len() + status.message().len() < 8_000);
}

#[test]
fn a_foreign_status_is_not_ours() {
    assert!(Error::from_status(&Status::unavailable("connect error")).is_none());
}
