//! Walks the chain from any of its ends: comments, recommendations, answers, and in `provisions` what ties them.
//!
//! Breadth first, so that what is nearest to the question comes first when there is too much. A provision is followed through
//! all published versions by its wId. Every step is a look into an index; how many there are is bounded by the steps of a
//! trace, however many comments a provision has.

mod provisions;
mod rest;

use std::collections::{HashMap, HashSet, VecDeque};

use common::{Error, names, resource, store::Tx};
use kenes_proto::{consultation as pb, types::ProvisionRef};

use super::{
    comment::Comments,
    consultation::Consultations,
    hearing::Hearings,
    provision,
    recommendation::{self, Recommendations},
    response::{self, Responses},
    version::Versions,
};
use crate::domain::{
    consultation as consultations, recommendation as recommendations, response as responses,
    trace::{Chain, LIMIT},
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

/// Gathers the whole chain in which `name` stands, as it is at `now`: `RESOURCE_NOT_FOUND`, `EID_UNKNOWN`.
pub(crate) fn gather(tx: &mut dyn Tx, name: &str, now: i64) -> Result<Chain, Error> {
    let mut walk = Walk::new(tx, now);
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
    now: i64,
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
    /// The hearings and consultations met.
    occasions: HashSet<String>,
    provisions: HashSet<String>,
}

impl<'a> Walk<'a> {
    fn new(tx: &'a mut dyn Tx, now: i64) -> Self {
        Self {
            tx,
            now,
            chain: Chain::default(),
            room: LIMIT,
            queue: VecDeque::new(),
            seen: HashSet::new(),
            versions: HashMap::new(),
            threads: Vec::new(),
            occasions: HashSet::new(),
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
        self.occasion(&comment.hearing)?;
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
        if recommendations::locations(&recommendation).next().is_none() {
            for law in &recommendation.draft_laws {
                self.law(law)?;
            }
        }
        self.occasion(&recommendation.hearing)?;
        self.occasion(&recommendation.session)?;
        for origin in &recommendation.origins {
            self.occasion(origin)?;
        }
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
        match parent.split('/').next() {
            Some("recommendations") => self.push(Node::Recommendation(parent)),
            Some("consultations") => self.push(Node::Comment(parent)),
            // A proposal to consult comes before there is a chain.
            _ => {}
        }
        for location in responses::locations(&response) {
            self.touch(location)?;
        }
        self.chain.responses.push(response);
        Ok(())
    }

    /// A hearing, or a consultation out of which something grew.
    fn occasion(&mut self, name: &str) -> Result<(), Error> {
        if name.is_empty() || !self.occasions.insert(name.to_owned()) || !self.take() {
            return Ok(());
        }
        if name.starts_with("hearings/") {
            let hearing = resource::get::<Hearings>(self.tx, name)?;
            self.chain.hearings.push(hearing);
        } else {
            let mut consultation = resource::get::<Consultations>(self.tx, name)?;
            consultations::render(&mut consultation, self.now);
            self.chain.consultations.push(consultation);
        }
        Ok(())
    }
}

/// More of one kind than this never fit.
fn bound() -> i64 {
    i64::try_from(LIMIT).unwrap_or(i64::MAX)
}
