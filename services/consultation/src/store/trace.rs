//! Walks the chain from any of its ends: comments, recommendations, answers and the provisions that tie them.
//!
//! Breadth first, so that what is nearest to the question comes first when there is too much. A provision is followed through
//! all published versions by its wId. Every step is a look into an index; how many there are is bounded by the steps of a
//! trace, however many comments a provision has.

use std::collections::{HashMap, HashSet, VecDeque};

use common::{Error, date, names, resource, store::Tx};
use kenes_proto::{consultation as pb, types::ProvisionRef};

use super::{
    comment::{self, Comments},
    counts,
    draft_law::DraftLaws,
    hearing::Hearings,
    provision,
    recommendation::{self, Recommendations},
    response::{self, Responses},
    version::{self, Versions},
};
use crate::domain::{
    comment as comments, recommendation as recommendations,
    trace::{Chain, LIMIT, Law, ProvisionInVersion, is_notable},
};

/// Something to look at.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Node {
    Comment(String),
    Recommendation(String),
    Response(String),
    /// A provision through the versions of a draft law.
    Thread {
        law: String,
        wid: String,
    },
}

/// The whole chain in which `name` stands: `RESOURCE_NOT_FOUND`, `EID_UNKNOWN`.
pub(crate) fn gather(tx: &mut dyn Tx, name: &str) -> Result<Chain, Error> {
    let mut walk = Walk::new(tx);
    let parent = names::parent(name);
    if name.contains("/provisions/") {
        resource::get::<Versions>(walk.tx, parent)?;
        let wid = provision::wid(walk.tx, parent, names::id(name))?;
        let wid = wid.ok_or_else(|| provision::unknown(parent, names::id(name)))?;
        walk.touch(&ProvisionRef {
            version: parent.to_owned(),
            eid: names::id(name).to_owned(),
            wid,
            ..Default::default()
        })?;
    } else if name.contains("/responses/") {
        resource::get::<Responses>(walk.tx, name)?;
        walk.push(Node::Response(name.to_owned()));
    } else if name.starts_with("recommendations/") {
        resource::get::<Recommendations>(walk.tx, name)?;
        walk.push(Node::Recommendation(name.to_owned()));
    } else {
        resource::get::<Comments>(walk.tx, name)?;
        walk.push(Node::Comment(name.to_owned()));
    }
    walk.follow()?;
    walk.fill()?;
    walk.count()?;
    Ok(walk.chain)
}

struct Walk<'a> {
    tx: &'a mut dyn Tx,
    chain: Chain,
    /// Steps that still fit.
    room: usize,
    queue: VecDeque<Node>,
    /// What was ever put into the queue.
    seen: HashSet<Node>,
    /// The published versions of the draft laws met, in order.
    versions: HashMap<String, Vec<pb::DraftLawVersion>>,
    /// Each provision of the threads met, in every version that has it.
    threads: Vec<Vec<(String, pb::Provision)>>,
    hearings: HashSet<String>,
    provisions: HashSet<String>,
}

impl<'a> Walk<'a> {
    fn new(tx: &'a mut dyn Tx) -> Self {
        Self {
            tx,
            chain: Chain::default(),
            room: LIMIT,
            queue: VecDeque::new(),
            seen: HashSet::new(),
            versions: HashMap::new(),
            threads: Vec::new(),
            hearings: HashSet::new(),
            provisions: HashSet::new(),
        }
    }

    /// One step more, if it fits.
    fn take(&mut self) -> bool {
        let fits = self.room > 0;
        self.room = self.room.saturating_sub(1);
        fits
    }

    fn push(&mut self, node: Node) {
        if self.seen.insert(node.clone()) {
            self.queue.push_back(node);
        }
    }

    fn push_all(&mut self, names: Vec<String>, node: fn(String) -> Node) {
        for name in names {
            self.push(node(name));
        }
    }

    /// Looks at everything that hangs together, as long as there is room.
    fn follow(&mut self) -> Result<(), Error> {
        while self.room > 0 {
            let Some(node) = self.queue.pop_front() else {
                return Ok(());
            };
            match node {
                Node::Comment(name) => self.comment(&name)?,
                Node::Recommendation(name) => self.recommendation(&name)?,
                Node::Response(name) => self.response(&name)?,
                Node::Thread { law, wid } => self.thread(&law, &wid)?,
            }
        }
        Ok(())
    }

    fn comment(&mut self, name: &str) -> Result<(), Error> {
        let comment = resource::get::<Comments>(self.tx, name)?;
        if !self.take() {
            return Ok(());
        }
        let answers = response::answers_to(self.tx, name)?;
        self.push_all(answers, Node::Response);
        let resting = recommendation::resting_on(self.tx, name, bound())?;
        self.push_all(resting, Node::Recommendation);
        if let Some(target) = &comment.target {
            self.touch(target)?;
        }
        self.hearing(&comment.hearing)?;
        self.chain.comments.push(comment);
        Ok(())
    }

    fn recommendation(&mut self, name: &str) -> Result<(), Error> {
        let recommendation = resource::get::<Recommendations>(self.tx, name)?;
        if !self.take() {
            return Ok(());
        }
        let answers = response::answers_to(self.tx, name)?;
        self.push_all(answers, Node::Response);
        for location in recommendations::locations(&recommendation) {
            self.touch(location)?;
        }
        if recommendation.targets.is_empty() {
            for law in &recommendation.draft_laws {
                self.law(law)?;
            }
        }
        self.hearing(&recommendation.hearing)?;
        self.push_all(recommendation.based_on_comments.clone(), Node::Comment);
        self.chain.recommendations.push(recommendation);
        Ok(())
    }

    fn response(&mut self, name: &str) -> Result<(), Error> {
        let response = resource::get::<Responses>(self.tx, name)?;
        if !self.take() {
            return Ok(());
        }
        let parent = names::parent(name).to_owned();
        self.push(match parent.starts_with("recommendations/") {
            true => Node::Recommendation(parent),
            false => Node::Comment(parent),
        });
        for location in &response.implemented_in {
            self.touch(location)?;
        }
        self.chain.responses.push(response);
        Ok(())
    }

    fn hearing(&mut self, name: &str) -> Result<(), Error> {
        if name.is_empty() || !self.hearings.insert(name.to_owned()) || !self.take() {
            return Ok(());
        }
        let hearing = resource::get::<Hearings>(self.tx, name)?;
        self.chain.hearings.push(hearing);
        Ok(())
    }

    /// Something refers to this location: it is a step, and what else speaks of the provision belongs to the chain.
    fn touch(&mut self, location: &ProvisionRef) -> Result<(), Error> {
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

    fn law(&mut self, name: &str) -> Result<(), Error> {
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
    fn thread(&mut self, law: &str, wid: &str) -> Result<(), Error> {
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

    /// Adds comments that nothing refers to, as long as there is room.
    fn fill(&mut self) -> Result<(), Error> {
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
    fn count(&mut self) -> Result<(), Error> {
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

/// More of one kind than this never fit.
fn bound() -> i64 {
    i64::try_from(LIMIT).unwrap_or(i64::MAX)
}

/// When a draft law became an act.
fn enact_time(tx: &mut dyn Tx, law: &str) -> Result<Option<i64>, Error> {
    let sql = "SELECT time FROM revision WHERE name = $1 AND method = 'EnactDraftLaw' ORDER BY revision LIMIT 1";
    let rows = tx.query(sql, &[law.into()])?;
    rows.first().map(|row| row[0].int()).transpose()
}
