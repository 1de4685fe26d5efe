//! Whatever hangs together with what is asked about, by pages.
//!
//! The first page is a walk, breadth first, so that what is nearest to the question comes first. A provision is followed through
//! all published versions by its wId. The comments on the provisions met that the walk had no room for come after it, in the
//! order in which they were made, on this and the next pages.

use std::collections::{HashSet, VecDeque};

use common::{Error, list, names, store::Tx};
use kenes_proto::types::ProvisionRef;

use super::{bound, gather::Gather, located};
use crate::{
    domain::{
        recommendation as recommendations, response as responses,
        trace::{Ask, Chain},
    },
    store::{
        comment::{self, Comments},
        provision, recommendation, response,
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

/// The page that is asked for.
pub(super) fn page(tx: &mut dyn Tx, ask: &Ask) -> Result<Chain, Error> {
    let of = format!("{} {}", ask.name, ask.page_size);
    let from = list::open_number("trace", &of, &ask.page_token)?;
    let mut walk = Walk {
        path: Gather::new(tx, ask.now, ask.page_size),
        queue: VecDeque::new(),
        seen: HashSet::new(),
        places: Vec::new(),
    };
    walk.begin(&ask.name)?;
    walk.follow()?;
    let Walk {
        mut path, places, ..
    } = walk;
    let told: HashSet<String> = path
        .chain
        .comments
        .iter()
        .map(|one| one.name.clone())
        .collect();
    let threads = path.threads.clone();
    if from.is_some() {
        path = Gather::new(path.tx, ask.now, ask.page_size);
    }
    let next = rest(&mut path, &places, &told, from.unwrap_or(0))?;
    if let Some(next) = next {
        path.chain.next_page_token = list::seal_number("trace", &of, next)?;
    }
    path.threads = threads;
    path.omit()?;
    Ok(path.chain)
}

/// A place in the comments on the provisions met: which provision, and how many comments on it came before.
const PLACES: i64 = 1 << 32;

/// Adds comments that the walk did not tell, each with its answers, from this place on; returns where the next page begins.
fn rest(
    path: &mut Gather<'_>,
    places: &[(String, String)],
    told: &HashSet<String>,
    from: i64,
) -> Result<Option<i64>, Error> {
    let (mut at, mut skip) = (from / PLACES, from % PLACES);
    loop {
        let place = usize::try_from(at).ok().and_then(|at| places.get(at));
        let Some((version, wid)) = place else {
            return Ok(None);
        };
        let found = comment::spoken_on(path.tx, version, wid, skip, bound())?;
        for name in &found {
            if !told.contains(name) {
                let answers = response::answers_to(path.tx, name)?;
                // Whatever a page has no room for begins the next one; but one comment always fits on a page of its own.
                if path.room < 1 + answers.len() && (path.room == 0 || path.chain.steps() > 0) {
                    return Ok(Some(at * PLACES + skip));
                }
                path.room = path.room.max(1 + answers.len());
                path.comment(name)?;
                for answer in answers {
                    let answer = path.response(&answer)?;
                    path.add_response(answer);
                }
            }
            skip += 1;
        }
        if found.is_empty() {
            (at, skip) = (at + 1, 0);
        }
    }
}

struct Walk<'a> {
    path: Gather<'a>,
    queue: VecDeque<Node>,
    /// What was ever put into the queue.
    seen: HashSet<Node>,
    /// The provisions met, by version and wId.
    places: Vec<(String, String)>,
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
        // What had no room is not told, but what was said on it is: by later pages.
        for node in std::mem::take(&mut self.queue) {
            if let Node::Thread { law, wid } = node {
                self.meet(&law, &wid)?;
            }
        }
        Ok(())
    }

    fn comment(&mut self, name: &str) -> Result<(), Error> {
        let comment = self.path.read::<Comments>(name)?;
        self.path.add_comment(comment.clone())?;
        let answers = response::answers_to(self.path.tx, name)?;
        self.push_all(answers, Node::Response);
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
        let thread = self.meet(law, wid)?;
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

    /// The provision in each version that has it; the comments on it belong to the neighbourhood.
    fn meet(
        &mut self,
        law: &str,
        wid: &str,
    ) -> Result<Vec<(String, kenes_proto::consultation::Provision)>, Error> {
        let thread = self.path.thread(law, wid)?;
        let places = thread
            .iter()
            .map(|(version, _)| (version.clone(), wid.to_owned()));
        self.places.extend(places);
        Ok(thread)
    }
}
