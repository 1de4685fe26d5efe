//! What a release says of a process, and what it keeps to itself.

use common::date;
use kenes_proto::{
    gtype::Money,
    registry::{Criterion, Lot, award, contract, milestone, payment},
};

use super::*;

fn titles(kk: &str, en: &str) -> Vec<kenes_proto::gtype::LocalizedText> {
    [("kk", kk), ("en", en)]
        .map(|(code, text)| kenes_proto::gtype::LocalizedText {
            language_code: code.into(),
            text: text.into(),
        })
        .to_vec()
}

fn tenge(units: i64) -> Money {
    Money {
        currency_code: "KZT".into(),
        units,
        nanos: 0,
    }
}

fn organization(id: &str, title: &str, bin: &str) -> Organization {
    let own = format!("KZ-KENES-{id}");
    let org_ids = match bin {
        "" => vec![own],
        bin => vec![format!("KZ-BIN-{bin}"), own],
    };
    Organization {
        name: format!("organizations/{id}"),
        titles: titles(title, ""),
        bin: bin.into(),
        org_ids,
        ..Default::default()
    }
}

fn known() -> BTreeMap<String, Organization> {
    let all = [
        organization("ministry", "Министрлік", ""),
        organization("help", "Көмек", "950440001673"),
    ];
    all.into_iter().map(|o| (o.name.clone(), o)).collect()
}

/// A tender of one lot with an application that was opened, one that stays sealed, an award and a signed contract.
fn process() -> Process {
    let at = |text: &str| date::parse_time(text).map(date::timestamp);
    let mut application = Application {
        name: "tenders/t/applications/one".into(),
        applicant: "organizations/help".into(),
        lot: "lot-1".into(),
        value: Some(tenge(100)),
        update_time: at("2003-09-22T04:00:00Z"),
        ..Default::default()
    };
    application.set_state(application::State::Admitted);
    let mut sealed = Application {
        name: "tenders/t/applications/secret".into(),
        applicant: "organizations/secret".into(),
        update_time: at("2030-01-01T00:00:00Z"),
        ..Default::default()
    };
    sealed.set_state(application::State::Withdrawn);
    let mut award = Award {
        name: "tenders/t/awards/first".into(),
        application: application.name.clone(),
        supplier: "organizations/help".into(),
        lot: "lot-1".into(),
        value: Some(tenge(90)),
        award_date: date::parse("2003-09-29"),
        ..Default::default()
    };
    award.set_state(award::State::Active);
    let mut contract = Contract {
        name: "contracts/c".into(),
        award: award.name.clone(),
        tender: "tenders/t".into(),
        supplier: "organizations/help".into(),
        value: Some(tenge(90)),
        sign_date: date::parse("2003-10-06"),
        start_date: date::parse("2003-10"),
        end_date: date::parse("2004-03-31"),
        ..Default::default()
    };
    contract.set_state(contract::State::Completed);
    let mut milestone = Milestone {
        name: "contracts/c/milestones/m".into(),
        due_date: date::parse("2003-12-01"),
        ..Default::default()
    };
    milestone.set_state(milestone::State::PartiallyMet);
    let payment = |id: &str, state| {
        let mut payment = Payment {
            name: format!("contracts/c/payments/{id}"),
            amount: Some(tenge(45)),
            pay_date: date::parse("2003-10-10"),
            payer: "organizations/ministry".into(),
            milestone: "contracts/c/milestones/m".into(),
            update_time: at("2004-04-29T05:00:00Z"),
            ..Default::default()
        };
        payment.set_state(state);
        payment
    };
    let mut tender = Tender {
        name: "tenders/t".into(),
        titles: titles("Конкурс", "Tender"),
        form_code: "social-order".into(),
        buyer: "organizations/ministry".into(),
        value: Some(tenge(1_000)),
        area_codes: vec!["health".into()],
        lots: vec![Lot {
            lot_id: "lot-1".into(),
            titles: titles("Бірінші", "First"),
            value: Some(tenge(100)),
            ..Default::default()
        }],
        criteria: vec![Criterion {
            criterion_id: "need".into(),
            titles: titles("Өзектілік", "Need"),
            weight: 100,
            max_points: 10,
        }],
        submission_start_time: at("2003-09-01T04:00:00Z"),
        submission_end_time: at("2003-09-22T04:00:00Z"),
        open_time: at("2003-09-22T04:00:00Z"),
        update_time: at("2003-09-30T05:00:00Z"),
        ..Default::default()
    };
    tender.set_state(State::Awarded);
    Process {
        tender,
        applications: vec![application, sealed],
        awards: vec![award],
        contracts: vec![Held {
            contract,
            milestones: vec![milestone],
            payments: vec![
                payment("back", payment::State::Reversed),
                payment("paid", payment::State::Paid),
            ],
        }],
    }
}

fn said(process: &Process) -> Value {
    release(process, &known(), "ocds-abc123", 0)
}

#[test]
fn a_release_says_the_whole_process() {
    let said = said(&process());
    assert_eq!(said["ocid"], "ocds-abc123-t");
    assert_eq!(said["date"], "2004-04-29T05:00:00Z");
    assert_eq!(said["id"], "t-1083214800000000");
    let tags = json!(["tender", "award", "contract", "implementation"]);
    assert_eq!(said["tag"], tags);
    assert_eq!(said["language"], "kk");
    assert_eq!(
        said["buyer"],
        json!({"id": "KZ-KENES-ministry", "name": "Министрлік"})
    );

    let tender = &said["tender"];
    assert_eq!(
        (&tender["title"], &tender["title_en"]),
        (&json!("Конкурс"), &json!("Tender"))
    );
    assert_eq!(tender["status"], "complete");
    assert_eq!(tender["value"], json!({"amount": 1000, "currency": "KZT"}));
    assert_eq!(tender["procurementMethodDetails"], "social order");
    assert_eq!(tender["awardCriteriaDetails"], "Өзектілік: 100 %");
    assert_eq!(tender["items"][0]["id"], "lot-1");
    assert_eq!(tender["items"][0]["unit"]["value"]["amount"], 100);
    let area = json!([{"scheme": "KZ-KENES/order-areas", "id": "health"}]);
    assert_eq!(tender["items"][0]["additionalClassifications"], area);

    let award = &said["awards"][0];
    assert_eq!(award["date"], "2003-09-29T00:00:00Z");
    assert_eq!(
        (&award["relatedBid"], &award["items"][0]["id"]),
        (&json!("one"), &json!("lot-1"))
    );
    assert_eq!(award["suppliers"][0]["id"], "KZ-BIN-950440001673");

    let contract = &said["contracts"][0];
    assert_eq!(
        (&contract["awardID"], &contract["status"]),
        (&json!("first"), &json!("terminated"))
    );
    // The month is no time, and left out.
    assert_eq!(
        contract["period"],
        json!({"endDate": "2004-03-31T16:59:59Z"})
    );
    let done = &contract["implementation"];
    assert_eq!(done["milestones"][0]["status"], "partiallyMet");
    // What came back was not paid.
    assert_eq!(done["transactions"].as_array().map(Vec::len), Some(1));
    assert_eq!(
        done["transactions"][0]["payee"]["id"],
        "KZ-BIN-950440001673"
    );
    assert_eq!(
        done["transactions"][0]["relatedImplementationMilestone"]["id"],
        "m"
    );
}

#[test]
fn everybody_who_is_named_is_a_party() {
    let said = said(&process());
    let parties = said["parties"].as_array().expect("parties");
    let roles: Vec<_> = parties.iter().map(|p| (&p["id"], &p["roles"])).collect();
    let helps = json!(["tenderer", "supplier", "payee"]);
    let orders = json!(["buyer", "procuringEntity", "payer"]);
    let (help, ministry) = (json!("KZ-BIN-950440001673"), json!("KZ-KENES-ministry"));
    assert_eq!(roles, [(&help, &helps), (&ministry, &orders)]);
    let best = json!({"scheme": "KZ-BIN", "id": "950440001673", "legalName": "Көмек"});
    assert_eq!(parties[0]["identifier"], best);
    let own = json!([{"scheme": "KZ-KENES", "id": "help"}]);
    assert_eq!(parties[0]["additionalIdentifiers"], own);
}

#[test]
fn of_what_is_sealed_nothing_is_said() {
    let mut process = process();
    let opened = said(&process);
    assert_eq!(
        opened["bids"]["statistics"][0],
        json!({"id": "bids", "measure": "bids", "value": 1})
    );
    assert_eq!(opened["bids"]["details"].as_array().map(Vec::len), Some(1));
    assert!(!opened.to_string().contains("secret"));

    process.tender.open_time = None;
    process.tender.set_state(State::Announced);
    process.awards.clear();
    process.contracts.clear();
    for application in &mut process.applications {
        application.set_state(application::State::Sealed);
    }
    let sealed = said(&process);
    assert_eq!(sealed["bids"], Value::Null);
    assert_eq!(sealed["tender"]["numberOfTenderers"], Value::Null);
    assert_eq!(sealed["date"], "2003-09-30T05:00:00Z");
    for word in ["secret", "one", "Көмек", "KZ-KENES-help"] {
        assert!(!sealed.to_string().contains(word), "{word}");
    }
}

#[test]
fn only_what_was_announced_is_in_a_package() {
    let mut process = process();
    for (state, public) in [
        (State::Draft, false),
        (State::Withdrawn, false),
        (State::Announced, true),
        (State::Failed, true),
        (State::Cancelled, true),
    ] {
        process.tender.set_state(state);
        assert_eq!(process.is_public(), public, "{state:?}");
    }
    assert_eq!(process.tags()[0], "tenderCancellation");
    // What is recorded from a source was announced elsewhere.
    process.tender.set_state(State::Draft);
    process.awards[0].recorded_from_source = true;
    assert!(process.is_public());
    let recorded = said(&process);
    assert_eq!(recorded["tender"]["procurementMethod"], Value::Null);
}

#[test]
fn the_prefix_of_nobody_is_for_what_is_invented() {
    assert!(check_prefix("ocds-abc123", "tenders/a").is_ok());
    assert!(check_prefix(PLACEHOLDER, "tenders/demo-a").is_ok());
    let refused = check_prefix(PLACEHOLDER, "tenders/a");
    assert!(matches!(refused, Err(Trouble::Nothing(say)) if say.contains("tenders/a")));
}
