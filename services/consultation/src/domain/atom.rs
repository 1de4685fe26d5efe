//! What happened as entries of a feed, in the form of RFC 4287 with the links of RFC 5005.
//!
//! Owns which happenings there are and what an entry says of each: names, titles and outcomes, never the words of a comment.

mod happening;
mod words;

use std::fmt::Write;

use atom_syndication::{Category, Entry, Feed, FixedDateTime, Link, Person, Text};
use common::{Error, Language, date, text};
use kenes_proto::{consultation::response::Outcome, gtype::LocalizedText};

use super::{
    titles::{self, Titles},
    trace,
    xml::allowed,
};
pub(crate) use happening::{Happened, What};
pub(crate) use words::title;

/// The authority and the year of the ids, as RFC 4151 has them: who gives names, and since when.
const TAG: &str = "tag:consultation.kenes,2026:";
/// The most letters of a title.
const LONGEST: usize = 300;

/// A happening with what is said of it.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    pub(crate) what: What,
    /// In microseconds since 1970.
    pub(crate) time: i64,
    pub(crate) name: String,
    pub(crate) uid: String,
    /// What the resource, or what it is about, is called.
    pub(crate) titles: Vec<LocalizedText>,
    /// Who acts; empty where nobody does.
    pub(crate) organization: String,
    /// What they were called then, where that was recorded.
    pub(crate) called: Vec<LocalizedText>,
    /// Of an answer.
    pub(crate) outcome: Outcome,
}

/// Of what a page is, and where it stands among the others.
#[derive(Clone, Debug)]
pub(crate) struct Page<'a> {
    /// What is followed: a UUID, the name of a body, or that of the log.
    pub(crate) of: &'a str,
    pub(crate) title: &'a str,
    pub(crate) language: Language,
    /// The query without its page token: names and values.
    pub(crate) query: &'a [(&'a str, &'a str)],
    pub(crate) token: &'a str,
    pub(crate) next_token: &'a str,
    /// When the page is asked for: the time of one without entries.
    pub(crate) now: i64,
}

/// The feed of these entries.
pub(crate) fn write(told: &[Told], page: &Page<'_>, titles: &Titles) -> Result<Vec<u8>, Error> {
    let code = page.language.code();
    let newest = told.first().map_or(page.now, |one| one.time);
    let link = |rel: &str, token: &str| Link {
        href: href(page.query, token),
        rel: rel.to_owned(),
        mime_type: Some("application/atom+xml".to_owned()),
        ..Link::default()
    };
    let mut links = vec![link("self", page.token), link("first", "")];
    if !page.next_token.is_empty() {
        links.push(link("next", page.next_token));
    }
    let entries = told.iter().map(|one| entry(one, page.language, titles));
    let feed = Feed {
        title: plain(page.title),
        id: format!("{TAG}feed/{}", encoded(page.of)),
        updated: moment(newest),
        authors: vec![author("Kenes")],
        links,
        lang: Some(code.to_owned()),
        entries: entries.collect(),
        ..Feed::default()
    };
    feed.write_to(Vec::new()).map_err(Error::internal)
}

fn entry(told: &Told, language: Language, titles: &Titles) -> Entry {
    let who = match told.organization.as_str() {
        "" => "",
        name => text::pick_or(
            &told.called,
            language,
            titles::called(titles, name, language),
        ),
    };
    let title = trace::cut(text::pick(&told.titles, language), LONGEST);
    let said = words::say(language, told, who, &title);
    Entry {
        title: plain(&said),
        id: format!("{TAG}{}/{}", told.uid, told.what.term()),
        updated: moment(told.time),
        published: Some(moment(told.time)),
        authors: match who {
            "" => Vec::new(),
            who => vec![author(&allowed(who))],
        },
        categories: vec![Category {
            term: told.what.term().to_owned(),
            ..Category::default()
        }],
        links: vec![Link {
            href: format!("/v1/{}", told.name),
            rel: "alternate".to_owned(),
            title: Some(told.name.clone()),
            ..Link::default()
        }],
        ..Entry::default()
    }
}

fn plain(text: &str) -> Text {
    Text::plain(allowed(text).into_owned())
}

fn author(name: &str) -> Person {
    Person {
        name: name.to_owned(),
        ..Person::default()
    }
}

fn moment(micros: i64) -> FixedDateTime {
    let written = date::timestamp(micros).to_string();
    FixedDateTime::parse_from_rfc3339(&written).unwrap_or_default()
}

/// The address of a page, as the method's annotation has it.
fn href(query: &[(&str, &str)], token: &str) -> String {
    let mut href = "/v1/feed".to_owned();
    let token = [("page_token", token)];
    let said = query.iter().chain(&token).copied();
    let said = said.filter(|(_, value)| !value.is_empty());
    for (n, (name, value)) in said.enumerate() {
        let before = if n == 0 { '?' } else { '&' };
        let _ = write!(href, "{before}{name}={}", encoded(value));
    }
    href
}

/// A text as part of a URI: what is not unreserved, nor a slash or a colon, as bytes.
fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'-' | b'.' | b'_' | b'~' | b'/' | b':' => out.push(char::from(byte)),
            byte if byte.is_ascii_alphanumeric() => out.push(char::from(byte)),
            other => {
                let _ = write!(out, "%{other:02X}");
            }
        }
    }
    out
}

#[cfg(test)]
mod tests;
