//! Provisions: read one by one and in order, compared between versions, and followed by the comments on them.

mod compare;
mod fate;

use common::testing::{Channel, DAY};
use kenes_proto::{
    consultation::{
        self as pb, ChangeKind, carried_forward::Fate,
        comment_service_client::CommentServiceClient,
        consultation_service_client::ConsultationServiceClient,
    },
    types::{ErrorReason as Reason, ProvisionRef},
};
use tonic::Code;

use crate::{
    fixtures::at,
    office::{LAW, Office, V1, V2, articles, bill, law},
    world::{ask, en, fields, refused},
};

fn compare(base: &str, version: &str) -> pb::CompareVersionsRequest {
    pb::CompareVersionsRequest {
        base_version: base.into(),
        version: version.into(),
        ..Default::default()
    }
}

async fn list(office: &mut Office, version: &str, filter: &str) -> Vec<pb::Provision> {
    let request = pb::ListProvisionsRequest {
        parent: version.into(),
        filter: filter.into(),
        page_size: 1000,
        ..Default::default()
    };
    let listed = office.laws.list_provisions(request).await;
    listed.expect("listed").into_inner().provisions
}

fn eids(provisions: &[pb::Provision]) -> Vec<&str> {
    provisions.iter().map(|p| p.eid.as_str()).collect()
}

#[tokio::test]
async fn the_provisions_of_the_real_bill_are_read_in_order() {
    let mut office = Office::open().await;
    office.both_real_versions().await;
    let read = office.provision(V1, "art_5__para_2").await.expect("there");
    assert_eq!(
        (read.element.as_str(), read.num.as_str()),
        ("paragraph", "2.")
    );
    assert_eq!(read.parent_provision, format!("{V1}/provisions/art_5"));
    let languages: Vec<&str> = read
        .texts
        .iter()
        .map(|t| t.language_code.as_str())
        .collect();
    assert_eq!(languages, ["kk", "ru", "en"]);
    assert!(
        read.texts[1].text.contains("десяти рабочих дней"),
        "{}",
        read.texts[1].text
    );
    assert_eq!(
        read.change_from_base(),
        ChangeKind::Unspecified,
        "it has no base"
    );

    let all = list(&mut office, V2, "").await;
    assert_eq!(
        eids(&all)[..4],
        ["preamble", "chp_1", "art_1", "art_1__point_1"]
    );
    assert!(all.iter().zip(1..).all(|(p, place)| p.order == place));
    let changed = "element = \"article\" AND change_from_base = CHANGE_KIND_NEW";
    assert_eq!(eids(&list(&mut office, V2, changed).await), ["art_7"]);
    let renumbered = "element = article AND change_from_base = CHANGE_KIND_RENUMBERED";
    assert!(eids(&list(&mut office, V2, renumbered).await).contains(&"art_8"));
    let inside = format!("parent_provision = \"{V2}/provisions/art_7\"");
    assert_eq!(
        eids(&list(&mut office, V2, &inside).await),
        ["art_7__para_1", "art_7__para_2"]
    );
    assert_eq!(
        eids(&list(&mut office, V2, "wid = \"art_6-1\"").await),
        ["art_7"]
    );
    assert_eq!(
        eids(&list(&mut office, V2, "order < 3").await),
        ["preamble", "chp_1"]
    );

    let unknown = office.provision(V1, "art_99").await;
    refused(unknown, Code::NotFound, Reason::EidUnknown);
    let case = office.provision(V1, "ART_5").await;
    refused(case, Code::NotFound, Reason::EidUnknown);
    let versionless = office
        .provision("draftLaws/on-charity/versions/none", "art_1")
        .await;
    refused(versionless, Code::NotFound, Reason::ResourceNotFound);
    let shapeless = office.provision(V1, "art 5").await;
    refused(shapeless, Code::InvalidArgument, Reason::FieldInvalid);
    let request = |filter: &str, order_by: &str, token: &str| pb::ListProvisionsRequest {
        parent: V1.into(),
        filter: filter.into(),
        order_by: order_by.into(),
        page_token: token.into(),
        ..Default::default()
    };
    for (request, reason) in [
        (request("headings = 1", "", ""), Reason::FilterInvalid),
        (request("", "element", ""), Reason::OrderByInvalid),
        (request("", "", "bm8"), Reason::PageTokenMismatch),
    ] {
        refused(
            office.laws.list_provisions(request).await,
            Code::InvalidArgument,
            reason,
        );
    }
    let orphans = pb::ListProvisionsRequest {
        parent: "draftLaws/on-charity/versions/none".into(),
        ..Default::default()
    };
    let orphans = office.laws.list_provisions(orphans).await;
    refused(orphans, Code::NotFound, Reason::ResourceNotFound);
}

#[tokio::test]
async fn a_translation_that_is_added_changes_nothing() {
    let mut office = Office::open().await;
    office
        .published("v1", &[("eId='art_1'", "One."), ("eId='art_2'", "Two.")])
        .await;
    office.create_version("v2").await;
    let english = articles(&[("eId='art_1'", "  One.\n"), ("eId='art_2'", "2.")]);
    let russian = articles(&[("eId='art_1'", "Один."), ("eId='art_2'", "Два.")]);
    office
        .import(V2, vec![bill("rus", &russian), bill("eng", &english)])
        .await
        .expect("imported");
    let changes = office
        .laws
        .compare_versions(compare(V1, V2))
        .await
        .expect("compared")
        .into_inner();
    let found: Vec<(&str, ChangeKind)> = changes
        .changes
        .iter()
        .map(|c| (c.wid.as_str(), c.change_kind()))
        .collect();
    assert_eq!(found, [("art_2", ChangeKind::Changed)]);
}

#[tokio::test]
async fn which_provision_it_is_is_never_guessed() {
    let mut office = Office::open().await;
    office
        .published("v1", &[("eId='art_1'", "One."), ("eId='art_2'", "Two.")])
        .await;
    office.published("v2", &[("eId='art_1'", "One.")]).await;
    let third = office.create_version("v3").await.name;
    let again = |attributes: &str| {
        vec![bill(
            "eng",
            &articles(&[("eId='art_1'", "One."), (attributes, "Another.")]),
        )]
    };
    let silent = office.import(&third, again("eId='art_2'")).await;
    let status = refused(silent, Code::InvalidArgument, Reason::XmlInvalid);
    assert!(
        status.message().contains("wId=\"art_2\""),
        "{}",
        status.message()
    );
    let taken = office
        .import(&third, again("eId='art_2' wId='art_1'"))
        .await;
    refused(taken, Code::InvalidArgument, Reason::EidDuplicate);
    for (attributes, wid) in [
        ("eId='art_2' wId='art_2'", "art_2"),
        ("eId='art_2' wId='art_2-new'", "art_2-new"),
    ] {
        office
            .import(&third, again(attributes))
            .await
            .expect("it says which one it is");
        assert_eq!(
            office.provision(&third, "art_2").await.expect("there").wid,
            wid
        );
    }
}

/// An open consultation about the first version, and a comment on each of these provisions.
pub(crate) async fn comment_on(office: &Office, eids: &[&str]) -> CommentServiceClient<Channel> {
    let mut consultations = ConsultationServiceClient::new(office.world.consultation.clone());
    let now = office.world.hand.now();
    let request = pb::CreateConsultationRequest {
        consultation: Some(pb::Consultation {
            titles: en("What do you say?"),
            draft_law_versions: vec![V1.into()],
            organizer: "//registry.kenes/organizations/ministry".into(),
            open_time: at(now),
            close_time: at(now + DAY),
            ..Default::default()
        }),
        consultation_id: "round".into(),
        ..Default::default()
    };
    let made = consultations
        .create_consultation(ask(request))
        .await
        .expect("created");
    let request = pb::AnnounceConsultationRequest {
        name: made.into_inner().name,
        ..Default::default()
    };
    consultations
        .announce_consultation(ask(request))
        .await
        .expect("announced");
    let mut comments = CommentServiceClient::new(office.world.consultation.clone());
    for eid in eids {
        let request = pb::CreateCommentRequest {
            parent: "consultations/round".into(),
            comment: Some(pb::Comment {
                target: Some(ProvisionRef {
                    version: V1.into(),
                    eid: (*eid).into(),
                    ..Default::default()
                }),
                texts: en("Say it better."),
                ..Default::default()
            }),
            comment_id: eid.replace('_', "-"),
            ..Default::default()
        };
        comments
            .create_comment(ask(request))
            .await
            .expect("accepted");
    }
    comments
}
