//! The provisions of a chain: each looked for once, in its version, beside the text before, and with its end.

use common::{Error, date, names};
use kenes_proto::{consultation as pb, types::ProvisionRef};

use super::Gather;
use crate::{
    domain::trace::{Gone, ProvisionInVersion},
    store::provision,
};

impl Gather<'_> {
    /// The provision with this eId in a version.
    pub(in crate::store::trace) fn find(
        &mut self,
        version: &str,
        eid: &str,
    ) -> Result<Option<pb::Provision>, Error> {
        let name = provision::name(version, eid);
        if let Some(known) = self.by_name.get(&name) {
            return Ok(known.clone());
        }
        let found = provision::find(self.tx, version, eid)?;
        self.by_name.insert(name, found.clone());
        Ok(found)
    }

    /// The provision with this wId in a version.
    pub(in crate::store::trace) fn with_wid(
        &mut self,
        version: &str,
        wid: &str,
    ) -> Result<Option<pb::Provision>, Error> {
        let key = (version.to_owned(), wid.to_owned());
        if let Some(known) = self.by_wid.get(&key) {
            return Ok(known.clone());
        }
        let found = provision::with_wid(self.tx, version, wid)?;
        self.by_wid.insert(key, found.clone());
        Ok(found)
    }

    /// That this version no longer has a provision, given as it stood last.
    pub(in crate::store::trace) fn deletion(
        &mut self,
        version: &str,
        last: pb::Provision,
    ) -> Result<(), Error> {
        if !self.take(&format!("{} -{version}", last.name)) {
            return Ok(());
        }
        let time = self.published(version)?;
        self.chain.gone.push(Gone {
            version: version.to_owned(),
            time,
            provision: last,
            acted_on: None,
        });
        Ok(())
    }

    /// When a version was published.
    fn published(&mut self, version: &str) -> Result<i64, Error> {
        let versions = self.versions(names::parent(version))?;
        let this = versions.iter().find(|one| one.name == version);
        Ok(this.map_or(0, |this| date::moment(this.publish_time.as_ref())))
    }

    /// A provision of a version, beside `old`, the text that it is compared with.
    pub(in crate::store::trace) fn provision(
        &mut self,
        version: &str,
        found: pb::Provision,
        old: Option<pb::Provision>,
    ) -> Result<(), Error> {
        if !self.take(&found.name) {
            return Ok(());
        }
        let time = self.published(version)?;
        self.chain.provisions.push(ProvisionInVersion {
            version: version.to_owned(),
            time,
            provision: found,
            old,
            ..Default::default()
        });
        Ok(())
    }

    /// The provision that something refers to, beside that of the version before.
    pub(in crate::store::trace) fn place(&mut self, place: &ProvisionRef) -> Result<(), Error> {
        self.spoken_of(place);
        self.carried_out(place)
    }

    /// A provision in which an answer was carried out, beside its text before: what else was said on it is another matter.
    pub(in crate::store::trace) fn carried_out(
        &mut self,
        place: &ProvisionRef,
    ) -> Result<(), Error> {
        if self.room == 0 {
            return Ok(());
        }
        let Some(found) = self.find(&place.version, &place.eid)? else {
            return Ok(());
        };
        let old = self.before(&place.version, &found)?;
        self.provision(&place.version, found, old)
    }

    /// The same provision in the version before.
    pub(in crate::store::trace) fn before(
        &mut self,
        version: &str,
        found: &pb::Provision,
    ) -> Result<Option<pb::Provision>, Error> {
        let versions = self.versions(names::parent(version))?;
        let this = versions.iter().find(|one| one.name == version);
        match this.map_or("", |this| this.base_version.as_str()) {
            "" => Ok(None),
            base => self.with_wid(base, &found.wid),
        }
    }

    /// Remembers that a provision was spoken of.
    pub(in crate::store::trace) fn spoken_of(&mut self, place: &ProvisionRef) {
        let thread = (names::parent(&place.version).to_owned(), place.wid.clone());
        if !place.wid.is_empty() && !self.threads.contains(&thread) {
            self.threads.push(thread);
        }
    }
}
