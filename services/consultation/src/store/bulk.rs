//! The resources of a consultation or of a draft law at one place of the log, in an order that never changes: what an export in
//! bulk goes through, a step a transaction.
//!
//! Owns the order and the place in it. What is written of each is `domain::bulk`'s.

use common::{
    Error, names,
    resource::{Found, Snapshot},
    store::{self, Tx, Value},
};
use kenes_proto::consultation as pb;
use prost::Message;

use super::{consultation::Consultations, hearing::Hearings, recommendation::Recommendations};
use crate::domain::bulk as rules;

/// The most resources in a step, and about as many bytes of them.
const MOST: i64 = 200;
const BYTES: usize = 256 << 10;

/// What is gone through.
#[derive(Clone, Debug)]
pub(crate) struct Walk {
    snapshot: Snapshot,
    groups: Vec<Group>,
    /// Comments on other draft laws are left out.
    law: String,
}

/// Resources with all that is under them.
#[derive(Clone, Debug)]
struct Group {
    roots: Roots,
    /// Whether only the comments are wanted.
    comments: bool,
}

#[derive(Clone, Debug)]
enum Roots {
    One(String),
    Consultations,
    ConsultationsOnLaw,
    RecommendationsOnLaw,
    HearingsOnLaw,
}

/// A place in a walk: the group, the resource in it with all that is under it, and the last name there; where that is empty, all
/// of it was passed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    group: usize,
    root: String,
    name: String,
}

// === impl Walk

impl Walk {
    /// The comments of one consultation.
    pub(crate) fn comments_of(snapshot: Snapshot, consultation: &str) -> Self {
        let roots = Roots::One(consultation.to_owned());
        Self::comments(snapshot, roots, "")
    }

    /// The comments of all consultations.
    pub(crate) fn all_comments(snapshot: Snapshot) -> Self {
        Self::comments(snapshot, Roots::Consultations, "")
    }

    /// The comments of a draft law.
    pub(crate) fn comments_on(snapshot: Snapshot, law: &str) -> Self {
        Self::comments(snapshot, Roots::ConsultationsOnLaw, law)
    }

    fn comments(snapshot: Snapshot, roots: Roots, law: &str) -> Self {
        let comments = true;
        Self {
            snapshot,
            groups: vec![Group { roots, comments }],
            law: law.to_owned(),
        }
    }

    /// All that belongs to a draft law.
    pub(crate) fn law(snapshot: Snapshot, law: &str) -> Self {
        let groups = [
            Roots::One(law.to_owned()),
            Roots::ConsultationsOnLaw,
            Roots::RecommendationsOnLaw,
            Roots::HearingsOnLaw,
        ];
        let group = |roots| Group {
            roots,
            comments: false,
        };
        Self {
            snapshot,
            groups: groups.map(group).into(),
            law: law.to_owned(),
        }
    }

    /// Whether nothing comes after this place.
    pub(crate) fn is_over(&self, place: &Place) -> bool {
        place.group >= self.groups.len()
    }

    /// Goes on from a place; returns what was found on the way, each with the place after it.
    pub(crate) fn step(
        &self,
        tx: &mut dyn Tx,
        place: &mut Place,
    ) -> Result<Vec<(Found, Place)>, Error> {
        let Some(group) = self.groups.get(place.group) else {
            return Ok(Vec::new());
        };
        let mut found = Vec::new();
        if place.name.is_empty() {
            self.next_root(tx, group, place)?;
            if !place.name.is_empty() && !group.comments {
                let (name, body) = (place.root.clone(), self.snapshot.body(tx, &place.root)?);
                found.push((Found { name, body }, place.clone()));
            }
            return Ok(found);
        }
        let under = if group.comments { "/comments0" } else { "0" };
        let end = format!("{}{under}", place.root);
        let names = (place.name.as_str(), end.as_str());
        let page = self.snapshot.between(tx, names, MOST, BYTES)?;
        place.name.clear();
        for one in page {
            place.name.clone_from(&one.name);
            if self.belongs(tx, &one)? {
                found.push((one, place.clone()));
            }
        }
        Ok(found)
    }

    /// Looks for the next resource of a group, among some of them.
    fn next_root(&self, tx: &mut dyn Tx, group: &Group, place: &mut Place) -> Result<(), Error> {
        let before = std::mem::take(&mut place.root);
        let names = match &group.roots {
            Roots::One(name) if before.is_empty() => vec![name.clone()],
            Roots::One(_) => Vec::new(),
            Roots::Consultations | Roots::ConsultationsOnLaw => after(tx, "consultation", &before)?,
            Roots::RecommendationsOnLaw => after(tx, "recommendation", &before)?,
            Roots::HearingsOnLaw => after(tx, "hearing", &before)?,
        };
        for name in &names {
            place.root.clone_from(name);
            if self.is_root(tx, &group.roots, name)? {
                let under = if group.comments { "/comments/" } else { "/" };
                place.name = format!("{name}{under}");
                return Ok(());
            }
        }
        if names.is_empty() {
            place.group += 1;
        }
        Ok(())
    }

    fn is_root(&self, tx: &mut dyn Tx, roots: &Roots, name: &str) -> Result<bool, Error> {
        let (snapshot, law) = (&self.snapshot, &self.law);
        Ok(match roots {
            Roots::One(_) | Roots::Consultations => true,
            Roots::ConsultationsOnLaw => snapshot
                .find::<Consultations>(tx, name)?
                .is_some_and(|found| rules::is_on(&found, law)),
            Roots::RecommendationsOnLaw => snapshot
                .find::<Recommendations>(tx, name)?
                .is_some_and(|found| found.draft_laws.contains(law)),
            Roots::HearingsOnLaw => snapshot
                .find::<Hearings>(tx, name)?
                .is_some_and(|found| found.draft_laws.contains(law)),
        })
    }

    /// Whether a comment, or the answer to one, is on the draft law; all else is.
    fn belongs(&self, tx: &mut dyn Tx, found: &Found) -> Result<bool, Error> {
        if self.law.is_empty() || !found.name.starts_with("consultations/") {
            return Ok(true);
        }
        let version = match (rules::collection(&found.name), &found.body) {
            ("comments", Some(body)) => {
                let comment = pb::Comment::decode(body.as_slice()).map_err(Error::internal)?;
                comment.target.map(|target| target.version)
            }
            ("responses", _) => {
                let sql = "SELECT target_version FROM comment WHERE name = $1";
                store::first_text(tx, sql, &[names::parent(&found.name).into()])?
            }
            _ => None,
        };
        let version = version.unwrap_or_default();
        Ok(version.is_empty() || names::parent(&version) == self.law)
    }
}

/// Some names of a table, those after this one.
fn after(tx: &mut dyn Tx, table: &str, name: &str) -> Result<Vec<String>, Error> {
    let sql = format!("SELECT name FROM {table} WHERE name > $1 ORDER BY name LIMIT $2");
    store::texts(tx, &sql, &[name.into(), MOST.into()])
}

// === impl Place

impl Place {
    /// As a token holds it, with the number of rows before it.
    pub(crate) fn values(&self, rows: i64) -> Result<[Value; 4], Error> {
        let group = i64::try_from(self.group).map_err(Error::internal)?;
        Ok([
            group.into(),
            self.root.as_str().into(),
            self.name.as_str().into(),
            rows.into(),
        ])
    }

    /// What a token holds; `None` if that is no place.
    pub(crate) fn of_values(values: &[Value]) -> Option<(Self, i64)> {
        match values {
            [
                Value::Int(group),
                Value::Text(root),
                Value::Text(name),
                Value::Int(rows),
            ] => Some((
                Self {
                    group: usize::try_from(*group).ok()?,
                    root: root.clone(),
                    name: name.clone(),
                },
                *rows,
            )),
            _ => None,
        }
    }
}
