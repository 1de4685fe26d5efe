//! Where in a message a value stands.

use std::fmt::Write as _;

use super::rule::Value;

/// Where a value is. Written out only for a violation.
#[derive(Clone, Copy)]
pub(super) struct Path<'a> {
    pub(super) up: Option<&'a Path<'a>>,
    pub(super) step: Step<'a>,
}

#[derive(Clone, Copy)]
pub(super) enum Step<'a> {
    Field(&'a str),
    Item(u64),
    Key(Value<'a>),
}

impl Path<'_> {
    /// `organization.titles[1].text`
    pub(super) fn written(&self) -> String {
        let mut text = self.up.map(Self::written).unwrap_or_default();
        let done = match self.step {
            Step::Field(name) if text.is_empty() => write!(text, "{name}"),
            Step::Field(name) => write!(text, ".{name}"),
            Step::Item(at) => write!(text, "[{at}]"),
            Step::Key(Value::Text(key)) => write!(text, "[{key:?}]"),
            Step::Key(Value::Int(key)) => write!(text, "[{key}]"),
            Step::Key(_) => write!(text, "[?]"),
        };
        done.map(|()| text).unwrap_or_default()
    }
}
