//! One document as popoloproject.com has it: organizations, persons, posts and memberships.
//!
//! Ids are the names of the contract. Nothing is made up: what is not known is left out, and a date of which only the year is known
//! stays a year.

use std::{
    collections::HashSet,
    fs::File,
    io::{self, BufWriter, Write},
    path::Path,
};

use common::names;
use kenes_proto::{
    gtype::LocalizedText,
    registry::{
        Membership, Organization, OtherName, Person, Post,
        membership::{Member, State},
    },
    types::{Place, Source},
};
use prost::Message;
use serde_json::{Map, Value, json};

use super::{
    lists::List,
    pages::{Pages, Trouble},
    said::{day, first, list, put, text},
};
use crate::open_data;

/// The lists of the document, by its keys.
const LISTS: [&str; 4] = ["organizations", "persons", "posts", "memberships"];

/// Returns whether the document holds a list.
pub(super) fn holds(list: &List) -> bool {
    LISTS.contains(&list.name.as_str())
}

/// Writes the document.
pub(super) fn write(pages: &Pages<'_>, lists: &[List], out: &Path) -> Result<(), Trouble> {
    let mut to = BufWriter::new(File::create(out)?);
    let mut before = "{";
    let whole = lists.iter().any(|list| list.name == "persons");
    let mut persons = HashSet::new();
    for key in LISTS {
        write!(to, "{before}\"{key}\":[")?;
        before = "],\n";
        let mut between = "\n";
        for list in lists.iter().filter(|list| list.name == key) {
            pages.each(list, |record| {
                let text = |field| record.message.get_field_by_name(field);
                let text = |field| text(field).and_then(|v| v.as_str().map(str::to_owned));
                if key == "persons" {
                    persons.extend(text("name"));
                }
                // Who was erased is nobody's member.
                let member = text("member_person").filter(|name| !name.is_empty());
                if whole && member.is_some_and(|name| !persons.contains(&name)) {
                    return Ok(());
                }
                if let Some(said) = said(key, &record.bytes).map_err(io::Error::other)? {
                    write!(to, "{between}{said}")?;
                    between = ",\n";
                }
                Ok(())
            })?;
        }
    }
    writeln!(to, "]}}")?;
    to.into_inner()
        .map_err(io::IntoInnerError::into_error)?
        .sync_all()?;
    Ok(())
}

fn said(key: &str, bytes: &[u8]) -> Result<Option<Value>, prost::DecodeError> {
    Ok(match key {
        "organizations" => Some(organization(&Organization::decode(bytes)?)),
        "persons" => Some(person(&Person::decode(bytes)?)),
        "posts" => Some(post(&Post::decode(bytes)?)),
        _ => membership(&Membership::decode(bytes)?),
    })
}

fn organization(o: &Organization) -> Value {
    let mut other_names = translations(&o.titles);
    let short = o.short_titles.iter();
    other_names.extend(
        short.map(|text| other_name(text, &format!("short name, {}", text.language_code), None)),
    );
    for name in &o.other_names {
        other_names.extend(
            name.titles
                .iter()
                .map(|text| other_name(text, &name.note, Some(name))),
        );
    }
    let identifiers = open_data::numbers(o).into_iter();
    let identifiers = identifiers.map(|one| json!({"scheme": one.scheme, "identifier": one.id}));
    let contacts = o.contacts.iter().map(|contact| {
        let mut said = Map::new();
        put(&mut said, "type", text(&contact.r#type));
        put(&mut said, "value", text(&contact.value));
        put(&mut said, "label", text(&contact.label));
        Value::Object(said)
    });
    let links = o.identifiers.iter().filter(|i| !i.uri.is_empty());
    let links = links.map(|i| json!({"url": i.uri, "note": i.scheme}));

    let mut said = begun(&o.name, "name", &o.titles);
    put(&mut said, "other_names", list(other_names));
    put(&mut said, "identifiers", list(identifiers.collect()));
    put(&mut said, "classification", text(&classification(o)));
    put(&mut said, "parent_id", text(&o.parent_organization));
    put(&mut said, "area_id", area(o.place.as_ref()));
    put(&mut said, "description", first(&o.abstracts));
    put(&mut said, "founding_date", day(o.founding_date.as_ref()));
    put(
        &mut said,
        "dissolution_date",
        day(o.dissolution_date.as_ref()),
    );
    put(&mut said, "contact_details", list(contacts.collect()));
    put(&mut said, "links", list(links.collect()));
    ended(
        said,
        &o.sources,
        [o.create_time, o.update_time].map(written),
    )
}

fn person(p: &Person) -> Value {
    let mut said = begun(&p.name, "name", &p.titles);
    put(&mut said, "other_names", list(translations(&p.titles)));
    put(&mut said, "family_name", text(&p.family_name));
    put(&mut said, "given_name", text(&p.given_name));
    put(&mut said, "patronymic_name", text(&p.patronymic_name));
    ended(
        said,
        &p.sources,
        [p.create_time, p.update_time].map(written),
    )
}

fn post(p: &Post) -> Value {
    let mut said = begun(&p.name, "label", &p.labels);
    let others = p.labels.iter().skip(1).map(|label| json!(label.text));
    put(&mut said, "other_label", list(others.collect()));
    put(&mut said, "role", text(&p.role_code));
    put(&mut said, "organization_id", text(names::parent(&p.name)));
    put(&mut said, "area_id", area(p.place.as_ref()));
    put(&mut said, "start_date", day(p.start_date.as_ref()));
    put(&mut said, "end_date", day(p.end_date.as_ref()));
    ended(said, &[], [p.create_time, p.update_time].map(written))
}

/// One that is only proposed is none yet, and Popolo could not say so.
fn membership(m: &Membership) -> Option<Value> {
    if m.state() == State::Proposed {
        return None;
    }
    let mut said = begun(&m.name, "label", &m.labels);
    put(&mut said, "role", text(&m.role_code));
    match m.member.as_ref()? {
        Member::MemberPerson(name) => put(&mut said, "person_id", text(name)),
        // Popolo has an id for persons only, and takes an organization as an object.
        Member::MemberOrganization(name) => {
            put(
                &mut said,
                "member",
                Some(json!({"@type": "Organization", "id": name})),
            );
        }
    }
    put(&mut said, "organization_id", text(names::parent(&m.name)));
    put(&mut said, "post_id", text(&m.post));
    put(&mut said, "on_behalf_of_id", text(&m.on_behalf_of));
    put(&mut said, "start_date", day(m.start_date.as_ref()));
    put(&mut said, "end_date", day(m.end_date.as_ref()));
    Some(ended(
        said,
        &m.sources,
        [m.create_time, m.update_time].map(written),
    ))
}

/// The form of a body or an association, such as `ministry`; otherwise the kind, such as `ngo`.
fn classification(o: &Organization) -> String {
    let body = o.body_profile.as_ref().map(|body| body.form_code.as_str());
    let association = o.association_profile.as_ref().map(|a| a.form_code.as_str());
    match body.or(association).filter(|form| !form.is_empty()) {
        Some(form) => form.to_owned(),
        None => open_data::word_of(o.kind()),
    }
}

// === what all have

fn begun(name: &str, called: &str, titles: &[LocalizedText]) -> Map<String, Value> {
    let mut said = Map::new();
    put(&mut said, "id", text(name));
    put(&mut said, called, first(titles));
    said
}

fn ended(
    mut said: Map<String, Value>,
    sources: &[Source],
    [created, updated]: [Option<String>; 2],
) -> Value {
    let sources = sources.iter().filter(|source| !source.uri.is_empty());
    let sources = sources.map(|source| {
        let mut said = Map::new();
        put(&mut said, "url", text(&source.uri));
        put(&mut said, "note", text(&source.note));
        Value::Object(said)
    });
    put(&mut said, "sources", list(sources.collect()));
    put(&mut said, "created_at", created.map(|time| json!(time)));
    put(&mut said, "updated_at", updated.map(|time| json!(time)));
    Value::Object(said)
}

fn written(time: Option<impl ToString>) -> Option<String> {
    time.map(|time| time.to_string())
}

/// The names in other languages than the first.
fn translations(titles: &[LocalizedText]) -> Vec<Value> {
    let others = titles.iter().skip(1);
    others
        .map(|text| other_name(text, &format!("the name, {}", text.language_code), None))
        .collect()
}

fn other_name(title: &LocalizedText, note: &str, used: Option<&OtherName>) -> Value {
    let mut said = Map::new();
    put(&mut said, "name", text(&title.text));
    put(&mut said, "note", text(note));
    put(
        &mut said,
        "start_date",
        day(used.and_then(|used| used.start_date.as_ref())),
    );
    put(
        &mut said,
        "end_date",
        day(used.and_then(|used| used.end_date.as_ref())),
    );
    Value::Object(said)
}

/// The region, or the country where only that is known.
fn area(place: Option<&Place>) -> Option<Value> {
    let place = place?;
    text(&place.subdivision_code).or_else(|| text(&place.region_code))
}

#[cfg(test)]
mod tests;
