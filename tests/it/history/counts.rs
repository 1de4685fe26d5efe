//! The counts of a consultation: now, at a time that has passed, and as whoever reads the log counts them.

use common::testing;
use kenes_proto::{
    consultation::consultation_service_client::ConsultationServiceClient as Consultations,
    record::redaction::Action,
};

use super::*;
use crate::{
    comment::{claimed, create, disavowal, new, withdrawal},
    fake_registry::Says,
    redaction::redact,
    world::ask_as,
};

/// Received, and of those: counted, withdrawn, disavowed, redacted.
async fn counts(world: &World, time: Option<i64>) -> [i64; 5] {
    let mut client = Consultations::new(world.consultation.clone());
    let request = pb::GetConsultationRequest {
        name: "consultations/c".into(),
        as_of_time: time.and_then(at),
        ..Default::default()
    };
    let it = client.get_consultation(request).await.expect("read");
    let it = it.into_inner();
    let counts = [
        it.received_comment_count,
        it.comment_count,
        it.withdrawn_comment_count,
        it.disavowed_comment_count,
        it.redacted_comment_count,
    ];
    assert_eq!(counts[0], counts[1..].iter().sum::<i64>(), "{counts:?}");
    counts
}

#[tokio::test]
async fn a_consultation_counts_as_whoever_reads_its_log_does() {
    let Scene {
        world,
        mut client,
        fake,
        _up,
    } = scene().await;
    let mut moments = Vec::new();
    let mut note = async |world: &World| {
        moments.push((world.hand.now(), counts(world, None).await));
        world.hand.pass(1_000_000);
    };
    note(&world).await;
    for id in ["one", "two", "three", "four", "five"] {
        create(&client, claimed(id)).await.expect("accepted");
    }
    create(&client, new("six")).await.expect("accepted");
    note(&world).await;
    let gone = client
        .withdraw_comment(ask_as("demo|aigul", withdrawal("one")))
        .await;
    gone.expect("withdrawn");
    note(&world).await;
    fake.say(Says::Suspended);
    for id in ["two", "three"] {
        let gone = client
            .disavow_comment(ask_as("demo|chair", disavowal(id)))
            .await;
        gone.expect("disavowed");
    }
    note(&world).await;
    // What was withdrawn, disavowed or counted is redacted then, and no longer that; who is made anonymous is none of these.
    for (id, action) in [
        ("one", Action::Hide),
        ("two", Action::Erase),
        ("four", Action::Erase),
        ("five", Action::Anonymise),
    ] {
        redact(&client, &name(id), action).await;
        note(&world).await;
    }
    let expected = [
        [0, 0, 0, 0, 0],
        [6, 6, 0, 0, 0],
        [6, 5, 1, 0, 0],
        [6, 3, 1, 2, 0],
        [6, 3, 0, 2, 1],
        [6, 3, 0, 1, 2],
        [6, 2, 0, 1, 3],
        [6, 2, 0, 1, 3],
    ];
    assert_eq!(
        moments
            .iter()
            .map(|(_, counts)| *counts)
            .collect::<Vec<_>>(),
        expected
    );
    for (time, then) in moments {
        assert_eq!(counts(&world, Some(time)).await, then, "at {time}");
    }

    let running = testing::start(consultation::service(
        world.app.clone(),
        world.asks.clone(),
        world.search.clone(),
    ))
    .await;
    let sound = crate::audit::visited(&world.app.log.verifier(), &running).await;
    let [received, counted, withdrawn, disavowed, redacted] = expected[7];
    let line = format!(
        "comments: {received} received = {counted} counted + {withdrawn} withdrawn + {disavowed} disavowed + {redacted} redacted"
    );
    assert!(sound.contains(&line), "{sound}");
}

#[tokio::test]
async fn a_revision_of_a_consultation_is_what_get_returns_but_for_the_counts() {
    let Scene {
        world,
        client,
        fake: _fake,
        _up,
    } = scene().await;
    create(&client, new("one")).await.expect("accepted");
    world.hand.pass(1_000_000);
    let mut client = Consultations::new(world.consultation.clone());
    let request = pb::UpdateConsultationRequest {
        consultation: Some(pb::Consultation {
            name: "consultations/c".into(),
            titles: crate::world::en("Another title"),
            ..Default::default()
        }),
        ..Default::default()
    };
    let updated = client.update_consultation(crate::world::ask(request)).await;
    let mut updated = updated.expect("updated").into_inner();
    assert_eq!(
        [updated.received_comment_count, updated.comment_count],
        [1, 1]
    );
    (updated.received_comment_count, updated.comment_count) = (0, 0);
    let mut records = Records::new(world.consultation.clone());
    let revisions = records.list_revisions(of_name("consultations/c")).await;
    let newest = revisions.expect("listed").into_inner().revisions.remove(0);
    let snapshot = newest.snapshot.clone().expect("shown");
    assert_eq!(
        pb::Consultation::decode(&*snapshot.value).expect("one"),
        updated
    );
    let request = rec::GetRevisionRequest {
        name: newest.name.clone(),
        ..Default::default()
    };
    let mut one = records.get_revision(request).await.expect("found");
    assert_eq!(one.get_mut().snapshot, newest.snapshot);
}
