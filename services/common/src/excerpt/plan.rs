//! What of each type of message may be left out, read once from the contract.
//!
//! Owns the rule that tells a name from a body; `kenes.type.v1.View` says the same in words.

use std::{collections::HashMap, sync::LazyLock};

use kenes_proto::POOL;
use prost_reflect::FieldDescriptor;

/// Lists of texts that say what something is called. All others are bodies.
pub(super) const NAMES: &[&str] = &[
    "titles",
    "short_titles",
    "member_titles",
    "buyer_titles",
    "labels",
    "nums",
    "headings",
];

/// The plans of all types of messages.
pub(super) static PLANS: LazyLock<Plans> = LazyLock::new(Plans::read);

/// The plans, by the names of the types.
#[derive(Debug)]
pub(super) struct Plans {
    by_name: HashMap<String, usize>,
    plans: Vec<Plan>,
}

/// What of a message may be left out: its texts, and those of the messages in it. Sorted by number.
#[derive(Debug, Default)]
pub(super) struct Plan(Vec<(u64, Step)>);

/// A field of which something may be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// A text a language.
    Texts {
        /// Whether they are a body.
        body: bool,
    },
    /// Messages with a plan of their own.
    Message(usize),
}

// === impl Plans

impl Plans {
    fn read() -> Self {
        let ours = POOL
            .all_messages()
            .filter(|message| message.full_name().starts_with("kenes.") && !message.is_map_entry());
        let messages: Vec<_> = ours.collect();
        let names = messages
            .iter()
            .map(|message| message.full_name().to_owned());
        let by_name: HashMap<String, usize> = names.zip(0..).collect();
        let plan = |fields: &mut dyn Iterator<Item = FieldDescriptor>| {
            let steps = fields.filter_map(|field| {
                step(&field, &by_name).map(|step| (u64::from(field.number()), step))
            });
            Plan(steps.collect())
        };
        let mut plans: Vec<Plan> = messages
            .iter()
            .map(|message| plan(&mut message.fields()))
            .collect();
        // What leads to no text is left alone. Messages may contain themselves, so this goes on until nothing changes.
        loop {
            let empty: Vec<bool> = plans.iter().map(|plan| plan.0.is_empty()).collect();
            let leads = |step: &Step| !matches!(step, Step::Message(at) if empty[*at]);
            let before: usize = plans.iter().map(|plan| plan.0.len()).sum();
            for plan in &mut plans {
                plan.0.retain(|(_, step)| leads(step));
            }
            if plans.iter().map(|plan| plan.0.len()).sum::<usize>() == before {
                break;
            }
        }
        for plan in &mut plans {
            plan.0.sort_unstable_by_key(|(number, _)| *number);
        }
        Self { by_name, plans }
    }

    /// The plan of a type, unless there is nothing in it to leave out.
    pub(super) fn find(&self, full_name: &str) -> Option<&Plan> {
        let at = self.by_name.get(full_name)?;
        Some(self.get(*at)).filter(|plan| !plan.0.is_empty())
    }

    pub(super) fn get(&self, at: usize) -> &Plan {
        &self.plans[at]
    }
}

// === impl Plan

impl Plan {
    /// What may be left out of the field of this number.
    pub(super) fn step(&self, number: u64) -> Option<Step> {
        let at = self.0.binary_search_by_key(&number, |(number, _)| *number);
        at.ok().map(|at| self.0[at].1)
    }
}

fn step(field: &FieldDescriptor, by_name: &HashMap<String, usize>) -> Option<Step> {
    let kind = field.kind();
    let message = kind.as_message().filter(|_| !field.is_map())?;
    match message.full_name() {
        "google.type.LocalizedText" => field.is_list().then(|| Step::Texts {
            body: !NAMES.contains(&field.name()),
        }),
        name => by_name.get(name).copied().map(Step::Message),
    }
}
