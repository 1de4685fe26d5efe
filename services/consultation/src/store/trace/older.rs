//! What was written before traces counted it.

use common::{
    Error,
    resource::Kind,
    store::{Mode, Store, Tx, Upgrade, Value},
    testing,
};
use kenes_proto::{
    consultation::{Comment, Recommendation, Response, response::Outcome},
    gtype::LocalizedText,
    types::Actor,
};

use crate::{
    MIGRATIONS,
    domain::trace::verdict::Answers,
    store::{
        answers,
        recommendation::{self, Recommendations},
    },
};

const ROUND: &str = "consultations/c";
const COMMENT: &str = "consultations/c/comments/m";
const MINISTRY: &str = "//registry.kenes/organizations/ministry";

/// A row of a table with these columns; every other is 0 or empty.
fn put(tx: &mut dyn Tx, table: &str, columns: &str, values: &[&str]) -> Result<(), Error> {
    let places: Vec<String> = (1..=values.len()).map(|n| format!("${n}")).collect();
    let sql = format!(
        "INSERT INTO {table} ({columns}) VALUES ({})",
        places.join(", ")
    );
    let value = |text: &&str| text.parse().map_or_else(|_| Value::from(*text), Value::Int);
    let values: Vec<Value> = values.iter().map(value).collect();
    tx.execute(&sql, &values).map(drop)
}

/// Two answers that accept, of which one gave reasons.
fn older(tx: &mut dyn Tx) -> Result<(), Error> {
    let of_all = "name, parent, revision, create_time, update_time, delete_time";
    let comment = "person, on_behalf_of, verification, stance, state, target_version, target_eid, target_wid, submit_time";
    put(
        tx,
        "comment",
        &format!("{of_all}, {comment}"),
        &[
            COMMENT, ROUND, "1", "0", "0", "0", "", "", "0", "0", "2", "", "", "", "0",
        ],
    )?;
    for (id, responder) in [
        ("r1", MINISTRY),
        ("r2", "//registry.kenes/organizations/other"),
    ] {
        let columns = format!("{of_all}, responder, outcome, respond_date");
        let name = format!("{COMMENT}/responses/{id}");
        let row = [&name, COMMENT, "1", "0", "0", "0", responder, "1", "0"];
        put(tx, "response", &columns, &row)?;
    }
    Ok(())
}

fn answer(id: &str, outcome: Outcome) -> Response {
    let reasons = vec![LocalizedText {
        text: "Because".into(),
        language_code: "en".into(),
    }];
    let mut response = Response {
        name: format!("{COMMENT}/responses/{id}"),
        responder: Some(Actor {
            organization: MINISTRY.into(),
            ..Default::default()
        }),
        reasons,
        ..Default::default()
    };
    response.set_outcome(outcome);
    response
}

async fn opened() -> (testing::Fresh, Store) {
    let fresh = testing::fresh("older").await.expect("a database");
    let known = MIGRATIONS.iter().take_while(|one| one.number < 9).count();
    let before = Store::open(&fresh.database, &MIGRATIONS[..known], Upgrade::Apply).await;
    let before = before.expect("the schema before");
    let written = before.write("Write", Mode::Commit, older).await;
    written.expect("written");
    drop(before);
    let now = Store::open(&fresh.database, MIGRATIONS, Upgrade::Apply).await;
    (fresh, now.expect("the schema of today"))
}

#[tokio::test]
async fn a_correction_of_an_older_answer_takes_away_what_was_counted_of_it() {
    let (_fresh, store) = opened().await;
    let corrected = store.write("Correct", Mode::Commit, |tx| {
        let comment = Comment {
            name: COMMENT.into(),
            ..Default::default()
        };
        let (given, corrected) = (
            answer("r1", Outcome::Accepted),
            answer("r1", Outcome::Rejected),
        );
        answers::correct(tx, &comment, &given, &corrected)
    });
    corrected.await.expect("corrected");
    let told = store.read("Count", |tx| answers::to(tx, ROUND)).await;
    let told = told.expect("counted");
    let counted = |one: &Answers| (one.outcome, one.given, one.reasoned);
    let by_ministry = told.iter().filter(|one| one.responder == MINISTRY);
    let by_other = told.iter().filter(|one| one.responder != MINISTRY);
    assert_eq!(by_other.map(counted).collect::<Vec<_>>(), [(1, 1, 0)]);
    assert_eq!(by_ministry.map(counted).collect::<Vec<_>>(), [(3, 1, 1)]);
    let raw = store.read("Raw", |tx| common::store::counters(tx, "answers/"));
    let raw = raw.await.expect("counters");
    assert!(raw.iter().all(|(_, count)| *count >= 0), "{raw:?}");
}

#[tokio::test]
async fn recommendations_are_found_by_the_draft_laws_that_they_name_now() {
    let (_fresh, store) = opened().await;
    let noted = store.write("Note", Mode::Commit, |tx| {
        for (name, laws) in [
            ("recommendations/one", &["draftLaws/a"][..]),
            ("recommendations/two", &["draftLaws/a", "draftLaws/b"]),
            ("recommendations/one", &["draftLaws/ab"]),
        ] {
            let written = Recommendation {
                name: name.into(),
                draft_laws: laws.iter().map(|law| (*law).to_owned()).collect(),
                ..Default::default()
            };
            Recommendations::note(tx, &written)?;
        }
        Ok(())
    });
    noted.await.expect("noted");
    let found = store.read("Find", |tx| {
        let laws = ["draftLaws/a", "draftLaws/ab", "draftLaws/b"];
        let named = laws.map(|law| recommendation::naming(tx, law, 10));
        named.into_iter().collect::<Result<Vec<_>, _>>()
    });
    let found = found.await.expect("found");
    let [one, two] = ["recommendations/one", "recommendations/two"].map(str::to_owned);
    assert_eq!(found, [vec![two.clone()], vec![one], vec![two]]);
}
