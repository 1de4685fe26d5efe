//! Costly lists beside others: what nobody waits for any more takes nothing from anybody, and what is waited for ends in time.

use std::time::{Duration, Instant};

use kenes_proto::types::ErrorReason as Reason;
use tokio::{task::JoinHandle, time::timeout};
use tonic::{Code, transport::Channel};

use super::{
    call,
    large::{COMMENTS, fill},
};
use crate::{
    comment::{Scene, create, get, new, scene},
    world::{fields, refused},
};

/// Lists that are sent at once.
const BURST: usize = 20;
/// The same where they are waited for: enough for two cores, however quick one is by itself.
const WAITED_FOR: usize = 60;
/// How long each is waited for.
const WAITED: Duration = Duration::from_millis(5);
/// Between one burst and the next.
const PAUSE: Duration = Duration::from_millis(200);
/// Comments that are written and read back, one after the other.
const COMMENTS_WRITTEN: usize = 150;
/// What is not told apart where tests run side by side on two cores. Worked through, one burst takes 20 s on SQLite.
const NOISE: Duration = Duration::from_millis(250);
/// Who is not answered within this is held up.
const HELD_UP: Duration = Duration::from_secs(1);

/// A part of a text is looked for in each comment, as often as a filter may.
fn filter() -> String {
    ["target.eid:z"; 99].join(" OR ")
}

async fn costly(channel: &Channel) -> Result<(), tonic::Status> {
    let filter = filter();
    let asked = [("parent", "consultations/c"), ("filter", filter.as_str())];
    call(channel, COMMENTS, &asked).await.map(drop)
}

/// Sends costly lists and goes away, again and again.
async fn flood(channel: Channel) {
    loop {
        let lists = (0..BURST).map(|_| {
            let channel = channel.clone();
            tokio::spawn(async move {
                let answered = timeout(WAITED, costly(&channel)).await;
                assert!(answered.is_err(), "it is not costly: {answered:?}");
            })
        });
        for list in lists.collect::<Vec<_>>() {
            list.await.expect("no panic");
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// Writes comments and reads them back. Returns within what 99 of 100 were.
async fn write(scene: &Scene, prefix: &str) -> Duration {
    let mut took = Vec::new();
    for n in 0..COMMENTS_WRITTEN {
        let (begun, id) = (Instant::now(), format!("{prefix}-{n}"));
        let written = create(&scene.client, new(&id)).await;
        assert!(written.expect("written").receipt.is_some());
        get(&scene.client, &id).await;
        took.push(begun.elapsed());
    }
    took.sort_unstable();
    took[COMMENTS_WRITTEN * 99 / 100]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cancelled_expensive_lists_hold_up_nobody() {
    let scene = scene().await;
    fill(&scene.world.app.store, "art_1__para_".repeat(20)).await;
    let channel = &scene.world.consultation;
    write(&scene, "warm").await;
    let alone = write(&scene, "alone").await;

    let flooded = tokio::spawn(flood(channel.clone()));
    let beside = write(&scene, "beside").await;
    assert!(!flooded.is_finished(), "the lists were sent all the while");
    flooded.abort();
    println!("99 % within {alone:?} alone, within {beside:?} beside the lists");
    assert!(beside < 2 * alone.max(NOISE), "{beside:?}, alone {alone:?}");

    // The control: lists that are waited for do hold up who reads, though not who writes, until they are refused.
    let lists = (0..WAITED_FOR).map(|_| {
        let channel = channel.clone();
        tokio::spawn(async move { costly(&channel).await })
    });
    let mut lists: Vec<_> = lists.collect();
    tokio::time::sleep(PAUSE).await;
    let written = timeout(HELD_UP, create(&scene.client, new("control"))).await;
    written.expect("not held up").expect("written");
    let read = timeout(HELD_UP, get(&scene.client, "control")).await;
    assert!(
        read.is_err(),
        "nobody is held up by lists that are waited for"
    );
    let answer = lists.swap_remove(0).await.expect("no panic");
    lists.iter().for_each(JoinHandle::abort);
    let status = refused(answer, Code::InvalidArgument, Reason::FilterTooBroad);
    assert_eq!(fields(&status), ["filter"]);
    let said = format!("{status:?}");
    assert!(said.contains("longer than 2 seconds: add AND"), "{said}");
    assert!(said.contains("name, submit_time, target.version"), "{said}");
}
