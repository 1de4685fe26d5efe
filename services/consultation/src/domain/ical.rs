//! Hearings, windows of consultations and answers that are owed as events of a calendar, in the form of RFC 5545.
//!
//! Owns what an event says of each of them. What lines look like is the crate's. It writes no time zones, so times are in UTC: the
//! same moment for whoever reads them, also where Kazakhstan has changed its clocks.

mod span;
mod words;

use std::fmt::Write;

use common::{Language, date, names, text};
use icalendar::{Calendar, Component, EventLike, EventStatus, Property};
use kenes_proto::{
    consultation::{self as pb, hearing::State},
    gtype::Date,
    types::Place,
};
use prost_types::Timestamp;

use super::{
    titles::{self, Titles},
    trace::{
        self,
        phrases::{self, Phrase},
    },
};
pub(crate) use span::Span;
pub(crate) use words::title;

/// The most events of a calendar, and the most bytes.
pub(crate) const MOST: usize = 5_000;
pub(crate) const LARGEST: usize = 3 << 20;

/// The most letters of a reason; titles are shorter anyhow.
const LONGEST: usize = 500;

/// What an event is of.
#[derive(Clone, Debug)]
pub(crate) enum Entry {
    Hearing(pb::Hearing),
    Consultation(pb::Consultation),
    Due(Due),
}

/// An answer that is owed on a day.
#[derive(Clone, Debug)]
pub(crate) struct Due {
    /// What is to be answered.
    pub(crate) subject: Subject,
    /// Who is to answer.
    pub(crate) body: String,
    pub(crate) day: Date,
    /// The day of the whole answer, if there is one.
    pub(crate) answered: Option<Date>,
}

/// What is to be answered.
#[derive(Clone, Debug)]
pub(crate) enum Subject {
    Recommendation(pb::Recommendation),
    Consultation(pb::Consultation),
}

/// In which language events are told, and what organizations are called.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Teller<'t> {
    pub(crate) language: Language,
    pub(crate) titles: &'t Titles,
}

/// What resources have that events say.
struct Head<'a> {
    name: &'a str,
    uid: String,
    etag: &'a str,
    created: Option<&'a Timestamp>,
    updated: Option<&'a Timestamp>,
}

/// When an event is.
#[derive(Clone, Debug, PartialEq)]
enum When {
    Times(i64, Option<i64>),
    /// The first day and the last.
    Days(Date, Date),
}

/// The file of these entries, which the calendar of this title has, and how many of them have their days and so a place in it.
pub(crate) fn write(entries: &[Entry], title: &str, teller: Teller<'_>) -> (String, usize) {
    let mut calendar = Calendar::empty();
    let product = format!("-//Kenes//Calendar//{}", teller.language.code());
    for (name, value) in [
        ("VERSION", "2.0"),
        ("PRODID", &product),
        ("CALSCALE", "GREGORIAN"),
        ("X-PUBLISHED-TTL", "PT1H"),
    ] {
        calendar.append_property((name, value));
    }
    calendar.name(&plain(title)).timezone("Asia/Almaty");
    calendar.extend(entries.iter().filter_map(|entry| teller.event(entry)));
    (calendar.to_string(), calendar.components.len())
}

// === impl Entry

impl Entry {
    /// The organization that it names.
    pub(crate) fn organization(&self) -> &str {
        match self {
            Self::Hearing(hearing) => &hearing.organizer,
            Self::Consultation(consultation) => &consultation.organizer,
            Self::Due(due) => &due.body,
        }
    }
}

// === impl Teller

impl Teller<'_> {
    fn event(&self, entry: &Entry) -> Option<icalendar::Event> {
        match entry {
            Entry::Hearing(hearing) => self.hearing(hearing),
            Entry::Consultation(consultation) => self.consultation(consultation),
            Entry::Due(due) => Some(self.due(due)),
        }
    }

    /// One of which no whole day is known has no place in a calendar.
    fn hearing(&self, hearing: &pb::Hearing) -> Option<icalendar::Event> {
        let when = When::of_hearing(hearing)?;
        let head = Head {
            name: &hearing.name,
            uid: hearing.uid.clone(),
            etag: &hearing.etag,
            created: hearing.create_time.as_ref(),
            updated: hearing.update_time.as_ref(),
        };
        let mut event = begin(&head, &when);
        event.summary(&plain(text::pick(&hearing.titles, self.language)));
        event.status(match hearing.state() {
            State::Tentative | State::Unspecified => EventStatus::Tentative,
            State::Cancelled => EventStatus::Cancelled,
            State::Confirmed | State::Passed => EventStatus::Confirmed,
        });
        let why = text::pick(&hearing.cancel_reasons, self.language);
        describe(&mut event, &self.held_by(&hearing.organizer), why);
        let place = hearing.place.as_ref().map_or_else(String::new, place);
        if !place.is_empty() {
            event.location(&plain(&place));
        }
        if is_link(&hearing.online_uri) {
            event.url(&hearing.online_uri);
        }
        Some(event)
    }

    fn consultation(&self, consultation: &pb::Consultation) -> Option<icalendar::Event> {
        let open = date::moment(Some(consultation.open_time.as_ref()?));
        let close = date::moment(Some(consultation.close_time.as_ref()?));
        let head = Head::of_consultation(consultation);
        let mut event = begin(&head, &When::Times(open, Some(close)));
        let title = text::pick(&consultation.titles, self.language);
        event.summary(&plain(&words::consultation(self.language, title)));
        event.status(match consultation {
            gone if gone.cancel_time.is_some() => EventStatus::Cancelled,
            known if known.announce_time.is_some() => EventStatus::Confirmed,
            _ => EventStatus::Tentative,
        });
        event.add_property("TRANSP", "TRANSPARENT");
        let why = text::pick(&consultation.cancel_reasons, self.language);
        describe(&mut event, &self.held_by(&consultation.organizer), why);
        Some(event)
    }

    fn due(&self, due: &Due) -> icalendar::Event {
        let (mut head, titles) = match &due.subject {
            Subject::Recommendation(asked) => (
                Head {
                    name: &asked.name,
                    uid: asked.uid.clone(),
                    etag: &asked.etag,
                    created: asked.create_time.as_ref(),
                    updated: asked.update_time.as_ref(),
                },
                &asked.titles,
            ),
            Subject::Consultation(asked) => (Head::of_consultation(asked), &asked.titles),
        };
        let _ = write!(head.uid, "-due-{}", names::id(&due.body));
        let mut event = begin(&head, &When::Days(due.day, due.day));
        let title = text::pick(titles, self.language);
        event.summary(&plain(&words::due(self.language, title)));
        event.status(EventStatus::Confirmed);
        event.add_property("TRANSP", "TRANSPARENT");
        let who = titles::called(self.titles, &due.body, self.language);
        let (phrase, day) = match &due.answered {
            Some(day) => (Phrase::Answered, day),
            None => (Phrase::IsToAnswerBy, &due.day),
        };
        let said = phrases::say(self.language, phrase, who, &date::show(day));
        describe(&mut event, &said, "");
        event
    }

    fn held_by(&self, organizer: &str) -> String {
        let who = titles::called(self.titles, organizer, self.language);
        phrases::say(self.language, Phrase::HeldBy, who, "")
    }
}

impl<'a> Head<'a> {
    fn of_consultation(consultation: &'a pb::Consultation) -> Self {
        Self {
            name: &consultation.name,
            uid: consultation.uid.clone(),
            etag: &consultation.etag,
            created: consultation.create_time.as_ref(),
            updated: consultation.update_time.as_ref(),
        }
    }

    /// How often it was changed.
    fn sequence(&self) -> u32 {
        let revision = self.etag.trim_matches('"').parse::<u32>();
        revision.unwrap_or_default().saturating_sub(1)
    }
}

impl When {
    fn of_hearing(hearing: &pb::Hearing) -> Option<Self> {
        if let Some(start) = &hearing.start_time {
            let end = hearing.end_time.as_ref().map(date::micros);
            return Some(Self::Times(date::micros(start), end));
        }
        let whole = |day: &&Date| day.day != 0;
        let first = hearing.start_date.as_ref().filter(whole)?;
        let last = hearing.end_date.as_ref().filter(whole).unwrap_or(first);
        Some(Self::Days(*first, *last))
    }
}

/// What every event begins with.
fn begin(head: &Head<'_>, when: &When) -> icalendar::Event {
    let mut event = icalendar::Event::new();
    event.uid(&head.uid);
    event.sequence(head.sequence());
    let updated = utc(date::moment(head.updated));
    event.add_property("DTSTAMP", &updated);
    event.add_property("LAST-MODIFIED", &updated);
    event.add_property("CREATED", utc(date::moment(head.created)));
    event.add_property("X-KENES-NAME", head.name);
    match when {
        When::Times(start, end) => {
            event.add_property("DTSTART", utc(*start));
            if let Some(end) = end.filter(|end| end > start) {
                event.add_property("DTEND", utc(end));
            }
        }
        When::Days(first, last) => {
            event.append_property(day("DTSTART", first));
            // The end of an event is the first day that it no longer takes.
            let after = date::days_after(last, 1);
            event.append_property(day("DTEND", &after.unwrap_or(*last)));
        }
    }
    event.done()
}

fn day(name: &str, day: &Date) -> Property {
    let number = format!("{:08}", date::lower(Some(day)));
    Property::new(name, number)
        .add_parameter("VALUE", "DATE")
        .done()
}

/// A time as RFC 5545 writes it, to the second: `20260525T040000Z`.
fn utc(micros: i64) -> String {
    let seconds = micros - micros.rem_euclid(1_000_000);
    let written = date::timestamp(seconds).to_string();
    written.replace(['-', ':'], "")
}

fn place(place: &Place) -> String {
    let parts = [place.locality.as_str(), place.address.as_str()];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(", ")
}

/// Whether it can stand as a URI: what is no link is left out, and breaks no line.
fn is_link(uri: &str) -> bool {
    let scheme = ["https://", "http://"];
    scheme.iter().any(|scheme| uri.starts_with(scheme)) && uri.bytes().all(|b| b.is_ascii_graphic())
}

/// A text without what no line of a calendar may hold.
fn plain(text: &str) -> String {
    let kept = text.chars().filter(|c| !c.is_control() || *c == '\n');
    kept.collect()
}

fn describe(event: &mut icalendar::Event, said: &str, why: &str) {
    let why = trace::cut(why, LONGEST);
    let lines = [said, why.as_str()];
    let lines: Vec<&str> = lines.into_iter().filter(|line| !line.is_empty()).collect();
    event.description(&plain(&lines.join("\n")));
}

#[cfg(test)]
mod tests;
