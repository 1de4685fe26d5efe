//! What was agreed on, and what came of it: a contract of a release, with its milestones and payments.

use common::{date, money, names};
use kenes_proto::registry::{ContractAmendment, Milestone, Payment, contract, milestone, payment};
use serde_json::{Map, Value, json};

use super::{
    super::said::{list, object, put, text},
    Held,
    parties::Parties,
    words::{day, documents, last_of, period, texts, value},
};

pub(super) fn said(held: &Held, language: &str, parties: &mut Parties<'_>) -> Value {
    let contract = &held.contract;
    let mut said = Map::new();
    put(&mut said, "id", Some(json!(names::id(&contract.name))));
    put(
        &mut said,
        "awardID",
        Some(json!(names::id(&contract.award))),
    );
    texts(&mut said, "title", &contract.titles, language);
    // The standard has one word for what was completed and what was broken off; why it ended says which it was.
    texts(&mut said, "description", &contract.close_reasons, language);
    let status = match contract.state() {
        contract::State::Active => "active",
        contract::State::Completed | contract::State::Terminated => "terminated",
        contract::State::Cancelled => "cancelled",
        contract::State::Pending | contract::State::Unspecified => "pending",
    };
    put(&mut said, "status", Some(json!(status)));
    let (start, end) = (contract.start_date.as_ref(), contract.end_date.as_ref());
    put(&mut said, "period", period(day(start), last_of(end)));
    put(&mut said, "value", value(contract.value.as_ref()));
    put(&mut said, "dateSigned", day(contract.sign_date.as_ref()));
    let papers = documents(&contract.document, "contractSigned", language);
    put(&mut said, "documents", list(papers));
    let amendments = contract.amendments.iter().enumerate();
    let amendments = amendments.map(|(n, one)| amendment(n, one, language));
    put(&mut said, "amendments", list(amendments.collect()));

    let milestones = held.milestones.iter();
    let milestones: Vec<Value> = milestones.map(|one| milestone(one, language)).collect();
    let mut implementation = Map::new();
    match contract.sign_date {
        None => put(&mut said, "milestones", list(milestones)),
        Some(_) => put(&mut implementation, "milestones", list(milestones)),
    }
    // Money that came back was not paid.
    let paid = held.payments.iter();
    let paid = paid.filter(|one| one.state() == payment::State::Paid);
    let paid = paid.map(|one| transaction(one, held, language, parties));
    put(&mut implementation, "transactions", list(paid.collect()));
    put(&mut said, "implementation", object(implementation));
    Value::Object(said)
}

fn milestone(milestone: &Milestone, language: &str) -> Value {
    let mut said = Map::new();
    put(&mut said, "id", Some(json!(names::id(&milestone.name))));
    texts(&mut said, "title", &milestone.titles, language);
    put(&mut said, "type", text("delivery"));
    put(&mut said, "dueDate", last_of(milestone.due_date.as_ref()));
    let status = match milestone.state() {
        milestone::State::Met => "met",
        milestone::State::PartiallyMet => "partiallyMet",
        milestone::State::NotMet => "notMet",
        milestone::State::Scheduled | milestone::State::Unspecified => "scheduled",
    };
    put(&mut said, "status", Some(json!(status)));
    if let Some(acceptance) = &milestone.acceptance {
        let judged = day(acceptance.accept_date.as_ref());
        if milestone.state() == milestone::State::Met {
            put(&mut said, "dateMet", judged.clone());
        }
        put(&mut said, "dateModified", judged);
        texts(&mut said, "description", &acceptance.reasons, language);
        let act = documents(&acceptance.document, "completionCertificate", language);
        put(&mut said, "documents", list(act));
    }
    Value::Object(said)
}

fn transaction(payment: &Payment, held: &Held, language: &str, parties: &mut Parties<'_>) -> Value {
    let mut said = Map::new();
    put(&mut said, "id", Some(json!(names::id(&payment.name))));
    put(&mut said, "date", day(payment.pay_date.as_ref()));
    put(&mut said, "value", value(payment.amount.as_ref()));
    put(&mut said, "payer", parties.refer(&payment.payer, "payer"));
    let payee = parties.refer(&held.contract.supplier, "payee");
    put(&mut said, "payee", payee);
    let mut milestones = held.milestones.iter();
    if let Some(reached) = milestones.find(|one| one.name == payment.milestone) {
        let mut related = Map::new();
        put(&mut related, "id", Some(json!(names::id(&reached.name))));
        let title = super::words::shown(&reached.titles, language);
        put(&mut related, "title", text(title));
        let related = Value::Object(related);
        put(&mut said, "relatedImplementationMilestone", Some(related));
    }
    Value::Object(said)
}

/// An amendment, with what it changed: `value: 470,000 KZT -> 500,000 KZT; endDate: 2004-03-31 -> 2004-04-30`.
fn amendment(n: usize, amendment: &ContractAmendment, language: &str) -> Value {
    let mut said = Map::from_iter([("id".to_owned(), json!((n + 1).to_string()))]);
    put(&mut said, "date", day(amendment.amend_date.as_ref()));
    texts(&mut said, "rationale", &amendment.reasons, language);
    let amount = |value: Option<_>| value.map_or_else(|| "none".to_owned(), money::show);
    let shown = |value: Option<_>| value.map_or_else(|| "none".to_owned(), date::show);
    let (former, value) = (amendment.former_value.as_ref(), amendment.value.as_ref());
    let changes = [
        ("value", amount(former), amount(value)),
        (
            "startDate",
            shown(amendment.former_start_date.as_ref()),
            shown(amendment.start_date.as_ref()),
        ),
        (
            "endDate",
            shown(amendment.former_end_date.as_ref()),
            shown(amendment.end_date.as_ref()),
        ),
    ];
    let changes = changes.iter().filter(|(_, former, new)| former != new);
    let changes = changes.map(|(field, former, new)| format!("{field}: {former} -> {new}"));
    let changes: Vec<String> = changes.collect();
    put(&mut said, "description", text(&changes.join("; ")));
    Value::Object(said)
}

/// Whether anything of a contract was carried out.
pub(super) fn is_begun(held: &Held) -> bool {
    let paid = |one: &Payment| one.state() == payment::State::Paid;
    held.contract.sign_date.is_some()
        && (!held.milestones.is_empty() || held.payments.iter().any(paid))
}
