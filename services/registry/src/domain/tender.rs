//! Rules of tenders: what must hold of one by itself. How it goes on is in `state`, how its lots end in
//! `lot`, who compares the applications in `commission`.

pub(crate) mod commission;
pub(crate) mod lot;
pub(crate) mod state;
#[cfg(test)]
mod tests;

use common::{Violation, date, money, parts, span, text};
use kenes_proto::{
    gtype::Money,
    registry::{self as pb, tender::State},
    types::ErrorReason as Reason,
};
use prost_types::Timestamp;

/// The scheme of what is won.
pub(crate) const FORMS: &str = "order-forms";

/// The scheme of the areas of the order.
pub(crate) const AREAS: &str = "order-areas";

/// The form that nothing is bought with: it has no estimate.
pub(crate) const PRIZE: &str = "prize";
/// The form that is carried out at cost.
pub(crate) const SOCIAL_ORDER: &str = "social-order";

const MAX_TITLE: usize = 1_000;
const MAX_GROUPS: usize = 2_000;
pub(crate) const MAX_TEXT: usize = 20_000;
/// What the weights of criteria add up to.
const WHOLE: i32 = 100;

/// A new tender is being prepared.
pub(crate) fn begin(tender: &mut pb::Tender) {
    tender.set_state(State::Draft);
}

/// The currency of a tender; empty where it has no value.
pub(crate) fn currency(tender: &pb::Tender) -> &str {
    tender
        .value
        .as_ref()
        .map_or("", |value| &value.currency_code)
}

/// What must hold of a tender by itself.
pub(crate) fn check(tender: &pb::Tender) -> Vec<Violation> {
    let mut wrong = text::check("tender.titles", &tender.titles, MAX_TITLE, true);
    let (groups, said) = (&tender.target_groups, &tender.descriptions);
    wrong.extend(text::check("tender.descriptions", said, MAX_TEXT, false));
    wrong.extend(text::check(
        "tender.target_groups",
        groups,
        MAX_GROUPS,
        false,
    ));
    wrong.extend(parts::printed_number("tender.number", &tender.number));
    wrong.extend(money::check("tender.value", tender.value.as_ref()));
    wrong.extend(parts::documents("tender.documents", &tender.documents));
    wrong.extend(parts::sources("tender.sources", &tender.sources));
    for (n, one) in tender.indicators.iter().enumerate() {
        let field = format!("tender.indicators[{n}].titles");
        wrong.extend(text::check(&field, &one.titles, MAX_TITLE, true));
    }
    wrong.extend(check_times(tender));
    wrong.extend(check_lots(tender));
    wrong.extend(check_criteria(tender));
    let persons = tender.commission_members.iter().map(|one| &*one.person);
    wrong.extend(twice("tender.commission_members", "person", persons));
    wrong
}

fn check_times(tender: &pb::Tender) -> Vec<Violation> {
    let (start, end) = (
        tender.submission_start_time.as_ref(),
        tender.submission_end_time.as_ref(),
    );
    let (field, opening) = ("tender.opening_time", tender.opening_time.as_ref());
    let mut wrong = span::times("tender.submission_", start, end);
    match date::check_time(field, opening) {
        None if wrong.is_empty() => wrong.extend(check_opening(field, start, end, opening)),
        fault => wrong.extend(fault),
    }
    wrong
}

fn check_opening(
    field: &str,
    start: Option<&Timestamp>,
    end: Option<&Timestamp>,
    opening: Option<&Timestamp>,
) -> Option<Violation> {
    let limit = match end {
        Some(_) => ("end of the submission", end),
        None => ("start of the submission", start),
    };
    date::time_not_before(field, opening, limit)
}

fn check_lots(tender: &pb::Tender) -> Vec<Violation> {
    let lots = &tender.lots;
    let mut wrong = twice("tender.lots", "lot_id", lots.iter().map(|lot| &*lot.lot_id));
    for (n, lot) in lots.iter().enumerate() {
        let field = |name: &str| format!("tender.lots[{n}].{name}");
        wrong.extend(text::check(&field("titles"), &lot.titles, MAX_TITLE, true));
        wrong.extend(parts::place(&field("place"), lot.place.as_ref()));
        wrong.extend(check_value(&field("value"), lot.value.as_ref(), tender));
    }
    // What is no valid amount may be too large for a sum.
    let values = lots.iter().map(|lot| money::hundredths(lot.value.as_ref()));
    let all = values.fold(0, i64::saturating_add);
    if wrong.is_empty() && tender.value.is_some() && all > money::hundredths(tender.value.as_ref())
    {
        let say = format!(
            "together they are worth {}, more than the tender",
            money::show(&money::of_hundredths(all, currency(tender)))
        );
        wrong.push(Violation::new("tender.lots", Reason::FieldInvalid, say));
    }
    wrong
}

/// What is wrong with an amount in a tender that is there.
pub(crate) fn check_value(
    field: &str,
    value: Option<&Money>,
    tender: &pb::Tender,
) -> Vec<Violation> {
    let mut wrong = money::check(field, value);
    wrong.extend(money::check_currency(field, value, currency(tender)));
    wrong
}

fn check_criteria(tender: &pb::Tender) -> Vec<Violation> {
    let criteria = &tender.criteria;
    let ids = criteria.iter().map(|one| &*one.criterion_id);
    let mut wrong = twice("tender.criteria", "criterion_id", ids);
    for (n, one) in criteria.iter().enumerate() {
        let field = format!("tender.criteria[{n}].titles");
        wrong.extend(text::check(&field, &one.titles, MAX_TITLE, true));
    }
    let weights: i32 = criteria.iter().map(|one| one.weight).sum();
    if !criteria.is_empty() && weights != WHOLE {
        let say = format!("give weights that add up to {WHOLE}, not {weights}");
        wrong.push(Violation::new("tender.criteria", Reason::FieldInvalid, say));
    }
    wrong
}

/// What is wrong with ids that must be there once each.
fn twice<'a>(list: &str, id: &str, ids: impl Iterator<Item = &'a str>) -> Vec<Violation> {
    let mut seen = Vec::new();
    let mut wrong = Vec::new();
    for (n, one) in ids.enumerate() {
        if seen.contains(&one) {
            let say = format!("{one} is there already; give each once");
            let field = format!("{list}[{n}].{id}");
            wrong.push(Violation::new(field, Reason::FieldInvalid, say));
        }
        seen.push(one);
    }
    wrong
}
