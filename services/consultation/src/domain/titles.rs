//! What organizations are called where people read of them.

use std::collections::HashMap;

use common::{Language, names, text};
use kenes_proto::gtype::LocalizedText;

/// What the registry calls organizations, by their full names.
pub(crate) type Titles = HashMap<String, Vec<LocalizedText>>;

/// What an organization is called; its id where the registry does not say.
pub(crate) fn called<'t>(titles: &'t Titles, name: &'t str, language: Language) -> &'t str {
    let known = titles.get(name).map_or(&[][..], Vec::as_slice);
    text::pick_or(known, language, names::id(name))
}
