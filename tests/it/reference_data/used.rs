//! Codes of reference data in what other families, and the other service, write.

use common::testing::Hand;
use kenes_proto::{
    consultation::{
        self, comment_service_client::CommentServiceClient as Comments,
        consultation_service_client::ConsultationServiceClient as Consultations,
        draft_law_service_client::DraftLawServiceClient as DraftLaws,
        hearing_service_client::HearingServiceClient,
    },
    types::{Actor, Classification, Document, Place},
};

use super::*;
use crate::{
    comment,
    fixtures::{self, at},
    office::day,
    roll::paths,
};

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
        ..Default::default()
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
        update_mask: paths(&["subjects"]),
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
            start_date: Some(day("2026-06-01")),
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

/// Midday in Almaty.
fn noon(text: &str) -> Option<prost_types::Timestamp> {
    at(common::date::first_moment(&day(text)) + 12 * 3_600_000_000)
}

#[tokio::test]
async fn a_stage_has_the_codes_of_the_day_on_which_it_begins() {
    let world = World::with_starter().await;
    fixtures::draft_law(&world).await;
    let mut laws = DraftLaws::new(world.consultation.clone());
    let stage = |code: &str, start: &str| consultation::Stage {
        stage_code: code.into(),
        start_time: noon(start),
        end_time: noon(start),
        ..Default::default()
    };
    let create = |id: &str, stage| {
        ask(consultation::CreateStageRequest {
            parent: "draftLaws/d".into(),
            stage: Some(stage),
            stage_id: id.into(),
            ..Default::default()
        })
    };
    for (code, start) in [
        ("zz99", "2026-05-01"),
        ("kurultai-consideration", "2026-06-30"),
        ("majilis-consideration", "2026-07-01"),
    ] {
        let made = laws.create_stage(create("s", stage(code, start))).await;
        let status = refused(made, Code::InvalidArgument, Reason::CodeUnknown);
        assert_eq!(fields(&status), ["stage.stage_code"], "{code} on {start}");
    }
    let made = laws.create_stage(create(
        "majilis",
        stage("majilis-consideration", "2026-06-30"),
    ));
    let made = made.await.expect("the Majilis was there").into_inner();

    // What moves is looked at whole; what only gets a note is not, nor what an update does not name.
    let mut change = async |change: consultation::Stage, mask: &[&str]| {
        let request = consultation::UpdateStageRequest {
            stage: Some(consultation::Stage {
                name: made.name.clone(),
                ..change
            }),
            update_mask: paths(mask),
            ..Default::default()
        };
        laws.update_stage(ask(request)).await
    };
    let late = change(stage("", "2026-07-02"), &["start_time", "end_time"]).await;
    let status = refused(late, Code::InvalidArgument, Reason::CodeUnknown);
    assert_eq!(fields(&status), ["stage.stage_code"]);
    let noted = consultation::Stage {
        stage_code: "zz99".into(),
        notes: en("The last one of the two chambers."),
        ..Default::default()
    };
    change(noted, &["notes"]).await.expect("noted");
    let ended = consultation::Stage {
        outcome_code: "zz99".into(),
        ..Default::default()
    };
    let status = change(ended, &["outcome_code"]).await;
    let status = refused(status, Code::InvalidArgument, Reason::CodeUnknown);
    assert_eq!(fields(&status), ["stage.outcome_code"]);

    let advance = |outcome: &str, code: &str| {
        ask(consultation::AdvanceStageRequest {
            name: "draftLaws/d".into(),
            outcome_code: outcome.into(),
            stage: Some(consultation::Stage {
                stage_code: code.into(),
                ..Default::default()
            }),
            ..Default::default()
        })
    };
    let status = laws.advance_stage(advance("zz99", "zz98")).await;
    let status = refused(status, Code::InvalidArgument, Reason::CodeUnknown);
    assert_eq!(fields(&status), ["outcome_code", "stage.stage_code"]);
    let begun = laws.advance_stage(advance("", "drafting")).await;
    begun.expect("begun");
}

#[tokio::test]
async fn a_code_that_ended_stays_where_it_was_written() {
    let world = World::with_starter().await;
    let mut laws = DraftLaws::new(world.consultation.clone());
    let law = consultation::DraftLaw {
        titles: en("On charity"),
        act_type_code: "by-law".into(),
        ..Default::default()
    };
    let create = |id: &str| {
        ask(consultation::CreateDraftLawRequest {
            draft_law: Some(law.clone()),
            draft_law_id: id.into(),
            ..Default::default()
        })
    };
    let made = laws.create_draft_law(create("one")).await;
    let made = made.expect("created").into_inner();
    let ended = pb::UpdateCodeRequest {
        code: Some(pb::Code {
            name: "referenceData/act-types/codes/by-law".into(),
            valid_until_date: Some(day("2006-01-01")),
            ..Default::default()
        }),
        update_mask: paths(&["valid_until_date"]),
        ..Default::default()
    };
    let mut codes = Client::new(world.registry.clone());
    codes.update_code(ask(ended)).await.expect("ended");
    let status = laws.create_draft_law(create("two")).await;
    let status = refused(status, Code::InvalidArgument, Reason::CodeUnknown);
    assert_eq!(fields(&status), ["draft_law.act_type_code"]);
    // Sent whole, as it was read.
    let request = consultation::UpdateDraftLawRequest {
        draft_law: Some(consultation::DraftLaw {
            titles: en("On charity, again"),
            ..made
        }),
        update_mask: paths(&["*"]),
        ..Default::default()
    };
    laws.update_draft_law(ask(request)).await.expect("kept");
}

#[tokio::test]
async fn what_else_uses_codes_is_refused_with_one_that_is_unknown() {
    let world = World::with_starter().await;
    fixtures::draft_law(&world).await;
    let mut hearings = HearingServiceClient::new(world.consultation.clone());
    let made = crate::hearing::created(&world, &mut hearings, "h").await;
    let part = |role: &str, sector: &str| consultation::Participation {
        actor: Some(Actor {
            display_name: "A guest".into(),
            ..Default::default()
        }),
        role_code: role.into(),
        sector_code: sector.into(),
        ..Default::default()
    };
    let create = |part| {
        ask(consultation::CreateParticipationRequest {
            parent: made.name.clone(),
            participation: Some(part),
            ..Default::default()
        })
    };
    let status = hearings
        .create_participation(create(part("king", "church")))
        .await;
    let status = refused(status, Code::InvalidArgument, Reason::CodeUnknown);
    assert_eq!(
        fields(&status),
        ["participation.role_code", "participation.sector_code"]
    );
    let there = hearings.create_participation(create(part("expert", "union")));
    there.await.expect("recorded");

    let mut consultations = Consultations::new(world.consultation.clone());
    let subject = consultation::Subject {
        kind_code: "dream".into(),
        documents: vec![Document {
            document_type: "report".into(),
            titles: en("A report"),
            ..Default::default()
        }],
        ..Default::default()
    };
    let request = consultation::CreateConsultationRequest {
        consultation: Some(consultation::Consultation {
            titles: en("On a dream"),
            subject: Some(subject),
            organizer: fixtures::MINISTRY.into(),
            open_time: at(world.hand.now()),
            close_time: at(world.hand.now() + 1_000_000),
            ..Default::default()
        }),
        ..Default::default()
    };
    let status = consultations.create_consultation(ask(request)).await;
    let status = refused(status, Code::InvalidArgument, Reason::CodeUnknown);
    assert_eq!(fields(&status), ["consultation.subject.kind_code"]);

    fixtures::open_consultation(&world, "c").await;
    let mut comments = Comments::new(world.consultation.clone());
    let said = comments.create_comment(ask(comment::new("one"))).await;
    let said = said.expect("said").into_inner();
    let mut redact = consultation::RedactCommentRequest {
        name: said.name,
        basis_code: "whim".into(),
        reasons: en("No reason."),
        ..Default::default()
    };
    redact.set_action(kenes_proto::record::redaction::Action::Hide);
    let status = comments.redact_comment(ask(redact.clone())).await;
    let status = refused(status, Code::InvalidArgument, Reason::CodeUnknown);
    assert_eq!(fields(&status), ["basis_code"]);
    redact.basis_code = "court-order".into();
    comments
        .redact_comment(ask(redact))
        .await
        .expect("proposed");
}
