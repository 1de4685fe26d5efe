//! What was recorded of resources of every kind: as of a time, and revision by revision.

mod counts;
pub(crate) mod walk;

use common::{
    date,
    testing::{Channel, DAY},
};
use kenes_proto::{
    consultation::{
        self as pb, draft_law_service_client::DraftLawServiceClient as DraftLaws,
        hearing_service_client::HearingServiceClient as Hearings,
    },
    record as rec,
    types::{ErrorReason as Reason, View},
};
use prost::Message;
use tonic::Code;

use crate::{
    comment::{self, Scene, name, scene},
    fixtures::{self, at},
    hearing::created,
    record::{Records, metadata},
    world::{World, ask, en, fields, refused},
};

fn of_name(name: &str) -> rec::ListRevisionsRequest {
    rec::ListRevisionsRequest {
        name: name.into(),
        ..Default::default()
    }
}

async fn hearing(
    client: &mut Hearings<Channel>,
    name: &str,
    time: i64,
) -> Result<pb::Hearing, tonic::Status> {
    let request = pb::GetHearingRequest {
        name: name.into(),
        as_of_time: at(time),
        ..Default::default()
    };
    let answer = client.get_hearing(request).await;
    answer.map(tonic::Response::into_inner)
}

/// Gives a hearing another title.
async fn renamed(client: &mut Hearings<Channel>, name: &str) -> pb::Hearing {
    let request = pb::UpdateHearingRequest {
        hearing: Some(pb::Hearing {
            name: name.into(),
            titles: en("Another title"),
            ..Default::default()
        }),
        ..Default::default()
    };
    let updated = client.update_hearing(ask(request)).await;
    updated.expect("updated").into_inner()
}

#[tokio::test]
async fn no_revision_is_earlier_than_the_one_before_it() {
    let world = World::start().await;
    let mut client = Hearings::new(world.consultation.clone());
    let made = created(&world, &mut client, "heard").await;
    let begun = world.hand.now();
    // The clock of another replica is behind.
    world.hand.pass(-60_000_000);
    let updated = renamed(&mut client, &made.name).await;
    assert_eq!(updated.update_time, at(begun));
    world.hand.pass(60_000_000);
    let early = hearing(&mut client, &made.name, begun - 1).await;
    assert_eq!(early.expect_err("not yet").code(), Code::NotFound);
    let now = hearing(&mut client, &made.name, begun).await;
    assert_eq!(now.expect("read"), updated);
    let mut records = Records::new(world.consultation.clone());
    let shown = records.list_revisions(of_name(&made.name)).await;
    let shown = shown.expect("shown").into_inner();
    let times = shown.revisions.iter().map(|one| one.create_time);
    assert_eq!(times.collect::<Vec<_>>(), [at(begun), at(begun)]);
}

#[tokio::test]
async fn a_resource_is_read_as_it_was_recorded_at_a_time() {
    let world = World::start().await;
    let mut client = Hearings::new(world.consultation.clone());
    let made = created(&world, &mut client, "heard").await;
    let (before, begun) = (world.hand.now() - 1, world.hand.now());
    world.hand.pass(DAY);
    let updated = renamed(&mut client, &made.name).await;
    let now = world.hand.now();

    for time in [begun, now - 1] {
        assert_eq!(
            hearing(&mut client, &made.name, time).await.expect("read"),
            made
        );
    }
    // The clock of a caller may be a little ahead.
    for time in [now, now + 1_000_000] {
        assert_eq!(
            hearing(&mut client, &made.name, time).await.expect("read"),
            updated
        );
    }
    let early = hearing(&mut client, &made.name, before).await;
    let early = refused(early, Code::NotFound, Reason::ResourceNotFound);
    let since = date::timestamp(begun).to_string();
    assert!(early.message().contains(&since), "{early:?}");
    assert_eq!(metadata(&early, "create_time"), Some(since));
    let none = hearing(&mut client, "hearings/none", begun).await;
    let none = refused(none, Code::NotFound, Reason::ResourceNotFound);
    assert!(none.message().contains("does not exist"), "{none:?}");
    let coming = hearing(&mut client, &made.name, now + DAY).await;
    let coming = refused(coming, Code::InvalidArgument, Reason::FieldInvalid);
    assert_eq!(fields(&coming), ["as_of_time"]);
}

#[tokio::test]
async fn several_are_read_as_of_one_time() {
    let Scene {
        world,
        mut client,
        fake: _fake,
        _up,
    } = scene().await;
    let one = comment::create(&client, comment::new("one")).await;
    let one = one.expect("accepted");
    let begun = world.hand.now();
    world.hand.pass(1_000_000);
    comment::create(&client, comment::new("two"))
        .await
        .expect("accepted");
    let withdrawal = comment::withdrawal("one");
    let gone = client
        .withdraw_comment(crate::world::ask_as("demo|aigul", withdrawal))
        .await;
    gone.expect("withdrawn");
    let request = |ids: &[&str]| pb::BatchGetCommentsRequest {
        parent: "consultations/c".into(),
        names: ids.iter().map(|id| name(id)).collect(),
        as_of_time: at(begun),
        ..Default::default()
    };
    let found = client.batch_get_comments(request(&["one"])).await;
    let found = found.expect("read").into_inner().comments;
    assert_eq!((found[0].state(), &found[0].etag), (one.state(), &one.etag));
    let early = client.batch_get_comments(request(&["one", "two"])).await;
    refused(early, Code::NotFound, Reason::ResourceNotFound);
}

#[tokio::test]
async fn the_revisions_of_any_resource_come_by_pages_and_say_what_wrote_them() {
    let world = World::start().await;
    fixtures::draft_law(&world).await;
    let mut laws = DraftLaws::new(world.consultation.clone());
    for title in ["Second", "Third"] {
        world.hand.pass(1_000_000);
        let request = pb::UpdateDraftLawRequest {
            draft_law: Some(pb::DraftLaw {
                name: "draftLaws/d".into(),
                titles: en(title),
                ..Default::default()
            }),
            update_mask: Some(prost_types::FieldMask {
                paths: vec!["titles".into()],
            }),
            ..Default::default()
        };
        laws.update_draft_law(ask(request)).await.expect("updated");
    }
    let mut records = Records::new(world.consultation.clone());
    crate::audit::signed(records.clone(), "draftLaws/d").await;
    let all = records.list_revisions(of_name("draftLaws/d")).await;
    let all = all.expect("listed").into_inner().revisions;
    let newest = pb::DraftLaw::decode(&*all[0].snapshot.clone().expect("shown").value);
    let newest = newest.expect("a draft law");
    let get = laws.get_draft_law(pb::GetDraftLawRequest {
        name: "draftLaws/d".into(),
        ..Default::default()
    });
    assert_eq!(newest, get.await.expect("read").into_inner());
    let said: Vec<_> = all
        .iter()
        .map(|one| (one.name.as_str(), one.method.as_str()))
        .collect();
    assert_eq!(
        said[0],
        ("draftLaws/d/revisions/4", "UpdateDraftLaw"),
        "{said:?}"
    );
    assert_eq!(
        said[3],
        ("draftLaws/d/revisions/1", "CreateDraftLaw"),
        "{said:?}"
    );

    // Page by page the same, and one by one.
    let (mut pages, mut token) = (Vec::new(), String::new());
    loop {
        let request = rec::ListRevisionsRequest {
            page_size: 1,
            page_token: token,
            ..of_name("draftLaws/d")
        };
        let page = records
            .list_revisions(request)
            .await
            .expect("a page")
            .into_inner();
        pages.extend(page.revisions);
        token = page.next_page_token;
        if token.is_empty() {
            break;
        }
    }
    assert_eq!(pages, all);
    for one in &all {
        let request = rec::GetRevisionRequest {
            name: one.name.clone(),
            ..Default::default()
        };
        let found = records
            .get_revision(request)
            .await
            .expect("found")
            .into_inner();
        assert_eq!(&found, one);
    }

    let other = rec::ListRevisionsRequest {
        page_token: "of-no-list".into(),
        ..of_name("draftLaws/d")
    };
    let other = records.list_revisions(other).await;
    refused(other, Code::InvalidArgument, Reason::PageTokenMismatch);
    for none in ["draftLaws/none", "nothing/of/the/kind", "organizations/o"] {
        let none = records.list_revisions(of_name(none)).await;
        refused(none, Code::NotFound, Reason::ResourceNotFound);
    }
    let beyond = rec::GetRevisionRequest {
        name: "draftLaws/d/revisions/99".into(),
        ..Default::default()
    };
    let beyond = records.get_revision(beyond).await;
    refused(beyond, Code::NotFound, Reason::ResourceNotFound);
}

#[tokio::test]
async fn a_revision_that_a_redaction_took_is_said_to_be_gone() {
    use rec::redaction::Action;
    let Scene {
        world,
        client,
        fake: _fake,
        _up,
    } = scene().await;
    for (id, action, code, reason) in [
        (
            "erased",
            Action::Erase,
            Code::NotFound,
            Reason::RevisionErased,
        ),
        (
            "hidden",
            Action::Hide,
            Code::PermissionDenied,
            Reason::RevisionWithheld,
        ),
    ] {
        comment::create(&client, comment::new(id))
            .await
            .expect("accepted");
        crate::redaction::redact(&client, &name(id), action).await;
        let mut records = Records::new(world.consultation.clone());
        let list = records.list_revisions(of_name(&name(id))).await;
        let list = list.expect("listed").into_inner().revisions;
        let shown: Vec<bool> = list.iter().map(|one| one.snapshot.is_some()).collect();
        assert_eq!(shown, [true, false], "{id}");
        let request = rec::GetRevisionRequest {
            name: list[1].name.clone(),
            view: View::Basic.into(),
            ..Default::default()
        };
        refused(records.get_revision(request).await, code, reason);
    }
}
