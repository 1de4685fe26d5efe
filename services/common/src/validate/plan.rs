//! The plans: what is checked in every type of message, ready to run.
//!
//! A plan lists only the fields that have rules or lead to a message that has; a message without a plan costs nothing.

use std::collections::HashMap;

use prost_reflect::{DescriptorPool, DynamicMessage, ExtensionDescriptor, MessageDescriptor};

use super::{
    compile::{field_plan, flag},
    rule::Rule,
};

/// All plans of a contract.
pub(super) struct Plans {
    by_name: HashMap<String, usize>,
    plans: Vec<Plan>,
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
    pub(super) wire: Wire,
    /// Whether an absent value is different from a zero one.
    pub(super) presence: bool,
    pub(super) required: bool,
    /// Whether an empty list is fine however many items it must have.
    pub(super) ignore_empty: bool,
    pub(super) rules: Rules,
    /// The plan of its messages.
    pub(super) message: Option<usize>,
}

/// How many values a field has.
#[derive(Clone, Copy)]
pub(super) enum Shape {
    One,
    List { min: u64, max: u64, unique: bool },
    Map { max: u64 },
}

/// How a value is read; of a map, its key.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Wire {
    Text,
    Bytes,
    Signed,
    Unsigned,
    Double,
    /// Not looked into.
    Other,
}

/// The rules of a value.
#[derive(Default)]
pub(super) struct Rules {
    pub(super) ignore_zero: bool,
    pub(super) list: Vec<Rule>,
}

// === impl Plans

impl Plans {
    /// Compiles the plans of the product's messages, or names the first rule that cannot be enforced.
    pub(super) fn compile(pool: &DescriptorPool) -> Result<Self, String> {
        let messages: Vec<_> = pool.all_messages().filter(is_ours).collect();
        let names = messages
            .iter()
            .enumerate()
            .map(|(at, m)| (m.full_name().to_owned(), at));
        let by_name: HashMap<_, _> = names.collect();
        let options = Options::find(pool)?;
        let plans = messages
            .iter()
            .map(|message| options.plan(message, &by_name));
        let mut plans = plans.collect::<Result<Vec<_>, _>>()?;
        prune(&mut plans);
        Ok(Self { by_name, plans })
    }

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

fn is_ours(message: &MessageDescriptor) -> bool {
    let name = message.full_name();
    (name.starts_with("kenes.") || name.starts_with("google.type.")) && !message.is_map_entry()
}

/// Drops what leads to no rule. Types may contain themselves, so liveness spreads until nothing changes.
fn prune(plans: &mut [Plan]) {
    let own = |plan: &Plan| !plan.oneofs.is_empty() || plan.fields.iter().any(Field::has_rules);
    let mut live: Vec<bool> = plans.iter().map(own).collect();
    loop {
        let leads = |plan: &Plan| {
            plan.fields
                .iter()
                .any(|f| f.message.is_some_and(|at| live[at]))
        };
        let next: Vec<bool> = plans
            .iter()
            .zip(&live)
            .map(|(plan, &was)| was || leads(plan))
            .collect();
        if next == live {
            break;
        }
        live = next;
    }
    for plan in plans {
        for field in &mut plan.fields {
            field.message = field.message.filter(|&at| live[at]);
        }
        // The members of a required oneof keep their places.
        if plan.oneofs.is_empty() {
            plan.fields.retain(|f| f.has_rules() || f.message.is_some());
        }
    }
}

impl Field {
    fn has_rules(&self) -> bool {
        let counted = match self.shape {
            Shape::One => false,
            Shape::List { min, max, unique } => min > 0 || max < u64::MAX || unique,
            Shape::Map { max } => max < u64::MAX,
        };
        self.required || counted || !self.rules.list.is_empty()
    }
}

/// The extensions that carry rules.
struct Options {
    field: ExtensionDescriptor,
    oneof: ExtensionDescriptor,
    message: ExtensionDescriptor,
    predefined: ExtensionDescriptor,
}

impl Options {
    fn find(pool: &DescriptorPool) -> Result<Self, String> {
        let find = |name: &str| {
            pool.get_extension_by_name(name)
                .ok_or_else(|| format!("{name} is not in the contract"))
        };
        Ok(Self {
            field: find("buf.validate.field")?,
            oneof: find("buf.validate.oneof")?,
            message: find("buf.validate.message")?,
            predefined: find("buf.validate.predefined")?,
        })
    }

    fn plan(
        &self,
        message: &MessageDescriptor,
        by_name: &HashMap<String, usize>,
    ) -> Result<Plan, String> {
        absent(&message.options(), &self.message, message.full_name())?;
        let mut plan = Plan::default();
        for field in message.fields() {
            let options = field.options();
            absent(&options, &self.predefined, field.full_name())?;
            let rules = options.get_extension(&self.field);
            let rules = rules
                .as_message()
                .filter(|_| options.has_extension(&self.field));
            plan.fields.push(field_plan(&field, rules, by_name)?);
        }
        for oneof in message.oneofs() {
            let options = oneof.options();
            if options
                .get_extension(&self.oneof)
                .as_message()
                .is_some_and(|rules| flag(rules, "required"))
            {
                let place = |number| {
                    plan.fields
                        .iter()
                        .position(|planned| planned.number == number)
                };
                let members = oneof
                    .fields()
                    .filter_map(|member| place(member.number()))
                    .collect();
                plan.oneofs.push((oneof.name().to_owned(), members));
            }
        }
        Ok(plan)
    }
}

fn absent(options: &DynamicMessage, rules: &ExtensionDescriptor, name: &str) -> Result<(), String> {
    if options.has_extension(rules) {
        return Err(format!("{name}: {} is not supported", rules.full_name()));
    }
    Ok(())
}
