//! Stages: recorded, planned, and gone through one by one.

use common::testing::DAY;
use kenes_proto::{
    consultation::{self as pb, stage::PolicyPhase},
    types::{Document, ErrorReason as Reason},
};
use prost_types::FieldMask;
use tonic::{Code, Response, Status};

use crate::{
    fixtures::at,
    office::{LAW, Office},
    roll::Roll,
    world::{ask, en, fields, refused, request_id},
};

const DRAFTING: &str = "draftLaws/on-charity/stages/drafting";

async fn office() -> Office {
    let office = Office::open().await;
    let mut roll = Roll::of(&office.world);
    roll.code("stages", &["drafting", "implementation"]).await;
    roll.code("stage-outcomes", &["completed"]).await;
    office
}

fn stage(start: Option<i64>, end: Option<i64>) -> pb::Stage {
    pb::Stage {
        stage_code: "drafting".into(),
        phase: PolicyPhase::PolicyElaboration.into(),
        start_time: start.and_then(at),
        end_time: end.and_then(at),
        ..Default::default()
    }
}

fn create(id: &str, stage: pb::Stage) -> pb::CreateStageRequest {
    pb::CreateStageRequest {
        parent: LAW.into(),
        stage: Some(stage),
        stage_id: id.into(),
        ..Default::default()
    }
}

fn advance(id: &str, outcome: &str, stage: pb::Stage) -> pb::AdvanceStageRequest {
    pb::AdvanceStageRequest {
        name: LAW.into(),
        outcome_code: outcome.into(),
        stage: Some(stage),
        stage_id: id.into(),
        ..Default::default()
    }
}

fn update(patch: pb::Stage, paths: &[&str]) -> pb::UpdateStageRequest {
    pb::UpdateStageRequest {
        stage: Some(pb::Stage {
            name: DRAFTING.into(),
            ..patch
        }),
        update_mask: Some(FieldMask {
            paths: paths.iter().map(ToString::to_string).collect(),
        }),
        ..Default::default()
    }
}

async fn get(office: &mut Office, name: &str) -> Result<pb::Stage, Status> {
    let request = pb::GetStageRequest {
        name: name.into(),
        ..Default::default()
    };
    office
        .laws
        .get_stage(request)
        .await
        .map(Response::into_inner)
}

#[tokio::test]
async fn the_next_stage_begins_when_the_present_one_ends() {
    let mut office = office().await;
    let start = office.world.hand.now();
    let none_ends = advance("drafting", "completed", stage(None, None));
    let none_ends = office.laws.advance_stage(ask(none_ends)).await;
    let status = refused(none_ends, Code::InvalidArgument, Reason::FieldInvalid);
    assert_eq!(fields(&status), ["outcome_code"]);
    let first = advance("drafting", "", stage(None, None));
    let law = office
        .laws
        .advance_stage(ask(first))
        .await
        .expect("begun")
        .into_inner();
    assert_eq!(law.current_stage, DRAFTING);
    let drafting = get(&mut office, DRAFTING).await.expect("there");
    assert_eq!(drafting.start_time, at(start), "now where nothing is said");

    let early = advance("reading", "completed", stage(Some(start - 1_000_000), None));
    let early = office.laws.advance_stage(ask(early)).await;
    refused(
        early,
        Code::FailedPrecondition,
        Reason::StageTransitionForbidden,
    );
    let ended = advance("reading", "", stage(None, Some(start)));
    let ended = office.laws.advance_stage(ask(ended)).await;
    let status = refused(ended, Code::InvalidArgument, Reason::FieldInvalid);
    assert_eq!(fields(&status), ["stage.end_time"]);
    let taken = advance("drafting", "", stage(None, None));
    let taken = office.laws.advance_stage(ask(taken)).await;
    refused(taken, Code::AlreadyExists, Reason::ResourceExists);
    let mut stale = advance("reading", "", stage(None, None));
    stale.etag = "\"1\"".into();
    let stale = office.laws.advance_stage(ask(stale)).await;
    refused(stale, Code::Aborted, Reason::EtagMismatch);
    let mut mute = advance("reading", "", stage(None, None));
    mute.stage.get_or_insert_default().notes = [en("a"), en("b")].concat();
    let mute = office.laws.advance_stage(ask(mute)).await;
    refused(mute, Code::InvalidArgument, Reason::LanguageMissing);

    office.world.hand.pass(DAY);
    let mut next = advance("reading", "completed", stage(Some(start + DAY / 2), None));
    next.request_id = request_id();
    let law = office
        .laws
        .advance_stage(ask(next.clone()))
        .await
        .expect("moved")
        .into_inner();
    let again = office
        .laws
        .advance_stage(ask(next))
        .await
        .expect("answered")
        .into_inner();
    assert_eq!(law, again);
    let drafting = get(&mut office, DRAFTING).await.expect("there");
    assert_eq!(drafting.end_time, at(start + DAY / 2));
    assert_eq!(drafting.outcome_code, "completed");

    let list = |filter: &str, order_by: &str| pb::ListStagesRequest {
        parent: LAW.into(),
        filter: filter.into(),
        order_by: order_by.into(),
        ..Default::default()
    };
    let listed = office
        .laws
        .list_stages(list("", ""))
        .await
        .expect("listed")
        .into_inner();
    let names: Vec<&str> = listed
        .stages
        .iter()
        .map(|s| common::names::id(&s.name))
        .collect();
    assert_eq!(names, ["drafting", "reading"]);
    let phase = list("phase = POLICY_PHASE_ASSESSMENT", "");
    let none = office
        .laws
        .list_stages(phase)
        .await
        .expect("listed")
        .into_inner();
    assert_eq!((none.stages.len(), none.total_size), (0, Some(0)));
    let outcome = office.laws.list_stages(list("outcome_code = x", "")).await;
    refused(outcome, Code::InvalidArgument, Reason::FilterInvalid);
    let order = office.laws.list_stages(list("", "phase")).await;
    refused(order, Code::InvalidArgument, Reason::OrderByInvalid);
    let token = pb::ListStagesRequest {
        page_token: "bm8".into(),
        ..list("", "")
    };
    let token = office.laws.list_stages(token).await;
    refused(token, Code::InvalidArgument, Reason::PageTokenMismatch);
    let orphans = pb::ListStagesRequest {
        parent: "draftLaws/none".into(),
        ..Default::default()
    };
    let orphans = office.laws.list_stages(orphans).await;
    refused(orphans, Code::NotFound, Reason::ResourceNotFound);
}

#[tokio::test]
async fn stages_are_recorded_afterwards_and_planned_ahead_but_only_one_runs() {
    let mut office = office().await;
    let now = office.world.hand.now();
    let said = create("said", stage(Some(now - DAY), None));
    office
        .laws
        .create_stage(ask(said))
        .await
        .expect("a source may not know its end");
    let first = advance("drafting", "", stage(None, None));
    office.laws.advance_stage(ask(first)).await.expect("begun");
    for (id, start, end) in [
        ("past", Some(now - 3 * DAY), Some(now - 2 * DAY)),
        ("planned", Some(now + DAY), None),
        ("some-day", None, None),
    ] {
        let made = office
            .laws
            .create_stage(ask(create(id, stage(start, end))))
            .await;
        made.expect("recorded");
    }
    let beside = create("beside", stage(Some(now - DAY), None));
    let beside = office.laws.create_stage(ask(beside)).await;
    refused(
        beside,
        Code::FailedPrecondition,
        Reason::StageTransitionForbidden,
    );
    assert_eq!(office.law().await.current_stage, DRAFTING);

    let backwards = create("backwards", stage(Some(now), Some(now - 1_000_000)));
    let backwards = office.laws.create_stage(ask(backwards)).await;
    refused(backwards, Code::InvalidArgument, Reason::DatesInvalid);
    let mut wordy = create("wordy", stage(None, None));
    let new = wordy.stage.get_or_insert_default();
    new.notes = [en("a"), en("b")].concat();
    new.documents = vec![Document {
        document_type: "minutes".into(),
        titles: en(" "),
        ..Default::default()
    }];
    let wordy = office.laws.create_stage(ask(wordy)).await;
    let status = refused(wordy, Code::InvalidArgument, Reason::LanguageMissing);
    assert_eq!(
        fields(&status),
        [
            "stage.documents[0].titles[0].text",
            "stage.notes[1].language_code"
        ]
    );
    let taken = office
        .laws
        .create_stage(ask(create("past", stage(None, None))))
        .await;
    refused(taken, Code::AlreadyExists, Reason::ResourceExists);
    let mut orphan = create("orphan", stage(None, None));
    orphan.parent = "draftLaws/none".into();
    let orphan = office.laws.create_stage(ask(orphan)).await;
    refused(orphan, Code::NotFound, Reason::ResourceNotFound);
    let missing = get(&mut office, "draftLaws/on-charity/stages/none").await;
    refused(missing, Code::NotFound, Reason::ResourceNotFound);
    let nobody = office
        .laws
        .create_stage(create("x", stage(None, None)))
        .await;
    refused(nobody, Code::Unauthenticated, Reason::SubjectMissing);
    let shapeless = office
        .laws
        .create_stage(ask(create("x", pb::Stage::default())))
        .await;
    refused(shapeless, Code::InvalidArgument, Reason::FieldInvalid);
}

#[tokio::test]
async fn a_stage_is_corrected_but_the_present_one_ends_only_by_the_next() {
    let mut office = office().await;
    let now = office.world.hand.now();
    let first = advance("drafting", "", stage(None, None));
    office.laws.advance_stage(ask(first)).await.expect("begun");
    let patch = pb::Stage {
        notes: en("Two working groups."),
        etag: "\"1\"".into(),
        ..Default::default()
    };
    let noted = office
        .laws
        .update_stage(ask(update(patch.clone(), &["notes"])))
        .await;
    assert_eq!(noted.expect("noted").into_inner().notes, patch.notes);
    let stale = office
        .laws
        .update_stage(ask(update(patch, &["notes"])))
        .await;
    refused(stale, Code::Aborted, Reason::EtagMismatch);
    for (patch, path) in [
        (stage(None, Some(now + DAY)), "end_time"),
        (stage(None, None), "start_time"),
        (
            pb::Stage {
                outcome_code: "completed".into(),
                ..Default::default()
            },
            "outcome_code",
        ),
    ] {
        let ended = office.laws.update_stage(ask(update(patch, &[path]))).await;
        refused(
            ended,
            Code::FailedPrecondition,
            Reason::StageTransitionForbidden,
        );
    }
    let unknown = office
        .laws
        .update_stage(ask(update(pb::Stage::default(), &["uid"])))
        .await;
    refused(unknown, Code::InvalidArgument, Reason::UpdateMaskInvalid);

    office.world.hand.pass(DAY);
    let next = advance("reading", "completed", stage(None, None));
    office.laws.advance_stage(ask(next)).await.expect("moved");
    let before = stage(None, Some(now - DAY));
    let backwards = office
        .laws
        .update_stage(ask(update(before, &["end_time"])))
        .await;
    refused(backwards, Code::InvalidArgument, Reason::DatesInvalid);
    let endless = office
        .laws
        .update_stage(ask(update(stage(None, None), &["end_time"])))
        .await;
    refused(
        endless,
        Code::FailedPrecondition,
        Reason::StageTransitionForbidden,
    );
    let sooner = stage(None, Some(now + DAY / 2));
    office
        .laws
        .update_stage(ask(update(sooner, &["end_time"])))
        .await
        .expect("corrected");
    let missing = pb::UpdateStageRequest {
        stage: Some(pb::Stage {
            name: "draftLaws/on-charity/stages/none".into(),
            ..Default::default()
        }),
        ..Default::default()
    };
    let missing = office.laws.update_stage(ask(missing)).await;
    refused(missing, Code::NotFound, Reason::ResourceNotFound);
}

#[tokio::test]
async fn putting_into_practice_and_assessment_follow_the_act() {
    let mut office = office().await;
    let in_phase = |phase: PolicyPhase, start: Option<i64>| pb::Stage {
        stage_code: "implementation".into(),
        phase: phase.into(),
        ..stage(start, None)
    };
    let early = advance("practice", "", in_phase(PolicyPhase::Implementation, None));
    let early = office.laws.advance_stage(ask(early)).await;
    let forbidden = Reason::StageTransitionForbidden;
    refused(early, Code::FailedPrecondition, forbidden);
    let recorded = create("practice", in_phase(PolicyPhase::Assessment, None));
    let recorded = office.laws.create_stage(ask(recorded)).await;
    refused(recorded, Code::FailedPrecondition, forbidden);
    office.published("v1", &[("", "Everybody may give.")]).await;
    let act = pb::EnactDraftLawRequest {
        name: LAW.into(),
        act_iri: "/akn/kz/act/2026-05-25/z-0100".into(),
        act_number: "100-IX".into(),
        enact_date: common::date::parse("2026-05-25"),
        version: crate::office::V1.into(),
        ..Default::default()
    };
    let act = office.laws.enact_draft_law(ask(act)).await;
    act.expect("enacted");
    let drafting = advance("again", "", stage(None, None));
    let drafting = office.laws.advance_stage(ask(drafting)).await;
    refused(drafting, Code::FailedPrecondition, forbidden);
    let now = office.world.hand.now();
    let before = in_phase(PolicyPhase::Implementation, Some(now - DAY));
    let before = office
        .laws
        .advance_stage(ask(advance("practice", "", before)));
    refused(before.await, Code::FailedPrecondition, forbidden);
    let practice = in_phase(PolicyPhase::Implementation, None);
    let law = office
        .laws
        .advance_stage(ask(advance("practice", "", practice)));
    let law = law.await.expect("put into practice").into_inner();
    assert_eq!(law.current_stage, "draftLaws/on-charity/stages/practice");
    let assessed = advance(
        "assessment",
        "completed",
        in_phase(PolicyPhase::Assessment, None),
    );
    let law = office.laws.advance_stage(ask(assessed)).await;
    let law = law.expect("assessed").into_inner();
    assert_eq!(law.current_stage, "draftLaws/on-charity/stages/assessment");
}
