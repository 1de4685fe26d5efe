//! Whether what clients saw of records can have happened in one order: the check of T14.
//!
//! The model of a comment is small: it is absent, then it is published, then it is withdrawn, and never goes back. A history is
//! linearizable if there are two moments, of publication and withdrawal, in that order, such that every call saw, at some moment
//! between its beginning and its end, what was true then. As the states only go forward, that is decided by a few bounds, and no
//! search is needed.

use std::collections::{HashMap, HashSet};

/// The states, in their order.
pub(crate) const ABSENT: u8 = 0;
pub(crate) const PUBLISHED: u8 = 1;
pub(crate) const WITHDRAWN: u8 = 2;

/// A moment, in microseconds since the run began.
pub(crate) type Moment = u64;

/// What a call showed of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) record: String,
    pub(crate) began: Moment,
    pub(crate) ended: Moment,
    pub(crate) what: What,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// The call saw the record in this state.
    Is(u8),
    /// The call was accepted, so the record is in this state at its end, or further; who sends it again gets the same answer.
    Done(u8),
    /// The call moved the record to this state by itself: no other call did.
    Moved(u8),
}

/// The bounds of the moment at which a record came to a state.
struct Bounds {
    /// When somebody first asked for it, and the last beginning of a call that did not see it.
    asked: Moment,
    unseen: Moment,
    /// The first end of a call that saw it.
    seen: Moment,
    moved: u32,
}

/// What cannot have happened.
pub(crate) fn contradictions(history: &[Seen]) -> Vec<String> {
    let mut records: HashMap<&str, Vec<&Seen>> = HashMap::new();
    for seen in history {
        records.entry(&seen.record).or_default().push(seen);
    }
    let mut wrong = Vec::new();
    for (record, calls) in records {
        let published = bounds(&calls, PUBLISHED);
        let withdrawn = bounds(&calls, WITHDRAWN);
        for (state, bounds) in [("published", &published), ("withdrawn", &withdrawn)] {
            if bounds.moved > 1 {
                wrong.push(format!("{record}: {state} {} times", bounds.moved));
            }
            if bounds.seen < bounds.asked {
                wrong.push(format!("{record}: {state} before anybody asked for it"));
            }
            if bounds.seen < bounds.unseen {
                wrong.push(format!("{record}: once {state}, it was not any more"));
            }
        }
        if withdrawn.seen < published.asked.max(published.unseen) {
            wrong.push(format!("{record}: withdrawn before it was published"));
        }
    }
    wrong
}

fn bounds(calls: &[&Seen], state: u8) -> Bounds {
    let mut bounds = Bounds {
        asked: Moment::MAX,
        unseen: 0,
        seen: Moment::MAX,
        moved: 0,
    };
    for call in calls {
        let reached = match call.what {
            What::Is(now) => now >= state,
            What::Done(now) | What::Moved(now) => {
                if now == state {
                    bounds.asked = bounds.asked.min(call.began);
                }
                bounds.moved += u32::from(call.what == What::Moved(state));
                // A call that was answered before may have been overtaken, but not undone.
                if now < state {
                    continue;
                }
                true
            }
        };
        match reached {
            true => bounds.seen = bounds.seen.min(call.ended),
            false => bounds.unseen = bounds.unseen.max(call.began),
        }
    }
    if bounds.asked == Moment::MAX && bounds.seen == Moment::MAX {
        bounds.asked = 0;
    }
    bounds
}

/// What is wrong with lists that were read one after the other by one client: a name twice, or gone, or those of before in
/// another order. A newcomer may stand before others: lists go by when a call was made, and calls overtake each other.
#[derive(Debug, Default)]
pub(crate) struct Order(Vec<String>);

impl Order {
    /// Takes in a list.
    pub(crate) fn list(&mut self, names: &[String]) -> Option<String> {
        let mut once = HashSet::new();
        if let Some(name) = names.iter().find(|name| !once.insert(name.as_str())) {
            return Some(format!(
                "{name} is listed twice, or in another order than before"
            ));
        }
        let known: HashSet<&str> = self.0.iter().map(String::as_str).collect();
        let again: Vec<&String> = names
            .iter()
            .filter(|name| known.contains(name.as_str()))
            .collect();
        if again.len() < self.0.len() {
            return Some(format!(
                "{} are listed, {} were before",
                again.len(),
                self.0.len()
            ));
        }
        if let Some((name, _)) = again
            .iter()
            .zip(&self.0)
            .find(|(now, before)| **now != *before)
        {
            return Some(format!(
                "{name} is listed twice, or in another order than before"
            ));
        }
        self.0 = names.to_vec();
        None
    }
}

/// Histories that cannot be, and what must be said of each; and one that can.
pub(crate) fn control() -> Result<String, String> {
    let seen = |what, began, ended| Seen {
        record: "r".to_owned(),
        began,
        ended,
        what,
    };
    let fine = vec![
        seen(What::Is(ABSENT), 1, 12),
        seen(What::Moved(PUBLISHED), 10, 20),
        seen(What::Is(PUBLISHED), 11, 15),
        seen(What::Done(PUBLISHED), 60, 61),
        seen(What::Moved(WITHDRAWN), 30, 50),
        seen(What::Is(PUBLISHED), 29, 49),
        seen(What::Is(WITHDRAWN), 31, 33),
    ];
    let cases = [
        ("once published, it was not", seen(What::Is(ABSENT), 21, 22)),
        (
            "once withdrawn, it was not",
            seen(What::Is(PUBLISHED), 51, 52),
        ),
        (
            "once withdrawn, it was not",
            seen(What::Is(PUBLISHED), 34, 35),
        ),
        ("withdrawn 2 times", seen(What::Moved(WITHDRAWN), 31, 60)),
        ("published 2 times", seen(What::Moved(PUBLISHED), 11, 60)),
        (
            "published before anybody asked",
            seen(What::Is(PUBLISHED), 2, 9),
        ),
        (
            "withdrawn before anybody asked",
            seen(What::Is(WITHDRAWN), 2, 29),
        ),
    ];
    if let Some(wrong) = contradictions(&fine).first() {
        return Err(format!("all is well, yet: {wrong}"));
    }
    for (said, call) in &cases {
        let history = [fine.clone(), vec![call.clone()]].concat();
        let wrong = contradictions(&history);
        if !wrong.iter().any(|one| one.contains(said)) {
            return Err(format!("\"{said}\" was not seen: {wrong:?}"));
        }
    }
    let names = |text: &str| text.chars().map(String::from).collect::<Vec<_>>();
    for (first, then, fits) in [
        ("abc", "abcd", true),
        ("abc", "acb", false),
        ("abc", "abb", false),
        ("abc", "ac", false),
    ] {
        let mut order = Order::default();
        if order.list(&names(first)).is_some() || order.list(&names(then)).is_none() != fits {
            return Err(format!("{first} and then {then}: judged wrongly"));
        }
    }
    Ok(format!(
        "{} histories that cannot be and 3 lists out of order are seen",
        cases.len()
    ))
}
