//! The registry as lines that `kenes import` takes, in an order in which it can: a resource after those that it names.
//!
//! A field that names what comes later is left out of the creation, and an update after that brings it. States that come by methods
//! are calls after the creations of their kind, or by turns with what depends on them (`together`). What a `line` says is its own.

mod line;
mod together;

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    fs::File,
    io::{self, BufWriter, Write},
    path::Path,
};

use super::{
    contract::{place_of, referred},
    lists::List,
    order::after_needs,
    pages::{Pages, Trouble},
    spool::Record,
    transitions::{Call, calls, has_calls},
};
use crate::client::creations;
use line::{There, key, name, named, needed};
use together::TOGETHER;

/// Returns whether the lines of an export may hold a list: those of the registry can be created again.
pub(super) fn holds(list: &List) -> bool {
    list.service == "registry" && !creations(&key(list)).is_empty()
}

/// Writes lists, which are in the order of their needs. Returns how many resources were left out of each, since they cannot be
/// created again.
pub(super) fn write(
    pages: &Pages<'_>,
    lists: &[List],
    out: &Path,
) -> Result<Vec<(String, u64)>, Trouble> {
    let mut lines = Lines {
        to: BufWriter::new(File::create(out)?),
        later: lists
            .iter()
            .flat_map(|list| list.called.places.clone())
            .collect(),
        late: Vec::new(),
        done: HashSet::new(),
        written: HashSet::new(),
        gone: HashSet::new(),
    };
    let mut left_out = Vec::new();
    for (n, list) in lists.iter().enumerate() {
        let turns = TOGETHER
            .iter()
            .find(|turns| turns.contains(&list.name.as_str()));
        let members = |list: &&List| turns.is_some_and(|turns| turns.contains(&list.name.as_str()));
        // Lists that follow each other by turns come where the last of them would.
        if lists[n + 1..].iter().any(|list| members(&list)) {
            continue;
        }
        let group: Vec<&List> = match turns {
            None => vec![list],
            Some(_) => lists.iter().filter(members).collect(),
        };
        for place in group.iter().flat_map(|list| &list.called.places) {
            lines.later.remove(place);
        }
        let left = match turns {
            None => vec![lines.list(pages, list)?],
            Some(_) => lines.together(pages, &group)?,
        };
        for place in group.iter().flat_map(|list| &list.called.places) {
            lines.done.insert(place.clone());
        }
        let left = group.iter().map(|list| list.name.clone()).zip(left);
        left_out.extend(left.filter(|(_, left)| *left > 0));
    }
    for line in std::mem::take(&mut lines.late) {
        lines.line(&line)?;
    }
    let file = lines
        .to
        .into_inner()
        .map_err(io::IntoInnerError::into_error)?;
    file.sync_all()?;
    Ok(left_out)
}

/// The lines on their way.
struct Lines {
    to: BufWriter<File>,
    /// Where the resources are whose lists come later.
    later: HashSet<String>,
    /// Updates that wait for them.
    late: Vec<String>,
    /// Where the resources are whose lists are whole.
    done: HashSet<String>,
    /// The resources that are written.
    written: HashSet<String>,
    /// The resources that were left out.
    gone: HashSet<String>,
}

// === impl Lines

impl Lines {
    fn line(&mut self, line: &str) -> io::Result<()> {
        writeln!(self.to, "{line}")
    }

    /// When a resource is there, if it is of another list. Who was erased is in none, and may be named all the same.
    fn there(&self, name: &str) -> There {
        let erased = || self.done.contains(&place_of(name)) && !self.written.contains(name);
        if self.gone.contains(name) || erased() {
            There::Never
        } else if self.later.contains(&place_of(name)) {
            There::Late
        } else {
            There::Already
        }
    }

    /// Writes a list: creations, then updates, then states.
    fn list(&mut self, pages: &Pages<'_>, list: &List) -> Result<u64, Trouble> {
        let mut left_out = 0;
        let mut updates = Vec::new();
        match names_itself(list) {
            false => pages.each(list, |record| {
                left_out += self.create(list, &record, &mut updates, |_| false)?;
                Ok(())
            })?,
            true => left_out = self.in_order(pages, list, &mut updates)?,
        }
        for line in updates {
            self.line(&line)?;
        }
        if has_calls(list.message.name()) {
            pages.each(list, |record| {
                if self.gone.contains(&name(&record.message)) {
                    return Ok(());
                }
                let calls = calls(list.message.name(), &record.message);
                calls.into_iter().try_for_each(|call| self.call(call))
            })?;
        }
        Ok(left_out)
    }

    /// Writes the creations of a list whose resources name each other, those that are named first.
    fn in_order(
        &mut self,
        pages: &Pages<'_>,
        list: &List,
        updates: &mut Vec<String>,
    ) -> Result<u64, Trouble> {
        let mut left_out = 0;
        for source in &list.sources {
            let Some(mut records) = pages.open(list, source)? else {
                continue;
            };
            let (mut at, mut positions, mut needs) = (Vec::new(), HashMap::new(), Vec::new());
            while let Some(record) = records.read()? {
                positions.insert(name(&record.message), at.len());
                at.push(record.at);
                needs.push(needed(record.message));
            }
            let position = |names: &Vec<String>| {
                names
                    .iter()
                    .filter_map(|n| positions.get(n).copied())
                    .collect()
            };
            let order = after_needs(&needs.iter().map(position).collect::<Vec<_>>());
            let mut waiting: HashSet<String> = positions.into_keys().collect();
            for position in order {
                if pages.stop.is_cancelled() {
                    return Err(Trouble::Stopped);
                }
                records.go_to(at[position])?;
                let Some(record) = records.read()? else {
                    continue;
                };
                waiting.remove(&name(&record.message));
                left_out += self.create(list, &record, updates, |name| waiting.contains(name))?;
                pages.bar.inc(1);
            }
        }
        Ok(left_out)
    }

    /// Writes the creation of a resource. What names a resource that comes later, of this list or another, is an update. Returns how
    /// many were left out, one or none.
    fn create(
        &mut self,
        list: &List,
        record: &Record,
        updates: &mut Vec<String>,
        waits: impl Fn(&str) -> bool,
    ) -> Result<u64, Trouble> {
        let lines = line::lines(list, &record.message, |name| match self.there(name) {
            There::Already if waits(name) => There::Soon,
            there => there,
        });
        let Some(lines) = lines else {
            self.gone.insert(name(&record.message));
            return Ok(1);
        };
        self.line(&lines.creation)?;
        self.written.insert(lines.name);
        updates.extend(lines.soon);
        self.late.extend(lines.late);
        Ok(0)
    }

    /// Writes a call, but one that names what was left out.
    fn call(&mut self, call: Call) -> Result<(), Trouble> {
        match named(&call.request)
            .iter()
            .any(|name| self.there(name) == There::Never)
        {
            true => Ok(()),
            false => Ok(self.line(&line::call(call)?)?),
        }
    }
}

/// Whether resources of a list may name others of it.
fn names_itself(list: &List) -> bool {
    let fields = list.message.fields();
    let types: BTreeSet<String> = fields.flat_map(|field| referred(&field)).collect();
    types.contains(&list.called.kind) || types.contains("*")
}
