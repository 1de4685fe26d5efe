//! Whatever hangs together with what is asked about, by pages.
//!
//! The first page is a walk. The comments on the provisions met that it does not tell come after it, on this and the next pages,
//! in the order in which they were made. Each page goes on behind the comment with which the one before ended, whatever was
//! added meanwhile.

mod cursor;
mod walk;

use common::Error;

use super::{
    bound,
    gather::Gather,
    text::{MOST_VERSIONS, whole},
};
use crate::{
    domain::trace::{Ask, Chain},
    store::{comment, response},
};
use cursor::Cursor;

/// The page that is asked for.
pub(super) fn page(mut path: Gather<'_>, ask: &Ask) -> Result<Chain, Error> {
    let cursor = match Cursor::open(&ask.name, &ask.page_token)? {
        Some(cursor) => {
            path.threads.clone_from(&cursor.threads);
            cursor
        }
        None => {
            path = walk::walk(path, &ask.name)?;
            let on_provisions = path.chain.comments.iter().filter(|comment| {
                let target = comment.target.as_ref();
                target.is_some_and(|target| !target.wid.is_empty())
            });
            Cursor::new(&path.threads, on_provisions.map(|one| one.name.as_str()))
        }
    };
    if let Some(next) = rest(&mut path, cursor)? {
        path.chain.next_page_token = next.seal(&ask.name)?;
    }
    path.omit()?;
    Ok(path.chain)
}

/// Adds the comments from this place on that are not told yet, each with its answers; returns where the next page begins.
fn rest(path: &mut Gather<'_>, mut at: Cursor) -> Result<Option<Cursor>, Error> {
    while let Some((law, wid)) = at.threads.first().cloned() {
        for version in versions_from(path, &law, &at.version)? {
            if version != at.version {
                (at.version, at.after) = (version, cursor::start());
            }
            if !list(path, &mut at, &wid)? {
                return Ok(Some(at));
            }
        }
        at.pass();
    }
    Ok(None)
}

/// The names of the versions in which a provision is followed, from this one on.
fn versions_from(path: &mut Gather<'_>, law: &str, from: &str) -> Result<Vec<String>, Error> {
    let versions = path.versions(law)?;
    let begun = versions.iter().position(|version| version.name == from);
    let first = begun.unwrap_or(versions.len().saturating_sub(MOST_VERSIONS));
    let followed = versions.into_iter().skip(first);
    Ok(followed.map(|version| version.name).collect())
}

/// Lists the comments on a provision in one version. Returns whether there was room for all.
fn list(path: &mut Gather<'_>, at: &mut Cursor, wid: &str) -> Result<bool, Error> {
    let limit = whole(path.room + 1).min(bound());
    loop {
        let found = comment::spoken_on(path.tx, &at.version, wid, &at.after, limit)?;
        let is_last = whole(found.len()) < limit;
        for (time, name) in found {
            if !at.is_told(&name) && !tell(path, &name)? {
                return Ok(false);
            }
            at.after = (time, name);
        }
        if is_last {
            return Ok(true);
        }
    }
}

/// Tells a comment with its answers, if there is room: one comment always fits on a page of its own.
fn tell(path: &mut Gather<'_>, name: &str) -> Result<bool, Error> {
    let full = path.chain.steps() > 0;
    if path.room == 0 && full {
        return Ok(false);
    }
    let comment = path.read_comment(name)?;
    let answers = match comment.response_count {
        0 => Vec::new(),
        _ => response::answers_to(path.tx, name)?,
    };
    let needed = 1 + answers.len();
    if path.room < needed && full {
        return Ok(false);
    }
    path.room = path.room.max(needed);
    path.add_comment(comment)?;
    for answer in answers {
        let response = path.response(&answer)?;
        path.add_response(response);
        path.follow(&answer, None);
    }
    path.follow_up()?;
    Ok(true)
}
