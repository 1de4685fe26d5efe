//! Lists that follow each other by turns: a contract can be signed after its award, and the next award given after its end. Their
//! lines are in the order in which all of it was recorded.

use std::collections::{HashMap, HashSet};

use prost_reflect::DynamicMessage;

use super::{
    super::{
        contract::place_of,
        lists::List,
        pages::{Pages, Trouble},
        spool::Records,
        transitions::{When, calls, time},
    },
    Lines,
    line::{self, There},
};

/// The lists of each kind of turns.
pub(super) const TOGETHER: [&[&str]; 2] = [
    &["agreements", "projects"],
    &[
        "tenders",
        "applications",
        "scores",
        "awards",
        "contracts",
        "milestones",
        "payments",
        "evaluations",
        "complaints",
    ],
];

/// What there can be only after the end of its parent, which others may have written of again since.
const AFTER_THE_END: &str = "Evaluation";

/// Something that happened to a resource.
struct Event {
    time: i64,
    /// The position of its list, and of what reads that.
    list: usize,
    source: usize,
    part: Part,
    /// Where it begins.
    at: u64,
}

/// What happened.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    First,
    /// The call at this position.
    Call(usize),
    Last,
}

/// What a turn needs.
struct Turn {
    /// Where resources of these lists are.
    places: HashSet<String>,
    created: HashSet<String>,
    /// Updates that wait for what they name.
    soon: HashMap<String, String>,
}

// === impl Lines

impl Lines {
    /// Writes lists that follow each other by turns. Returns how many resources were left out of each.
    pub(super) fn together(
        &mut self,
        pages: &Pages<'_>,
        lists: &[&List],
    ) -> Result<Vec<u64>, Trouble> {
        let mut readers = Vec::new();
        for list in lists {
            let records = list.sources.iter().map(|source| pages.open(list, source));
            readers.push(records.collect::<std::io::Result<Vec<_>>>()?);
        }
        let mut left_out = vec![0; lists.len()];
        let mut turn = Turn {
            places: lists
                .iter()
                .flat_map(|list| list.called.places.clone())
                .collect(),
            created: HashSet::new(),
            soon: HashMap::new(),
        };
        for event in events(lists, &mut readers)? {
            if pages.stop.is_cancelled() {
                return Err(Trouble::Stopped);
            }
            let Some(records) = &mut readers[event.list][event.source] else {
                continue;
            };
            records.go_to(event.at)?;
            let Some(record) = records.read()? else {
                continue;
            };
            let (list, resource) = (lists[event.list], &record.message);
            match event.part {
                Part::First => {
                    left_out[event.list] += self.first(list, resource, &mut turn)?;
                    pages.bar.inc(1);
                }
                _ if self.gone.contains(&line::name(resource)) => {}
                Part::Call(n) => {
                    let calls = calls(list.message.name(), resource).into_iter();
                    calls.skip(n).take(1).try_for_each(|call| self.call(call))?;
                }
                Part::Last => self.last(list, resource, &mut turn)?,
            }
        }
        Ok(left_out)
    }

    /// Writes the creation of a resource and the calls that do not end it. Returns how many were left out, one or none.
    fn first(
        &mut self,
        list: &List,
        resource: &DynamicMessage,
        turn: &mut Turn,
    ) -> Result<u64, Trouble> {
        let waits =
            |name: &str| turn.places.contains(&place_of(name)) && !turn.created.contains(name);
        let lines = line::lines(list, resource, |name| match self.there(name) {
            There::Already if waits(name) => There::Soon,
            there => there,
        });
        let Some(lines) = lines else {
            self.gone.insert(line::name(resource));
            return Ok(1);
        };
        self.line(&lines.creation)?;
        self.calls(list, resource, When::Soon)?;
        if let Some(line) = lines.changed {
            self.line(&line)?;
        }
        turn.soon
            .extend(lines.soon.map(|line| (lines.name.clone(), line)));
        self.written.insert(lines.name.clone());
        turn.created.insert(lines.name);
        self.late.extend(lines.late);
        Ok(0)
    }

    /// Writes what was last: by then all that a resource names is there.
    fn last(
        &mut self,
        list: &List,
        resource: &DynamicMessage,
        turn: &mut Turn,
    ) -> Result<(), Trouble> {
        if let Some(line) = turn.soon.remove(&line::name(resource)) {
            self.line(&line)?;
        }
        self.calls(list, resource, When::Last)
    }

    fn calls(&mut self, list: &List, resource: &DynamicMessage, when: When) -> Result<(), Trouble> {
        let calls = calls(list.message.name(), resource).into_iter();
        let mut calls = calls.filter(|call| call.when == when);
        calls.try_for_each(|call| self.call(call))
    }
}

/// Returns what happened, in its order.
fn events(lists: &[&List], readers: &mut [Vec<Option<Records>>]) -> std::io::Result<Vec<Event>> {
    let mut events = Vec::new();
    // The resources that end before another time than that of their last revision.
    let mut ends: HashMap<String, i64> = HashMap::new();
    let mut named = Vec::new();
    for (list, sources) in readers.iter_mut().enumerate() {
        let kind = lists[list].message.name().to_owned();
        for (source, records) in sources.iter_mut().enumerate() {
            while let Some(record) = records.as_mut().map_or(Ok(None), Records::read)? {
                let (name, at) = (line::name(&record.message), record.at);
                let first = time(&record.message, "create_time");
                let last = time(&record.message, "update_time").max(first + 1);
                if kind == AFTER_THE_END {
                    let parent = common::names::parent(&name).to_owned();
                    let end = ends.entry(parent).or_insert(i64::MAX);
                    *end = first.min(*end);
                }
                let mut happened = |time, part| {
                    events.push(Event {
                        time,
                        list,
                        source,
                        part,
                        at,
                    });
                };
                happened(first, Part::First);
                for (n, call) in calls(&kind, &record.message).iter().enumerate() {
                    if matches!(call.when, When::At(_)) {
                        happened(call.time, Part::Call(n));
                    }
                }
                happened(last, Part::Last);
                named.push((name, events.len() - 1));
            }
        }
    }
    for (name, last) in named {
        if let Some(end) = ends.get(&name) {
            events[last].time = events[last].time.min(end - 1);
        }
    }
    events
        .sort_unstable_by_key(|event| (event.time, event.list, event.part, event.source, event.at));
    Ok(events)
}
