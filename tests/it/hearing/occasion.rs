//! What an occasion must have: a closed one its legal basis, minutes their words or a hash, a discussion in the media its
//! publications, a working group its draft law; and how what was heard about a draft law is found.

use common::store::{Mode, Store, Upgrade};
use kenes_proto::consultation::hearing::Access;

use super::*;
use crate::fixtures;

/// A request to create a hearing, changed.
fn with(
    world: &World,
    id: &str,
    change: impl FnOnce(&mut pb::Hearing),
) -> tonic::Request<pb::CreateHearingRequest> {
    let mut request = new(world, id);
    change(request.hearing.as_mut().expect("a hearing"));
    ask(request)
}

fn regulations() -> Option<Document> {
    Some(Document {
        document_type: "regulations".into(),
        titles: en("Regulations of the Senate, article 33"),
        ..Default::default()
    })
}

#[tokio::test]
async fn a_closed_hearing_names_its_legal_basis() {
    let world = World::start().await;
    let mut client = Client::new(world.consultation.clone());
    let bare = with(&world, "closed", |h| h.set_access(Access::Closed));
    let status = client.create_hearing(bare).await;
    let status = refused(status, Code::InvalidArgument, Reason::AccessBasisMissing);
    assert_eq!(fields(&status), ["hearing.access_basis"]);
    let closed = with(&world, "closed", |h| {
        h.set_access(Access::Closed);
        h.access_basis = regulations();
    });
    let made = client
        .create_hearing(closed)
        .await
        .expect("created")
        .into_inner();
    assert_eq!(made.access(), Access::Closed);
    let open = created(&world, &mut client, "open").await;
    assert_eq!(open.access(), Access::Open, "unless it is said");
    let update = |name: &str, path: &str| {
        let mut hearing = pb::Hearing {
            name: name.into(),
            ..Default::default()
        };
        hearing.set_access(Access::Closed);
        ask(pb::UpdateHearingRequest {
            hearing: Some(hearing),
            update_mask: crate::roll::paths(&[path]),
            ..Default::default()
        })
    };
    for (name, path) in [(&made.name, "access_basis"), (&open.name, "access")] {
        let bare = client.update_hearing(update(name, path)).await;
        refused(bare, Code::InvalidArgument, Reason::AccessBasisMissing);
    }
    let list = pb::ListHearingsRequest {
        filter: "access = ACCESS_CLOSED".into(),
        ..Default::default()
    };
    let found = client
        .list_hearings(list)
        .await
        .expect("listed")
        .into_inner();
    assert_eq!(found.hearings, [made]);
}

#[tokio::test]
async fn minutes_need_a_text_or_a_document_with_its_hash() {
    let world = World::start().await;
    let mut client = Client::new(world.consultation.clone());
    let made = created(&world, &mut client, "held").await;
    announced(&mut client, &made.name).await;
    world.hand.pass(2 * DAY);
    let hold = pb::HoldHearingRequest {
        name: made.name.clone(),
        ..Default::default()
    };
    client.hold_hearing(ask(hold)).await.expect("held");
    let paper = |kind: &str, hash: &[u8]| {
        Some(Document {
            document_type: kind.into(),
            sha256: hash.to_vec(),
            ..Default::default()
        })
    };
    let publish = |change: fn(&mut pb::PublishMinutesRequest)| {
        let mut request = pb::PublishMinutesRequest {
            name: made.name.clone(),
            ..Default::default()
        };
        change(&mut request);
        request
    };
    let mut nothing = publish(|_| ());
    let mut unhashed = publish(|r| r.texts = en("Twenty days were asked for."));
    unhashed.transcript = paper("transcript", &[]);
    nothing.transcript = paper("transcript", &[7; 32]);
    let mut paperless = publish(|_| ());
    paperless.minutes = paper("minutes", &[]);
    for (request, field) in [
        (publish(|_| ()), "texts"),
        (nothing, "texts"),
        (unhashed, "transcript.sha256"),
        (paperless, "minutes.sha256"),
    ] {
        let status = client.publish_minutes(ask(request)).await;
        let status = refused(status, Code::InvalidArgument, Reason::MinutesIncomplete);
        assert_eq!(fields(&status), [field]);
    }
    let said = publish(|r| r.texts = en("Twenty days were asked for."));
    let published = client.publish_minutes(ask(said)).await.expect("published");
    let published = published.into_inner();
    assert_eq!(published.minutes_texts, en("Twenty days were asked for."));
    assert_eq!(published.documents, []);
    let mut hashed = publish(|_| ());
    hashed.minutes = paper("minutes", &[7; 32]);
    let published = client
        .publish_minutes(ask(hashed))
        .await
        .expect("published");
    let published = published.into_inner();
    assert_eq!(
        (published.documents.len(), published.minutes_texts.len()),
        (1, 1)
    );
}

#[tokio::test]
async fn a_media_discussion_has_publications_with_title_day_and_link() {
    let world = World::start().await;
    let mut client = Client::new(world.consultation.clone());
    let discussed = |documents: Vec<Document>| {
        with(&world, "press", |h| {
            h.set_kind(Kind::MediaDiscussion);
            h.documents = documents;
        })
    };
    let whole = Document {
        document_type: "publication".into(),
        titles: en("What the law on NGOs lacks"),
        publish_date: Some(Date {
            year: 2005,
            month: 6,
            day: 3,
        }),
        uri: "https://press.example/ngo".into(),
        ..Default::default()
    };
    let unlinked = Document {
        uri: String::new(),
        ..whole.clone()
    };
    for (documents, field) in [
        (vec![], "hearing.documents"),
        (vec![unlinked], "hearing.documents[0].uri"),
    ] {
        let status = client.create_hearing(discussed(documents)).await;
        let status = refused(status, Code::InvalidArgument, Reason::PublicationIncomplete);
        assert_eq!(fields(&status), [field]);
    }
    let made = client.create_hearing(discussed(vec![whole])).await;
    let bare = pb::UpdateHearingRequest {
        hearing: Some(pb::Hearing {
            name: made.expect("created").into_inner().name,
            ..Default::default()
        }),
        update_mask: crate::roll::paths(&["documents"]),
        ..Default::default()
    };
    let bare = client.update_hearing(ask(bare)).await;
    refused(bare, Code::InvalidArgument, Reason::PublicationIncomplete);
}

#[tokio::test]
async fn a_working_group_names_its_draft_law_and_is_found_by_it() {
    let world = World::start().await;
    fixtures::draft_law(&world).await;
    let mut client = Client::new(world.consultation.clone());
    let about = |id: &str, kind: Kind, laws: &[&str]| {
        with(&world, id, |h| {
            h.set_kind(kind);
            h.draft_laws = laws.iter().map(ToString::to_string).collect();
        })
    };
    let group = Kind::WorkingGroupMeeting;
    let status = client.create_hearing(about("group", group, &[])).await;
    let status = refused(status, Code::InvalidArgument, Reason::DraftLawMissing);
    assert_eq!(fields(&status), ["hearing.draft_laws"]);
    for request in [
        about("group", group, &["draftLaws/d"]),
        about("table", Kind::RoundTable, &["draftLaws/d"]),
        about("policy", Kind::RoundTable, &[]),
    ] {
        client.create_hearing(request).await.expect("created");
    }
    let bare = pb::UpdateHearingRequest {
        hearing: Some(pb::Hearing {
            name: "hearings/group".into(),
            ..Default::default()
        }),
        update_mask: crate::roll::paths(&["draft_laws"]),
        ..Default::default()
    };
    let bare = client.update_hearing(ask(bare)).await;
    refused(bare, Code::InvalidArgument, Reason::DraftLawMissing);
    assert_eq!(
        heard(&mut client, "d").await,
        ["hearings/group", "hearings/table"]
    );
}

async fn heard(client: &mut Client<Channel>, law: &str) -> Vec<String> {
    let list = pb::ListHearingsRequest {
        filter: format!("draft_laws:\"draftLaws/{law}\""),
        ..Default::default()
    };
    let found = client
        .list_hearings(list)
        .await
        .expect("listed")
        .into_inner();
    let mut names: Vec<String> = found.hearings.into_iter().map(|h| h.name).collect();
    names.sort();
    names
}

#[tokio::test]
async fn hearings_of_an_older_schema_are_found_by_their_draft_laws() {
    let fresh = common::testing::fresh("consultation")
        .await
        .expect("a database");
    let old = consultation::MIGRATIONS.iter().position(|m| m.number == 5);
    let old = &consultation::MIGRATIONS[..old.expect("the step")];
    let store = Store::open(&fresh.database, old, Upgrade::Apply)
        .await
        .expect("opened");
    let insert = store.write("Test", Mode::Commit, |tx| {
        for (entry, name, topic) in [
            // Beside the record.
            (-1, "hearings/both", "draftLaws/a draftLaws/b"),
            (-2, "hearings/none", ""),
        ] {
            tx.execute(
                "INSERT INTO hearing (name, parent, revision, create_time, update_time, delete_time, titles, kind, \
                 organizer, state, start_time) VALUES ($1, '', 1, 0, 0, 0, '', 1, '', 1, 0)",
                &[name.into()],
            )?;
            tx.execute(
                "INSERT INTO revision (name, revision, time, actor, method, request_id, request_digest, entry, leaf, \
                 body_salt, identity_salt, topic, withheld, identity_at, body) \
                 VALUES ($1, 1, 0, '', '', NULL, NULL, $4, $2, $2, $2, $3, 0, 0, $2)",
                &[name.into(), Vec::new().into(), topic.into(), entry.into()],
            )?;
        }
        Ok(())
    });
    insert.await.expect("written");
    drop(store);
    let store = Store::open(&fresh.database, consultation::MIGRATIONS, Upgrade::Apply);
    let store = store.await.expect("upgraded");
    let read = store.read("Test", |tx| {
        common::store::texts(tx, "SELECT draft_laws FROM hearing ORDER BY name", &[])
    });
    assert_eq!(read.await.expect("read"), ["|draftLaws/a|draftLaws/b|", ""]);
}
