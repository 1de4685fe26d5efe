//! Messages as bytes, against what prost makes of them.

use kenes_proto::{
    consultation::{Comment, StandingRecord},
    gtype::LocalizedText,
    types::Actor,
};
use prost::Message;

use super::*;

/// A comment without who says it, and who.
fn parts() -> (Comment, Comment) {
    let said = Comment {
        name: "consultations/a/comments/b".into(),
        author: Some(Actor {
            on_behalf_of: "x".repeat(200),
            ..Actor::default()
        }),
        standing: Some(StandingRecord::default()),
        stance: 2,
        response_count: -1,
        texts: vec![LocalizedText::default(); 2],
        ..Comment::default()
    };
    let who = Comment {
        author: Some(Actor {
            person: "persons/p".into(),
            ..Actor::default()
        }),
        standing: Some(StandingRecord {
            seats: vec![String::new(); 3],
            ..StandingRecord::default()
        }),
        submit_time: Some(prost_types::Timestamp::default()),
        ..Comment::default()
    };
    (said, who)
}

#[test]
fn joined_messages_read_as_one_after_the_other_and_repeat_no_field() {
    let (said, who) = parts();
    let (said, who) = (said.encode_to_vec(), who.encode_to_vec());
    for (first, second) in [
        (&said, &who),
        (&who, &said),
        (&said, &vec![]),
        (&vec![], &who),
    ] {
        let mut joined = b"before".to_vec();
        join(first, second, &mut joined).expect("two messages");
        let joined = joined.strip_prefix(b"before").expect("only appended to");
        let read = Comment::decode(joined).expect("a message");
        assert_eq!(
            read,
            Comment::decode(&*[&first[..], second].concat()).expect("a message")
        );
        assert_eq!(joined.len(), read.encoded_len());
    }
    let mut joined = Vec::new();
    join(&[8, 1], &[8, 2], &mut joined).expect("two messages");
    assert_eq!(joined, [8, 2]);
}

#[test]
fn a_field_is_found_by_its_number() {
    let bytes = parts().0.encode_to_vec();
    let name = find(&bytes, 1).expect("a message");
    assert_eq!(name, b"consultations/a/comments/b");
    for (number, what) in [(18, "a number"), (99, "not there")] {
        assert!(
            find(&bytes, number).expect("a message").is_empty(),
            "{what}"
        );
    }
}

#[test]
fn what_is_no_message_is_refused() {
    let bytes = parts().0.encode_to_vec();
    let wrong = |bytes: &[u8]| fields(bytes).any(|field| field.is_err());
    assert!(!wrong(&bytes));
    // Cut in the middle of the name.
    assert!(wrong(&bytes[..5]));
    for bad in [
        &[0x80][..],
        &[8],
        &[9, 0],
        &[13, 0],
        &[11],
        &[10, 0xff],
        &[0xff; 11],
    ] {
        assert!(wrong(bad), "{bad:?}");
        assert!(join(bad, bad, &mut Vec::new()).is_err(), "{bad:?}");
    }
}
