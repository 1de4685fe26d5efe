//! The run over the bytes of a message, along its plan.

use std::collections::HashSet;

use super::{
    compile::count,
    path::{Path, Step},
    plan::{Blank, Field, Plan, Plans, Shape},
    rule::Value,
    wire::{Raw, items, read, understand, zero},
};
use crate::{Violation, text};

/// The most violations one check collects.
pub(super) const MAX_VIOLATIONS: usize = 50;

/// The deepest nesting that a message can be decoded from.
pub(super) const MAX_DEPTH: u32 = 100;

/// A check under way.
pub(super) struct Walk<'p> {
    pub(super) plans: &'p Plans,
    pub(super) found: Vec<Violation>,
    pub(super) depth: u32,
    /// Whether a line ends in one of its texts by another character than `\n`.
    pub(super) line_ends: bool,
}

// === impl Walk

impl Walk<'_> {
    /// None if the bytes are no message, which cannot be: they were just encoded.
    pub(super) fn message(
        &mut self,
        plan: &Plan,
        mut bytes: &[u8],
        path: Option<&Path<'_>>,
    ) -> Option<()> {
        if self.depth == MAX_DEPTH {
            self.broken(
                path,
                "MESSAGE_DEPTH",
                &format!("nest messages at most {MAX_DEPTH} deep"),
            );
            return Some(());
        }
        self.depth += 1;
        let mut seen = vec![0_u64; plan.fields.len()];
        let mut distinct = HashSet::new();
        while !bytes.is_empty() {
            let (number, raw) = read(&mut bytes)?;
            let Ok(at) = plan
                .fields
                .binary_search_by_key(&number, |field| field.number)
            else {
                continue;
            };
            let field = &plan.fields[at];
            let here = Path {
                up: path,
                step: Step::Field(&field.name),
            };
            match (field.shape, raw) {
                (Shape::One, _) => {
                    seen[at] = 1;
                    self.value(field, raw, &here)?;
                }
                (Shape::Map { .. }, _) => {
                    seen[at] += 1;
                    self.entry(field, raw, &here)?;
                }
                (Shape::List { unique, .. }, _) => {
                    for item in items(field.wire, raw) {
                        let item = item?;
                        let place = Path {
                            up: Some(&here),
                            step: Step::Item(seen[at]),
                        };
                        seen[at] += 1;
                        if unique && !distinct.insert((at, item)) {
                            self.broken(
                                Some(&place),
                                "REPEATED_UNIQUE",
                                "give every value only once",
                            );
                        }
                        self.value(field, item, &place)?;
                    }
                }
            }
        }
        self.counts(plan, &seen, path);
        self.depth -= 1;
        Some(())
    }

    /// What only the whole message shows: absent values, the lengths of lists, oneofs.
    pub(super) fn counts(&mut self, plan: &Plan, seen: &[u64], path: Option<&Path<'_>>) {
        for (field, &n) in plan.fields.iter().zip(seen) {
            let here = Path {
                up: path,
                step: Step::Field(&field.name),
            };
            match field.shape {
                _ if n == 0 && field.required => {
                    self.broken(Some(&here), "REQUIRED", "set this field; it is required");
                }
                Shape::One if n == 0 && !field.presence => {
                    self.rules(field, zero(field.wire), &here);
                }
                Shape::List { min, .. } if n < min && !(n == 0 && field.ignore_empty) => {
                    self.broken(
                        Some(&here),
                        "REPEATED_MIN_ITEMS",
                        &format!("give at least {}", count(min, "item")),
                    );
                }
                Shape::List { max, .. } if n > max => {
                    self.broken(
                        Some(&here),
                        "REPEATED_MAX_ITEMS",
                        &format!("give at most {}", count(max, "item")),
                    );
                }
                Shape::Map { max } if n > max => {
                    self.broken(
                        Some(&here),
                        "MAP_MAX_PAIRS",
                        &format!("give at most {}", count(max, "pair")),
                    );
                }
                _ => {}
            }
        }
        for (name, members) in &plan.oneofs {
            if members.iter().all(|&at| seen[at] == 0) {
                let names: Vec<_> = members
                    .iter()
                    .map(|&at| plan.fields[at].name.as_str())
                    .collect();
                let here = Path {
                    up: path,
                    step: Step::Field(name),
                };
                self.broken(
                    Some(&here),
                    "ONEOF_REQUIRED",
                    &format!("set one of: {}", names.join(", ")),
                );
            }
        }
    }

    fn value(&mut self, field: &Field, raw: Raw<'_>, path: &Path<'_>) -> Option<()> {
        if let (Some(at), Raw::Slice(bytes)) = (field.message, raw) {
            return self.message(self.plans.get(at), bytes, Some(path));
        }
        let value = understand(field.wire, raw);
        if let Some(Value::Text(text)) = value {
            self.text(field, text, path);
        } else if !field.rules.list.is_empty() {
            self.rules(field, value?, path);
        }
        Some(())
    }

    /// A text obeys its own rules, and those of every text: people can see it, and what they see is what it says.
    fn text(&mut self, field: &Field, text: &str, path: &Path<'_>) {
        let before = self.found.len();
        self.rules(field, Value::Text(text), path);
        let look = text::look(text);
        self.line_ends |= look.line_ends;
        if self.found.len() > before || text.is_empty() {
            return;
        }
        if let Some((c, at)) = look.forbidden {
            let say = format!("remove {} at {}", text::named(c), place(text, at));
            self.broken(Some(path), "STRING_CHARACTER", &say);
        } else if field.blank == Blank::Refused && !look.visible {
            let say = "write something that can be seen, or leave it out";
            self.broken(Some(path), "STRING_INVISIBLE", say);
        }
    }

    /// A pair of a map: only the value has rules, those of its message.
    fn entry(&mut self, field: &Field, raw: Raw<'_>, path: &Path<'_>) -> Option<()> {
        let (Some(at), Raw::Slice(mut bytes)) = (field.message, raw) else {
            return Some(());
        };
        let (mut key, mut value) = (zero(field.wire), [].as_slice());
        while !bytes.is_empty() {
            match read(&mut bytes)? {
                (1, raw) => key = understand(field.wire, raw)?,
                (_, Raw::Slice(bytes)) => value = bytes,
                _ => return None,
            }
        }
        let place = Path {
            up: Some(path),
            step: Step::Key(key),
        };
        self.message(self.plans.get(at), value, Some(&place))
    }

    fn rules(&mut self, field: &Field, value: Value<'_>, path: &Path<'_>) {
        if field.rules.ignore_zero && value.is_zero() {
            return;
        }
        for rule in &field.rules.list {
            if !rule.test.accepts(value) {
                self.broken(Some(path), &rule.reason, &rule.say);
            }
        }
    }

    #[cold]
    fn broken(&mut self, path: Option<&Path<'_>>, reason: &str, say: &str) {
        if self.found.len() < MAX_VIOLATIONS {
            let field = path.map(Path::written).unwrap_or_default();
            self.found.push(Violation {
                field,
                reason: reason.to_owned(),
                description: say.to_owned(),
            });
        }
    }
}

/// Where the character at `at`, counted from 1, stands, for people: in a text of several lines they look for the line.
fn place(text: &str, at: usize) -> String {
    if !text.contains('\n') {
        return format!("character {at}");
    }
    let before = text.chars().take(at);
    let (line, character) = before.fold((1, 0), |(line, character), c| match c {
        '\n' => (line + 1, 0),
        _ => (line, character + 1),
    });
    format!("character {character} of line {line}")
}
