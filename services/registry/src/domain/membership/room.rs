//! How many may sit in a body, or hold a post, at a time.

use common::Error;
use kenes_proto::{
    registry::{self as pb, Organization},
    types::ErrorReason as Reason,
};

use crate::domain::period::{self, Period};

/// A membership as the rules about seats see it.
#[derive(Clone, Debug)]
pub(crate) struct Held {
    /// The person or the organization.
    pub(crate) member: String,
    /// The post, empty for none in particular.
    pub(crate) post: String,
    /// The days.
    pub(crate) period: Period,
}

/// Refuses if more hold the post on some day of `within` than may.
pub(crate) fn room_in_post(post: &pb::Post, held: &[Held], within: Period) -> Result<(), Error> {
    let holders = held.iter().filter(|h| h.post == post.name);
    room(
        &post.name,
        ("registry.kenes/Post", post.holder_limit),
        holders,
        within,
    )
}

/// Refuses if the body has more members on some day of `within` than seats.
pub(crate) fn room_in_body(
    body: &Organization,
    held: &[Held],
    within: Period,
) -> Result<(), Error> {
    let seats = seats(body);
    match seats {
        0 => Ok(()),
        _ => room(
            &body.name,
            ("registry.kenes/Organization", seats),
            held.iter(),
            within,
        ),
    }
}

/// How many members an organization may have, 0 for any number.
pub(crate) fn seats(organization: &Organization) -> i32 {
    organization
        .body_profile
        .as_ref()
        .map_or(0, |p| p.seat_count)
}

fn room<'a>(
    name: &str,
    (kind, seats): (&str, i32),
    held: impl Iterator<Item = &'a Held>,
    within: Period,
) -> Result<(), Error> {
    let held = held.map(|h| (h.member.as_str(), h.period));
    let (most, day) = period::fullest(held, within);
    if i64::try_from(most).is_ok_and(|most| most <= i64::from(seats)) {
        return Ok(());
    }
    let day = period::show(day);
    let text = format!(
        "{name} has room for {seats}, and {most} would sit there on {day}; end a membership before that day first"
    );
    Err(Error::refused(Reason::SeatAlreadyHeld, name, text)
        .about(kind, name)
        .with("day", day))
}
