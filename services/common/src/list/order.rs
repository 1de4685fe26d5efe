//! The order of a list: `order_by` read into sort keys, and keys written as `ORDER BY` and as "after this row".
//!
//! Knows nothing of filters, nor of how a position travels between pages.

use super::{
    Args,
    columns::{find, sorts},
    shown,
};
use crate::{
    store::Value,
    table::{ColumnSchema, Schema, Type},
};

/// One column to sort by.
#[derive(Clone, Copy, Debug)]
pub(super) struct Key {
    name: &'static str,
    field: &'static str,
    /// Whether its values are text; all others are numbers.
    pub(super) text: bool,
    falling: bool,
}

impl Key {
    fn new(column: &ColumnSchema, falling: bool) -> Self {
        Self {
            name: column.name,
            field: column.field,
            text: matches!(column.kind, Type::Text),
            falling,
        }
    }

    /// The field that it is for callers.
    pub(super) fn field(&self) -> &'static str {
        self.field
    }

    /// The column as the statement names it.
    pub(super) fn column(&self) -> String {
        format!("t.{}", self.name)
    }

    /// The comparison that later rows pass.
    fn after(self) -> &'static str {
        if self.falling { "<" } else { ">" }
    }
}

/// The keys of `order_by`, always ending in the resource's name, or what is wrong with it. Empty is by name.
///
/// The name takes the direction of the last key: where all directions agree, both engines can compare whole rows and
/// walk one index.
pub(super) fn parse(table: &Schema, order_by: &str) -> Result<Vec<Key>, String> {
    let mut keys: Vec<Key> = Vec::new();
    for part in order_by.split(',').filter(|_| !order_by.trim().is_empty()) {
        let mut words = part.split_whitespace();
        let (field, direction) = (words.next(), words.next());
        let falling = match direction {
            None => false,
            Some(word) if word.eq_ignore_ascii_case("asc") => false,
            Some(word) if word.eq_ignore_ascii_case("desc") => true,
            Some(word) => {
                return Err(format!(
                    "{} is no direction: write asc or desc",
                    shown(word)
                ));
            }
        };
        if let Some(word) = words.next() {
            return Err(format!(
                "{} follows a direction: separate fields by commas",
                shown(word)
            ));
        }
        let Some(field) = field else {
            return Err("a field is missing: write `field [desc], …`".into());
        };
        let Some(column) = find(table, field).filter(|column| column.sort) else {
            return Err(format!(
                "{} does not sort this list; these do: {}",
                shown(field),
                sortable(table)
            ));
        };
        if keys.iter().any(|key| key.name == column.name) {
            return Err(format!("{} stands twice", shown(field)));
        }
        keys.push(Key::new(column, falling));
    }
    // Nothing sorts after a name: no two rows share one.
    if let Some(at) = keys.iter().position(|key| key.name == "name") {
        keys.truncate(at + 1);
    } else {
        let falling = keys.last().is_some_and(|key| key.falling);
        keys.push(Key {
            name: "name",
            field: "name",
            text: true,
            falling,
        });
    }
    Ok(keys)
}

fn sortable(table: &Schema) -> String {
    sorts(table).join(", ")
}

/// The keys as `ORDER BY` takes them.
pub(super) fn clause(keys: &[Key]) -> String {
    let keys: Vec<String> = keys
        .iter()
        .map(|key| format!("{}{}", key.column(), if key.falling { " DESC" } else { "" }))
        .collect();
    keys.join(", ")
}

/// The condition of all rows after the one that has `values`; there is a value for every key.
pub(super) fn after(keys: &[Key], values: Vec<Value>, args: &mut Args) -> String {
    let arguments: Vec<String> = values.into_iter().map(|value| args.push(value)).collect();
    let columns: Vec<String> = keys.iter().map(Key::column).collect();
    let ([key, others @ ..], [column, ..], [argument, ..]) = (keys, &columns[..], &arguments[..])
    else {
        return "1 = 1".into();
    };
    if others.is_empty() {
        return format!("{column} {} {argument}", key.after());
    }
    if others.iter().all(|other| other.falling == key.falling) {
        return format!(
            "({}) {} ({})",
            columns.join(", "),
            key.after(),
            arguments.join(", ")
        );
    }
    let mut parts = keys.iter().zip(&columns).zip(&arguments).rev();
    let mut sql = String::new();
    for ((key, column), argument) in &mut parts {
        sql = if sql.is_empty() {
            format!("{column} {} {argument}", key.after())
        } else {
            format!(
                "({column} {} {argument} OR ({column} = {argument} AND {sql}))",
                key.after()
            )
        };
    }
    // Implied by the rest, but a bound that an index can begin at.
    format!("{column} {}= {argument} AND {sql}", key.after())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::list::tests::TABLE;

    fn order(text: &str) -> String {
        clause(&parse(&TABLE, text).expect("a good order"))
    }

    fn refused(text: &str) -> String {
        parse(&TABLE, text).expect_err("a bad order")
    }

    #[test]
    fn the_name_ends_every_order_and_follows_the_last_direction() {
        assert_eq!(order(""), "t.name");
        assert_eq!(order("  "), "t.name");
        assert_eq!(order("title"), "t.title, t.name");
        assert_eq!(
            order(" createTime  desc "),
            "t.create_time DESC, t.name DESC"
        );
        assert_eq!(
            order("title DESC,member_count asc"),
            "t.title DESC, t.members, t.name"
        );
        assert_eq!(order("name desc, title"), "t.name DESC");
        assert_eq!(order("place.subdivisionCode"), "t.region, t.name");
    }

    #[test]
    fn only_declared_fields_sort() {
        for bad in [
            "names",
            "bin",
            "tags",
            "search",
            "secret",
            "delete_time",
            "t.title",
            "title;",
            "title--",
            "",
        ] {
            if !bad.is_empty() {
                let text = refused(bad);
                assert!(
                    text.contains("these do: name, create_time, update_time, title"),
                    "{text}"
                );
            }
        }
        assert!(refused("title down").contains("no direction"));
        assert!(refused("title desc members").contains("commas"));
        assert!(refused("title,").contains("missing"));
        assert!(refused(",").contains("missing"));
        assert!(refused("title, title desc").contains("twice"));
    }

    #[test]
    fn rows_are_compared_whole_where_directions_agree() {
        let after = |text: &str| {
            let keys = parse(&TABLE, text).expect("a good order");
            let values = keys.iter().map(|_| Value::Int(0)).collect();
            after(&keys, values, &mut Args::default())
        };
        assert_eq!(after(""), "t.name > $1");
        assert_eq!(after("title desc"), "(t.title, t.name) < ($1, $2)");
        assert_eq!(
            after("title, member_count desc"),
            "t.title >= $1 AND (t.title > $1 OR (t.title = $1 AND (t.members < $2 OR (t.members = $2 AND t.name < $3))))"
        );
    }
}
