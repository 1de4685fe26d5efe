//! The plans: what is checked in every type of message, ready to run.
//!
//! A plan lists only the fields that have rules or lead to a message that has; a message without a plan costs nothing.

use std::collections::HashMap;

use super::{rule::Rules, wire::Wire};

/// All plans of a contract.
pub(super) struct Plans {
    pub(super) by_name: HashMap<String, usize>,
    pub(super) plans: Vec<Plan>,
}

/// What is checked in one type of message.
#[derive(Default)]
pub(super) struct Plan {
    /// Sorted by number.
    pub(super) fields: Vec<Field>,
    /// Oneofs of which a member must be set: the name, and the places of the members in `fields`.
    pub(super) oneofs: Vec<(String, Vec<usize>)>,
}

/// What is checked in one field.
pub(super) struct Field {
    pub(super) number: u32,
    pub(super) name: String,
    pub(super) shape: Shape,
    /// Of a map, that of its key.
    pub(super) wire: Wire,
    /// Whether an absent value is different from a zero one.
    pub(super) presence: bool,
    pub(super) required: bool,
    pub(super) blank: Blank,
    /// Whether an empty list is fine however many items it must have.
    pub(super) ignore_empty: bool,
    pub(super) rules: Rules,
    /// The plan of its messages.
    pub(super) message: Option<usize>,
}

/// What becomes of a text with nothing to see.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Blank {
    Refused,
    /// An expression of blanks is none; a text in several languages is left to `text::check`, which names it with whatever
    /// else is wrong.
    Left,
}

/// How many values a field has.
#[derive(Clone, Copy)]
pub(super) enum Shape {
    One,
    List { min: u64, max: u64, unique: bool },
    Map { max: u64 },
}

impl Plans {
    /// The plan of a type of message, unless it has nothing to check.
    pub(super) fn find(&self, full_name: &str) -> Option<&Plan> {
        self.by_name
            .get(full_name)
            .map(|&at| self.get(at))
            .filter(|plan| !plan.fields.is_empty())
    }

    pub(super) fn get(&self, at: usize) -> &Plan {
        &self.plans[at]
    }
}

impl Field {
    /// Whether there is anything to check in it by itself: in every text there is.
    pub(super) fn has_rules(&self) -> bool {
        let counted = match self.shape {
            Shape::One => false,
            Shape::List { min, max, unique } => min > 0 || max < u64::MAX || unique,
            Shape::Map { max } => max < u64::MAX,
        };
        self.required || counted || !self.rules.list.is_empty() || self.wire == Wire::Text
    }
}
