//! Draft laws: recorded, changed, taken back, enacted.

use kenes_proto::{
    consultation::{self as pb, draft_law::State, related_draft::Kind},
    gtype::Date,
    types::{ErrorReason as Reason, Source},
};
use prost_types::FieldMask;
use tonic::Code;

use crate::{
    office::{LAW, Office, V1, V2, day, law, version},
    world::{ask, en, fields, refused, request_id},
};

mod names;

fn update(patch: pb::DraftLaw, paths: &[&str]) -> pb::UpdateDraftLawRequest {
    pb::UpdateDraftLawRequest {
        draft_law: Some(pb::DraftLaw {
            name: LAW.into(),
            ..patch
        }),
        update_mask: Some(FieldMask {
            paths: paths.iter().map(ToString::to_string).collect(),
        }),
        ..Default::default()
    }
}

fn delete() -> pb::DeleteDraftLawRequest {
    pb::DeleteDraftLawRequest {
        name: LAW.into(),
        ..Default::default()
    }
}

fn withdraw() -> pb::WithdrawDraftLawRequest {
    pb::WithdrawDraftLawRequest {
        name: LAW.into(),
        reasons: en("Joined with another draft."),
        ..Default::default()
    }
}

fn enact(version: &str) -> pb::EnactDraftLawRequest {
    pb::EnactDraftLawRequest {
        name: LAW.into(),
        act_iri: "/akn/kz/act/2026-05-25/z-0100".into(),
        act_number: "100-IX".into(),
        enact_date: common::date::parse("2026-05-25"),
        version: version.into(),
        ..Default::default()
    }
}

#[tokio::test]
async fn a_draft_law_is_recorded_and_named_in_akoma_ntoso() {
    let mut office = Office::open().await;
    let made = office.law().await;
    assert_eq!((made.state(), made.etag.as_str()), (State::Active, "\"1\""));
    assert_eq!(made.akn_work_iri, "/akn/kz/bill/2026-03-14/d-0412");

    let patch = pb::DraftLaw {
        etag: made.etag.clone(),
        number: "D-0413".into(),
        ..Default::default()
    };
    let changed = office
        .laws
        .update_draft_law(ask(update(patch.clone(), &["number"])))
        .await;
    let changed = changed.expect("changed").into_inner();
    assert_eq!(changed.akn_work_iri, "/akn/kz/bill/2026-03-14/d-0413");
    assert_eq!(changed.titles, made.titles);
    let again = office
        .laws
        .update_draft_law(ask(update(patch, &["number"])))
        .await;
    refused(again, Code::Aborted, Reason::EtagMismatch);
    let state = update(pb::DraftLaw::default(), &["state"]);
    let state = office.laws.update_draft_law(ask(state)).await;
    refused(state, Code::InvalidArgument, Reason::UpdateMaskInvalid);
    let untitled = update(pb::DraftLaw::default(), &["titles"]);
    let untitled = office.laws.update_draft_law(ask(untitled)).await;
    let untitled = refused(untitled, Code::InvalidArgument, Reason::FieldInvalid);
    assert_eq!(fields(&untitled), ["draft_law.titles"]);
    let nobody = office
        .laws
        .update_draft_law(update(pb::DraftLaw::default(), &[]))
        .await;
    refused(nobody, Code::Unauthenticated, Reason::SubjectMissing);
}

#[tokio::test]
async fn what_is_wrong_with_a_draft_law_is_said_all_at_once() {
    let mut office = Office::open().await;
    let mut wrong = law("wrong");
    let new = wrong.draft_law.get_or_insert_default();
    new.titles = [en("One"), en("Two")].concat();
    new.introduce_date = Some(Date {
        day: 30,
        ..day("2026-02-28")
    });
    new.sources = vec![Source::default()];
    new.related = vec![pb::RelatedDraft {
        kind: Kind::Companion.into(),
        draft_law: "draftLaws/wrong".into(),
    }];
    let answer = office.laws.create_draft_law(ask(wrong.clone())).await;
    let status = refused(answer, Code::InvalidArgument, Reason::LanguageMissing);
    assert_eq!(
        fields(&status),
        [
            "draft_law.introduce_date",
            "draft_law.related[0].draft_law",
            "draft_law.sources[0]",
            "draft_law.titles[1].language_code"
        ]
    );
    let new = wrong.draft_law.get_or_insert_default();
    new.titles.truncate(1);
    let answer = office.laws.create_draft_law(ask(wrong.clone())).await;
    refused(answer, Code::InvalidArgument, Reason::DatesInvalid);
    let new = wrong.draft_law.get_or_insert_default();
    (new.introduce_date, new.sources) = (None, Vec::new());
    new.related[0].draft_law = "draftLaws/none".into();
    let answer = office.laws.create_draft_law(ask(wrong.clone())).await;
    let status = refused(answer, Code::InvalidArgument, Reason::ReferenceNotFound);
    assert_eq!(fields(&status), ["draft_law.related[0].draft_law"]);
    wrong.draft_law.get_or_insert_default().related[0].draft_law = LAW.into();
    let made = office
        .laws
        .create_draft_law(ask(wrong))
        .await
        .expect("created");
    assert_eq!(made.into_inner().akn_work_iri, "", "its day is not known");

    let mut nul = law("nul");
    nul.draft_law.get_or_insert_default().number = "1\0".into();
    let nul = office.laws.create_draft_law(ask(nul)).await;
    let status = refused(nul, Code::InvalidArgument, Reason::FieldInvalid);
    assert_eq!(fields(&status), ["draft_law.number"]);
    let nowhere = pb::UpdateDraftLawRequest {
        draft_law: Some(pb::DraftLaw {
            name: "draftLaws/\0".into(),
            ..Default::default()
        }),
        ..Default::default()
    };
    let nowhere = office.laws.update_draft_law(ask(nowhere)).await;
    refused(nowhere, Code::NotFound, Reason::ResourceNotFound);
    let taken = office.laws.create_draft_law(ask(law("on-charity"))).await;
    refused(taken, Code::AlreadyExists, Reason::ResourceExists);
    let mut shapeless = law("Big");
    shapeless.draft_law = None;
    let shapeless = office.laws.create_draft_law(ask(shapeless)).await;
    let status = refused(shapeless, Code::InvalidArgument, Reason::FieldInvalid);
    assert_eq!(fields(&status), ["draft_law", "draft_law_id"]);
}

#[tokio::test]
async fn a_retry_gets_its_first_answer_and_a_rehearsal_writes_nothing() {
    let mut office = Office::empty().await;
    let mut request = law("on-charity");
    request.validate_only = true;
    let seen = office.laws.create_draft_law(ask(request.clone())).await;
    assert_eq!(seen.expect("checked").into_inner().name, LAW);
    let got = pb::GetDraftLawRequest {
        name: LAW.into(),
        ..Default::default()
    };
    let missing = office.laws.get_draft_law(got).await;
    refused(missing, Code::NotFound, Reason::ResourceNotFound);

    (request.validate_only, request.request_id) = (false, request_id());
    let first = office.laws.create_draft_law(ask(request.clone())).await;
    office.world.hand.pass(1);
    let second = office.laws.create_draft_law(ask(request.clone())).await;
    assert_eq!(
        first.expect("created").into_inner(),
        second.expect("answered").into_inner()
    );
    request.draft_law_id = "other".into();
    let reused = office.laws.create_draft_law(ask(request)).await;
    refused(reused, Code::AlreadyExists, Reason::RequestIdReused);
}

#[tokio::test]
async fn a_mistake_is_deleted_until_a_version_is_published() {
    let mut office = Office::open().await;
    let undelete = pb::UndeleteDraftLawRequest {
        name: LAW.into(),
        ..Default::default()
    };
    let present = office.laws.undelete_draft_law(ask(undelete.clone())).await;
    refused(present, Code::AlreadyExists, Reason::ResourceNotDeleted);
    let mut stale = delete();
    stale.etag = "\"7\"".into();
    let stale = office.laws.delete_draft_law(ask(stale)).await;
    refused(stale, Code::Aborted, Reason::EtagMismatch);
    office.create_version("v1").await;
    let gone = office
        .laws
        .delete_draft_law(ask(delete()))
        .await
        .expect("deleted")
        .into_inner();
    assert!(gone.delete_time.is_some() && gone.purge_time.is_some());
    let list = pb::ListDraftLawsRequest::default();
    let listed = office
        .laws
        .list_draft_laws(list.clone())
        .await
        .expect("listed")
        .into_inner();
    assert!(listed.draft_laws.is_empty());
    let all = pb::ListDraftLawsRequest {
        show_deleted: true,
        ..list
    };
    let all = office
        .laws
        .list_draft_laws(all)
        .await
        .expect("listed")
        .into_inner();
    assert_eq!(all.draft_laws, [gone]);

    let twice = office.laws.delete_draft_law(ask(delete())).await;
    refused(twice, Code::FailedPrecondition, Reason::ResourceDeleted);
    let patch = update(pb::DraftLaw::default(), &["number"]);
    let patched = office.laws.update_draft_law(ask(patch)).await;
    refused(patched, Code::FailedPrecondition, Reason::ResourceDeleted);
    let withdrawn = office.laws.withdraw_draft_law(ask(withdraw())).await;
    refused(withdrawn, Code::FailedPrecondition, Reason::ResourceDeleted);
    let enacted = office.laws.enact_draft_law(ask(enact(V1))).await;
    refused(enacted, Code::FailedPrecondition, Reason::ResourceDeleted);
    let more = office
        .laws
        .create_draft_law_version(ask(version("v2")))
        .await;
    refused(more, Code::FailedPrecondition, Reason::ResourceDeleted);
    let text = crate::office::bill("eng", "<article/>");
    let text = office.import(V1, vec![text]).await;
    refused(text, Code::FailedPrecondition, Reason::ResourceDeleted);
    let published = office.publish(V1).await;
    refused(published, Code::FailedPrecondition, Reason::ResourceDeleted);
    let back = office
        .laws
        .undelete_draft_law(ask(undelete))
        .await
        .expect("back")
        .into_inner();
    assert!(back.delete_time.is_none() && back.purge_time.is_none());

    office.published("v2", &[("", "Everybody may give.")]).await;
    let kept = office.laws.delete_draft_law(ask(delete())).await;
    refused(kept, Code::FailedPrecondition, Reason::ResourceInUse);
}

#[tokio::test]
async fn what_is_enacted_is_the_last_version() {
    let mut office = Office::open().await;
    office.published("v1", &[("", "Everybody may give.")]).await;
    office.published("v2", &[("", "Everybody gives.")]).await;
    let earlier = office.laws.enact_draft_law(ask(enact(V1))).await;
    refused(earlier, Code::FailedPrecondition, Reason::VersionNotLast);
    let act = office.laws.enact_draft_law(ask(enact(V2))).await;
    let act = act.expect("enacted").into_inner();
    assert_eq!(
        (act.act_number.as_str(), act.enact_date, act.enacted_version),
        ("100-IX", common::date::parse("2026-05-25"), V2.to_owned())
    );
}

#[tokio::test]
async fn a_draft_law_is_enacted_in_a_published_version_and_then_it_is_final() {
    let mut office = Office::open().await;
    office.create_version("v1").await;
    let draft = office.laws.enact_draft_law(ask(enact(V1))).await;
    refused(draft, Code::FailedPrecondition, Reason::VersionNotPublished);
    let missing = office.laws.enact_draft_law(ask(enact(V2))).await;
    refused(missing, Code::InvalidArgument, Reason::ReferenceNotFound);
    let foreign = enact("draftLaws/other/versions/v1");
    let foreign = office.laws.enact_draft_law(ask(foreign)).await;
    refused(foreign, Code::InvalidArgument, Reason::ReferenceNotFound);
    office.published("v2", &[("", "Everybody may give.")]).await;
    let tomorrow = pb::EnactDraftLawRequest {
        enact_date: common::date::parse("2026-05-26"),
        ..enact(V2)
    };
    let tomorrow = office.laws.enact_draft_law(ask(tomorrow)).await;
    let status = refused(tomorrow, Code::InvalidArgument, Reason::DatesInvalid);
    assert_eq!(fields(&status), ["enact_date"]);
    let nameless = pb::EnactDraftLawRequest {
        enact_date: None,
        act_number: String::new(),
        ..enact(V2)
    };
    let nameless = office.laws.enact_draft_law(ask(nameless)).await;
    let status = refused(nameless, Code::InvalidArgument, Reason::FieldInvalid);
    assert_eq!(fields(&status), ["act_number", "enact_date"]);
    let enacted = office
        .laws
        .enact_draft_law(ask(enact(V2)))
        .await
        .expect("enacted")
        .into_inner();
    assert_eq!(
        (
            enacted.state(),
            enacted.enacted_version.as_str(),
            enacted.enacted_act_iri.as_str()
        ),
        (State::Enacted, V2, "/akn/kz/act/2026-05-25/z-0100")
    );
    let withdrawn = office.laws.withdraw_draft_law(ask(withdraw())).await;
    refused(
        withdrawn,
        Code::FailedPrecondition,
        Reason::StateTransitionForbidden,
    );
    let twice = office.laws.enact_draft_law(ask(enact(V2))).await;
    refused(
        twice,
        Code::FailedPrecondition,
        Reason::StateTransitionForbidden,
    );
    let text = crate::office::bill("eng", "<article/>");
    office.import(V1, vec![text]).await.expect("imported");
    let late = office.publish(V1).await;
    refused(
        late,
        Code::FailedPrecondition,
        Reason::StateTransitionForbidden,
    );
}

#[tokio::test]
async fn a_draft_law_is_withdrawn_with_reasons() {
    let mut office = Office::open().await;
    let silent = pb::WithdrawDraftLawRequest {
        reasons: Vec::new(),
        ..withdraw()
    };
    let silent = office.laws.withdraw_draft_law(ask(silent)).await;
    refused(silent, Code::InvalidArgument, Reason::FieldInvalid);
    let twice = pb::WithdrawDraftLawRequest {
        reasons: [en("One."), en("Two.")].concat(),
        ..withdraw()
    };
    let twice = office.laws.withdraw_draft_law(ask(twice)).await;
    refused(twice, Code::InvalidArgument, Reason::LanguageMissing);
    let stale = pb::WithdrawDraftLawRequest {
        etag: "\"7\"".into(),
        ..withdraw()
    };
    let stale = office.laws.withdraw_draft_law(ask(stale)).await;
    refused(stale, Code::Aborted, Reason::EtagMismatch);
    let done = office
        .laws
        .withdraw_draft_law(ask(withdraw()))
        .await
        .expect("withdrawn")
        .into_inner();
    assert_eq!(done.state(), State::Withdrawn);
    assert_eq!(done.withdraw_reasons, en("Joined with another draft."));
    let mut roll = crate::roll::Roll::of(&office.world);
    roll.code("stages", &["drafting"]).await;
    let advance = pb::AdvanceStageRequest {
        name: LAW.into(),
        stage: Some(pb::Stage {
            stage_code: "drafting".into(),
            ..Default::default()
        }),
        ..Default::default()
    };
    let advanced = office.laws.advance_stage(ask(advance)).await;
    refused(
        advanced,
        Code::FailedPrecondition,
        Reason::StateTransitionForbidden,
    );
}
