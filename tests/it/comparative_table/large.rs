//! A table of many comments of organizations, each with an answer: how fast it comes, and that memory stays flat.
//! `KENES_TABLE_COMMENTS` says how many.

use std::time::Instant;

use common::store::{Mode, Store, Tx};
use kenes_proto::consultation::comment::State;
use prost::Message;

use super::*;
use crate::report::large;

/// The most bytes more than before, in a debug build beside other tests.
const MOST: u64 = 200 << 20;

fn comment(n: i64, now: i64) -> pb::Comment {
    let eid = ["", "art_1", "art_2", "art_2__para_1"][usize::try_from(n % 4).expect("small")];
    let mut target = place(V1, eid);
    target.wid = eid.into();
    let mut comment = pb::Comment {
        name: name(&format!("m{n:07}")),
        etag: "\"1\"".into(),
        author: Some(Actor {
            on_behalf_of: format!("//registry.kenes/organizations/o{}", n % 1_000),
            display_name: format!("Somebody {n}"),
            ..Default::default()
        }),
        standing: Some(pb::StandingRecord {
            display_title: "Legal Aid Public Fund".into(),
            titles: both("Общественный фонд правовой помощи", "Legal Aid Public Fund"),
            ..Default::default()
        }),
        target: Some(target),
        texts: en(&format!("The term of ten days is too short for comment {n}. ").repeat(4)),
        reasons: en(&"Experts need two weeks to read a draft. ".repeat(4)),
        submit_time: fixtures::at(now + n),
        response_count: 1,
        ..Default::default()
    };
    comment.set_state(State::Answered);
    comment
}

/// Writes an answer to each of so many comments.
async fn answer_all(store: &Store, all: i64) {
    let write = move |tx: &mut dyn Tx| {
        for n in 0..all {
            let mut answer = pb::Response {
                name: format!("{}/responses/ministry", name(&format!("m{n:07}"))),
                responder: Some(Actor {
                    organization: MINISTRY.into(),
                    ..Default::default()
                }),
                reasons: both("Дорого.", "It costs too much."),
                ..Default::default()
            };
            answer.set_outcome(pb::response::Outcome::Rejected);
            large::revision(tx, &answer.name, answer.encode_to_vec(), all + n)?;
        }
        Ok(())
    };
    store
        .write("Fill", Mode::Commit, write)
        .await
        .expect("written");
}

/// The memory that the process has, in bytes.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
    kilobytes.unwrap_or(0) << 10
}

#[tokio::test]
async fn a_table_of_many_comments_streams_in_flat_memory() {
    let scene = scene().await;
    let store = &scene.world.app.store;
    let usual = if store.engine() == "sqlite" {
        5_000
    } else {
        1_000
    };
    let all = large::asked("KENES_TABLE_COMMENTS", usual);
    large::write(store, scene.world.hand.now(), all, comment).await;
    answer_all(store, all).await;
    for format in [TableFormat::Csv, TableFormat::Html, TableFormat::Xlsx] {
        let (begun, before) = (Instant::now(), resident());
        let mut client = Client::new(scene.world.consultation.clone());
        let answer = client.export_comparative_table(table(format, "en")).await;
        let mut stream = answer.expect("a table").into_inner();
        let (mut size, mut count, mut most) = (0, 0, before);
        while let Some(chunk) = stream.message().await.expect("a chunk") {
            size += chunk.data.len();
            count = chunk.row_count;
            most = most.max(resident());
        }
        assert_eq!(count, all, "{format:?}");
        let (took, more) = (begun.elapsed().as_secs_f64(), most - before);
        println!(
            "{format:?}: {all} rows, {} KiB, {:.0} rows/s, {} MiB more memory, {} in all",
            size >> 10,
            f64::from(i32::try_from(all).expect("few")) / took,
            more >> 20,
            most >> 20
        );
        assert!(more < MOST, "{more} bytes more");
    }
}
