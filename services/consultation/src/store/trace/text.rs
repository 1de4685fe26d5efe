//! The text that was spoken about, what it became, and what else touches it.

use common::{Error, names};
use kenes_proto::{
    consultation::{self as pb, CarriedForward, carried_forward::Fate},
    types::ProvisionRef,
};

use super::{bound, gather::Gather};
use crate::{
    domain::trace::{Omitted, is_notable},
    store::{answers, counts, provision, recommendation},
};

/// The most versions through which a provision is followed.
pub(super) const MOST_VERSIONS: usize = 20;

/// The most recommendations that are counted on a provision of a version.
const MOST_COUNTED: i64 = 1_000;

impl Gather<'_> {
    /// The text that a comment speaks about, and what it became by what later versions did to it.
    pub(super) fn spoken_about(&mut self, comment: &pb::Comment) -> Result<(), Error> {
        let Some(target) = &comment.target else {
            return Ok(());
        };
        self.spoken_of(target);
        if self.room == 0 {
            return Ok(());
        }
        let law = names::parent(&target.version).to_owned();
        if target.eid.is_empty() {
            let versions = self.versions(&law)?;
            let then = versions.iter().find(|one| one.name == target.version);
            let now = versions.last();
            for version in then.into_iter().chain(now) {
                self.add_version(version.clone());
            }
        } else {
            self.became(target, &comment.carried_forward)?;
        }
        self.law(&law, false)
    }

    /// A provision as it was, and in the first version that touched it; in the newest where it changed again, or never.
    fn became(&mut self, target: &ProvisionRef, later: &[CarriedForward]) -> Result<(), Error> {
        let Some(then) = self.find(&target.version, &target.eid)? else {
            return Ok(());
        };
        self.provision(&target.version, then.clone(), None)?;
        let touched = later.iter().position(|one| one.fate() != Fate::Mapped);
        let first = touched.or(later.len().checked_sub(1));
        let Some(first) = first else {
            return Ok(());
        };
        if later[first].fate() == Fate::Deleted {
            return self.gone(&then.name, &later[first].version);
        }
        let changed = self.later(&later[first], &then)?;
        let last = &later[later.len() - 1];
        let Some(changed) = changed.filter(|_| first + 1 < later.len()) else {
            return Ok(());
        };
        match last.fate() {
            Fate::Deleted => {
                let gone = later.iter().find(|one| one.fate() == Fate::Deleted);
                let version = gone.map_or("", |gone| gone.version.as_str());
                self.gone(&changed.name, version)?;
            }
            _ => {
                let found = self.find(&last.version, &last.eid)?;
                if let Some(found) = found.filter(|found| found.texts != changed.texts) {
                    let old = self.before(&last.version, &found)?;
                    self.provision(&last.version, found, old)?;
                }
            }
        }
        Ok(())
    }

    /// The provision in a later version, beside the text that was spoken about.
    fn later(
        &mut self,
        carried: &CarriedForward,
        then: &pb::Provision,
    ) -> Result<Option<pb::Provision>, Error> {
        let found = self.find(&carried.version, &carried.eid)?;
        if let Some(found) = &found {
            self.provision(&carried.version, found.clone(), Some(then.clone()))?;
        }
        Ok(found)
    }

    /// Tells of a provision that is told in which later version it is gone.
    fn gone(&mut self, provision: &str, version: &str) -> Result<(), Error> {
        let mut known = self.chain.provisions.iter();
        match known.find(|one| one.provision.name == provision) {
            None => Ok(()),
            Some(last) => self.deletion(version, last.provision.clone()),
        }
    }

    /// A provision in every version that has it, oldest first; of many versions, the newest.
    pub(super) fn thread(
        &mut self,
        law: &str,
        wid: &str,
    ) -> Result<Vec<(String, pb::Provision)>, Error> {
        let versions = self.versions(law)?;
        let newest = versions.len().saturating_sub(MOST_VERSIONS);
        let mut thread = Vec::new();
        for version in &versions[newest..] {
            if let Some(found) = self.with_wid(&version.name, wid)? {
                thread.push((version.name.clone(), found));
            }
        }
        Ok(thread)
    }

    /// The steps of a provision through the versions: where it changed, and the newest.
    pub(super) fn changes(
        &mut self,
        law: &str,
        thread: &[(String, pb::Provision)],
    ) -> Result<(), Error> {
        if self.room == 0 {
            return Ok(());
        }
        let last = thread.len().saturating_sub(1);
        for (n, (version, found)) in thread.iter().enumerate() {
            if n == last || is_notable(found) {
                let old = self.before(version, found)?;
                self.provision(version, found.clone(), old)?;
            }
        }
        let versions = self.versions(law)?;
        if let Some((version, found)) = thread.last() {
            let at = versions.iter().position(|one| &one.name == version);
            if let Some(next) = at.and_then(|at| versions.get(at + 1)) {
                self.gone(&found.name, &next.name)?;
            }
        }
        Ok(())
    }

    /// Counts what touches the provisions that were spoken of and is not among the steps.
    pub(super) fn omit(&mut self) -> Result<(), Error> {
        let mut omitted = Omitted::default();
        let mut recommendations = std::collections::HashSet::new();
        let mut places = std::collections::HashSet::new();
        for (law, wid) in self.threads.clone() {
            for (version, found) in self.thread(&law, &wid)? {
                omitted.comments += counts::standing(self.tx, &found.name)?;
                for given in answers::to(self.tx, &found.name)? {
                    omitted.responses += given.given;
                }
                let concerning =
                    recommendation::concerning(self.tx, &version, &found.eid, MOST_COUNTED)?;
                recommendations.extend(concerning);
                places.insert((version, found.wid.clone()));
            }
        }
        let here = |comment: &&pb::Comment| {
            let target = comment.target.as_ref();
            target.is_some_and(|at| places.contains(&(at.version.clone(), at.wid.clone())))
        };
        let shown: Vec<&pb::Comment> = self.chain.comments.iter().filter(here).collect();
        let standing = shown
            .iter()
            .filter(|one| crate::domain::comment::stands(one));
        omitted.comments -= whole(standing.count());
        let answers = self.chain.responses.iter().filter(|answer| {
            let parent = names::parent(&answer.name);
            shown.iter().any(|comment| comment.name == parent)
        });
        omitted.responses -= whole(answers.count());
        let told = &self.chain.recommendations;
        recommendations.retain(|name| !told.iter().any(|one| &one.name == name));
        self.chain.omitted = Omitted {
            comments: omitted.comments.max(0),
            recommendations: whole(recommendations.len()),
            responses: omitted.responses.max(0),
        };
        Ok(())
    }

    /// How many comments, recommendations and answers led to this text of a provision: those on the text before, and the
    /// answers that were carried out in it.
    pub(super) fn acted_on(
        &mut self,
        before: Option<(&str, &str)>,
        after: Option<(&str, &str)>,
    ) -> Result<[i64; 3], Error> {
        let mut acted = [0; 3];
        if let Some((version, eid)) = before {
            acted[0] = counts::standing(self.tx, &provision::name(version, eid))?;
            let found = recommendation::concerning(self.tx, version, eid, bound())?;
            acted[1] = whole(found.len());
        }
        if let Some((version, eid)) = after {
            let found = crate::store::response::carried_out_in(self.tx, version, eid, bound())?;
            acted[2] = whole(found.len());
        }
        Ok(acted)
    }
}

pub(super) fn whole(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
