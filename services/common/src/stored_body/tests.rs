//! A body taken apart and put together.

use kenes_proto::{
    consultation::Comment,
    types::{Actor, ProvisionRef},
};

use super::*;

fn parts() -> (Comment, Comment) {
    let content = Comment {
        name: "consultations/c/comments/x".into(),
        author: Some(Actor {
            on_behalf_of: "o".into(),
            ..Actor::default()
        }),
        target: Some(ProvisionRef {
            version: "v".into(),
            wid: "w".into(),
            ..ProvisionRef::default()
        }),
        ..Comment::default()
    };
    let identity = Comment {
        author: Some(Actor {
            person: "p".into(),
            ..Actor::default()
        }),
        ..Comment::default()
    };
    (content, identity)
}

#[test]
fn what_was_taken_apart_comes_back_whole() {
    let (content, identity) = parts();
    let body = StoredBody::encode(&content, Some(&identity)).expect("a body");
    assert_eq!(body.content(), content.encode_to_vec());
    assert_eq!(body.identity(), identity.encode_to_vec());
    let whole: Comment = body.decode().expect("a comment");
    assert_eq!(
        whole
            .author
            .as_ref()
            .map(|a| (&*a.person, &*a.on_behalf_of)),
        Some(("p", "o"))
    );
    let mut mended = content.clone();
    body.put_identity_back(&mut mended).expect("a message");
    assert_eq!(mended, whole);
    let mut joined = Vec::new();
    body.join(&mut joined).expect("two messages");
    assert_eq!(joined.len(), whole.encoded_len());
    assert_eq!(Comment::decode(&*joined).expect("a comment"), whole);
    let [at, bytes] = body.into_columns().expect("two values");
    assert_eq!(decode::<Comment>(&bytes).expect("a comment"), whole);
    let (at, bytes) = (at.int().expect("a number"), bytes.bytes().expect("bytes"));
    let read = StoredBody::split(bytes, at).expect("as it was");
    assert_eq!(read.content(), content.encode_to_vec());
    for beyond in [-1, at + 100] {
        assert!(StoredBody::split(bytes, beyond).is_none());
    }
}

#[test]
fn a_text_is_found_in_either_part() {
    let (content, identity) = parts();
    let body = StoredBody::encode(&content, Some(&identity)).expect("a body");
    for (path, text) in [
        ("name", "consultations/c/comments/x"),
        ("target.version", "v"),
        ("target.eid", ""),
        ("target.wid", "w"),
        ("author.person", "p"),
        ("author.on_behalf_of", "o"),
        ("standing.display_title", ""),
    ] {
        let found = body.text(&FieldPath::of::<Comment>(path));
        assert_eq!(found.expect("a text"), text, "{path}");
    }
}

#[test]
fn what_is_known_only_now_is_added() {
    let (content, _) = parts();
    let mut sent = Bytes::from(content.encode_to_vec());
    append(
        &mut sent,
        &Comment {
            response_count: 2,
            ..Comment::default()
        },
    );
    let expected = Comment {
        response_count: 2,
        ..content
    };
    assert_eq!(Comment::decode(sent).expect("a comment"), expected);
}
