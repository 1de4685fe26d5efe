//! Codes of reference data in what other families, and the other service, write.

use common::testing::Hand;
use kenes_proto::{
    consultation::{
        self, draft_law_service_client::DraftLawServiceClient as DraftLaws,
        hearing_service_client::HearingServiceClient,
    },
    types::{Classification, Place},
};

use super::*;

fn class(scheme: &str, code: &str) -> Classification {
    Classification {
        scheme: scheme.into(),
        code: code.into(),
        primary: false,
    }
}

#[tokio::test]
async fn whoever_asks_is_told_whether_codes_may_be_used() {
    let world = World::with_starter().await;
    let mut client = Client::new(world.registry.clone());
    let question = |code: &str, region: &str| pb::VerifyCodesRequest {
        classifications: vec![class("ICNP/TSO", code), class("OKED", "94.99")],
        place: Some(Place {
            subdivision_code: region.into(),
            ..Default::default()
        }),
    };
    let said = client.verify_codes(question("G11", "KZ-75")).await;
    said.expect("both may be used");
    let status = refused(
        client.verify_codes(question("ZZ99", "KZ-99")).await,
        Code::InvalidArgument,
        Reason::CodeUnknown,
    );
    assert_eq!(
        fields(&status),
        ["classifications[0].code", "place.subdivision_code"]
    );
}

#[tokio::test]
async fn a_draft_law_is_about_codes_of_their_schemes() {
    let world = World::with_starter().await;
    let mut laws = DraftLaws::new(world.consultation.clone());
    let law = |code: &str| consultation::DraftLaw {
        titles: en("On charity"),
        developers: vec!["//registry.kenes/organizations/ministry".into()],
        subjects: vec![class("OKED", "94.99"), class("ICNP/TSO", code)],
        ..Default::default()
    };
    let new = |code: &str| consultation::CreateDraftLawRequest {
        draft_law: Some(law(code)),
        draft_law_id: "charity".into(),
        ..Default::default()
    };
    let status = refused(
        laws.create_draft_law(ask(new("ZZ99"))).await,
        Code::InvalidArgument,
        Reason::CodeUnknown,
    );
    assert_eq!(fields(&status), ["draft_law.subjects[1].code"]);
    let made = laws.create_draft_law(ask(new("H10"))).await;
    let made = made.expect("created").into_inner();
    let change = consultation::UpdateDraftLawRequest {
        draft_law: Some(consultation::DraftLaw {
            name: made.name,
            ..law("h10")
        }),
        update_mask: crate::roll::paths(&["subjects"]),
        ..Default::default()
    };
    refused(
        laws.update_draft_law(ask(change)).await,
        Code::InvalidArgument,
        Reason::CodeUnknown,
    );
}

#[tokio::test]
async fn a_hearing_takes_place_in_a_region_that_there_is() {
    let world = World::with_starter().await;
    let mut hearings = HearingServiceClient::new(world.consultation.clone());
    let new = |region: &str, kato: &str| {
        let mut hearing = consultation::Hearing {
            titles: en("On charity"),
            start_date: crate::roll::day("2026-06-01"),
            organizer: "//registry.kenes/organizations/ministry".into(),
            place: Some(Place {
                subdivision_code: region.into(),
                kato_code: kato.into(),
                ..Default::default()
            }),
            ..Default::default()
        };
        hearing.set_kind(consultation::hearing::Kind::RoundTable);
        ask(consultation::CreateHearingRequest {
            hearing: Some(hearing),
            hearing_id: "on-charity".into(),
            ..Default::default()
        })
    };
    for (region, kato, field, reason) in [
        ("KZ-99", "", "subdivision_code", Reason::CodeUnknown),
        ("KZ-75", "711110000", "kato_code", Reason::FieldInvalid),
    ] {
        let made = hearings.create_hearing(new(region, kato)).await;
        let status = refused(made, Code::InvalidArgument, reason);
        assert_eq!(fields(&status), [format!("hearing.place.{field}")]);
    }
    let made = hearings.create_hearing(new("KZ-75", "751110000")).await;
    made.expect("created");
}

#[tokio::test]
async fn a_silent_registry_holds_up_no_draft_law() {
    let nowhere = Some("http://127.0.0.1:1".to_owned());
    let world = World::asking(Hand::default(), nowhere).await;
    let mut laws = DraftLaws::new(world.consultation.clone());
    let new = consultation::CreateDraftLawRequest {
        draft_law: Some(consultation::DraftLaw {
            titles: en("On charity"),
            developers: vec!["//registry.kenes/organizations/ministry".into()],
            subjects: vec![class("ICNP/TSO", "ZZ99")],
            ..Default::default()
        }),
        ..Default::default()
    };
    let made = laws.create_draft_law(ask(new)).await;
    made.expect("taken as it is");
}
