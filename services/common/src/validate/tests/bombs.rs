//! Requests that are small on the wire and large in memory: for every list of every request of the contract.

use std::collections::BTreeSet;

use kenes_proto::POOL;
use prost::{
    Message,
    encoding::{WireType, encode_key, encode_varint},
};
use prost_reflect::{FieldDescriptor, Kind, MessageDescriptor};

use super::{super::scan::MOST, *};

/// A field that holds these bytes.
fn wrapped(number: u32, bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() + 8);
    encode_key(number, WireType::LengthDelimited, &mut out);
    encode_varint(bytes.len() as u64, &mut out);
    out.extend(bytes);
    out
}

/// The ways to every list of messages or texts within a message, no type of message twice.
fn lists(
    message: &MessageDescriptor,
    way: &[FieldDescriptor],
    seen: &mut Vec<String>,
    found: &mut Vec<Vec<FieldDescriptor>>,
) {
    if seen.contains(&message.full_name().to_owned()) {
        return;
    }
    seen.push(message.full_name().to_owned());
    for field in message.fields() {
        let mut way = way.to_vec();
        way.push(field.clone());
        if field.is_list() && matches!(field.kind(), Kind::Message(_) | Kind::String) {
            found.push(way.clone());
        }
        if let Kind::Message(inner) = field.kind()
            && !field.is_map()
        {
            lists(&inner, &way, seen, found);
        }
    }
    seen.pop();
}

#[test]
fn a_list_many_times_too_long_is_refused_while_it_is_bytes() {
    let (mut tried, mut bounded, mut unbounded) = (0, 0, BTreeSet::new());
    for method in POOL
        .services()
        .flat_map(|service| service.methods().collect::<Vec<_>>())
    {
        if !method.full_name().starts_with("kenes.") || method.is_client_streaming() {
            continue;
        }
        let request = method.input();
        let mut found = Vec::new();
        lists(&request, &[], &mut Vec::new(), &mut found);
        for way in found {
            let (last, up) = way.split_last().expect("a list");
            let mut bytes = wrapped(last.number(), &[]).repeat(100_000);
            for field in up.iter().rev() {
                bytes = wrapped(field.number(), &bytes);
            }
            tried += 1;
            match scan(&request, &bytes) {
                Ok(()) => drop(unbounded.insert(last.full_name().to_owned())),
                Err(error) => bounded += u64::from(error.fields().len() == 1),
            }
        }
    }
    assert!(tried > 800, "{tried}");
    // A path takes 24 bytes in memory, for the two that it has at least.
    let paths = BTreeSet::from(["google.protobuf.FieldMask.paths".to_owned()]);
    assert_eq!(unbounded, paths);
    // Most lists say themselves how long they may be; for the others the number of fields is the bound.
    assert!(bounded * 10 > tried * 8, "{bounded} of {tried}");
}

#[test]
fn what_is_a_little_too_long_is_left_to_the_check_which_tells_all() {
    let mut long = organization();
    long.titles = vec![long.titles[0].clone(); 20];
    let request = CreateOrganizationRequest {
        organization: Some(long),
        ..Default::default()
    };
    assert!(scan(&request.descriptor(), &request.encode_to_vec()).is_ok());
    assert!(faults(&request).contains(&fault("organization.titles", "REPEATED_MAX_ITEMS")));

    // Fields that nobody knows are counted, too; bytes that are no message are the decoder's.
    let unknown = wrapped(1_000, &[]);
    let descriptor = request.descriptor();
    let most = usize::try_from(MOST).expect("small");
    assert!(scan(&descriptor, &unknown.repeat(most)).is_ok());
    assert!(scan(&descriptor, &unknown.repeat(most + 1)).is_err());
    assert!(scan(&descriptor, &[0xff; 40]).is_ok());
    let mut deep = Vec::new();
    for _ in 0..1_000 {
        deep = wrapped(2, &deep);
    }
    assert!(scan(&descriptor, &deep).is_ok());
}
