//! The comments of a chain that nothing refers to: as many as there is room for, and the number of the others.

use std::collections::HashSet;

use common::Error;

use super::{Node, Walk, bound};
use crate::{
    domain::comment as comments,
    store::{comment, counts, provision},
};

impl Walk<'_> {
    /// Adds comments that nothing refers to, as long as there is room.
    pub(super) fn fill(&mut self) -> Result<(), Error> {
        for (version, found) in self.threads.concat() {
            if self.room == 0 {
                return Ok(());
            }
            let silent = comment::unanswered_on(self.tx, &version, &found.wid, bound())?;
            for name in silent {
                if self.room > 0 && self.seen.insert(Node::Comment(name.clone())) {
                    self.comment(&name)?;
                }
            }
        }
        Ok(())
    }

    /// Counts the comments of the chain that are no steps: of the provisions met, and those that are known by name only.
    pub(super) fn count(&mut self) -> Result<(), Error> {
        let mut total = 0;
        let mut met = HashSet::new();
        for (version, found) in self.threads.iter().flatten() {
            total += counts::on_provision(self.tx, &provision::name(version, &found.eid))?;
            met.insert((version.as_str(), found.wid.as_str()));
        }
        let shown = self.chain.comments.iter().filter(|comment| {
            let target = comment.target.as_ref();
            comments::stands(comment)
                && target.is_some_and(|t| met.contains(&(t.version.as_str(), t.wid.as_str())))
        });
        total -= i64::try_from(shown.count()).unwrap_or(i64::MAX);
        for node in &self.queue {
            let Node::Comment(name) = node else { continue };
            let (version, wid) = comment::target(self.tx, name)?;
            if !met.contains(&(version.as_str(), wid.as_str())) {
                total += 1;
            }
        }
        self.chain.omitted = total.max(0);
        Ok(())
    }
}
