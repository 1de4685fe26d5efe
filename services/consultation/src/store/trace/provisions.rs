//! Provisions through the versions of their draft law: where they changed, and whoever spoke of them or acted on them.

use common::{Error, date, names, resource, store::Tx};
use kenes_proto::{consultation as pb, types::ProvisionRef};

use super::{Node, Walk, bound};
use crate::{
    domain::trace::{Law, ProvisionInVersion, is_notable},
    store::{comment, draft_law::DraftLaws, provision, recommendation, response, version},
};

impl Walk<'_> {
    /// Something refers to this location: it is a step, and what else speaks of the provision belongs to the chain.
    pub(super) fn touch(&mut self, location: &ProvisionRef) -> Result<(), Error> {
        let law = names::parent(&location.version).to_owned();
        self.law(&law)?;
        if location.wid.is_empty() {
            return Ok(());
        }
        if let Some(found) = provision::find(self.tx, &location.version, &location.eid)? {
            self.provision(&location.version, found)?;
        }
        let wid = location.wid.clone();
        self.push(Node::Thread { law, wid });
        Ok(())
    }

    fn provision(&mut self, version: &str, found: pb::Provision) -> Result<(), Error> {
        if !self.provisions.insert(found.name.clone()) || !self.take() {
            return Ok(());
        }
        let all = self.versions.get(names::parent(version));
        let order = all.and_then(|all| all.iter().position(|v| v.name == version));
        let this = order.zip(all).map(|(at, all)| all[at].clone());
        let this = this.unwrap_or_default();
        let old = match this.base_version.as_str() {
            "" => None,
            base => provision::with_wid(self.tx, base, &found.wid)?,
        };
        self.chain.provisions.push(ProvisionInVersion {
            version: version.to_owned(),
            order: order.unwrap_or_default(),
            time: date::moment(this.publish_time.as_ref()),
            old,
            provision: found,
            gone_in: String::new(),
        });
        Ok(())
    }

    pub(super) fn law(&mut self, name: &str) -> Result<(), Error> {
        if self.versions.contains_key(name) {
            return Ok(());
        }
        let versions = version::frozen(self.tx, name)?;
        self.versions.insert(name.to_owned(), versions.clone());
        let Some(law) = resource::find::<DraftLaws>(self.tx, name)? else {
            return Ok(());
        };
        if self.take() {
            let enacted = law.state() == pb::draft_law::State::Enacted && self.take();
            let enact_time = match enacted {
                true => enact_time(self.tx, name)?,
                false => None,
            };
            self.chain.laws.push(Law { law, enact_time });
        }
        for version in versions {
            if self.take() {
                self.chain.versions.push(version);
            }
        }
        Ok(())
    }

    /// A provision through all versions: where it changed, and whoever spoke of it or acted on it.
    pub(super) fn thread(&mut self, law: &str, wid: &str) -> Result<(), Error> {
        let versions = self.versions.get(law).cloned().unwrap_or_default();
        let mut thread = Vec::new();
        for version in &versions {
            if let Some(found) = provision::with_wid(self.tx, &version.name, wid)? {
                thread.push((version.name.clone(), found));
            }
        }
        let last = thread.len().saturating_sub(1);
        for (n, (version, found)) in thread.iter().enumerate() {
            if n == last || is_notable(found) {
                self.provision(version, found.clone())?;
            }
        }
        if let Some((version, found)) = thread.last() {
            self.note_deletion(&versions, version, &found.name);
        }
        for (version, found) in &thread {
            let concerning = recommendation::concerning(self.tx, version, &found.eid, bound())?;
            self.push_all(concerning, Node::Recommendation);
            let carried_out = response::carried_out_in(self.tx, version, &found.eid, bound())?;
            self.push_all(carried_out, Node::Response);
            let answered = comment::answered_on(self.tx, version, wid, bound())?;
            self.push_all(answered, Node::Comment);
            let rested = recommendation::rested_on(self.tx, version, wid, bound())?;
            self.push_all(rested, Node::Comment);
        }
        self.threads.push(thread);
        Ok(())
    }

    /// Says of the last version of a provision in which later one it is gone.
    fn note_deletion(&mut self, all: &[pb::DraftLawVersion], version: &str, provision: &str) {
        let at = all.iter().position(|v| v.name == version);
        let next = at.and_then(|at| all.get(at + 1));
        let mut known = self.chain.provisions.iter_mut();
        let last = known.find(|this| this.provision.name == provision);
        if let (Some(next), Some(last)) = (next, last) {
            last.gone_in.clone_from(&next.name);
        }
    }
}

/// When a draft law became an act.
fn enact_time(tx: &mut dyn Tx, law: &str) -> Result<Option<i64>, Error> {
    let sql = "SELECT time FROM revision WHERE name = $1 AND method = 'EnactDraftLaw' ORDER BY revision LIMIT 1";
    let rows = tx.query(sql, &[law.into()])?;
    rows.first().map(|row| row[0].int()).transpose()
}
