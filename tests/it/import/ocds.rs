//! `kenes import` of release packages: a bad one is refused with all that is wrong and writes nothing, a right one comes back out.

use std::future::pending;

use kenes::{cli, export, import};
use serde_json::{Value, json};

use super::Desk;
use crate::export::demo;

/// How many tenders, organizations and contracts there are.
async fn counted(desk: &Desk, name: &str) -> Vec<(String, u64)> {
    let written = export::save(&desk.export(name, cli::Format::Csv), pending()).await;
    let mut counts = written.expect("an export").counts;
    let kept = [
        "tenders",
        "awards",
        "contracts",
        "payments",
        "organizations",
    ];
    counts.retain(|(list, _)| kept.contains(&list.as_str()));
    counts
}

/// A pair with nothing but the codes of another.
async fn empty(desk: &Desk) -> Desk {
    let mut codes = desk.export("codes.jsonl", cli::Format::Jsonl);
    codes.of = vec!["codes".into()];
    export::save(&codes, pending()).await.expect("an export");
    let empty = Desk::start().await;
    let summary = empty.import(&[&desk.out("codes.jsonl")]).await;
    assert_eq!(summary.total().refused, 0, "{:?}", summary.problems);
    empty
}

/// The releases without what does not come back: what was said of the bids, the times of the publication, and how far things are.
fn comparable(package: &Value) -> Vec<Value> {
    let releases = package["releases"].as_array().expect("releases").iter();
    let drop_from = |part: &mut Value, keys: &[&str]| {
        if let Some(fields) = part.as_object_mut() {
            fields.retain(|key, _| !keys.contains(&key.as_str()));
        }
    };
    let awarded = releases.filter(|r| r["awards"].as_array().is_some_and(|a| !a.is_empty()));
    let releases = awarded.map(|release| {
        let mut release = release.clone();
        drop_from(&mut release, &["id", "date", "bids", "tag"]);
        let tender = [
            "procurementMethod",
            "submissionMethod",
            "awardCriteria",
            "awardCriteriaDetails",
            "awardCriteriaDetails_ru",
            "awardCriteriaDetails_en",
            "numberOfTenderers",
            "tenderers",
            "amendments",
            "status",
        ];
        drop_from(&mut release["tender"], &tender);
        for award in release["awards"].as_array_mut().into_iter().flatten() {
            drop_from(award, &["relatedBid"]);
        }
        // That a contract ended, and how, is said without the day.
        for contract in release["contracts"].as_array_mut().into_iter().flatten() {
            let ended = [
                "status",
                "amendments",
                "description",
                "description_ru",
                "description_en",
            ];
            drop_from(contract, &ended);
        }
        // Those who only applied are not among those who take part.
        let plays = |role: &Value| role != "tenderer";
        for party in release["parties"].as_array_mut().into_iter().flatten() {
            let roles = party["roles"].as_array_mut().expect("roles");
            roles.retain(plays);
        }
        let parties = release["parties"].as_array_mut().expect("parties");
        parties.retain(|party| {
            party["roles"]
                .as_array()
                .is_some_and(|roles| !roles.is_empty())
        });
        release
    });
    releases.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_package_goes_in_and_comes_out_the_same() {
    let desk = demo().await;
    let first = desk.package("tenders.json", cli::Format::Ocds).await;
    let empty = empty(&desk).await;
    let file = empty.file("first.json", first.to_string());
    let summary = empty.import(&[&file]).await;
    assert_eq!(summary.total().refused, 0, "{:?}", summary.problems);
    // What has no place is told.
    let told = summary.readings.join("\n");
    assert!(told.contains("releases/*/bids/details/*/id"), "{told}");
    let second = empty.package("second.json", cli::Format::Ocds).await;
    let (one, other) = (comparable(&first), comparable(&second));
    assert!(!one.is_empty());
    for (one, other) in one.iter().zip(&other) {
        assert_eq!(one, other);
    }
    assert_eq!(one.len(), other.len());

    // Again it changes nothing.
    let again = empty.import(&[&file]).await.total();
    assert_eq!((again.created, again.changed, again.refused), (0, 0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_ocds_file_with_a_missing_id_is_refused_and_nothing_is_written() {
    let desk = demo().await;
    let right = desk.package("tenders.json", cli::Format::Ocds).await;
    let releases = right["releases"].as_array().expect("releases");
    let n = releases
        .iter()
        .position(|release| release["tender"]["id"] == "demo-pilot-2003")
        .expect("the pilot");
    let mut wrong = right.clone();
    let pilot = &mut wrong["releases"][n];
    pilot["awards"][0]
        .as_object_mut()
        .expect("an award")
        .remove("id");
    pilot["contracts"][0]["value"]["currency"] = json!("USD");
    pilot["tender"]["tenderPeriod"]["endDate"] = json!("1999-01-01T00:00:00Z");

    let empty = Desk::start().await;
    let before = counted(&empty, "before").await;
    let summary = empty
        .import(&[&empty.file("wrong.json", wrong.to_string())])
        .await;
    let problems = summary.problems.join("\n");
    for pointer in [
        format!("/releases/{n}/awards/0/id"),
        format!("/releases/{n}/contracts/0/value/currency"),
        format!("/releases/{n}/tender/tenderPeriod/endDate"),
        "nothing of this file was written".to_owned(),
    ] {
        assert!(problems.contains(&pointer), "{pointer}: {problems}");
    }
    assert_eq!(summary.total().created, 0);
    assert_eq!(counted(&empty, "after").await, before);
}

#[tokio::test]
async fn what_only_the_registry_can_know_is_asked_before_anything_is_written() {
    let desk = Desk::start().await;
    let form = json!({"code": {"name": "referenceData/order-forms/codes/social-order",
        "titles": [{"languageCode": "en", "text": "Social order"}]}});
    desk.import(&[&desk.file("form.jsonl", form.to_string())])
        .await;
    let mut package = json!({
        "uri": "https://example.org/p.json", "version": "1.1", "publishedDate": "2010-01-01T00:00:00Z",
        "publisher": {"name": "A ministry"},
        "releases": [{
            "ocid": "ocds-213czf-1", "id": 1, "date": "2010-01-01T00:00:00Z", "tag": ["compiled"], "initiationType": "tender",
            "language": "en",
            // A BIN whose check digit is wrong.
            "parties": [{"id": "ministry", "name": "A ministry", "identifier": {"scheme": "KZ-BIN", "id": "950440001674"}}],
            "buyer": {"id": "ministry"},
            "tender": {"id": 1, "title": "@now is a text", "items": [{"id": 1,
                "additionalClassifications": [{"scheme": "KZ-KENES/order-areas", "id": "nonsense"}]}]},
        }],
    });
    let before = counted(&desk, "before").await;
    let summary = desk
        .import(&[&desk.file("p.json", package.to_string())])
        .await;
    let problems = summary.problems.join("\n");
    assert!(problems.contains("/releases/0/parties/0"), "{problems}");
    assert!(problems.contains("nonsense"), "{problems}");
    assert_eq!(counted(&desk, "after").await, before);

    package["releases"][0]["parties"][0]["identifier"]["id"] = json!("950440001673");
    package["releases"][0]["tender"]["items"] = json!([]);
    let file = desk.file("p.json", package.to_string());
    let mut tried = desk.config(&[&file]);
    tried.dry_run = true;
    let (summary, _) = import::load(&tried, pending()).await;
    assert_eq!((summary.total().refused, summary.not_sent), (0, 2));
    assert_eq!(counted(&desk, "tried").await, before);
    let summary = desk.import(&[&file]).await;
    assert_eq!(
        (summary.total().created, summary.total().refused),
        (2, 0),
        "{:?}",
        summary.problems
    );
}
