//! How many comments there are: the counters that are kept as comments come and go, and their names.
//!
//! A comment counts for its consultation, its version and its provision as long as it stands. Of a consultation it is also
//! kept how many it ever received, and how many of those were withdrawn or redacted since.

use std::collections::HashMap;

use common::{
    Error, names,
    store::{self, Tx},
};
use kenes_proto::consultation as pb;

use super::answers;

/// The collection of the provisions of a version.
const PROVISIONS: &str = "provisions";

/// The comments that stand on a resource: a consultation, a version, a provision.
fn on(resource: &str) -> String {
    format!("comments/{resource}")
}

/// All comments that a consultation was ever sent.
pub(crate) fn received(consultation: &str) -> String {
    format!("received/{consultation}")
}

/// Those of them that were withdrawn or disavowed, and not redacted.
pub(crate) fn withdrawn(consultation: &str) -> String {
    format!("withdrawn/{consultation}")
}

/// Those of them that are hidden or erased.
pub(crate) fn redacted(consultation: &str) -> String {
    format!("redacted/{consultation}")
}

/// Adds `delta` wherever the comment counts while it stands.
pub(crate) fn add(tx: &mut dyn Tx, comment: &pb::Comment, delta: i64) -> Result<(), Error> {
    if comment.response_count > 0 {
        answers::add_answered(tx, comment, delta)?;
    }
    tx.add(&on(names::parent(&comment.name)), delta)?;
    let Some(target) = &comment.target else {
        return Ok(());
    };
    tx.add(&on(&target.version), delta)?;
    match target.eid.as_str() {
        "" => Ok(()),
        eid => tx.add(&on(&names::child(&target.version, PROVISIONS, eid)), delta),
    }
}

/// Fills in how many comments a consultation has, by what became of them.
pub(crate) fn fill(tx: &mut dyn Tx, consultation: &mut pb::Consultation) -> Result<(), Error> {
    let name = &consultation.name;
    consultation.comment_count = store::counter(tx, &on(name))?;
    consultation.received_comment_count = store::counter(tx, &received(name))?;
    consultation.withdrawn_comment_count = store::counter(tx, &withdrawn(name))?;
    consultation.redacted_comment_count = store::counter(tx, &redacted(name))?;
    Ok(())
}

/// Returns how many comments stand on the consultation, version or provision of this name.
pub(crate) fn standing(tx: &mut dyn Tx, name: &str) -> Result<i64, Error> {
    store::counter(tx, &on(name))
}

/// How many comments stand on each provision of a version.
pub(crate) struct OnProvisions(HashMap<String, i64>);

impl OnProvisions {
    pub(crate) fn of(tx: &mut dyn Tx, version: &str) -> Result<Self, Error> {
        store::counters(tx, &on(&names::child(version, PROVISIONS, ""))).map(Self)
    }

    /// The names of those that comments stand on, in order.
    pub(crate) fn names(&self) -> Vec<String> {
        let standing = self.0.iter().filter(|(_, count)| **count > 0);
        let mut names: Vec<String> = standing
            .filter_map(|(counter, _)| counter.strip_prefix(&on("")))
            .map(ToOwned::to_owned)
            .collect();
        names.sort_unstable();
        names
    }

    pub(crate) fn fill(&self, mut provision: pb::Provision) -> pb::Provision {
        let count = self.0.get(&on(&provision.name));
        provision.comment_count = count.copied().unwrap_or(0);
        provision
    }
}
