//! From the contract to plans: which messages and fields are checked, and by what.
//!
//! Owns the rules of messages, lists and maps. A rule that cannot be enforced is an error that names it, never left out.

use std::collections::HashMap;

use prost_reflect::{
    DescriptorPool, DynamicMessage, ExtensionDescriptor, FieldDescriptor, Kind, MessageDescriptor,
    Value as Given,
};

use super::{
    compile::{Ignore, Outcome, flag, ignore, unsupported, value_rules},
    plan::{Blank, Field, Plan, Plans, Shape},
    rule::Rules,
    wire::Wire,
};

/// Compiles the plans of the product's messages, or names the first rule that cannot be enforced.
pub(super) fn compile(pool: &DescriptorPool) -> Outcome<Plans> {
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
    Ok(Plans { by_name, plans })
}

pub(super) fn is_ours(message: &MessageDescriptor) -> bool {
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

/// The extensions that carry rules.
struct Options {
    field: ExtensionDescriptor,
    oneof: ExtensionDescriptor,
    message: ExtensionDescriptor,
    predefined: ExtensionDescriptor,
}

impl Options {
    fn find(pool: &DescriptorPool) -> Outcome<Self> {
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

    fn plan(&self, message: &MessageDescriptor, by_name: &HashMap<String, usize>) -> Outcome<Plan> {
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

fn absent(options: &DynamicMessage, rules: &ExtensionDescriptor, name: &str) -> Outcome<()> {
    if options.has_extension(rules) {
        return Err(format!("{name}: {} is not supported", rules.full_name()));
    }
    Ok(())
}

// === fields

/// The plan of a field with the rules it was given, if any.
pub(super) fn field_plan(
    field: &FieldDescriptor,
    rules: Option<&DynamicMessage>,
    by_name: &HashMap<String, usize>,
) -> Outcome<Field> {
    let kind = field.kind();
    let (shape, read, target) = match kind.as_message().filter(|_| field.is_map()) {
        Some(entry) => {
            let (key, value) = (
                entry.map_entry_key_field().kind(),
                entry.map_entry_value_field().kind(),
            );
            (Shape::Map { max: u64::MAX }, Wire::of(&key), value)
        }
        None if field.is_list() => (
            Shape::List {
                min: 0,
                max: u64::MAX,
                unique: false,
            },
            Wire::of(&kind),
            kind.clone(),
        ),
        None => (Shape::One, Wire::of(&kind), kind.clone()),
    };
    let mut planned = Field {
        number: field.number(),
        name: field.name().to_owned(),
        shape,
        wire: read,
        presence: field.supports_presence(),
        required: false,
        blank: match field.full_name() {
            "google.type.LocalizedText.text" => Blank::Left,
            _ if matches!(field.name(), "filter" | "order_by") => Blank::Left,
            _ => Blank::Refused,
        },
        ignore_empty: false,
        rules: Rules::default(),
        message: target
            .as_message()
            .and_then(|m| by_name.get(m.full_name()).copied()),
    };
    if let Some(rules) = rules {
        apply(&mut planned, &kind, rules)
            .map_err(|fault| format!("{}: {fault}", field.full_name()))?;
    }
    Ok(planned)
}

fn apply(planned: &mut Field, kind: &Kind, rules: &DynamicMessage) -> Outcome<()> {
    if ignore(rules)? == Ignore::Always {
        planned.message = None;
        return Ok(());
    }
    planned.required = flag(rules, "required");
    planned.ignore_empty = ignore(rules)? == Ignore::Zero;
    match planned.shape {
        Shape::One => {
            planned.rules = value_rules(kind, rules)?;
            // A zero that was set on purpose is a value like others.
            planned.rules.ignore_zero &= !planned.presence;
        }
        Shape::List { .. } | Shape::Map { .. } => {
            for (rule, value) in rules.fields() {
                match (rule.name(), value) {
                    ("required" | "ignore", _) => {}
                    ("repeated" | "map", Given::Message(of)) => {
                        counts(planned, kind, rule.name(), of)?;
                    }
                    (name, _) => return unsupported("field", name),
                }
            }
        }
    }
    Ok(())
}

/// The rules of a list or a map, and those of the items of a list.
fn counts(planned: &mut Field, kind: &Kind, family: &str, rules: &DynamicMessage) -> Outcome<()> {
    // Packed numbers of a wire that is not looked into are not told apart.
    let countable = planned.wire != Wire::Other || kind.as_message().is_some();
    for (rule, value) in rules.fields() {
        match (family, rule.name(), value, &mut planned.shape) {
            (_, name, ..) if !countable => return unsupported(family, name),
            ("repeated", "min_items", Given::U64(n), Shape::List { min, .. }) => *min = *n,
            ("repeated", "max_items", Given::U64(n), Shape::List { max, .. })
            | ("map", "max_pairs", Given::U64(n), Shape::Map { max }) => *max = *n,
            ("repeated", "unique", Given::Bool(is), Shape::List { unique, .. })
                if planned.wire != Wire::Other =>
            {
                *unique = *is;
            }
            ("repeated", "items", Given::Message(items), Shape::List { .. })
                if !flag(items, "required") =>
            {
                match ignore(items)? {
                    Ignore::Always => planned.message = None,
                    _ => planned.rules = value_rules(kind, items)?,
                }
            }
            (_, name, ..) => return unsupported(family, name),
        }
    }
    Ok(())
}
