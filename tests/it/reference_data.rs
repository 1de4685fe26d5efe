//! Codes of reference data.

use common::testing::Channel;
use kenes_proto::{
    gtype::Date,
    registry::{self as pb, reference_data_service_client::ReferenceDataServiceClient as Client},
    types::ErrorReason as Reason,
};
use tonic::Code;

use crate::world::{World, ask, en, fields, refused, request_id};

mod used;

fn new(id: &str) -> pb::CreateCodeRequest {
    pb::CreateCodeRequest {
        parent: "referenceData/stages".into(),
        code: Some(pb::Code {
            titles: en(id),
            ..Default::default()
        }),
        code_id: id.into(),
        ..Default::default()
    }
}

async fn create(
    client: &mut Client<Channel>,
    request: pb::CreateCodeRequest,
) -> Result<pb::Code, tonic::Status> {
    client
        .create_code(ask(request))
        .await
        .map(tonic::Response::into_inner)
}

#[tokio::test]
async fn a_code_is_created_read_changed_and_listed() {
    let world = World::start().await;
    let mut client = Client::new(world.registry.clone());
    let made = create(&mut client, new("drafting")).await.expect("created");
    assert_eq!(made.name, "referenceData/stages/codes/drafting");
    assert_eq!(made.etag, "\"1\"");
    let read = client
        .get_code(pb::GetCodeRequest {
            name: made.name.clone(),
            ..Default::default()
        })
        .await
        .expect("read")
        .into_inner();
    assert_eq!(read, made);

    world.hand.pass(1_000_000);
    let patch = pb::Code {
        name: made.name.clone(),
        etag: made.etag.clone(),
        valid_until_date: Some(Date {
            year: 2026,
            month: 6,
            day: 30,
        }),
        ..Default::default()
    };
    let update = pb::UpdateCodeRequest {
        code: Some(patch),
        ..Default::default()
    };
    let changed = client
        .update_code(ask(update.clone()))
        .await
        .expect("changed")
        .into_inner();
    assert_eq!(changed.titles, made.titles);
    assert_eq!(changed.etag, "\"2\"");
    assert_ne!(changed.update_time, changed.create_time);
    refused(
        client.update_code(ask(update)).await,
        Code::Aborted,
        Reason::EtagMismatch,
    );

    create(&mut client, new("first-reading"))
        .await
        .expect("created");
    let list = |filter: &str| pb::ListCodesRequest {
        parent: "referenceData/-".into(),
        filter: filter.into(),
        ..Default::default()
    };
    let all = client
        .list_codes(list(""))
        .await
        .expect("listed")
        .into_inner();
    assert_eq!((all.codes.len(), all.total_size), (2, Some(2)));
    let still = client
        .list_codes(list("active_on(\"2026-07-01\")"))
        .await
        .expect("listed")
        .into_inner();
    assert_eq!(
        still
            .codes
            .iter()
            .map(|c| c.name.as_str())
            .collect::<Vec<_>>(),
        ["referenceData/stages/codes/first-reading"]
    );
}

#[tokio::test]
async fn what_is_wrong_is_said_all_at_once() {
    let world = World::start().await;
    let mut client = Client::new(world.registry.clone());
    let bad = pb::CreateCodeRequest {
        parent: "stages".into(),
        code_id: "Big".into(),
        ..Default::default()
    };
    let status = refused(
        create(&mut client, bad).await,
        Code::InvalidArgument,
        Reason::FieldInvalid,
    );
    assert_eq!(fields(&status), ["code", "code_id", "parent"]);

    let mut silent = new("x");
    silent.code = Some(pb::Code {
        titles: en(" "),
        ..Default::default()
    });
    refused(
        create(&mut client, silent).await,
        Code::InvalidArgument,
        Reason::FieldInvalid,
    );
    let mut twice = new("x");
    twice.code = Some(pb::Code {
        titles: [en("a"), en("b")].concat(),
        ..Default::default()
    });
    refused(
        create(&mut client, twice).await,
        Code::InvalidArgument,
        Reason::LanguageMissing,
    );

    let nobody = client.create_code(new("x")).await;
    refused(nobody, Code::Unauthenticated, Reason::SubjectMissing);
    let missing = client
        .get_code(pb::GetCodeRequest {
            name: "referenceData/stages/codes/none".into(),
            ..Default::default()
        })
        .await;
    refused(missing, Code::NotFound, Reason::ResourceNotFound);

    let list = |filter: &str, order: &str, token: &str| pb::ListCodesRequest {
        parent: "referenceData/stages".into(),
        filter: filter.into(),
        order_by: order.into(),
        page_token: token.into(),
        ..Default::default()
    };
    refused(
        client.list_codes(list("colour = red", "", "")).await,
        Code::InvalidArgument,
        Reason::FilterInvalid,
    );
    refused(
        client.list_codes(list("", "titles", "")).await,
        Code::InvalidArgument,
        Reason::OrderByInvalid,
    );
    refused(
        client.list_codes(list("", "", "bm9uc2Vuc2U")).await,
        Code::InvalidArgument,
        Reason::PageTokenMismatch,
    );
}

#[tokio::test]
async fn a_code_may_not_follow_itself() {
    let world = World::start().await;
    let mut client = Client::new(world.registry.clone());
    let first = create(&mut client, new("first")).await.expect("created");
    let mut second = new("second");
    second.code.as_mut().expect("a code").successor = first.name.clone();
    let second = create(&mut client, second).await.expect("created");
    let patch = pb::Code {
        name: first.name,
        successor: second.name,
        ..Default::default()
    };
    let update = pb::UpdateCodeRequest {
        code: Some(patch),
        ..Default::default()
    };
    let status = refused(
        client.update_code(ask(update)).await,
        Code::InvalidArgument,
        Reason::FieldInvalid,
    );
    assert_eq!(fields(&status), ["code.successor"]);
    let mut dangling = new("third");
    dangling.code.as_mut().expect("a code").successor = "referenceData/stages/codes/none".into();
    refused(
        create(&mut client, dangling).await,
        Code::InvalidArgument,
        Reason::ReferenceNotFound,
    );
}

#[tokio::test]
async fn a_retry_gets_its_first_answer_and_a_rehearsal_writes_nothing() {
    let world = World::start().await;
    let mut client = Client::new(world.registry.clone());
    let mut rehearsal = new("drafting");
    rehearsal.validate_only = true;
    assert_eq!(
        create(&mut client, rehearsal).await.expect("checked").etag,
        "\"1\""
    );
    let missing = client
        .get_code(pb::GetCodeRequest {
            name: "referenceData/stages/codes/drafting".into(),
            ..Default::default()
        })
        .await;
    refused(missing, Code::NotFound, Reason::ResourceNotFound);

    let mut request = new("drafting");
    request.request_id = request_id();
    let first = create(&mut client, request.clone()).await.expect("created");
    world.hand.pass(1_000_000);
    assert_eq!(
        create(&mut client, request.clone())
            .await
            .expect("the same answer"),
        first
    );
    request.code_id = "other".into();
    refused(
        create(&mut client, request).await,
        Code::AlreadyExists,
        Reason::RequestIdReused,
    );
    refused(
        create(&mut client, new("drafting")).await,
        Code::AlreadyExists,
        Reason::ResourceExists,
    );
}

#[tokio::test]
async fn a_refusal_speaks_the_callers_language() {
    let world = World::start().await;
    let client = Client::new(world.registry.clone());
    let said = |language: &'static str| {
        let mut request = ask(pb::GetCodeRequest {
            name: "referenceData/stages/codes/none".into(),
            ..Default::default()
        });
        let header = tonic::metadata::MetadataValue::from_static(language);
        request.metadata_mut().insert("accept-language", header);
        let mut client = client.clone();
        async move {
            let status = client.get_code(request).await.expect_err("there is none");
            let details = tonic_types::StatusExt::get_error_details(&status);
            details
                .localized_message()
                .map(|m| (m.locale.clone(), m.message.clone()))
        }
    };
    assert_eq!(
        said("kk-KZ, ru;q=0.8").await,
        Some(("kk".into(), "Мұндай жазба жоқ.".into()))
    );
    assert_eq!(
        said("ru").await,
        Some(("ru".into(), "Такой записи нет.".into()))
    );
    assert_eq!(said("en").await, None);
}

#[tokio::test]
async fn a_code_that_rules_depend_on_cannot_be_ended() {
    let world = World::with_starter().await;
    let mut client = Client::new(world.registry.clone());
    let name = "referenceData/powers/codes/comment";
    let change = |code: pb::Code, path: &str| pb::UpdateCodeRequest {
        code: Some(pb::Code {
            name: name.into(),
            ..code
        }),
        update_mask: crate::roll::paths(&[path]),
        ..Default::default()
    };
    let day = Some(Date {
        year: 2026,
        month: 12,
        day: 31,
    });
    let ends = [
        (
            "valid_until_date",
            pb::Code {
                valid_until_date: day,
                ..Default::default()
            },
        ),
        (
            "valid_from_date",
            pb::Code {
                valid_from_date: day,
                ..Default::default()
            },
        ),
        (
            "successor",
            pb::Code {
                successor: "referenceData/powers/codes/sign".into(),
                ..Default::default()
            },
        ),
    ];
    for (path, code) in ends {
        refused(
            client.update_code(ask(change(code, path))).await,
            Code::FailedPrecondition,
            Reason::CodeRequired,
        );
    }
    let renamed = pb::Code {
        titles: en("Speak"),
        ..Default::default()
    };
    let renamed = client.update_code(ask(change(renamed, "titles"))).await;
    renamed.expect("its title may change");

    // Where it is not built in, it is not created ended either.
    let bare = World::start().await;
    let mut client = Client::new(bare.registry.clone());
    let mut ended = new("state");
    ended.parent = "referenceData/sectors".into();
    ended.code.as_mut().expect("a code").valid_until_date = day;
    refused(
        create(&mut client, ended).await,
        Code::FailedPrecondition,
        Reason::CodeRequired,
    );
}

#[tokio::test]
async fn a_code_may_begin_with_a_digit() {
    let world = World::start().await;
    let mut client = Client::new(world.registry.clone());
    let made = create(&mut client, new("710000000")).await;
    assert_eq!(
        made.expect("created").name,
        "referenceData/stages/codes/710000000"
    );
}
