//! Release packages and packages of grants: that the figures of the demo come back right, and what a prefix may be. That packages
//! validate against the schemas of their standards is in `tests/clients/export.py`.

use std::future::pending;

use kenes::{
    Exit, cli,
    config::{self, Package},
    export,
};
use serde_json::{Value, json};

use super::{Desk, demo};

pub(crate) fn package(prefix: &str) -> Package {
    Package {
        publisher: "Demonstration".into(),
        uri: "https://example.org/tenders.json".into(),
        ocds_prefix: prefix.into(),
        grant_prefix: String::new(),
    }
}

impl Desk {
    pub(crate) async fn package(&self, name: &str, format: cli::Format) -> Value {
        let mut config = self.export(name, format);
        config.package = package("ocds-xxxxxx");
        export::save(&config, pending()).await.expect("an export");
        serde_json::from_str(&self.read(name)).expect("JSON")
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tender_of_september_2003_comes_back_as_a_release() {
    let desk = demo().await;
    let document = desk.package("tenders.json", cli::Format::Ocds).await;
    let releases = document["releases"].as_array().expect("releases");
    let pilot = releases
        .iter()
        .find(|release| release["tender"]["id"] == "demo-pilot-2003")
        .expect("the pilot");
    assert_eq!(pilot["ocid"], "ocds-xxxxxx-demo-pilot-2003");
    let value = json!({"amount": 10_700_000, "currency": "KZT"});
    assert_eq!(pilot["tender"]["value"], value);
    let ministry = "KZ-KENES-ministry-culture-information";
    assert_eq!(pilot["buyer"]["id"], ministry);
    // Of six applications one was taken back before the opening, and stays sealed.
    let bids = pilot["bids"]["details"].as_array().expect("bids");
    let ids: Vec<_> = bids.iter().filter_map(|bid| bid["id"].as_str()).collect();
    assert_eq!(ids, ["demo-1", "demo-2", "demo-3", "demo-4", "demo-6"]);
    let contracts = pilot["contracts"].as_array().expect("contracts");
    let first = contracts.iter().find(|c| c["id"] == "demo-pilot-first");
    let done = &first.expect("the contract")["implementation"];
    let paid = done["transactions"].as_array().expect("payments").iter();
    let paid: i64 = paid.filter_map(|one| one["value"]["amount"].as_i64()).sum();
    assert_eq!(paid, 470_000);

    // A draft is nobody's business yet.
    let drafts = releases
        .iter()
        .filter(|r| r["tender"]["status"] == "planning");
    assert_eq!(drafts.count(), 0);
    let sealed =
        |release: &&Value| release["tender"]["status"] == "active" && release["bids"].is_null();
    let sealed = releases.iter().find(sealed).expect("one that is not open");
    assert_eq!(sealed["tender"]["numberOfTenderers"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn grants_come_back_as_360giving_has_them() {
    let desk = demo().await;
    let document = desk.package("grants.json", cli::Format::Giving).await;
    let grants = document["grants"].as_array().expect("grants");
    let find = |id: &str| grants.iter().find(|grant| grant["id"] == id);
    let library = find("grants/demo-business").expect("a grant");
    assert_eq!(library["amountAwarded"], 2_500_000);
    assert_eq!(library["currency"], "KZT");
    assert_eq!(library["awardDate"], "2018-09-03");
    // Only the year of its award is known.
    assert_eq!(find("grants/demo-foreign-2010"), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_prefix_of_nobody_is_refused_outside_the_demo() {
    let desk = demo().await;
    let line = json!({"tender": {"name": "tenders/real", "formCode": "social-order", "titles": [{"languageCode": "en", "text": "Real"}],
        "buyer": "organizations/ministry-culture-information"}});
    let award = json!({"award": {"name": "tenders/real/awards/one", "recordedFromSource": true,
        "supplier": "organizations/demo-applicant-1", "value": {"currencyCode": "KZT", "units": "100"},
        "awardDate": {"year": 2005, "month": 5, "day": 5}, "sources": [{"note": "A newspaper"}]}});
    let lines = desk.file("real.jsonl", format!("{line}\n{award}"));
    let summary = desk.import(&[&lines]).await;
    assert_eq!(summary.total().refused, 0, "{:?}", summary.problems);

    let mut config = desk.export("tenders.json", cli::Format::Ocds);
    config.package = package("ocds-xxxxxx");
    let failure = export::save(&config, pending()).await.expect_err("refused");
    assert_eq!(failure.exit, Exit::Failed);
    let said = &failure.problems[0];
    for word in [
        "ocds-xxxxxx",
        "tenders/real",
        "Open Contracting Partnership",
    ] {
        assert!(said.contains(word), "{said}");
    }
    assert!(!config.out.exists());
    // With a prefix of its own the same pair is exported, from the pages that were read.
    config.package = package("ocds-abc123");
    export::save(&config, pending()).await.expect("an export");
    assert!(desk.read("tenders.json").contains("\"ocds-abc123-real\""));
}

#[test]
fn a_prefix_of_the_wrong_shape_is_refused() {
    let typed = |prefix: &str, uri: &str| cli::Export {
        file: None,
        out: Some("tenders.json".into()),
        format: Some(cli::Format::Ocds),
        of: Vec::new(),
        registry: "http://127.0.0.1:1".into(),
        consultation: "http://127.0.0.1:1".into(),
        package: cli::Package {
            publisher: Some("A ministry".into()),
            package_uri: Some(uri.into()),
            ocds_prefix: Some(prefix.into()),
            grant_prefix: None,
        },
    };
    let uri = "https://example.org/tenders.json";
    assert!(config::export(&typed("ocds-213czf", uri)).is_ok());
    for wrong in [
        "",
        "ocds-",
        "ocds-abc",
        "ocds-ABCDEF",
        "213czf",
        "ocds-213czf-1",
    ] {
        let failure = config::export(&typed(wrong, uri)).expect_err("refused");
        assert_eq!(failure.exit, Exit::Usage);
        assert!(failure.problems[0].contains("--ocds-prefix"), "{failure:?}");
    }
    let failure = config::export(&typed("ocds-213czf", "not a url")).expect_err("refused");
    assert!(failure.problems[0].contains("--package-uri"), "{failure:?}");
}
