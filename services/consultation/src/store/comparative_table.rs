//! The comments on a version at one place of the log, in the order of its text: what a comparative table goes through, a page a
//! transaction.
//!
//! What a comment speaks about and when it was made never change, so the index finds them in the same order every time.

use common::{
    Error, names,
    resource::Snapshot,
    store::{Tx, Value},
};
use kenes_proto::consultation as pb;
use prost::Message;

use super::provision::Provisions;
use crate::domain::comparative_table::{Commented, Place};

/// The most comments of a page, and about as many bytes of them.
const MOST: i64 = 200;
const BYTES: usize = 256 << 10;
/// The most provisions that are looked at for a page.
const LOOKED_AT: usize = 100;
/// The most answers to a comment: an organization answers once, and few are asked.
const ANSWERS: i64 = 100;

/// What is gone through.
#[derive(Clone, Debug)]
pub(crate) struct Walk {
    pub(crate) snapshot: Snapshot,
    /// The version.
    pub(crate) version: String,
}

/// How far it is.
#[derive(Clone, Debug, Default)]
pub(crate) struct At {
    /// The number of the provision in the text; 0 for the version as a whole.
    order: i64,
    wid: String,
    /// Its name, empty for the version as a whole.
    name: String,
    /// The comment that was found last.
    comment: String,
    /// Whether there is no more.
    pub(crate) over: bool,
}

impl Walk {
    /// The next comments, all on one place of the text; none, where none was found yet or all were.
    pub(crate) fn page(&self, tx: &mut dyn Tx, at: &mut At) -> Result<Option<Commented>, Error> {
        for _ in 0..LOOKED_AT {
            let comments = self.comments(tx, at)?;
            if !comments.is_empty() {
                return self.commented(tx, at, comments).map(Some);
            }
            if !self.next(tx, at)? {
                at.over = true;
                break;
            }
        }
        Ok(None)
    }

    /// Goes to the next provision, if there is one.
    fn next(&self, tx: &mut dyn Tx, at: &mut At) -> Result<bool, Error> {
        let sql = "SELECT position, wid, name FROM provision WHERE parent = $1 AND position > $2 ORDER BY position, name LIMIT 1";
        let rows = tx.query(sql, &[self.version.as_str().into(), at.order.into()])?;
        let Some(row) = rows.first() else {
            return Ok(false);
        };
        *at = At {
            order: row[0].int()?,
            wid: row[1].text()?.to_owned(),
            name: row[2].text()?.to_owned(),
            ..At::default()
        };
        Ok(true)
    }

    /// The next comments on the place of `at`.
    fn comments(&self, tx: &mut dyn Tx, at: &mut At) -> Result<Vec<pb::Comment>, Error> {
        let time = "SELECT submit_time FROM comment WHERE name = $1";
        let last = tx.query(time, &[at.comment.as_str().into()])?;
        let since = last.first().map_or(Ok(i64::MIN), |row| row[0].int())?;
        let condition = "t.target_version = $2 AND t.target_wid = $3 AND t.submit_time >= $4 \
                         AND (t.submit_time > $4 OR t.name > $5)";
        let args: Vec<Value> = vec![
            self.version.as_str().into(),
            at.wid.as_str().into(),
            since.into(),
            at.comment.as_str().into(),
            MOST.into(),
        ];
        let of = ("comment", condition, "t.submit_time, t.name LIMIT $6");
        let found = self.snapshot.of_table(tx, of, args, BYTES)?;
        if let Some(last) = found.last() {
            at.comment.clone_from(&last.name);
        }
        let bodies = found.into_iter().filter_map(|one| one.body);
        let decoded =
            bodies.map(|body| pb::Comment::decode(body.as_slice()).map_err(Error::internal));
        decoded.collect()
    }

    /// Comments with the provision that they are on and the answers to them.
    fn commented(
        &self,
        tx: &mut dyn Tx,
        at: &At,
        comments: Vec<pb::Comment>,
    ) -> Result<Commented, Error> {
        let mut path = Vec::new();
        let mut name = at.name.clone();
        while !name.is_empty() {
            let Some(provision) = self.snapshot.find::<Provisions>(tx, &name)? else {
                break;
            };
            name.clone_from(&provision.parent_provision);
            path.insert(0, provision);
        }
        let mut answered = Vec::with_capacity(comments.len());
        for comment in comments {
            let answers = match comment.response_count {
                0 => Vec::new(),
                _ => self.answers(tx, &comment.name)?,
            };
            answered.push((comment, answers));
        }
        let place = match path.pop() {
            Some(provision) => Place::Provision {
                path,
                provision: Box::new(provision),
            },
            None => Place::Whole,
        };
        Ok(Commented {
            order: at.order,
            place,
            comments: answered,
        })
    }

    fn answers(&self, tx: &mut dyn Tx, comment: &str) -> Result<Vec<pb::Response>, Error> {
        let under = names::child(comment, "responses", "");
        let end = format!("{}0", under.trim_end_matches('/'));
        let found = self
            .snapshot
            .between(tx, (&under, &end), ANSWERS, usize::MAX)?;
        let bodies = found.into_iter().filter_map(|one| one.body);
        let decoded =
            bodies.map(|body| pb::Response::decode(body.as_slice()).map_err(Error::internal));
        decoded.collect()
    }
}
