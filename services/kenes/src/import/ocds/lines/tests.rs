//! What a package becomes, line by line.

use serde_json::json;

use super::{
    super::{
        fixture::{package, with},
        parties::parties,
    },
    *,
};

fn made(package: &Value) -> (Vec<Value>, Option<String>) {
    let names = [
        ("KZ-KENES-ministry", "organizations/ministry"),
        ("KZ-BIN-950440001673", "organizations/help"),
    ];
    let names = names.map(|(id, name)| (id.to_owned(), name.to_owned()));
    let mut unheld = Unheld::of(package);
    let made = lines(package, &names.into(), &mut unheld);
    (
        made.into_iter().map(|(_, line)| line).collect(),
        unheld.told(),
    )
}

#[test]
fn a_process_becomes_a_tender_that_is_over() {
    let (lines, told) = made(&package());
    let keys = lines.iter().map(|line| match line["rpc"].as_str() {
        Some(rpc) => rpc.rsplit('/').next().unwrap_or_default().to_owned(),
        None => line
            .as_object()
            .and_then(|l| l.keys().next().cloned())
            .unwrap_or_default(),
    });
    let expected = [
        "tender",
        "award",
        "ConfirmAward",
        "contract",
        "milestone",
        "SignContract",
        "AcceptMilestone",
        "payment",
    ];
    assert_eq!(keys.collect::<Vec<_>>(), expected);
    let tender = &lines[0]["tender"];
    assert_eq!(tender["name"], "tenders/t-1");
    assert_eq!(tender["number"], "T-1");
    assert_eq!(tender["formCode"], "grant");
    assert_eq!(tender["buyer"], "organizations/ministry");
    assert_eq!(
        tender["titles"][1],
        json!({"languageCode": "kk", "text": "Байқау"})
    );
    assert_eq!(tender["lots"][1]["lotId"], "lot-2");
    let source = json!({"uri": "https://example.org/tenders.json",
        "note": "OCDS release 1 of ocds-213czf-T-1, published by A ministry"});
    assert_eq!(tender["sources"], json!([source]));
    let award = &lines[1]["award"];
    assert_eq!(award["name"], "tenders/t-1/awards/a-1");
    assert_eq!(
        (&award["lot"], &award["recordedFromSource"]),
        (&json!("lot-1"), &json!(true))
    );
    let value = json!({"currencyCode": "KZT", "units": "500", "nanos": 500_000_000});
    assert_eq!(award["value"], value);
    assert_eq!(
        award["awardDate"],
        json!({"year": 2009, "month": 3, "day": 1})
    );
    assert_eq!(
        lines[3]["contract"]["endDate"],
        json!({"year": 2009, "month": 12, "day": 31})
    );
    assert_eq!(
        lines[7]["payment"]["milestone"],
        "contracts/c-1/milestones/m-1"
    );
    assert_eq!(told, None);
}

#[test]
fn what_has_no_place_is_told() {
    let at = |path: &str| format!("/releases/0/{path}");
    let (lines, told) = made(&with(&[
        (&at("awards/0/status"), json!("cancelled")),
        (
            &at("bids"),
            json!({"details": [{"id": "b", "status": "valid"}]}),
        ),
    ]));
    assert_eq!(lines.len(), 1);
    let told = told.expect("what is lost");
    for what in [
        "releases/*/bids/details/*/status (1)",
        "awards that do not stand (1)",
        "contracts that were cancelled",
    ] {
        assert!(told.contains(what), "{told}");
    }
}

#[test]
fn a_contract_that_was_amended_upwards_is_amended() {
    let at = |path: &str| format!("/releases/0/contracts/0/{path}");
    let amendments = json!([{"id": "1", "date": "2009-05-01T00:00:00Z", "rationale": "Дороже"}]);
    let (lines, _) = made(&with(&[
        (&at("value/amount"), json!(550)),
        (&at("amendments"), amendments),
    ]));
    assert_eq!(lines[3]["contract"]["value"]["units"], "500");
    let amending = lines.iter().find(|line| {
        line["rpc"]
            .as_str()
            .is_some_and(|rpc| rpc.ends_with("AmendContract"))
    });
    let request = &amending.expect("an amendment")["request"];
    assert_eq!(request["value"]["units"], "550");
    assert_eq!(
        request["amendDate"],
        json!({"year": 2009, "month": 5, "day": 1})
    );
}

#[test]
fn organizations_are_looked_up_by_their_numbers() {
    let parties = parties(&package());
    let ids: Vec<_> = parties
        .iter()
        .map(|party| (&*party.id, party.org_ids.clone()))
        .collect();
    assert_eq!(
        ids,
        [
            (
                "KZ-BIN-950440001673",
                vec!["KZ-BIN-950440001673".to_owned()]
            ),
            ("KZ-KENES-ministry", vec!["KZ-KENES-ministry".to_owned()]),
        ]
    );
    let ministry = &parties[1].organization["organization"];
    assert_eq!(
        (&ministry["name"], &ministry["kind"]),
        (&json!("organizations/ministry"), &json!("KIND_STATE_BODY"))
    );
    let help = &parties[0].organization["organization"];
    assert_eq!(
        (&help["name"], &help["bin"]),
        (
            &json!("organizations/kz-bin-950440001673"),
            &json!("950440001673")
        )
    );
}
