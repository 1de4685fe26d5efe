//! Versions of a draft law: their texts come in as Akoma Ntoso, and once published they are never edited.

mod languages;
mod plain;
mod refused;
mod removed;

use kenes_proto::{
    consultation::{self as pb, draft_law_version::State},
    gtype::Date,
    types::{ErrorReason as Reason, Source},
};
use prost_types::FieldMask;
use tonic::{Code, Status};
use tonic_types::StatusExt;

use crate::{
    office::{LAW, Office, REAL, V1, V2, articles, bill, day, law, real, version},
    world::{ask, fields, refused, request_id},
};

fn update(name: &str, patch: pb::DraftLawVersion, path: &str) -> pb::UpdateDraftLawVersionRequest {
    pb::UpdateDraftLawVersionRequest {
        draft_law_version: Some(pb::DraftLawVersion {
            name: name.into(),
            ..patch
        }),
        update_mask: Some(FieldMask {
            paths: vec![path.into()],
        }),
        ..Default::default()
    }
}

fn labelled(label: &str) -> pb::DraftLawVersion {
    pb::DraftLawVersion {
        label: label.into(),
        ..Default::default()
    }
}

fn metadata(status: &Status, key: &str) -> String {
    let details = status.get_error_details();
    let info = details.error_info().expect("info");
    info.metadata.get(key).cloned().unwrap_or_default()
}

#[tokio::test]
async fn the_real_bill_comes_in_three_languages_and_goes_out_byte_for_byte() {
    let mut office = Office::open().await;
    let made = office.create_version("v1").await;
    assert_eq!((made.ordinal, made.state()), (1, State::Draft));
    let filled = office.import(V1, real(REAL[0])).await.expect("imported");
    assert_eq!(filled, office.version(V1).await);
    assert_eq!(filled.provision_count, 88 + 1, "and the preamble");
    let told: Vec<(&str, bool, &str)> = filled
        .expressions
        .iter()
        .map(|e| {
            (
                e.language_code.as_str(),
                e.authoritative,
                e.akn_expression_iri.as_str(),
            )
        })
        .collect();
    let iri = "/akn/kz/bill/2026-03-14/d-0412";
    assert_eq!(
        told,
        [
            ("kk", true, format!("{iri}/kaz@2026-05-20").as_str()),
            ("ru", true, &format!("{iri}/rus@2026-05-20")),
            ("en", false, &format!("{iri}/eng@2026-05-20")),
        ]
    );
    assert!(
        filled.expressions[1].titles[0]
            .text
            .contains("Об участии общественности")
    );
    assert_eq!(filled.expressions[2].text_sha256.len(), 32);

    for (language_code, (file_name, xml)) in ["kk", "ru", "en"].into_iter().zip(REAL[0]) {
        let request = pb::ExportAkomaNtosoRequest {
            version: V1.into(),
            language_code: language_code.into(),
        };
        let out = office
            .laws
            .export_akoma_ntoso(request)
            .await
            .expect("there")
            .into_inner();
        assert!(out.xml == xml && out.file_name == file_name);
    }
    for (version, language_code) in [(V1, "de"), (V2, "kk")] {
        let request = pb::ExportAkomaNtosoRequest {
            version: version.into(),
            language_code: language_code.into(),
        };
        let missing = office.laws.export_akoma_ntoso(request).await;
        refused(missing, Code::NotFound, Reason::ResourceNotFound);
    }
}

#[tokio::test]
async fn a_published_version_is_never_edited() {
    let mut office = Office::open().await;
    let empty = office.create_version("v1").await;
    let textless = office.publish(V1).await;
    refused(
        textless,
        Code::FailedPrecondition,
        Reason::StateTransitionForbidden,
    );
    let documents = vec![bill("eng", &articles(&[("", "One.")]))];
    office
        .import(V1, documents.clone())
        .await
        .expect("imported");
    let stale = pb::PublishDraftLawVersionRequest {
        name: V1.into(),
        etag: empty.etag,
        ..Default::default()
    };
    let stale = office.laws.publish_draft_law_version(ask(stale)).await;
    refused(stale, Code::Aborted, Reason::EtagMismatch);
    let published = office.publish(V1).await.expect("published");
    assert_eq!(published.state(), State::Published);
    assert!(published.publish_time.is_some());
    assert_eq!(office.law().await.current_version, V1);

    let edited = office.import(V1, documents).await;
    refused(edited, Code::FailedPrecondition, Reason::VersionFrozen);
    let labelled = office
        .laws
        .update_draft_law_version(ask(update(V1, labelled("x"), "label")))
        .await;
    refused(labelled, Code::FailedPrecondition, Reason::VersionFrozen);
    let twice = office.publish(V1).await;
    refused(twice, Code::FailedPrecondition, Reason::VersionFrozen);

    let second = office.published("v2", &[("", "Two.")]).await;
    assert_eq!((second.ordinal, second.base_version.as_str()), (2, V1));
    assert_eq!(office.version(V1).await.state(), State::Superseded);
    assert_eq!(office.law().await.current_version, V2);
    let list = |filter: &str, order_by: &str| pb::ListDraftLawVersionsRequest {
        parent: LAW.into(),
        filter: filter.into(),
        order_by: order_by.into(),
        ..Default::default()
    };
    for (filter, order_by, found) in [
        ("", "", vec![V1, V2]),
        ("", "ordinal desc", vec![V2, V1]),
        ("state = STATE_PUBLISHED", "", vec![V2]),
        ("version_date < \"2026-01-01\"", "version_date", vec![]),
    ] {
        let listed = office
            .laws
            .list_draft_law_versions(list(filter, order_by))
            .await;
        let listed = listed.expect("listed").into_inner().draft_law_versions;
        assert_eq!(listed.iter().map(|v| &v.name).collect::<Vec<_>>(), found);
    }
    let filter = office
        .laws
        .list_draft_law_versions(list("label = x", ""))
        .await;
    refused(filter, Code::InvalidArgument, Reason::FilterInvalid);
    let order = office.laws.list_draft_law_versions(list("", "state")).await;
    refused(order, Code::InvalidArgument, Reason::OrderByInvalid);
    let token = pb::ListDraftLawVersionsRequest {
        page_token: "bm8".into(),
        ..list("", "")
    };
    let token = office.laws.list_draft_law_versions(token).await;
    refused(token, Code::InvalidArgument, Reason::PageTokenMismatch);
    let orphans = pb::ListDraftLawVersionsRequest {
        parent: "draftLaws/none".into(),
        ..list("", "")
    };
    let orphans = office.laws.list_draft_law_versions(orphans).await;
    refused(orphans, Code::NotFound, Reason::ResourceNotFound);
}

#[tokio::test]
async fn a_version_stands_on_a_published_one_of_its_own_draft_law() {
    let mut office = Office::open().await;
    let other = office.laws.create_draft_law(ask(law("other"))).await;
    other.expect("created");
    office.create_version("v1").await;
    let based = |base: &str, stage: &str| {
        let mut request = version("v2");
        let new = request.draft_law_version.get_or_insert_default();
        (new.base_version, new.stage) = (base.into(), stage.into());
        request
    };
    let draft = office
        .laws
        .create_draft_law_version(ask(based(V1, "")))
        .await;
    refused(draft, Code::FailedPrecondition, Reason::VersionNotPublished);
    for (base, stage, field) in [
        (
            "draftLaws/other/versions/v1",
            "",
            "draft_law_version.base_version",
        ),
        (
            "draftLaws/on-charity/versions/none",
            "",
            "draft_law_version.base_version",
        ),
        (
            "",
            "draftLaws/other/stages/drafting",
            "draft_law_version.stage",
        ),
        (
            "",
            "draftLaws/on-charity/stages/none",
            "draft_law_version.stage",
        ),
    ] {
        let dangling = office
            .laws
            .create_draft_law_version(ask(based(base, stage)))
            .await;
        let status = refused(dangling, Code::InvalidArgument, Reason::ReferenceNotFound);
        assert_eq!(fields(&status), [field]);
    }
    let mut wrong = version("v2");
    let new = wrong.draft_law_version.get_or_insert_default();
    new.version_date = Some(Date {
        month: 13,
        ..day("2026-02-01")
    });
    new.sources = vec![Source::default()];
    let wrong = office.laws.create_draft_law_version(ask(wrong)).await;
    let status = refused(wrong, Code::InvalidArgument, Reason::DatesInvalid);
    assert_eq!(
        fields(&status),
        [
            "draft_law_version.sources[0]",
            "draft_law_version.version_date"
        ]
    );
    let taken = office
        .laws
        .create_draft_law_version(ask(version("v1")))
        .await;
    refused(taken, Code::AlreadyExists, Reason::ResourceExists);
    let mut orphan = version("v2");
    orphan.parent = "draftLaws/none".into();
    let orphan = office.laws.create_draft_law_version(ask(orphan)).await;
    refused(orphan, Code::NotFound, Reason::ResourceNotFound);
    let nobody = office.laws.create_draft_law_version(version("v2")).await;
    refused(nobody, Code::Unauthenticated, Reason::SubjectMissing);

    let relabel = update(V1, labelled("for discussion"), "label");
    let relabelled = office.laws.update_draft_law_version(ask(relabel)).await;
    assert_eq!(
        relabelled.expect("changed").into_inner().label,
        "for discussion"
    );
    let mut stale = update(V1, labelled("x"), "label");
    stale.draft_law_version.get_or_insert_default().etag = "\"1\"".into();
    let stale = office.laws.update_draft_law_version(ask(stale)).await;
    refused(stale, Code::Aborted, Reason::EtagMismatch);
    let frozen = update(V1, labelled(""), "state");
    let frozen = office.laws.update_draft_law_version(ask(frozen)).await;
    refused(frozen, Code::InvalidArgument, Reason::UpdateMaskInvalid);
    let missing = update("draftLaws/on-charity/versions/none", labelled("x"), "label");
    let missing = office.laws.update_draft_law_version(ask(missing)).await;
    refused(missing, Code::NotFound, Reason::ResourceNotFound);
}

#[tokio::test]
async fn another_base_gives_other_identities() {
    let mut office = Office::open().await;
    office
        .published("v1", &[("eId='art_1'", "One."), ("eId='art_2'", "Two.")])
        .await;
    let second = [
        ("eId='art_1' wId='art_2'", "Two."),
        ("eId='art_2' wId='new'", "New."),
    ];
    office.published("v2", &second).await;
    let third = office.create_version("v3").await.name;
    let text = articles(&[("eId='art_1'", "Two."), ("eId='art_2'", "Three.")]);
    office
        .import(&third, vec![bill("eng", &text)])
        .await
        .expect("imported");
    let first = office.provision(&third, "art_1").await.expect("there");
    assert_eq!(
        (first.wid.as_str(), first.change_from_base()),
        ("art_2", pb::ChangeKind::Unchanged)
    );

    let base = |name: &str| pb::DraftLawVersion {
        base_version: name.into(),
        ..Default::default()
    };
    let draft = office
        .laws
        .update_draft_law_version(ask(update(&third, base(&third), "base_version")))
        .await;
    refused(draft, Code::FailedPrecondition, Reason::VersionNotPublished);
    let dangling = base("draftLaws/on-charity/versions/none");
    let dangling = office
        .laws
        .update_draft_law_version(ask(update(&third, dangling, "base_version")))
        .await;
    refused(dangling, Code::InvalidArgument, Reason::ReferenceNotFound);
    let moved = office
        .laws
        .update_draft_law_version(ask(update(&third, base(V1), "base_version")))
        .await;
    moved.expect("moved");
    let again = office.provision(&third, "art_1").await.expect("there");
    assert_eq!(
        (again.wid.as_str(), again.change_from_base()),
        ("art_1", pb::ChangeKind::Changed)
    );
    assert_eq!((again.uid, again.etag.as_str()), (first.uid, "\"2\""));
}

#[tokio::test]
async fn a_text_that_is_imported_again_replaces_the_one_before() {
    let mut office = Office::open().await;
    office.create_version("v1").await;
    let text = |articles_: &[(&str, &str)]| vec![bill("eng", &articles(articles_))];
    let (one, two, three) = (
        ("eId='art_1'", "One."),
        ("eId='art_2'", "Two."),
        ("eId='art_2'", "2."),
    );
    office
        .import(V1, text(&[one, two]))
        .await
        .expect("imported");
    let first = office.provision(V1, "art_1").await.expect("there");
    let gone = office.provision(V1, "art_2").await.expect("there");
    office.world.hand.pass(1_000_000);
    office.import(V1, text(&[one])).await.expect("imported");
    assert_eq!(
        office.provision(V1, "art_1").await.expect("there"),
        first,
        "the same is not written again"
    );
    let missing = office.provision(V1, "art_2").await;
    refused(missing, Code::NotFound, Reason::EidUnknown);
    let filled = office
        .import(V1, text(&[one, three]))
        .await
        .expect("imported");
    assert_eq!(filled.provision_count, 2);
    let back = office.provision(V1, "art_2").await.expect("there");
    assert_eq!(
        (back.uid, back.create_time),
        (gone.uid, gone.create_time),
        "it is the same one again"
    );
    assert_eq!(
        (back.etag.as_str(), back.texts[0].text.as_str()),
        ("\"3\"", "2."),
        "that it had gone is a revision of its own"
    );

    let mut rehearsal = pb::ImportAkomaNtosoRequest {
        version: V1.into(),
        documents: text(&[two]),
        validate_only: true,
        ..Default::default()
    };
    let seen = office
        .laws
        .import_akoma_ntoso(ask(rehearsal.clone()))
        .await
        .expect("checked");
    assert_eq!(seen.into_inner().provision_count, 1);
    assert_eq!(office.version(V1).await, filled);
    (rehearsal.validate_only, rehearsal.request_id) = (false, request_id());
    let once = office
        .laws
        .import_akoma_ntoso(ask(rehearsal.clone()))
        .await
        .expect("imported");
    office.publish(V1).await.expect("published");
    let retried = office
        .laws
        .import_akoma_ntoso(ask(rehearsal))
        .await
        .expect("answered");
    assert_eq!(once.into_inner(), retried.into_inner());
}
