//! Enums of the contract as filters write their values.

use prost_reflect::EnumDescriptor;

use super::columns::snake;
use crate::table::Schema;

/// The enum of the contract whose values the field of this path holds.
pub(super) fn enum_of(table: &Schema, path: &str) -> Option<EnumDescriptor> {
    table.field(path)?.kind().as_enum().cloned()
}

/// The number of the value of this name, written with or without the prefix.
pub(super) fn number_of(known: &EnumDescriptor, name: &str) -> Option<i32> {
    let value = known.get_value_by_name(name);
    let value = value.or_else(|| known.get_value_by_name(&format!("{}{name}", prefix_of(known))));
    value.map(|value| value.number())
}

/// The names of all values, without the prefix.
pub(super) fn names_of(known: &EnumDescriptor) -> Vec<String> {
    let prefix = prefix_of(known);
    known
        .values()
        .map(|v| {
            v.name()
                .strip_prefix(&prefix)
                .unwrap_or(v.name())
                .to_owned()
        })
        .collect()
}

/// The prefix of an enum's values: `LegalForm` has `LEGAL_FORM_NGO`.
fn prefix_of(known: &EnumDescriptor) -> String {
    format!(
        "{}_",
        snake(known.name())
            .trim_start_matches('_')
            .to_ascii_uppercase()
    )
}
