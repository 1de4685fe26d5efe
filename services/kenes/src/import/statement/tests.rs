//! A line becomes a call, or says why not.

use super::*;

const NONE: Files = Files::Embedded {
    files: &[("a.xml", b"<a/>")],
    days: Vec::new(),
};

fn parse(line: &str) -> Result<Statement, String> {
    Statement::parse(line, 1_790_000_000_000_000, &NONE)
}

fn field(statement: &Statement, name: &str) -> String {
    let field = statement.request.get_field_by_name(name).expect("a field");
    field.as_str().expect("text").to_owned()
}

#[test]
fn a_resource_finds_its_method_by_name_and_parent() {
    let top =
        parse(r#"{"organization":{"name":"organizations/cnok"},"at":"@now-1d"}"#).expect("a line");
    assert_eq!(
        top.method.full_name(),
        "kenes.registry.v1.OrganizationService.CreateOrganization"
    );
    assert_eq!(
        (field(&top, "organization_id").as_str(), top.at),
        ("cnok", Some(1_789_913_600_000_000))
    );
    let nested =
        parse(r#"{"code":{"name":"referenceData/stages/codes/drafting"}}"#).expect("a line");
    assert_eq!(field(&nested, "parent"), "referenceData/stages");
    for (parent, service) in [
        ("recommendations/r", "RecommendationService"),
        ("consultations/c/comments/k", "CommentService"),
    ] {
        let line = format!(r#"{{"response":{{"name":"{parent}/responses/ministry"}}}}"#);
        let response = parse(&line).expect("a line");
        assert_eq!(response.method.parent_service().name(), service);
        assert_eq!(field(&response, "parent"), parent);
    }
}

#[test]
fn a_call_is_named_whole() {
    let line = r#"{"rpc":"kenes.consultation.v1.HearingService/HoldHearing","request":{"name":"hearings/h"},"subject":"demo|x"}"#;
    let call = parse(line).expect("a line");
    assert_eq!(
        (call.name.as_str(), call.label.as_str()),
        ("hearings/h", "HoldHearing")
    );
    assert_eq!(call.subject.as_deref(), Some("demo|x"));
}

#[test]
fn the_request_id_is_the_content() {
    let line = r#"{"organization":{"name":"organizations/cnok"}}"#;
    let (once, again) = (parse(line).expect("a line"), parse(line).expect("a line"));
    assert_eq!(field(&once, "request_id"), field(&again, "request_id"));
    let other = parse(r#"{"organization":{"name":"organizations/ainok"}}"#).expect("a line");
    assert_ne!(field(&once, "request_id"), field(&other, "request_id"));
    let id = Uuid::try_parse(&field(&once, "request_id")).expect("a UUID");
    assert_eq!(id.get_version_num(), 8);
}

#[test]
fn a_bad_line_says_why() {
    for (line, why) in [
        (
            r#"{"organization":{"name":"organizations/c"#,
            "the line ends in the middle, at column",
        ),
        (r#"{"organization" 1}"#, "not JSON"),
        ("[1]", "not JSON"),
        ("{}", "neither a resource nor a call"),
        (
            r#"{"organisation":{"name":"organizations/c"}}"#,
            "no resource \"organisation\"",
        ),
        (r#"{"organization":7}"#, "must be an object"),
        (r#"{"organization":{}}"#, "organization.name is missing"),
        (
            r#"{"organization":{"name":"cnok"}}"#,
            "is not a resource name",
        ),
        (
            r#"{"membership":{"name":"memberships/m"}}"#,
            "not where a membership can be",
        ),
        (
            r#"{"organization":{"name":"organizations/c","colour":1}}"#,
            "organization: unrecognized field name 'colour'",
        ),
        (
            r#"{"organization":{"name":"organizations/c"},"person":{}}"#,
            "does not belong here",
        ),
        (
            r#"{"organization":{"name":"organizations/c"},"at":"soon"}"#,
            "neither a time",
        ),
        (
            r#"{"organization":{"name":"organizations/c"},"subject":"ү"}"#,
            "printable ASCII",
        ),
        (
            r#"{"rpc":"kenes.registry.v1.PersonService/Nod"}"#,
            "no method",
        ),
        (
            r#"{"rpc":"kenes.record.v1.EventStreamService/WatchEvents","request":{}}"#,
            "is a stream",
        ),
        (
            r#"{"rpc":"kenes.consultation.v1.HearingService/HoldHearing","reqest":{}}"#,
            "beside \"rpc\"",
        ),
    ] {
        let told = parse(line).expect_err(line);
        assert!(told.contains(why), "{line} says {told}");
    }
}
