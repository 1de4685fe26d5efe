//! A provision that a later import takes out of a draft: it is gone from then on, and the record knows since when.

use common::date;
use tonic::Response;

use super::*;
use crate::{fixtures::at, record::Records};

async fn as_of(office: &mut Office, eid: &str, time: i64) -> Result<pb::Provision, Status> {
    let request = pb::GetProvisionRequest {
        name: format!("{V1}/provisions/{eid}"),
        as_of_time: at(time),
        ..Default::default()
    };
    let got = office.laws.get_provision(request).await;
    got.map(Response::into_inner)
}

#[tokio::test]
async fn a_provision_is_there_as_of_a_time_before_it_was_taken_out() {
    let mut office = Office::open().await;
    office.create_version("v1").await;
    let both = vec![bill(
        "eng",
        &articles(&[("eId='art_1'", "One."), ("eId='art_2'", "Two.")]),
    )];
    let one = vec![bill("eng", &articles(&[("eId='art_1'", "One.")]))];
    let time = |provision: pb::Provision| date::moment(provision.update_time.as_ref());
    office.import(V1, both.clone()).await.expect("imported");
    let began = time(office.provision(V1, "art_2").await.expect("there"));
    office.world.hand.pass(60_000_000);
    let without = office.import(V1, one).await.expect("imported");
    let gone = date::moment(without.update_time.as_ref());
    refused(
        office.provision(V1, "art_2").await,
        Code::NotFound,
        Reason::EidUnknown,
    );
    for time in [began, gone - 1] {
        let then = as_of(&mut office, "art_2", time).await.expect("was there");
        assert_eq!(then.texts[0].text, "Two.");
    }
    let removed = as_of(&mut office, "art_2", gone).await;
    refused(removed, Code::NotFound, Reason::EidUnknown);
    let stays = as_of(&mut office, "art_1", gone).await.expect("stays");
    assert_eq!(time(stays), began);
    let early = as_of(&mut office, "art_2", began - 1).await;
    refused(early, Code::NotFound, Reason::ResourceNotFound);
    let never = as_of(&mut office, "art_9", gone).await;
    refused(never, Code::NotFound, Reason::EidUnknown);

    office.world.hand.pass(60_000_000);
    let with = office.import(V1, both).await.expect("imported");
    let back = date::moment(with.update_time.as_ref());
    let again = as_of(&mut office, "art_2", back).await.expect("is back");
    assert_eq!(again.etag, "\"3\"");
    let between = as_of(&mut office, "art_2", back - 1).await;
    refused(between, Code::NotFound, Reason::EidUnknown);

    let mut records = Records::new(office.world.consultation.clone());
    let request = kenes_proto::record::ListRevisionsRequest {
        name: format!("{V1}/provisions/art_2"),
        ..Default::default()
    };
    let history = records.list_revisions(request).await.expect("listed");
    let methods: Vec<String> = history
        .into_inner()
        .revisions
        .into_iter()
        .map(|revision| revision.method)
        .collect();
    assert_eq!(
        methods,
        ["ImportAkomaNtoso", "DeleteProvision", "ImportAkomaNtoso"]
    );
}
