//! The first page of a neighbourhood: a walk, breadth first, so that what is nearest to the question comes first.
//!
//! A provision is followed through the published versions by its wId. The comments on the provisions met that the walk does not
//! tell are for the pages to list.

use std::collections::{HashSet, VecDeque};

use common::{Error, names};
use kenes_proto::types::ProvisionRef;

use super::cursor::MOST_TOLD;
use crate::{
    domain::{recommendation as recommendations, response as responses},
    store::{
        comment, provision, recommendation, response,
        trace::{bound, gather::Gather, located},
    },
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

/// Tells what is nearest to `name`, as far as there is room. The comments on provisions that were told are the first
/// `MOST_TOLD` at most: a page token names them all.
pub(super) fn walk<'a>(path: Gather<'a>, name: &str) -> Result<Gather<'a>, Error> {
    let mut walk = Walk {
        path,
        queue: VecDeque::new(),
        seen: HashSet::new(),
        told: 0,
    };
    walk.begin(name)?;
    walk.follow()?;
    Ok(walk.path)
}

struct Walk<'a> {
    path: Gather<'a>,
    queue: VecDeque<Node>,
    /// What was ever put into the queue.
    seen: HashSet<Node>,
    /// How many comments on provisions are told.
    told: usize,
}

impl Walk<'_> {
    fn begin(&mut self, name: &str) -> Result<(), Error> {
        if name.contains("/provisions/") {
            let (version, eid) = located(name);
            let wid = provision::wid(self.path.tx, version, eid)?;
            let wid = wid.ok_or_else(|| provision::unknown(version, eid))?;
            return self.touch(&ProvisionRef {
                version: version.to_owned(),
                eid: eid.to_owned(),
                wid,
                ..Default::default()
            });
        }
        self.push(if name.contains("/responses/") {
            Node::Response(name.to_owned())
        } else if name.starts_with("recommendations/") {
            Node::Recommendation(name.to_owned())
        } else {
            Node::Comment(name.to_owned())
        });
        Ok(())
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
        while self.path.room > 0 {
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
        let comment = self.path.read_comment(name)?;
        if let Some(target) = comment.target.as_ref().filter(|at| !at.wid.is_empty()) {
            if self.told == MOST_TOLD {
                // The pages list it, with its answers.
                return self.touch(target);
            }
            self.told += 1;
        }
        self.path.add_comment(comment.clone())?;
        if comment.response_count > 0 {
            let answers = response::answers_to(self.path.tx, name)?;
            self.push_all(answers, Node::Response);
        }
        let resting = recommendation::resting_on(self.path.tx, name, bound())?;
        self.push_all(resting, Node::Recommendation);
        if let Some(target) = &comment.target {
            self.touch(target)?;
        }
        self.path.occasion(&comment.hearing)
    }

    fn recommendation(&mut self, name: &str) -> Result<(), Error> {
        let recommendation = self.path.recommendation(name)?;
        self.path.add_recommendation(recommendation.clone());
        self.path.follow(name, None);
        self.path.follow_up()?;
        let answers = response::answers_to(self.path.tx, name)?;
        self.push_all(answers, Node::Response);
        for location in recommendations::locations(&recommendation) {
            self.touch(location)?;
        }
        if recommendations::locations(&recommendation).next().is_none() {
            for law in &recommendation.draft_laws {
                self.law(law)?;
            }
        }
        self.path.occasion(&recommendation.hearing)?;
        self.path.occasion(&recommendation.session)?;
        for origin in &recommendation.origins {
            self.path.occasion(origin)?;
        }
        self.push_all(recommendation.based_on_comments, Node::Comment);
        Ok(())
    }

    fn response(&mut self, name: &str) -> Result<(), Error> {
        let response = self.path.response(name)?;
        self.path.add_response(response.clone());
        self.path.follow(name, None);
        self.path.follow_up()?;
        let parent = names::parent(name).to_owned();
        match parent.split('/').next() {
            Some("recommendations") => self.push(Node::Recommendation(parent)),
            Some("consultations") => self.push(Node::Comment(parent)),
            // A proposal to consult comes before there is a text to speak about.
            _ => drop(self.path.add_proposal(&parent)?),
        }
        for location in responses::locations(&response) {
            self.touch(location)?;
        }
        Ok(())
    }

    /// A draft law with its versions.
    fn law(&mut self, name: &str) -> Result<(), Error> {
        self.path.law(name, true)?;
        for version in self.path.versions(name)? {
            self.path.add_version(version);
        }
        Ok(())
    }

    /// Something refers to this place: it is a step, and what else speaks of the provision belongs to the neighbourhood.
    fn touch(&mut self, place: &ProvisionRef) -> Result<(), Error> {
        let law = names::parent(&place.version).to_owned();
        self.law(&law)?;
        if place.wid.is_empty() {
            return Ok(());
        }
        self.path.place(place)?;
        let wid = place.wid.clone();
        self.push(Node::Thread { law, wid });
        Ok(())
    }

    /// A provision through all versions: where it changed, and whoever spoke of it or acted on it.
    fn thread(&mut self, law: &str, wid: &str) -> Result<(), Error> {
        let thread = self.path.thread(law, wid)?;
        self.path.changes(law, &thread)?;
        for (version, found) in &thread {
            let tx = &mut *self.path.tx;
            let concerning = recommendation::concerning(tx, version, &found.eid, bound())?;
            let carried_out = response::carried_out_in(tx, version, &found.eid, bound())?;
            let answered = comment::answered_on(tx, version, wid, bound())?;
            let rested = recommendation::rested_on(tx, version, wid, bound())?;
            self.push_all(concerning, Node::Recommendation);
            self.push_all(carried_out, Node::Response);
            self.push_all(answered, Node::Comment);
            self.push_all(rested, Node::Comment);
        }
        Ok(())
    }
}
