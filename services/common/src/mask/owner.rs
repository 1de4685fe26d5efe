//! Who writes a field, as the contract says it (`google.api.field_behavior`).

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use kenes_proto::POOL;
use prost_reflect::{FieldDescriptor, Value};

/// Who writes a field, where it is not the caller alone.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    /// `OUTPUT_ONLY`: the service.
    Service,
    /// `IDENTIFIER`: the service, on creation.
    Name,
    /// `IMMUTABLE`: the caller, on creation.
    Creation,
}

/// The owners of all fields of the product's messages; the caller's own are not in it.
static OWNERS: LazyLock<HashMap<String, Owner>> = LazyLock::new(owners);

/// Returns who writes a field; `None`: the caller alone.
pub(super) fn owner(field: &FieldDescriptor) -> Option<Owner> {
    OWNERS.get(field.full_name()).copied()
}

fn owners() -> HashMap<String, Owner> {
    let Some(behavior) = POOL.get_extension_by_name("google.api.field_behavior") else {
        return HashMap::new();
    };
    let fields = POOL
        .all_messages()
        .filter(|m| m.full_name().starts_with("kenes."))
        .flat_map(|message| message.fields().collect::<Vec<_>>());
    fields
        .filter_map(|field| {
            let options = field.options();
            let values = options.get_extension(&behavior);
            let list = values.as_list().unwrap_or_default();
            let numbers: HashSet<i32> = list.iter().filter_map(Value::as_enum_number).collect();
            let owner = match () {
                () if numbers.contains(&3) => Owner::Service,
                () if numbers.contains(&8) => Owner::Name,
                () if numbers.contains(&5) => Owner::Creation,
                () => return None,
            };
            Some((field.full_name().to_owned(), owner))
        })
        .collect()
}
