//! Reads that nobody waits for, reads that never end, and the lane of what the service needs, which neither holds up.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use common::{
    Error,
    store::{Store, Tx},
};
use kenes_proto::types::ErrorReason as Reason;
use tokio::{task::JoinHandle, time::timeout};

use super::{commit, number, open, open_purse};

/// It ends by itself on neither engine.
const ENDLESS: &str = "WITH RECURSIVE n(i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n) \
                       SELECT CAST(count(*) AS BIGINT) FROM n WHERE i < 0";
const ONE: &str = "SELECT CAST(1 AS BIGINT)";

/// More than either engine has connections for what callers ask.
const MANY: usize = 12;
/// A lane that does not answer within this is full.
const FULL: Duration = Duration::from_millis(300);
/// What is stopped has ended within this, beside a dozen of its kind on a busy machine. Unstopped it would end after 10 s.
const SOON: Duration = Duration::from_secs(1);

fn endless(tx: &mut dyn Tx) -> Result<(), Error> {
    tx.query(ENDLESS, &[]).map(drop)
}

/// Fills the lane of what callers ask, and shows that it is full.
async fn fill(store: &Store) -> Vec<JoinHandle<Result<(), Error>>> {
    let reads = (0..MANY).map(|_| {
        let store = store.clone();
        tokio::spawn(async move { store.read("endless", endless).await })
    });
    let reads = reads.collect();
    tokio::time::sleep(FULL).await;
    let answered = timeout(FULL, number(store, ONE)).await;
    assert!(answered.is_err(), "the lane is not full");
    reads
}

#[tokio::test]
async fn what_nobody_waits_for_is_stopped_and_its_connection_goes_on() {
    let (_fresh, store) = open().await;
    let reads = fill(&store).await;
    reads.iter().for_each(JoinHandle::abort);
    let begun = Instant::now();
    number(&store, ONE).await;
    assert!(begun.elapsed() < SOON, "{:?}", begun.elapsed());
    // Every connection, each more than once.
    let all = (0..4 * MANY).map(|_| {
        let store = store.clone();
        tokio::spawn(async move { number(&store, "SELECT count(*) FROM purse").await })
    });
    for read in all.collect::<Vec<_>>() {
        assert_eq!(read.await.expect("no panic"), 0);
    }
    // Nobody takes it for a disk that failed.
    assert!(!store.is_distrusted());
    commit(&store, |tx| open_purse(tx, "a", 1))
        .await
        .expect("written");
}

#[tokio::test]
async fn what_nobody_waits_for_does_not_begin() {
    let (_fresh, store) = open().await;
    let reads = fill(&store).await;
    let noting = |begun: &Arc<AtomicBool>| {
        let (store, begun) = (store.clone(), Arc::clone(begun));
        tokio::spawn(async move {
            let note = move |_: &mut dyn Tx| {
                begun.store(true, Ordering::SeqCst);
                Ok(())
            };
            store.read("note", note).await
        })
    };
    let [dropped, kept] = [(); 2].map(|()| Arc::<AtomicBool>::default());
    let unwanted = noting(&dropped);
    let wanted = noting(&kept);
    tokio::time::sleep(FULL).await;
    assert!(
        ![&dropped, &kept]
            .map(|begun| begun.load(Ordering::SeqCst))
            .contains(&true)
    );
    unwanted.abort();
    reads.iter().for_each(JoinHandle::abort);
    wanted.await.expect("no panic").expect("read");
    assert!(kept.load(Ordering::SeqCst));
    for _ in 0..4 * MANY {
        number(&store, ONE).await;
    }
    assert!(!dropped.load(Ordering::SeqCst));
}

#[tokio::test]
async fn what_the_service_needs_is_read_while_callers_fill_their_lane() {
    let (_fresh, store) = open().await;
    let reads = fill(&store).await;
    for _ in 0..20 {
        let needed = store.read_needed("needed", |tx| tx.query(ONE, &[])?[0][0].int());
        let answered = timeout(SOON, needed).await.expect("at once");
        assert_eq!(answered.expect("read"), 1);
    }
    timeout(SOON, commit(&store, |tx| open_purse(tx, "a", 1)))
        .await
        .expect("at once")
        .expect("written");
    // Full all the while.
    let answered = timeout(FULL, number(&store, ONE)).await;
    assert!(answered.is_err(), "the lane was not full");
    assert!(reads.iter().all(|read| !read.is_finished()));
    reads.iter().for_each(JoinHandle::abort);
}

#[tokio::test]
async fn a_read_in_a_hurry_ends_in_time_and_one_that_is_no_longer_goes_on() {
    let (_fresh, store) = open().await;
    let hurry = Duration::from_millis(100);
    let begun = Instant::now();
    let hurried = store.read("hurried", move |tx| {
        tx.hurry(Some(hurry));
        endless(tx)
    });
    let error = hurried.await.expect_err("too long");
    assert_eq!(error.reason(), Reason::DeadlineExceeded, "{error:?}");
    let spent = begun.elapsed();
    assert!(spent >= hurry && spent < SOON, "{spent:?}");
    let calm = store.read("calm", move |tx| {
        tx.hurry(Some(hurry));
        tx.query(ONE, &[])?;
        tx.hurry(None);
        std::thread::sleep(2 * hurry);
        tx.query(ONE, &[])?[0][0].int()
    });
    assert_eq!(calm.await.expect("read"), 1);
    let late = store.read("late", move |tx| {
        tx.hurry(Some(hurry));
        std::thread::sleep(2 * hurry);
        tx.query(ONE, &[]).map(drop)
    });
    let error = late.await.expect_err("too late to begin");
    assert_eq!(error.reason(), Reason::DeadlineExceeded, "{error:?}");
}
