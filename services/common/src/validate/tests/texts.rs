//! The rules of every text, whatever its field.

use prost::Message as _;

use super::*;

#[test]
fn every_text_is_one_that_people_can_read() {
    let place = |locality: &str| Place {
        locality: locality.into(),
        ..Place::default()
    };
    for (text, reason) in [
        ("Almaty\u{202e}", "STRING_CHARACTER"),
        ("\0", "STRING_CHARACTER"),
        ("\u{e000}", "STRING_CHARACTER"),
        (" \u{200b}\u{a0}", "STRING_INVISIBLE"),
    ] {
        assert_eq!(
            faults(&place(text)),
            [fault("locality", reason)],
            "{text:?}"
        );
    }
    // What breaks a rule of its own is said to break that alone.
    let short = Contact {
        r#type: "e\u{202e}mail".into(),
        value: "a".into(),
        ..Contact::default()
    };
    assert_eq!(faults(&short), [fault("type", "STRING_IN")]);
    let blank = ListOrganizationsRequest {
        filter: " ".into(),
        order_by: "\n".into(),
        ..ListOrganizationsRequest::default()
    };
    assert_eq!(faults(&blank), []);
    let mut sent = CreateOrganizationRequest {
        organization: Some(organization()),
        ..CreateOrganizationRequest::default()
    };
    let one = sent.organization.as_mut().expect("one");
    one.titles[0].text = "a\r\nb".into();
    one.place = Some(place("c\u{2028}d"));
    let admitted = admit(&sent.descriptor(), &sent.encode_to_vec()).expect("read");
    admitted.verdict.expect("accepted");
    let unified = admitted.unified.expect("changed");
    let kept = CreateOrganizationRequest::decode(&*unified).expect("a request");
    let kept = kept.organization.expect("one");
    assert_eq!(
        (kept.titles[0].text.as_str(), kept.place),
        ("a\nb", Some(place("c\nd")))
    );
}
