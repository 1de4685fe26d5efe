//! Which reason an error gets that is not ours, and what of it is never sent.

use super::*;

fn settled(bare: &Status) -> (Code, Status) {
    let mut headers = HeaderMap::new();
    bare.add_header(&mut headers).expect("headers");
    let code = settle(&mut headers, &Extensions::new(), "registry.kenes").expect("an outcome");
    (code, Status::from_header_map(&headers).expect("a status"))
}

fn reason(status: &Status) -> String {
    let details = status.get_error_details();
    let info = details.error_info().expect("error info");
    assert_eq!(info.domain, "registry.kenes");
    info.reason.clone()
}

#[test]
fn a_size_error_says_the_limit() {
    let text =
        "Error, decoded message length too large: found 5000000 bytes, the limit is: 4194304 bytes";
    let inflated =
        "Error decompressing: size limit, of 4194304 bytes, exceeded while decompressing message";
    for bare in [
        Status::out_of_range(text),
        Status::resource_exhausted(inflated),
    ] {
        let (code, status) = settled(&bare);
        assert_eq!(
            (code, status.code()),
            (Code::ResourceExhausted, Code::ResourceExhausted)
        );
        assert_eq!(reason(&status), "MESSAGE_TOO_LARGE");
        let details = status.get_error_details();
        assert_eq!(
            details.error_info().expect("info").metadata["limit_bytes"],
            "4194304"
        );
        assert!(
            details.retry_info().is_none(),
            "the same request never fits"
        );
    }
}

#[test]
fn bad_bytes_are_the_callers_fault_and_tell_nothing_of_our_types() {
    let (code, status) = settled(&Status::internal(
        "failed to decode Protobuf message: Organization.titles: invalid string value: data is not UTF-8 encoded",
    ));
    assert_eq!(code, Code::InvalidArgument);
    assert_eq!(reason(&status), "MESSAGE_MALFORMED");
    assert!(!status.message().contains("titles"), "{}", status.message());
}

#[test]
fn a_bare_refusal_of_any_layer_gets_the_reason_of_its_code() {
    for (bare, expected) in [
        (
            Status::permission_denied("not yours"),
            Reason::PermissionDenied,
        ),
        (
            Status::unauthenticated("who are you"),
            Reason::SubjectMissing,
        ),
        (Status::not_found("no such thing"), Reason::ResourceNotFound),
    ] {
        let (code, status) = settled(&bare);
        assert_eq!(code, bare.code());
        assert_eq!(reason(&status), error::name(expected));
        assert_eq!(status.message(), bare.message());
    }
}

#[test]
fn insides_are_never_sent() {
    for bare in [
        Status::internal("no such table: ngo"),
        Status::unknown("no such table"),
        Status::data_loss("ngo"),
    ] {
        let (code, status) = settled(&bare);
        assert_eq!(code, Code::Internal);
        assert_eq!(reason(&status), "INTERNAL");
        assert_eq!(status.message(), "internal error");
    }
    let (_, status) = settled(&Status::unavailable("tcp connect error: 10.0.0.7:5432"));
    assert_eq!(reason(&status), "UNAVAILABLE");
    assert!(!status.message().contains("10.0.0.7"));
}

#[test]
fn our_own_errors_and_the_unmapped_pass_untouched() {
    let own = Error::not_found("registry.kenes/Organization", "organizations/x")
        .into_status("registry.kenes");
    assert_eq!(settled(&own).1.details(), own.details());
    let (code, status) = settled(&Status::unimplemented(
        "Content is compressed with `gzip` which isn't supported",
    ));
    assert_eq!(code, Code::Unimplemented);
    assert!(status.message().contains("gzip"));
    assert!(settle(&mut HeaderMap::new(), &Extensions::new(), "d").is_none());
}
