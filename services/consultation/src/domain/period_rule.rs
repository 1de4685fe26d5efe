//! Rules of period rules: what each says, and which one is in effect for an act of a body on a day.

use std::cmp::Ordering;

use common::{Error, Violation, date, parts, span, text};
use kenes_proto::{
    consultation::{PeriodRule, period_rule::Unit},
    gtype::Date,
    types::ErrorReason as Reason,
};

const MAX_TEXT: usize = 2_000;
/// The longest period in months.
const MOST_MONTHS: i32 = 120;

/// Of whom an act is expected, and who asks for it. What is not known is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Bodies {
    /// The full name of the body.
    pub(crate) body: String,
    /// Its form.
    pub(crate) form: String,
    /// The form of the body that asks.
    pub(crate) asking_form: String,
}

/// What must hold of a rule by itself.
pub(crate) fn check(rule: &PeriodRule) -> Result<(), Error> {
    let mut wrong = Vec::new();
    if !rule.body.is_empty() && !rule.body_form_code.is_empty() {
        let say =
            "leave it out, or leave out the body: a rule is for one body or for those of a form";
        let field = "period_rule.body_form_code";
        wrong.push(Violation::new(field, Reason::FieldInvalid, say));
    }
    if rule.unit() == Unit::Month && rule.length > MOST_MONTHS {
        let say = format!("give at most {MOST_MONTHS} months");
        wrong.push(Violation::new(
            "period_rule.length",
            Reason::FieldInvalid,
            say,
        ));
    }
    let (from, until) = (
        rule.valid_from_date.as_ref(),
        rule.valid_until_date.as_ref(),
    );
    let field = |name: &str| format!("period_rule.{name}");
    wrong.extend(span::whole_date(&field("valid_from_date"), from));
    wrong.extend(
        span::whole_date(&field("valid_until_date"), until)
            .or_else(|| date::not_before(&field("valid_until_date"), until, ("first day", from))),
    );
    wrong.extend(text::check(&field("texts"), &rule.texts, MAX_TEXT, true));
    wrong.extend(parts::require_sources(&field("sources"), &rule.sources));
    Error::check(wrong)
}

/// The rule that is in effect on `day`: one for the body itself before one for its form before one for all; among these one for
/// the form of who asks before one for all; then the one that came into effect last, and the first by name.
pub(crate) fn in_effect<'a>(
    rules: &'a [PeriodRule],
    bodies: &Bodies,
    day: &Date,
) -> Option<&'a PeriodRule> {
    let applying = rules.iter().filter(|rule| applies(rule, bodies, day));
    applying.max_by(|one, other| precedence(one, other))
}

fn applies(rule: &PeriodRule, bodies: &Bodies, day: &Date) -> bool {
    let open = |asked: &str, known: &str| asked.is_empty() || asked == known;
    let day = date::lower(Some(day));
    let until = date::upper(rule.valid_until_date.as_ref());
    date::lower(rule.valid_from_date.as_ref()) <= day
        && (until == 0 || day <= until)
        && open(&rule.body, &bodies.body)
        && open(&rule.body_form_code, &bodies.form)
        && open(&rule.asking_form_code, &bodies.asking_form)
}

fn precedence(one: &PeriodRule, other: &PeriodRule) -> Ordering {
    let rank = |rule: &PeriodRule| {
        (
            !rule.body.is_empty(),
            !rule.body_form_code.is_empty(),
            !rule.asking_form_code.is_empty(),
            date::lower(rule.valid_from_date.as_ref()),
        )
    };
    let by_name = other.name.cmp(&one.name);
    rank(one).cmp(&rank(other)).then(by_name)
}

/// Whether which of the rules is in effect depends on the forms of the bodies.
pub(crate) fn ask_forms(rules: &[PeriodRule]) -> bool {
    let mut rules = rules.iter();
    rules.any(|rule| !rule.body_form_code.is_empty() || !rule.asking_form_code.is_empty())
}

#[cfg(test)]
mod tests;
