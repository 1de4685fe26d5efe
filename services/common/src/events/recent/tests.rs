//! How much is remembered, and what is forgotten.

use super::*;

fn events(indexes: std::ops::Range<u64>, weight: usize, redacts: bool) -> Vec<Arc<Event>> {
    let event = |index| Event {
        index,
        resource: String::new(),
        topic: String::new(),
        redacts,
        weight,
        message: kenes_proto::cloudevents::CloudEvent::default(),
    };
    indexes.map(|index| Arc::new(event(index))).collect()
}

fn recent(next: u64) -> Recent {
    Recent::new(next, watch::channel(next).1)
}

fn indexes(found: Result<Vec<Arc<Event>>, u64>) -> Result<Vec<u64>, u64> {
    found.map(|events| events.iter().map(|event| event.index).collect())
}

#[test]
fn what_is_remembered_is_bounded_in_count_and_bytes() {
    let recent = recent(5);
    assert_eq!(indexes(recent.from(5, 9)), Ok(vec![]));
    assert_eq!(indexes(recent.from(4, 9)), Err(5), "older than the memory");
    assert_eq!(recent.push(events(5..8, 10, false)), 8);
    assert_eq!(indexes(recent.from(6, 9)), Ok(vec![6, 7]));
    assert_eq!(indexes(recent.from(5, 2)), Ok(vec![5, 6]));
    assert_eq!(indexes(recent.from(9, 2)), Ok(vec![]));

    let end = 8 + MOST as u64;
    recent.push(events(8..end, 10, false));
    assert_eq!(indexes(recent.from(7, 1)), Err(8));
    assert_eq!(recent.ring().bytes, 10 * MOST);
    recent.push(events(end..end + 10, MOST_BYTES / 4, false));
    assert!(recent.ring().bytes <= MOST_BYTES && recent.ring().events.len() == 4);
    recent.push(events(end + 10..end + 11, 2 * MOST_BYTES, false));
    assert_eq!(
        indexes(recent.from(end + 10, 9)),
        Err(end + 11),
        "too large to be remembered at all"
    );
}

#[test]
fn a_redaction_makes_forget_what_came_before_it() {
    let recent = recent(0);
    recent.push(events(0..3, 10, false));
    recent.push(events(3..4, 10, true));
    assert_eq!(indexes(recent.from(2, 9)), Err(3));
    assert_eq!(indexes(recent.from(3, 9)), Ok(vec![3]));
    assert_eq!(recent.ring().bytes, 10);
}
