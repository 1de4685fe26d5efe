//! The table of provisions, and the questions that comments ask of it.

use std::collections::{HashMap, HashSet};

use common::{
    Error, Language,
    context::{Context, Reading},
    date, names,
    resource::{self, Kind, Parent},
    store::{self, Lasts, Tx},
    stored_body,
    table::{Table, column, table},
    verb::Verbs,
};
use kenes_proto::{consultation as pb, types::ErrorReason as Reason};
use pb::draft_law_version::State;
use prost::{Message, bytes::Bytes};
use prost_types::Timestamp;

use super::{counts, version::Versions};
use crate::domain::{numeral, provision as rules};

/// What is recorded when a text that is imported anew no longer has a provision.
const DELETE: &str = "DeleteProvision";

static TABLE: Table<pb::Provision> = table("provision").order("order").columns(&[
    column("position").field("order").int(|p| p.order),
    column("eid").text(|p| &p.eid),
    column("wid").text(|p| &p.wid),
    column("num")
        .computed(|p: &pb::Provision| numeral::normal(&p.num))
        .normal(numeral::normal),
    column("element").text(|p| &p.element),
    column("parent_provision").text(|p| &p.parent_provision),
    column("change_from_base").enumeration(|p| p.change_from_base),
    column("text_kk")
        .hidden()
        .computed(|p| rules::digest(p, Language::Kazakh)),
    column("text_ru")
        .hidden()
        .computed(|p| rules::digest(p, Language::Russian)),
    column("text_en")
        .hidden()
        .computed(|p| rules::digest(p, Language::English)),
]);

/// Provisions of versions.
#[derive(Debug)]
pub(crate) struct Provisions;

impl Kind for Provisions {
    type Message = pb::Provision;
    const PARENT: Option<Parent> = Parent::of::<Versions>();
    const RENDERED: bool = true;
    const VERBS: Verbs = &[
        ("CarryForwardProvision", "carriedForward"),
        ("ImportAkomaNtoso", "imported"),
        ("ImportPlainText", "imported"),
        ("UpdateDraftLawVersion", "updated"),
    ];

    fn table() -> &'static Table<pb::Provision> {
        &TABLE
    }

    fn render(
        tx: &mut dyn Tx,
        provision: &mut pb::Provision,
        reading: &Reading,
    ) -> Result<(), Error> {
        if reading.counted {
            provision.comment_count = counts::standing(tx, &provision.name)?;
        }
        Ok(())
    }

    fn render_page(
        tx: &mut dyn Tx,
        page: &mut [Bytes],
        parent: Option<&str>,
        reading: &Reading,
    ) -> Result<(), Error> {
        let counts = parent.map(|version| counts::OnProvisions::of(tx, version));
        let counts = counts.transpose()?;
        for resource in page {
            let mut stored = pb::Provision::decode(&**resource).map_err(Error::internal)?;
            match &counts {
                Some(counts) => stored = counts.fill(stored),
                None => Self::render(tx, &mut stored, reading)?,
            }
            *resource = stored.encode_to_vec().into();
        }
        Ok(())
    }
}

/// The name of a provision.
pub(crate) fn name(version: &str, eid: &str) -> String {
    names::child(version, "provisions", eid)
}

/// The provision with this eId in a version, as stored: without its count of comments.
pub(crate) fn find(
    tx: &mut dyn Tx,
    version: &str,
    eid: &str,
) -> Result<Option<pb::Provision>, Error> {
    resource::find::<Provisions>(tx, &name(version, eid))
}

/// The wId of the provision with this eId in a version, if there is one: one indexed look, for every comment.
pub(crate) fn wid(tx: &mut dyn Tx, version: &str, eid: &str) -> Result<Option<String>, Error> {
    let sql = "SELECT wid FROM provision WHERE name = $1";
    let rows = tx.recall(sql, &[name(version, eid).into()], Lasts::UntilWritten)?;
    let found = rows.first().map(|row| row[0].text().map(str::to_owned));
    found.transpose()
}

/// Whether a version has a provision with this eId, or had it at a time. A time before the first one is not this one's to refuse.
pub(crate) fn is_there(
    tx: &mut dyn Tx,
    version: &str,
    eid: &str,
    time: Option<&Timestamp>,
) -> Result<bool, Error> {
    let Some(time) = time else {
        return Ok(wid(tx, version, eid)?.is_some());
    };
    let name = name(version, eid);
    let sql =
        "SELECT method FROM revision WHERE name = $1 AND time <= $2 ORDER BY revision DESC LIMIT 1";
    let args = [name.as_str().into(), date::micros(time).into()];
    if let Some(method) = store::first_text(tx, sql, &args)? {
        return Ok(method != DELETE);
    }
    let sql = "SELECT method FROM revision WHERE name = $1 AND revision = 1";
    Ok(store::first_text(tx, sql, &[name.into()])?.is_some())
}

/// Whether a provision is inside another one, at any depth. Both are full names.
pub(crate) fn is_within(tx: &mut dyn Tx, inner: &str, outer: &str) -> Result<bool, Error> {
    let sql = "SELECT parent_provision FROM provision WHERE name = $1";
    let mut at = inner.to_owned();
    while let Some(parent) = store::first_text(tx, sql, &[at.into()])?.filter(|p| !p.is_empty()) {
        if parent == outer {
            return Ok(true);
        }
        at = parent;
    }
    Ok(false)
}

/// The provision with this wId in a version, as stored.
pub(crate) fn with_wid(
    tx: &mut dyn Tx,
    version: &str,
    wid: &str,
) -> Result<Option<pb::Provision>, Error> {
    let sql = "SELECT name FROM provision WHERE parent = $1 AND wid = $2";
    match store::first_text(tx, sql, &[version.into(), wid.into()])? {
        None => Ok(None),
        Some(name) => resource::find::<Provisions>(tx, &name),
    }
}

/// All provisions of a version in reading order, as stored.
pub(crate) fn all(tx: &mut dyn Tx, version: &str) -> Result<Vec<pb::Provision>, Error> {
    let sql = "SELECT r.body FROM provision t JOIN revision r ON r.name = t.name AND r.revision = t.revision \
               WHERE t.parent = $1 ORDER BY t.position, t.name";
    let rows = tx.query(sql, &[version.into()])?;
    rows.iter()
        .map(|row| stored_body::decode(&row[0]))
        .collect()
}

/// Puts these provisions in the place of those the version has, for a text that is imported anew. What is the same is not
/// written again, and what is gone leaves the table: its revisions stay, and the last one says when it went.
pub(crate) fn replace(
    tx: &mut dyn Tx,
    context: &Context,
    version: &str,
    provisions: Vec<pb::Provision>,
) -> Result<(), Error> {
    let present = all(tx, version)?.into_iter();
    let mut present: HashMap<String, pb::Provision> = present.map(|p| (p.eid.clone(), p)).collect();
    for mut new in provisions {
        let Some(mut before) = present.remove(&new.eid) else {
            let mut name = context.new_name(version, "provisions", &new.eid, "");
            name.chosen = false;
            resource::put::<Provisions>(tx, context, name, new)?;
            continue;
        };
        resource::keep_head::<Provisions>(&mut before, &mut new);
        if new != before {
            resource::save::<Provisions>(tx, context, new)?;
        }
    }
    let aside = context.aside(DELETE);
    for gone in present.into_values() {
        let gone = resource::save::<Provisions>(tx, &aside, gone)?;
        tx.execute("DELETE FROM provision WHERE name = $1", &[gone.name.into()])?;
    }
    Ok(())
}

/// The wIds of all provisions in versions of a draft law that were ever published.
pub(crate) fn wids(tx: &mut dyn Tx, law: &str) -> Result<HashSet<String>, Error> {
    let sql = "SELECT DISTINCT p.wid FROM draft_law_version v JOIN provision p ON p.parent = v.name \
               WHERE v.parent = $1 AND v.state <> $2";
    let draft = i64::from(State::Draft as i32);
    let wids = store::texts(tx, sql, &[law.into(), draft.into()])?;
    Ok(wids.into_iter().collect())
}

/// The refusal where a version has no provision with an eId.
pub(crate) fn unknown(version: &str, eid: &str) -> Error {
    Error::absent(
        Reason::EidUnknown,
        "consultation.kenes/Provision",
        name(version, eid),
        format!("{version} has no provision with the eId {eid}; ListProvisions shows those it has"),
    )
}
