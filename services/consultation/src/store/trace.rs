//! Finds what a trace tells: the path of what is asked about, or all that hangs together with it.
//!
//! Every question is a look into an index, and there are a few for each step that a trace may have; what is not looked at is
//! counted by counters that are kept. The comments on a provision are gone through by the pages of a neighbourhood alone, each
//! from where the one before ended.

mod comment;
mod commitment;
mod gather;
mod neighbourhood;
mod path;
mod text;
mod whole;

use common::{Error, list, names, store::Tx};

use crate::domain::trace::{Ask, Chain, MOST_IN_PATH, MOST_STEPS, verdict::Facts};
use gather::Gather;

/// Gathers what there is to tell: `RESOURCE_NOT_FOUND`, `PAGE_TOKEN_MISMATCH`, `EID_UNKNOWN`.
pub(crate) fn gather(tx: &mut dyn Tx, ask: &Ask) -> Result<(Chain, Facts), Error> {
    let name = ask.name.as_str();
    if !(ask.neighbourhood || name.contains("/versions/")) {
        // There is one page only, so no token is of it.
        list::open_number("trace", name, &ask.page_token)?;
    }
    // Of a neighbourhood the path is no part: what became of it is.
    let room = match ask.neighbourhood {
        true => 0,
        false => MOST_IN_PATH,
    };
    let mut path = Gather::new(tx, ask.now, room);
    let one_of = |collection: &str| name.starts_with(collection);
    let facts = if name.contains("/comments/") && !name.contains("/responses/") {
        path.path_of_comment(name)?
    } else if name.contains("/responses/") {
        path.path_of_response(name)?
    } else if one_of("recommendations/") {
        path.path_of_recommendation(name)?
    } else if name.contains("/provisions/") {
        path.path_of_provision(name)?
    } else {
        path.room = MOST_STEPS;
        return path.whole(ask);
    };
    if !ask.neighbourhood {
        path.follow_up()?;
        path.omit()?;
        return Ok((path.chain, facts));
    }
    path.threads.clear();
    path.origins.clear();
    path.room = ask.page_size;
    Ok((neighbourhood::page(path, ask)?, facts))
}

impl Gather<'_> {
    /// What has parts of its own rather than a path that led to it.
    fn whole(mut self, ask: &Ask) -> Result<(Chain, Facts), Error> {
        let name = ask.name.as_str();
        let facts = match name.split('/').next() {
            Some("draftLaws") if name.contains("/versions/") => self.version(ask)?,
            Some("draftLaws") => self.draft_law(name)?,
            Some("consultations") => self.consultation(name)?,
            Some("hearings") => self.hearing(name)?,
            _ => self.proposal(name)?,
        };
        self.follow_up()?;
        Ok((self.chain, facts))
    }
}

/// The version and the eId of a provision's name.
fn located(provision: &str) -> (&str, &str) {
    (names::parent(provision), names::id(provision))
}

/// More of one kind than this never fit.
fn bound() -> i64 {
    i64::try_from(MOST_STEPS).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod older;
#[cfg(test)]
mod tests;
