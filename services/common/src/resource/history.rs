//! The revisions of a resource: every accepted write, whole, newest first; and what is said where a redaction took one away.

use std::ops::ControlFlow;

use kenes_proto::record as pb;
use prost::Message;
use prost_reflect::ReflectMessage;
use prost_types::{Any, Timestamp};

use super::{
    Kind,
    page::{FRAME, LARGEST},
    visible::visible,
};
use crate::{
    Error,
    context::{Context, Reading},
    date,
    error::Kind as Class,
    excerpt::Excerpt,
    list, names,
    store::{Row, Tx, Value},
};

const COLUMNS: &str = "revision, body, body_salt, withheld, time, actor, method, entry";
/// What a revision takes in an answer besides its snapshot: its name, method and times.
const AROUND: usize = 1 << 10;

/// One revision of a resource.
#[derive(Debug)]
#[expect(missing_docs, reason = "the contract describes these fields")]
pub struct Revision<M> {
    pub name: String,
    /// `None`: a redaction erased or hides it.
    pub snapshot: Option<M>,
    pub create_time: Timestamp,
    pub actor: String,
    pub method: String,
    /// The index of its entry in the log, as soon as it has one.
    pub index: Option<i64>,
}

/// A page of revisions.
#[derive(Debug)]
#[expect(missing_docs, reason = "the contract describes these fields")]
pub struct History<M> {
    pub revisions: Vec<Revision<M>>,
    pub next_page_token: String,
}

/// Where in the history of a resource a page begins, and how long it is.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "the contract describes these fields")]
pub struct Pages<'a> {
    pub name: &'a str,
    pub page_size: i32,
    pub page_token: &'a str,
}

/// The revisions of a resource, newest first, each as it was read when it was written but for its counts.
pub fn revisions<K: Kind>(
    tx: &mut dyn Tx,
    context: &Context,
    pages: Pages<'_>,
    excerpt: &Excerpt,
) -> Result<History<K::Message>, Error> {
    let name = pages.name;
    let size = list::page_size(pages.page_size);
    let below = list::open_number("revisions", name, pages.page_token)?;
    let sql = format!(
        "SELECT {COLUMNS} FROM revision WHERE name = $1 AND revision < $2 ORDER BY revision DESC LIMIT $3"
    );
    let limit = i64::try_from(size + 1).map_err(Error::internal)?;
    let args = [name.into(), below.unwrap_or(i64::MAX).into(), limit.into()];
    let (mut written, mut bytes, mut more) = (Vec::new(), 0, false);
    tx.each(&sql, &args, &mut |row| {
        let cells = (0..row.width()).map(|at| row.value(at));
        let one = Written::of(name, &cells.collect::<Result<Row, _>>()?, excerpt)?;
        bytes += one.body.as_ref().map_or(0, Vec::len) + AROUND;
        more = written.len() == size || (bytes > LARGEST && !written.is_empty());
        if more {
            return Ok(ControlFlow::Break(()));
        }
        written.push(one);
        Ok(ControlFlow::Continue(()))
    })?;
    if written.is_empty() && below.is_none() {
        return Err(Error::not_found(K::TYPE, name));
    }
    let (mut found, mut last, mut bytes) = (Vec::new(), 0, 0);
    for one in written {
        let revision = one.revision;
        let rendered = one.render::<K>(tx, context, name)?;
        let snapshot = rendered.snapshot.as_ref();
        bytes += snapshot.map_or(0, Message::encoded_len) + AROUND + FRAME;
        if bytes > LARGEST && !found.is_empty() {
            more = true;
            break;
        }
        last = revision;
        found.push(rendered);
    }
    Ok(History {
        revisions: found,
        next_page_token: match more {
            true => list::seal_number("revisions", name, last)?,
            false => String::new(),
        },
    })
}

/// The revision of this name, `organizations/o/revisions/3`.
pub fn get_revision<K: Kind>(
    tx: &mut dyn Tx,
    context: &Context,
    name: &str,
    excerpt: &Excerpt,
) -> Result<Revision<K::Message>, Error> {
    let resource = names::parent(name);
    let sql = format!("SELECT {COLUMNS} FROM revision WHERE name = $1 AND revision = $2");
    let number = names::id(name).parse::<i64>().unwrap_or(0);
    let rows = tx.query(&sql, &[resource.into(), number.into()])?;
    let row = rows
        .first()
        .ok_or_else(|| Error::not_found(&format!("{}Revision", K::TYPE), name))?;
    visible(resource, row)?;
    Written::of(resource, row, excerpt)?.render::<K>(tx, context, resource)
}

/// A revision as it is stored, cut to what is shown.
struct Written {
    revision: i64,
    /// `None`: a redaction erased or hides it.
    body: Option<Vec<u8>>,
    time: i64,
    actor: String,
    method: String,
    index: Option<i64>,
}

// === impl Written

impl Written {
    fn of(name: &str, row: &[Value], excerpt: &Excerpt) -> Result<Self, Error> {
        let body = match visible(name, row) {
            Ok(body) => {
                let mut shown = Vec::new();
                excerpt.append(body.content(), &mut shown)?;
                Some(shown)
            }
            Err(error) if error.kind() == Class::Internal => return Err(error),
            Err(_) => None,
        };
        Ok(Self {
            revision: row[0].int()?,
            body,
            time: row[4].int()?,
            actor: row[5].text()?.to_owned(),
            method: row[6].text()?.to_owned(),
            index: match &row[7] {
                Value::Null => None,
                index => Some(index.int()?),
            },
        })
    }

    /// A revision is read for the time at which it was written, without what was counted then: each count of the past looks at
    /// very many rows, and a page has very many revisions.
    fn render<K: Kind>(
        self,
        tx: &mut dyn Tx,
        context: &Context,
        name: &str,
    ) -> Result<Revision<K::Message>, Error> {
        let snapshot = match self.body {
            None => None,
            Some(body) => {
                let mut message = K::Message::decode(&*body).map_err(Error::internal)?;
                let reading = Reading::of(context).as_of(self.time).uncounted();
                K::render(tx, &mut message, &reading)?;
                Some(message)
            }
        };
        Ok(Revision {
            name: format!("{name}/revisions/{}", self.revision),
            snapshot,
            create_time: date::timestamp(self.time),
            actor: self.actor,
            method: self.method,
            index: self.index,
        })
    }
}

// === impl Revision

impl<M: ReflectMessage> Revision<M> {
    /// The same as a revision of any kind, which does not say who called.
    pub fn of_any_kind(self) -> pb::Revision {
        let any = |message: M| Any {
            type_url: format!("type.googleapis.com/{}", message.descriptor().full_name()),
            value: message.encode_to_vec(),
        };
        pb::Revision {
            name: self.name,
            snapshot: self.snapshot.map(any),
            create_time: Some(self.create_time),
            method: self.method,
            index: self.index,
        }
    }
}
