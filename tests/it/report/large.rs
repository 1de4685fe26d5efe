//! A report of many comments: exact, and how long it takes. They are written as an older
//! release left them, and counted by an upgrade. `KENES_REPORT_COMMENTS` says how many.

use std::time::{Duration, Instant};

use common::{
    store::Value as Cell,
    table::{FIXED, Type},
};
use prost::Message;

use super::*;

/// An answer of a debug build, on a machine that does other things too; a release takes at most 100 ms with 1,000,000 comments.
const SLOWEST: Duration = Duration::from_millis(1_500);
/// So many organizations speak.
const ORGANIZATIONS: i64 = 20_000;
const BATCH: i64 = 500;

fn comments(store: &Store) -> i64 {
    let usual = match store.engine() {
        "sqlite" => 20_000,
        _ => 2_000,
    };
    asked("KENES_REPORT_COMMENTS", usual)
}

/// So many as this variable says, or as usual.
#[expect(
    clippy::disallowed_methods,
    reason = "how many is asked of the test, not of the program"
)]
pub(crate) fn asked(variable: &str, usual: i64) -> i64 {
    let asked = std::env::var(variable).ok();
    asked
        .and_then(|number| number.parse().ok())
        .unwrap_or(usual)
}

fn small(n: i64) -> i32 {
    i32::try_from(n).expect("small")
}

fn comment(n: i64, now: i64) -> pb::Comment {
    let mut comment = pb::Comment {
        name: name(&format!("m{n:07}")),
        etag: "\"1\"".into(),
        author: Some(Actor {
            on_behalf_of: format!("//registry.kenes/organizations/o{}", n % ORGANIZATIONS),
            ..Default::default()
        }),
        standing: Some(pb::StandingRecord {
            organization_kind: "KIND_NGO".into(),
            subdivision_code: format!("KZ-{}", 10 + n % 20),
            group_codes: vec![format!("g{}", n % 12)],
            ..Default::default()
        }),
        target: Some(place(V1, &format!("art_{}", n % 800))),
        submit_time: fixtures::at(now),
        stance: small(n % 5),
        ..Default::default()
    };
    comment.set_state(State::Published);
    comment.set_verification(match n % 3 {
        0 => Verification::Verified,
        _ => Verification::NotVerified,
    });
    comment
}

async fn fill(store: &Store, now: i64) {
    write(store, now, comments(store), comment).await;
}

/// Writes the first revision of a resource beside the record; `n` is another for each.
pub(crate) fn revision(
    tx: &mut dyn Tx,
    name: &str,
    body: Vec<u8>,
    n: i64,
) -> Result<(), common::Error> {
    let sql = "INSERT INTO revision (name, revision, time, actor, method, leaf, body_salt, topic, withheld, \
               identity_at, body, entry) VALUES ($1, 1, 1, '', '', $2, $2, '', 0, $3, $2, $4)";
    let length = i64::try_from(body.len()).expect("short");
    let args = [
        name.into(),
        Cell::Bytes(body),
        length.into(),
        (-1 - n).into(),
    ];
    tx.execute(sql, &args).map(drop)
}

/// Writes so many comments, and has an upgrade read their columns out of them.
pub(crate) async fn write(
    store: &Store,
    now: i64,
    comments: i64,
    comment: fn(i64, i64) -> pb::Comment,
) {
    let schemas = consultation::DEFINITION.kinds.schemas();
    let table = schemas.iter().find(|table| table.name == "comment");
    let table = *table.expect("a table");
    for batch in 0..comments / BATCH {
        let rows = move |tx: &mut dyn Tx| {
            for n in batch * BATCH..(batch + 1) * BATCH {
                let comment = comment(n, now);
                let (name, body) = (comment.name.as_str(), comment.encode_to_vec());
                let mut row: Vec<Cell> = vec![name.into(), "consultations/c".into(), 1.into()];
                row.extend([Cell::Int(now), Cell::Int(now), Cell::Int(0)]);
                assert_eq!(row.len(), FIXED.len());
                row.extend(table.columns.iter().map(|column| match column.kind {
                    Type::Text | Type::Folded | Type::List => Cell::from(""),
                    _ => Cell::Int(0),
                }));
                tx.execute(&table.upsert, &row)?;
                revision(tx, name, body, n)?;
            }
            Ok(())
        };
        store
            .write("Fill", Mode::Commit, rows)
            .await
            .expect("written");
    }
    recount(store).await;
}

#[tokio::test]
async fn a_report_of_many_comments_is_exact_and_takes_no_time() {
    let scene = scene().await;
    let store = &scene.world.app.store;
    fill(store, scene.world.hand.now()).await;
    let all = comments(store);
    let report = of_round(&scene.client, "consultations/c").await;
    assert_eq!(report.comment_count, all);
    let spoke = all.min(ORGANIZATIONS);
    assert_eq!(report.organization_count, spoke);
    let sum = |found: &[pb::CommentsByCode]| found.iter().map(|one| one.comment_count).sum::<i64>();
    assert_eq!(
        [
            sum(&report.regions),
            sum(&report.groups),
            sum(&report.kinds)
        ],
        [all; 3]
    );
    assert_eq!((report.regions.len(), report.groups.len()), (20, 12));
    let on: i64 = report.provisions.iter().map(|at| at.comment_count).sum();
    assert_eq!((on, report.provision_count), (all, 800));
    for what in ["the consultation", "the draft law"] {
        let mut times = Vec::new();
        for _ in 0..50 {
            let begun = Instant::now();
            match what {
                "the consultation" => drop(of_round(&scene.client, "consultations/c").await),
                _ => drop(of_law(&scene.client).await),
            }
            times.push(begun.elapsed());
        }
        times.sort();
        println!(
            "{all} comments of {spoke} organizations, the report of {what}: p50 {:?}, p99 {:?}",
            times[25], times[48]
        );
        assert!(times[48] < SLOWEST, "{what}: {:?}", times[48]);
    }
}
