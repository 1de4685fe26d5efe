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
    /// Whether it is for an NGO.
    pub(crate) ngo: bool,
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

/// Refuses if on some day of `within` members who are not for NGOs would sit in seats that the body keeps for NGOs.
pub(crate) fn room_for_others(
    body: &Organization,
    held: &[Held],
    within: Period,
) -> Result<(), Error> {
    let kept = body.body_profile.as_ref().map_or(0, |p| p.ngo_seat_minimum);
    let others = held.iter().filter(|h| !h.ngo);
    let (most, day) = fullest(others, within);
    let free = i64::from(seats(body) - kept);
    if kept == 0 || most <= free {
        return Ok(());
    }
    let (name, day) = (&body.name, period::show(day));
    let text = format!(
        "{name} keeps {kept} of its {} seats for NGOs, which leaves {free} for others, and {most} would be theirs on {day}; \
         seat a member on behalf of an NGO, or end a membership before that day first",
        seats(body)
    );
    Err(Error::refused(Reason::SeatsKeptForNgos, name, text)
        .about("registry.kenes/Organization", name)
        .with("day", day))
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
    let (most, day) = fullest(held, within);
    if most <= i64::from(seats) {
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

/// How many members there are on the fullest day, and that day.
fn fullest<'a>(held: impl Iterator<Item = &'a Held>, within: Period) -> (i64, i64) {
    let held = held.map(|h| (h.member.as_str(), h.period));
    let (most, day) = period::fullest(held, within);
    (i64::try_from(most).unwrap_or(i64::MAX), day)
}
